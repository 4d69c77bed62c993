/* Intervals and corrections against figures worked by hand from the tables of Student's t. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "sim/engine/stat.h"

static void assert_near(double a, double b, double tolerance)
{
    if (!(fabs(a - b) <= tolerance))
        fail_msg("%.10g is not %.10g", a, b);
}

static void test_stat_mean_by_hand(void **state)
{
    const double v[] = {1, 2, 3, 4, 5};
    const struct stat_mean m = stat_mean(v, 5, 0.95);

    (void)state;
    assert_near(m.mean, 3, 0);
    assert_near(m.sd, sqrt(2.5), 1e-12);
    assert_near(m.half_width, 2.7764451 * sqrt(2.5 / 5), 1e-6); /* t(4; 0.975) */
    assert_near(stat_mean(v, 5, 0.99).half_width, 4.6040949 * sqrt(2.5 / 5),
                1e-6); /* t(4; 0.995) */
    assert_true(isnan(stat_mean(v, 1, 0.95).half_width));
    assert_true(isnan(stat_mean(v, 0, 0.95).mean));
}

static void test_stat_p_value_matches_the_interval(void **state)
{
    const double v[] = {1, 2, 3, 4, 5}, zero[] = {0, 0, 0}, one[] = {1, 1, 1};
    struct stat_mean m = stat_mean(v, 5, 0.95);

    (void)state;
    m.mean = m.half_width; /* the interval touches 0: p = 0.05 */
    assert_near(stat_p_value(&m), 0.05, 1e-9);
    m = stat_mean(zero, 3, 0.95);
    assert_near(stat_p_value(&m), 1, 0);
    m = stat_mean(one, 3, 0.95);
    assert_near(stat_p_value(&m), 0, 0);
}

static void test_stat_welch_of_equal_samples_is_students(void **state)
{
    const double a[] = {1, 2, 3, 4}, b[] = {3, 4, 5, 6};
    const struct stat_mean ma = stat_mean(a, 4, 0.95), mb = stat_mean(b, 4, 0.95);
    double p;
    const struct stat_mean d = stat_welch(&mb, &ma, 0.95, &p);

    (void)state;
    assert_near(d.mean, 2, 1e-12);
    /* equal variances 5/3 and sizes: 6 degrees of freedom, t(6; 0.975) = 2.4469119 */
    assert_near(d.half_width, 2.4469119 * sqrt(5.0 / 3 / 2), 1e-6);
    assert_near(p, 0.0711, 5e-4); /* t = 2.19089, 6 degrees of freedom */
}

static void test_stat_holm_steps_down(void **state)
{
    double p[] = {0.01, 0.04, NAN, 0.03, 0.005};

    (void)state;
    stat_holm(p, 5);
    assert_near(p[4], 0.02, 1e-15); /* 0.005 x 4 */
    assert_near(p[0], 0.03, 1e-15); /* 0.01 x 3 */
    assert_near(p[3], 0.06, 1e-15); /* 0.03 x 2 */
    assert_near(p[1], 0.06, 1e-15); /* 0.04 x 1, and no less than the one before */
    assert_true(isnan(p[2]));
}

static void test_stat_moments_are_those_of_two_passes(void **state)
{
    enum { N = 500 };
    double v[N], sum = 0, m2 = 0, m3 = 0, mean;
    struct stat_moments s = {.n = 0}, same = {.n = 0};

    (void)state;
    for (int i = 0; i < N; i++) {
        v[i] = 1e4 + exp(3 * sin(i)); /* skewed, and far from 0 */
        sum += v[i];
        stat_moments_add(&s, v[i]);
        stat_moments_add(&same, 0.1);
    }
    mean = sum / N;
    for (int i = 0; i < N; i++) {
        m2 += (v[i] - mean) * (v[i] - mean);
        m3 += (v[i] - mean) * (v[i] - mean) * (v[i] - mean);
    }
    assert_near(s.sum, sum, 0);
    assert_near(s.mean, mean, 1e-12 * mean);
    assert_near(s.m2, m2, 1e-10 * m2);
    assert_near(s.m3, m3, 1e-10 * m3);
    assert_near(stat_mean_of(&same, 0.95).sd, 0, 0); /* nothing varies: exactly that */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stat_mean_by_hand),
        cmocka_unit_test(test_stat_p_value_matches_the_interval),
        cmocka_unit_test(test_stat_welch_of_equal_samples_is_students),
        cmocka_unit_test(test_stat_holm_steps_down),
        cmocka_unit_test(test_stat_moments_are_those_of_two_passes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
