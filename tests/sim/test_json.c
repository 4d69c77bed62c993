/* Numbers as people and programs read them: the shortest decimal that comes back as the same
 * double. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/json.h"

static void assert_text(double v, const char *expected)
{
    char buf[JSON_NUMBER_MAX];

    assert_string_equal(json_number_format(v, buf), expected);
}

static void test_json_numbers_are_short(void **state)
{
    (void)state;
    assert_text(0, "0");
    assert_text(60, "60");
    assert_text(12500, "12500");
    assert_text(0.1, "0.1");
    assert_text(-2.5, "-2.5");
    assert_text(0.00005376, "0.00005376");
    assert_text(1e-9, "1e-09");
    assert_text(1e300, "1e+300");
    assert_text(1.0 / 3, "0.3333333333333333");
    assert_text(INFINITY, "null");
    assert_text(NAN, "null");
}

static void test_json_numbers_read_back(void **state)
{
    uint64_t x = 88172645463325252; /* xorshift64 (Marsaglia 2003): any bits will do */

    (void)state;
    for (int i = 0; i < 20000; i++) {
        char buf[JSON_NUMBER_MAX];
        double v;
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        memcpy(&v, &x, sizeof v);
        if (!isfinite(v))
            continue;
        json_number_format(v, buf);
        assert_true(strlen(buf) < JSON_NUMBER_MAX);
        assert_true(strtod(buf, NULL) == v);
    }
}

static void test_json_document(void **state)
{
    char *text = NULL;
    size_t len = 0;
    struct json j;
    FILE *out = open_memstream(&text, &len);

    (void)state;
    assert_non_null(out);
    json_init(&j, out);
    json_object_begin(&j);
    json_key(&j, "a\"b\n");
    json_array_begin(&j);
    json_int(&j, INT64_MIN);
    json_bool(&j, true);
    json_null(&j);
    json_string(&j, NULL);
    json_string(&j, "\x01\xff");
    json_array_end(&j);
    json_object_end(&j);
    json_fini(&j);
    fclose(out);
    assert_non_null(strstr(text, "\"a\\\"b\\n\""));
    assert_non_null(strstr(text, "-9223372036854775808"));
    assert_non_null(strstr(text, "\\u0001"));
    assert_non_null(strstr(text, "\\ufffd")); /* what is no UTF-8 becomes U+FFFD */
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_numbers_are_short),
        cmocka_unit_test(test_json_numbers_read_back),
        cmocka_unit_test(test_json_document),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
