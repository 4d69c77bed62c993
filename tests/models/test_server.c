/*
 * A server that two kinds of packets keep busy, large ones by bits and small ones by packets per
 * second: how much of its time is which, and that raising one of its figures by a quarter lets
 * 1 / (1 - share / 5) of both through, as limits are named by (sim/results/limit_near.c).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "models/net/server.h"
#include "sim/base/units.h"

enum { LARGE_BYTES = 1400, SMALL_BYTES = 52, LARGE = 2 /* for each small one */ };

/* Of one second, in which it never rests. */
static double passed(int64_t bps, int64_t pps, double *by_packets_frac)
{
    struct server s;
    sim_time_t now = 0;
    int n = 0;

    server_init(&s, bps, pps, SIM_S, 0, SIM_S);
    for (; now < SIM_S; n++)
        now = server_offer(&s, n % (LARGE + 1) == LARGE ? SMALL_BYTES : LARGE_BYTES, now);
    *by_packets_frac = (double)s.packets_busy_dur / (double)s.busy_dur;
    return n;
}

static void test_each_figure_is_worth_its_share_of_the_time(void **state)
{
    const int64_t bps = 30000000, pps = 7000;
    const double large_s = LARGE * LARGE_BYTES * 8.0 / (double)bps, small_s = 1 / (double)pps;
    double frac, ignored;

    (void)state;
    const double before = passed(bps, pps, &frac),
                 more_packets = passed(bps, pps * 5 / 4, &ignored) / before,
                 more_bits = passed(bps * 5 / 4, pps, &ignored) / before;
    assert_true(fabs(frac - small_s / (small_s + large_s)) < 1e-3);
    assert_true(fabs(more_packets - 1 / (1 - frac / 5)) < 1e-3);
    assert_true(fabs(more_bits - 1 / (1 - (1 - frac) / 5)) < 1e-3);
}

static void test_what_is_of_one_kind_has_one_figure(void **state)
{
    double frac;

    (void)state;
    (void)passed(UNITS_UNLIMITED, 7000, &frac);
    assert_true(frac == 1);
    (void)passed(30000000, UNITS_UNLIMITED, &frac);
    assert_true(frac == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_figure_is_worth_its_share_of_the_time),
        cmocka_unit_test(test_what_is_of_one_kind_has_one_figure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
