/* Quantities: exact decimal arithmetic both ways, and a word for each way to get one wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sim/base/simtime.h"
#include "sim/base/units.h"

static void assert_value(enum units_dim dim, const char *text, int64_t expected)
{
    int64_t v = -1;

    if (units_parse(dim, text, &v) != UNITS_OK || v != expected)
        fail_msg("%s is %lld", text, (long long)v);
}

static void assert_error(enum units_dim dim, const char *text, enum units_error expected)
{
    int64_t v;

    if (units_parse(dim, text, &v) != expected)
        fail_msg("%s is taken otherwise", text);
}

static void test_units_parse_exactly(void **state)
{
    (void)state;
    assert_value(UNITS_TIME, "35ms", 35 * SIM_MS);
    assert_value(UNITS_TIME, "1.5s", 1500 * SIM_MS);
    assert_value(UNITS_TIME, "10min", 600 * SIM_S);
    assert_value(UNITS_TIME, "0.001ns", 1);
    assert_value(UNITS_TIME, "2h", 7200 * SIM_S);
    assert_value(UNITS_RATE, "650Mbps", 650000000);
    assert_value(UNITS_RATE, "2.3Gbps", INT64_C(2300000000));
    assert_value(UNITS_PPS, "220000pps", 220000);
    assert_value(UNITS_BYTES, "1400B", 1400);
    assert_value(UNITS_BYTES, "64KiB", 65536);
    assert_value(UNITS_BYTES, "8kB", 8000);
    assert_value(UNITS_BYTES, "8KB", 8000);
    assert_value(UNITS_BYTES, "2TiB", INT64_C(2199023255552));
    assert_value(UNITS_PACKETS, "100packets", 100);
    assert_value(UNITS_RATE, "unlimited", UNITS_UNLIMITED);
}

static void test_units_say_what_is_wrong(void **state)
{
    (void)state;
    assert_error(UNITS_TIME, "35", UNITS_NO_UNIT);
    assert_error(UNITS_TIME, "35 parsecs", UNITS_UNKNOWN_UNIT);
    assert_error(UNITS_TIME, "35Mbps", UNITS_UNKNOWN_UNIT);
    assert_error(UNITS_TIME, "soon", UNITS_NOT_A_NUMBER);
    assert_error(UNITS_TIME, "", UNITS_NOT_A_NUMBER);
    assert_error(UNITS_TIME, "1.5.5s", UNITS_NOT_A_NUMBER);
    assert_error(UNITS_TIME, "-1ms", UNITS_NEGATIVE);
    assert_error(UNITS_TIME, "0.0001ns", UNITS_INEXACT);
    assert_error(UNITS_TIME, "1000000000000h", UNITS_TOO_LARGE);
    assert_error(UNITS_BYTES, "0.5B", UNITS_INEXACT);
    assert_error(UNITS_BYTES, "99999999999999999999999999B", UNITS_TOO_LARGE);
}

static void test_units_fractions(void **state)
{
    double v;

    (void)state;
    assert_int_equal(units_parse_fraction("0.1%", &v), UNITS_OK);
    assert_true(v == 0.001);
    assert_int_equal(units_parse_fraction("100%", &v), UNITS_OK);
    assert_true(v == 1);
    assert_int_equal(units_parse_fraction("101%", &v), UNITS_TOO_LARGE);
    assert_int_equal(units_parse_fraction("0.1", &v), UNITS_NO_UNIT);
}

static void test_units_format_reads_back(void **state)
{
    static const int64_t values[] = {0,
                                     1,
                                     999,
                                     1000,
                                     1024,
                                     1500000000,
                                     35 * SIM_MS,
                                     1234567890123,
                                     INT64_C(9000000000000000001)};
    char buf[UNITS_TEXT_MAX];

    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        for (int dim = UNITS_TIME; dim <= UNITS_PACKETS; dim++)
            assert_value((enum units_dim)dim, units_format((enum units_dim)dim, values[i], buf),
                         values[i]);
    assert_string_equal(units_format(UNITS_TIME, 35 * SIM_MS, buf), "35ms");
    assert_string_equal(units_format(UNITS_RATE, 650000000, buf), "650Mbps");
    assert_string_equal(units_format(UNITS_RATE, UNITS_UNLIMITED, buf), "unlimited");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_units_parse_exactly),
        cmocka_unit_test(test_units_say_what_is_wrong),
        cmocka_unit_test(test_units_fractions),
        cmocka_unit_test(test_units_format_reads_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
