/* The examples of FIPS 180-4 (NIST, CSRC examples: SHA256.pdf) and the message of a million a. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "sim/base/sha256.h"

static void assert_digest(const char *message, size_t repeat, const char *expected)
{
    struct sha256 s;
    char hex[SHA256_HEX_MAX];

    sha256_init(&s);
    for (size_t i = 0; i < repeat; i++)
        sha256_update(&s, message, strlen(message));
    sha256_hex(&s, hex);
    assert_string_equal(hex, expected);
}

static void test_sha256_standard_messages(void **state)
{
    (void)state;
    assert_digest("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_digest("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
                  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void test_sha256_in_pieces(void **state)
{
    (void)state;
    assert_digest("a", 1000000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    assert_digest("aaaaaaaaaaaaaaaaaaaa", 50000,
                  "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static void test_sha256_of_a_file_that_is_none(void **state)
{
    char hex[SHA256_HEX_MAX];

    (void)state;
    assert_true(sha256_file("/nonexistent/file", hex) < 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sha256_standard_messages),
        cmocka_unit_test(test_sha256_in_pieces),
        cmocka_unit_test(test_sha256_of_a_file_that_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
