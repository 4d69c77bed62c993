/*
 * The formulas of limits.csv against their sources: RFC 9438, tables 1 and 2 (average window in
 * segments, C = 0.4), and what the full model of Padhye and others comes to at its ends.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "sim/results/limit_formula.h"

static void near(double value, double expected, double share)
{
    if (fabs(value / expected - 1) > share)
        fail_msg("%g, not %g", value, expected);
}

static void test_cubic_is_the_table_of_the_rfc(void **state)
{
    static const struct {
        double p, at_100_ms, at_10_ms;
    } row[] = {{1e-2, 12, 12},     {1e-3, 38, 38},      {1e-4, 187, 120},     {1e-5, 1054, 379},
               {1e-6, 5926, 1200}, {1e-7, 33325, 5926}, {1e-8, 187400, 33325}};

    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row;
         i++) { /* the table has 1.2 / sqrt(p) for Reno, rounded */
        near(limit_cubic(row[i].p, 0.1) * 0.1, row[i].at_100_ms, 0.03);
        near(limit_cubic(row[i].p, 0.01) * 0.01, row[i].at_10_ms, 0.03);
    }
}

static void test_pftk_at_its_ends(void **state)
{
    const double rtt_s = 0.1, timeout_s = 0.3;

    (void)state;
    /* Hardly a loss: the window a round trip. */
    near(limit_pftk(1e-9, rtt_s, timeout_s, 100), 100 / rtt_s, 1e-3);
    /* Few losses, no window in the way: the square root law, sqrt(3 / 2p) a round trip. */
    near(limit_pftk(1e-6, rtt_s, timeout_s, 1e9), sqrt(1.5 / 1e-6) / rtt_s, 0.01);
    /* More loss, longer time-outs, a smaller window: less. */
    assert_true(limit_pftk(2e-3, rtt_s, timeout_s, 1e9) < limit_pftk(1e-3, rtt_s, timeout_s, 1e9));
    assert_true(limit_pftk(1e-2, rtt_s, 1, 1e9) < limit_pftk(1e-2, rtt_s, timeout_s, 1e9));
    assert_true(limit_pftk(1e-3, rtt_s, timeout_s, 20) < limit_pftk(1e-3, rtt_s, timeout_s, 1e9));
    /* Nearly all is lost: a packet a time-out, which has backed off to its longest, 64 times, most
     * of the time. */
    assert_true(limit_pftk(0.9, rtt_s, timeout_s, 1e9) < 2 / timeout_s);
}

/* The mean of a sawtooth run packet by packet is what the formula says; its ends are known: 3/4 of
 * half a window kept without a queue, all with a queue of one bandwidth-delay product. */
static void test_sawtooth_is_the_mean_of_one(void **state)
{
    static const double kept[] = {0.5, 0.7}, queue[] = {0, 0.1, 0.25, 0.6, 1};
    enum { PRODUCT = 2000 }; /* packets */

    (void)state;
    for (int i = 0; i < 2; i++)
        for (int k = 0; k < 5; k++) {
            const double most = (1 + queue[k]) * PRODUCT;
            double sent = 0, trips = 0;
            for (double w = ceil(kept[i] * most); w < most; w++) {
                sent += w;
                trips += fmax(1, w / PRODUCT);
            }
            near(limit_sawtooth_frac(kept[i], queue[k]), sent / trips / PRODUCT, 1e-3);
        }
    near(limit_sawtooth_frac(0.5, 0), 0.75, 1e-9);
    near(limit_sawtooth_frac(0.5, 1), 1, 1e-9);
    near(limit_sawtooth_frac(0.5, HUGE_VAL), 1, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cubic_is_the_table_of_the_rfc),
        cmocka_unit_test(test_pftk_at_its_ends),
        cmocka_unit_test(test_sawtooth_is_the_mean_of_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
