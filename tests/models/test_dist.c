/*
 * Distributions: what is drawn against the quantile function and the moments, and those against
 * figures worked by hand. Bounds are of z = 4 standard errors: 114 comparisons at 6e-5 each would
 * fail one seed in 140; the seed is fixed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <math.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "models/dist/dist.h"
#include "sim/base/arena.h"
#include "sim/engine/rng.h"

#define Z        4.0
#define DRAWS    200000
#define N(array) (sizeof(array) / sizeof *(array))

static struct dist make(enum dist_kind kind, double a, double b)
{
    struct dist d = {.kind = kind, .a = a, .b = b};

    assert_ptr_equal(dist_prepare(&d), NULL);
    return d;
}

static struct dist make_sample(struct arena *arena, const double *value, size_t n)
{
    struct dist d = {.kind = DIST_EMPIRICAL, .sample = dist_empirical_new(arena, value, n)};

    assert_ptr_equal(dist_prepare(&d), NULL);
    return d;
}

static void assert_close(double value, double expected, double relative)
{
    if (!(fabs(value - expected) <= relative * fabs(expected)))
        fail_msg("%.17g is not %.17g", value, expected);
}

/* ---- draws against quantiles and moments ------------------------------------------------------
 */

static int compare(const void *left, const void *right)
{
    double x = *(const double *)left, y = *(const double *)right;

    return (x > y) - (x < y);
}

static double *draw_sorted(const struct dist *d, const char *name)
{
    double *x = malloc(DRAWS * sizeof *x);
    struct rng rng;

    assert_non_null(x);
    rng_stream(&rng, 1, name, "test_dist");
    for (size_t i = 0; i < DRAWS; i++)
        x[i] = dist_draw(d, &rng.gsl);
    qsort(x, DRAWS, sizeof *x, compare);
    return x;
}

/* The number of draws up to the p-quantile is binomial (n, p), at least: so the quantile lies
 * between two order statistics. That holds for laws with atoms too. */
static void assert_percentiles(const struct dist *d, const double *x, const char *name)
{
    static const double percentile[] = {0.1, 0.5, 0.9, 0.99};

    for (size_t i = 0; i < N(percentile); i++) {
        double p = percentile[i], q = dist_quantile(d, p);
        double half = Z * sqrt(DRAWS * p * (1 - p));
        double low = x[(size_t)(DRAWS * p - half) - 1], high = x[(size_t)(DRAWS * p + half)];
        if (!(low <= q && q <= high))
            fail_msg("%s: quantile %g is %.9g, drawn within %.9g..%.9g", name, p, q, low, high);
    }
    assert_true(dist_min(d) <= x[0]);
    assert_true(dist_min(d) <= dist_quantile(d, 1e-9));
}

/* The standard error of the mean is s/sqrt(n), that of the variance sqrt((m4 - s^4)/n). */
static void assert_moments(const struct dist *d, const double *x, const char *name)
{
    double mean = 0, m2 = 0, m4 = 0;

    for (size_t i = 0; i < DRAWS; i++)
        mean += x[i] / DRAWS;
    for (size_t i = 0; i < DRAWS; i++) {
        double square = (x[i] - mean) * (x[i] - mean);
        m2 += square / DRAWS;
        m4 += square * square / DRAWS;
    }
    double rounding = 1e-9 * dist_mean(d);
    if (!(fabs(mean - dist_mean(d)) <= Z * sqrt(m2 / DRAWS) + rounding))
        fail_msg("%s: mean is %.9g, drawn %.9g", name, dist_mean(d), mean);
    if (!(fabs(m2 - dist_variance(d)) <= Z * sqrt((m4 - m2 * m2) / DRAWS) + rounding * rounding))
        fail_msg("%s: variance is %.9g, drawn %.9g", name, dist_variance(d), m2);
}

static void test_dist_draws_follow_quantiles_and_moments(void **state)
{
    (void)state;
    /* Tails with a fourth moment; durations in ps, sizes in bytes. */
    static const struct {
        const char *name;
        enum dist_kind kind;
        double a, b;
    } cases[] = {
        {"fixed", DIST_FIXED, 1500, 0},
        {"normal far above 0", DIST_NORMAL, 4e8, 1e7},
        {"normal cut at half a stddev", DIST_NORMAL, 5e6, 1e7},
        {"normal cut at its mean", DIST_NORMAL, 0, 3e6},
        {"normal cut above its mean", DIST_NORMAL, -2, 1},
        {"lognormal", DIST_LOGNORMAL, 4e8, 3e8},
        {"lognormal, narrow", DIST_LOGNORMAL, 4e8, 1e6},
        {"gamma of shape 1", DIST_GAMMA, 5e6, 5e6},
        {"gamma of shape 1/9", DIST_GAMMA, 5e6, 15e6},
        {"gamma of shape 10,000", DIST_GAMMA, 5e6, 5e4},
        {"weibull of shape 0.7", DIST_WEIBULL, 2e6, 0.7},
        {"weibull of shape 3", DIST_WEIBULL, 2e6, 3},
        {"pareto", DIST_PARETO, 1e9, 12},
        {"exponential", DIST_EXPONENTIAL, 500, 0},
        {"uniform", DIST_UNIFORM, 64, 1500},
        {"uniform from 0", DIST_UNIFORM, 0, 1e9},
    };

    for (size_t i = 0; i < N(cases); i++) {
        struct dist d = make(cases[i].kind, cases[i].a, cases[i].b);
        double *x = draw_sorted(&d, cases[i].name);
        assert_percentiles(&d, x, cases[i].name);
        assert_moments(&d, x, cases[i].name);
        free(x);
    }
}

static void test_dist_heavy_tails_follow_quantiles(void **state)
{
    (void)state;
    static const double shape[] = {0.1, 0.9, 1.5};

    for (size_t i = 0; i < N(shape); i++) {
        struct dist d = make(DIST_PARETO, 1e9, shape[i]);
        double *x = draw_sorted(&d, "pareto without moments");
        assert_percentiles(&d, x, "pareto without moments");
        assert_true(isfinite(x[DRAWS - 1]));
        free(x);
    }
}

static void test_dist_empirical_draws_follow_quantiles_and_moments(void **state)
{
    (void)state;
    static const double value[] = {1500, 64, 64, 576, 1500, 1500, 64, 40, 1280, 9.5};
    struct arena *arena = arena_new();
    struct dist d = make_sample(arena, value, N(value));
    double *x = draw_sorted(&d, "empirical");

    assert_percentiles(&d, x, "empirical");
    assert_moments(&d, x, "empirical");
    for (size_t i = 0; i < DRAWS; i++) {
        size_t j = 0;
        while (j < N(value) && x[i] != value[j])
            j++;
        assert_true(j < N(value)); /* no value that the file does not have */
    }
    free(x);
    arena_free(arena);
}

/* ---- figures worked by hand -------------------------------------------------------------------
 */

static void test_dist_fixed_is_its_value(void **state)
{
    (void)state;
    struct dist d = make(DIST_FIXED, 84, 0);

    assert_true(dist_mean(&d) == 84 && dist_variance(&d) == 0 && dist_min(&d) == 84);
    assert_true(dist_quantile(&d, 0.01) == 84 && dist_quantile(&d, 0.99) == 84);
}

static void test_dist_normal_known_figures(void **state)
{
    (void)state;
    struct dist far = make(DIST_NORMAL, 100, 1); /* what lies below 0 is below 10^-2000 */
    assert_close(dist_mean(&far), 100, 1e-15);
    assert_close(dist_variance(&far), 1, 1e-15);
    assert_close(dist_quantile(&far, 0.841344746068542949), 101, 1e-14); /* Phi(1) */
    assert_close(dist_quantile(&far, 0.022750131948179207), 98, 1e-14);  /* Phi(-2) */
    assert_close(erfc((100 - dist_quantile(&far, 1e-12)) / sqrt(2)) / 2, 1e-12, 1e-9);
    assert_true(dist_min(&far) == 0);

    struct dist half = make(DIST_NORMAL, 0, 3); /* half-normal */
    assert_close(dist_mean(&half), 3 * sqrt(2 / acos(-1)), 1e-14);
    assert_close(dist_variance(&half), 9 * (1 - 2 / acos(-1)), 1e-14);
    assert_close(dist_quantile(&half, 0.5), 3 * 0.674489750196081743, 1e-13); /* Phi^-1(3/4) */

    /* phi(2)/Phi(-2) = 2.37321553282; moments and median by Simpson's rule and bisection on erfc.
     */
    struct dist tail = make(DIST_NORMAL, -2, 1);
    assert_close(dist_mean(&tail), 0.3732155328228, 1e-10);
    assert_close(dist_variance(&tail), 0.1142791004141, 1e-10);
    assert_close(dist_quantile(&tail, 0.5), 0.277604838809459, 1e-12);
    assert_true(dist_quantile(&tail, 1e-12) >= 0);
}

static void test_dist_lognormal_known_figures(void **state)
{
    (void)state;
    /* The logarithm is standard normal: mean e^(1/2), variance e (e - 1), median 1. */
    struct dist d = make(DIST_LOGNORMAL, exp(0.5), sqrt(exp(1) * (exp(1) - 1)));

    assert_close(dist_quantile(&d, 0.5), 1, 1e-14);
    assert_close(dist_quantile(&d, 0.841344746068542949), exp(1), 1e-13);
    assert_close(dist_quantile(&d, 0.022750131948179207), exp(-2), 1e-13);
    assert_close(dist_mean(&d), exp(0.5), 1e-15);
    assert_close(dist_variance(&d), exp(1) * (exp(1) - 1), 1e-14);
    assert_true(dist_min(&d) == 0);
}

static void test_dist_gamma_known_figures(void **state)
{
    (void)state;
    struct dist one = make(DIST_GAMMA, 2, 2); /* shape 1: exponential */
    assert_close(dist_quantile(&one, 0.5), 2 * log(2), 1e-13);
    assert_close(dist_quantile(&one, 0.999), 2 * log(1000), 1e-13);

    struct dist two =
        make(DIST_GAMMA, 4, sqrt(8)); /* chi-square of 4: P(X > x) = e^(-x/2)(1 + x/2) */
    assert_close(dist_quantile(&two, 1 - 2 * exp(-1)), 2, 1e-13);
    assert_close(dist_quantile(&two, 1 - 6 * exp(-5)), 10, 1e-13);
    double y = dist_quantile(&two, 1e-9) / 2; /* the same law as a series in x/2 */
    assert_close(y * y / 2 - y * y * y / 3 + y * y * y * y / 8, 1e-9, 1e-11);
    assert_close(dist_mean(&two), 4, 1e-15);
    assert_close(dist_variance(&two), 8, 1e-14);

    struct dist half = make(DIST_GAMMA, 1, sqrt(2)); /* chi-square of 1: the square of a normal */
    assert_close(dist_quantile(&half, 0.682689492137085897), 1, 1e-13); /* P(|Z| < 1) */
    assert_true(dist_min(&half) == 0);
}

/* Where gsl_cdf_gamma_Pinv does not converge. */
static void test_dist_gamma_quantile_of_extreme_shapes(void **state)
{
    (void)state;
    /* Shape 1/25, scale 25: P(X <= x) = (x/25)^k / Gamma(k + 1) for x far below 25. */
    struct dist wide = make(DIST_GAMMA, 1, 5);
    assert_close(dist_quantile(&wide, 0.1), 25 * pow(0.1 * tgamma(1.04), 25), 1e-11);
    assert_close(dist_quantile(&wide, 0.2), 25 * pow(0.2 * tgamma(1.04), 25), 1e-11);

    /* Shape 1e-4: 0.001^10000 is below the least double. */
    struct dist widest = make(DIST_GAMMA, 1, 100);
    assert_true(dist_quantile(&widest, 0.001) == 0);
    assert_true(dist_quantile(&widest, 0.9999) > dist_quantile(&widest, 0.999));

    /* Shape 250,000: median k - 1/3 + O(1/k) scales (Choi, Proc. AMS 121 (1994) 245-251). */
    struct dist narrow = make(DIST_GAMMA, 500, 1);
    double k = 250000;
    assert_close(dist_quantile(&narrow, 0.5), (k - 1.0 / 3) * 500 / k, 1e-12);
    for (double p = 1e-9; p < 0.5; p *= 2) {
        assert_true(dist_quantile(&narrow, p) < dist_quantile(&narrow, 2 * p));
        assert_true(dist_quantile(&narrow, 1 - p) > dist_quantile(&narrow, 1 - 2 * p));
    }
}

static void test_dist_weibull_known_figures(void **state)
{
    (void)state;
    double pi = acos(-1);
    struct dist rayleigh = make(DIST_WEIBULL, 3, 2);
    assert_close(dist_mean(&rayleigh), 3 * sqrt(pi) / 2, 1e-14);
    assert_close(dist_variance(&rayleigh), 9 * (1 - pi / 4), 1e-14);
    assert_close(dist_quantile(&rayleigh, 0.5), 3 * sqrt(log(2)), 1e-14);

    struct dist exponential = make(DIST_WEIBULL, 3, 1);
    assert_close(dist_mean(&exponential), 3, 1e-14);
    assert_close(dist_variance(&exponential), 9, 1e-14);

    struct dist heavy = make(DIST_WEIBULL, 1, 0.5); /* Gamma(3) = 2, Gamma(5) - 4 = 20 */
    assert_close(dist_mean(&heavy), 2, 1e-14);
    assert_close(dist_variance(&heavy), 20, 1e-13);

    /* Towards a fixed value: the logarithm is a Gumbel variate over b, of variance pi^2/6. */
    struct dist narrow = make(DIST_WEIBULL, 1, 1e4);
    assert_close(dist_variance(&narrow), pi * pi / 6 * 1e-8, 5e-4);

    struct dist heaviest = make(DIST_WEIBULL, 1, 0.02); /* Gamma(51) = 50! */
    assert_close(dist_mean(&heaviest), 3.0414093201713376e64, 1e-12);
    assert_true(dist_min(&heaviest) == 0);
}

static void test_dist_pareto_known_figures(void **state)
{
    (void)state;
    struct dist d = make(DIST_PARETO, 2, 3);
    assert_close(dist_mean(&d), 1, 1e-15);
    assert_close(dist_variance(&d), 3, 1e-15);
    assert_close(dist_quantile(&d, 0.5), 2 * (cbrt(2) - 1), 1e-14);
    assert_close(dist_quantile(&d, 0.9), 2 * (cbrt(10) - 1), 1e-14);
    assert_true(dist_min(&d) == 0);

    struct dist no_variance = make(DIST_PARETO, 2, 2), no_mean = make(DIST_PARETO, 2, 1);
    assert_close(dist_mean(&no_variance), 2, 1e-15);
    assert_true(isinf(dist_variance(&no_variance)));
    assert_true(isinf(dist_mean(&no_mean)) && isinf(dist_variance(&no_mean)));
}

static void test_dist_exponential_known_figures(void **state)
{
    (void)state;
    struct dist d = make(DIST_EXPONENTIAL, 500, 0);

    assert_close(dist_quantile(&d, 0.5), 500 * log(2), 1e-14);
    assert_close(dist_quantile(&d, 0.99), 500 * log(100), 1e-13);
    assert_true(dist_mean(&d) == 500 && dist_variance(&d) == 250000 && dist_min(&d) == 0);
}

static void test_dist_uniform_known_figures(void **state)
{
    (void)state;
    struct dist d = make(DIST_UNIFORM, 2, 6);

    assert_true(dist_mean(&d) == 4 && dist_quantile(&d, 0.25) == 3 && dist_min(&d) == 2);
    assert_close(dist_variance(&d), 4.0 / 3, 1e-15);
}

static void test_dist_empirical_known_figures(void **state)
{
    (void)state;
    static const double value[] = {5, 1, 2, 2};
    struct arena *arena = arena_new();
    struct dist d = make_sample(arena, value, N(value));

    assert_int_equal(dist_empirical_n(d.sample), 4);
    assert_true(dist_empirical_value(d.sample, 0) == 1 && dist_empirical_value(d.sample, 3) == 5);
    assert_true(dist_mean(&d) == 2.5 && dist_variance(&d) == 2.25 && dist_min(&d) == 1);
    assert_true(dist_quantile(&d, 0.25) == 1 && dist_quantile(&d, 0.26) == 2);
    assert_true(dist_quantile(&d, 0.75) == 2 && dist_quantile(&d, 0.76) == 5);
    assert_true(dist_quantile(&d, 1e-12) == 1 && dist_quantile(&d, 1 - 1e-12) == 5);

    double hundred[100];
    for (int i = 0; i < 100; i++)
        hundred[i] = 100 - i;
    struct dist percent = make_sample(arena, hundred, N(hundred));
    for (int i = 1; i < 100; i++) /* i/100 * 100 is not always i */
        assert_true(dist_quantile(&percent, i / 100.0) == i);
    arena_free(arena);
}

static void test_dist_whole_rounds_and_ends(void **state)
{
    (void)state;

    assert_true(dist_whole(0) == 0 && dist_whole(0.49) == 0 && dist_whole(0.5) == 1);
    assert_true(dist_whole(1e15 + 0.25) == INT64_C(1000000000000000));
    assert_true(dist_whole(9.9e16) == INT64_C(99000000000000000));
    assert_true(dist_whole(1e17) == INT64_C(100000000000000000));
    assert_true(dist_whole(1e300) == INT64_C(100000000000000000));
    assert_true(dist_whole(INFINITY) == INT64_C(100000000000000000));
}

/* ---- refusals ---------------------------------------------------------------------------------
 */

static void test_dist_bad_parameters_give_reasons(void **state)
{
    (void)state;
    static const struct {
        enum dist_kind kind;
        double a, b;
        const char *why; /* words of the reason */
    } cases[] = {
        {DIST_FIXED, -1, 0, "value"},
        {DIST_FIXED, NAN, 0, "finite"},
        {DIST_NORMAL, 5, 0, "stddev must be above 0"},
        {DIST_NORMAL, 5, -1, "stddev must be above 0"},
        {DIST_NORMAL, 1e300, 1e-300, "use fixed"},
        {DIST_NORMAL, -4.8, 1, "almost nothing"}, /* 7.9e-7 lie above 0 */
        {DIST_LOGNORMAL, 0, 1, "mean must be above 0"},
        {DIST_LOGNORMAL, 1, 0, "stddev must be above 0"},
        {DIST_LOGNORMAL, 1e-200, 1e200, "orders of magnitude"},
        {DIST_LOGNORMAL, 1, INFINITY, "finite"},
        {DIST_GAMMA, 0, 1, "mean must be above 0"},
        {DIST_GAMMA, 1, 0, "stddev must be above 0"},
        {DIST_GAMMA, 1, 101, "100 times"},
        {DIST_GAMMA, 1, 0.0019, "0.002 times"},
        {DIST_WEIBULL, 0, 1, "scale must be above 0"},
        {DIST_WEIBULL, 1, 0, "shape"},
        {DIST_WEIBULL, 1, 0.019, "shape"},
        {DIST_WEIBULL, 1, 10001, "shape"},
        {DIST_PARETO, -1, 2, "scale must be above 0"},
        {DIST_PARETO, 1, 0.09, "shape"},
        {DIST_EXPONENTIAL, 0, 0, "mean must be above 0"},
        {DIST_UNIFORM, -1, 2, "min"},
        {DIST_UNIFORM, 2, 2, "max must be above min"},
        {DIST_UNIFORM, 3, 2, "max must be above min"},
        {DIST_EMPIRICAL, 0, 0, "sample"},
    };

    for (size_t i = 0; i < N(cases); i++) {
        struct dist d = {.kind = cases[i].kind, .a = cases[i].a, .b = cases[i].b};
        const char *why = dist_prepare(&d);
        if (why == NULL || strstr(why, cases[i].why) == NULL)
            fail_msg("case %zu: '%s' instead of '%s'", i, why ? why : "accepted", cases[i].why);
    }
}

static void test_dist_accepts_up_to_its_bounds(void **state)
{
    (void)state;

    make(DIST_FIXED, 0, 0);
    make(DIST_NORMAL, -4.75, 1); /* 1.017e-6 lie above 0 */
    make(DIST_GAMMA, 1, 100);
    make(DIST_GAMMA, 500, 1);
    make(DIST_WEIBULL, 1, 0.02);
    make(DIST_WEIBULL, 1, 1e4);
    make(DIST_PARETO, 1, 0.1);
    make(DIST_LOGNORMAL, 1, 1e100);
}

/* True if the loader's mistake ends the program. */
static bool new_aborts(const double *value, size_t n)
{
    int status;

    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        signal(SIGABRT, SIG_DFL);
        close(STDERR_FILENO);
        dist_empirical_new(arena_new(), value, n);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void test_dist_empirical_asserts_its_values(void **state)
{
    (void)state;
    static const double good[] = {0, 1}, negative[] = {1, -1}, infinite[] = {INFINITY, 1};
    static const double no_number[] = {1, NAN};

    assert_false(new_aborts(good, 2));
    assert_true(new_aborts(good, 1));
    assert_true(new_aborts(negative, 2));
    assert_true(new_aborts(infinite, 2));
    assert_true(new_aborts(no_number, 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dist_draws_follow_quantiles_and_moments),
        cmocka_unit_test(test_dist_heavy_tails_follow_quantiles),
        cmocka_unit_test(test_dist_empirical_draws_follow_quantiles_and_moments),
        cmocka_unit_test(test_dist_fixed_is_its_value),
        cmocka_unit_test(test_dist_normal_known_figures),
        cmocka_unit_test(test_dist_lognormal_known_figures),
        cmocka_unit_test(test_dist_gamma_known_figures),
        cmocka_unit_test(test_dist_gamma_quantile_of_extreme_shapes),
        cmocka_unit_test(test_dist_weibull_known_figures),
        cmocka_unit_test(test_dist_pareto_known_figures),
        cmocka_unit_test(test_dist_exponential_known_figures),
        cmocka_unit_test(test_dist_uniform_known_figures),
        cmocka_unit_test(test_dist_empirical_known_figures),
        cmocka_unit_test(test_dist_whole_rounds_and_ends),
        cmocka_unit_test(test_dist_bad_parameters_give_reasons),
        cmocka_unit_test(test_dist_accepts_up_to_its_bounds),
        cmocka_unit_test(test_dist_empirical_asserts_its_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
