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

/* By printf and strtod: the fewest digits that read back, without an exponent where the number is
 * neither very large nor very small. */
static void assert_shortest(double v)
{
    char buf[JSON_NUMBER_MAX], expected[64];
    int digits = 0;

    do {
        snprintf(expected, sizeof expected, "%.*e", digits++, v);
    } while (strtod(expected, NULL) != v);
    const int exponent = atoi(strchr(expected, 'e') + 1);
    if (exponent >= -6 && exponent < 17) {
        const int decimals = digits - 1 - exponent;
        snprintf(expected, sizeof expected, "%.*f", decimals > 0 ? decimals : 0, v);
    }
    assert_string_equal(json_number_format(v, buf), expected);
}

static void test_json_numbers_are_the_shortest(void **state)
{
    uint64_t x = 88172645463325252;

    (void)state;
    for (int e = -30; e < 60; e++) { /* doubles are half as far apart below a power of two */
        assert_shortest(ldexp(1, e));
        assert_shortest(nextafter(ldexp(1, e), 0));
        assert_shortest(nextafter(ldexp(1, e), INFINITY));
    }
    for (int e = -9; e < 23; e++) {
        assert_shortest(pow(10, e));
        assert_shortest(nextafter(pow(10, e), 0));
    }
    for (int i = 0; i < 20000; i++) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        assert_shortest((double)(x % 1000000007) / (double)(x % 9973 + 1)); /* a mean */
        assert_shortest((double)(x >> 20) / 1e12);                          /* an instant */
        assert_shortest(-ldexp((double)(x >> 11), (int)(x % 80) - 80));
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
        cmocka_unit_test(test_json_numbers_are_the_shortest),
        cmocka_unit_test(test_json_document),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
