/*
 * MSER-5 and the test for growth, on series whose answer is known by construction or by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_randist.h>
#include <math.h>

#include "sim/engine/mser.h"
#include "sim/engine/rng.h"
#include "sim/engine/trend.h"

enum { N = 2000 };

/* By the definition, in O(n^2). */
static size_t by_definition(const double *v, size_t n)
{
    const size_t m = n / MSER_BATCH;
    double z[N / MSER_BATCH], least = INFINITY;
    size_t cut = 0;
    for (size_t j = 0; j < m; j++) {
        z[j] = 0;
        for (size_t i = 0; i < MSER_BATCH; i++)
            z[j] += v[j * MSER_BATCH + i] / MSER_BATCH;
    }
    for (size_t d = 0; d + 5 < m; d++) {
        double mean = 0, squares = 0;
        for (size_t j = d; j < m; j++)
            mean += z[j] / (double)(m - d);
        for (size_t j = d; j < m; j++)
            squares += (z[j] - mean) * (z[j] - mean);
        const double error = squares / ((double)(m - d) * (double)(m - d));
        if (error < least) {
            least = error;
            cut = d;
        }
    }
    return cut * MSER_BATCH;
}

static void noise(double *v, uint64_t seed)
{
    struct rng rng;
    rng_stream(&rng, seed, "mser", "noise");
    for (size_t i = 0; i < N; i++)
        v[i] = gsl_ran_gaussian(&rng.gsl, 1);
}

static void test_mser_is_its_definition(void **state)
{
    double v[N];
    bool valid;
    (void)state;
    for (uint64_t seed = 0; seed < 50; seed++) {
        noise(v, seed);
        for (size_t i = 0; i < N; i++)
            v[i] += 8 * exp(-(double)i / (20.0 * (double)(seed + 1)));
        assert_int_equal(mser_cut(v, N, &valid), by_definition(v, N));
    }
}

/* A step of 5 standard deviations at 300: the cut is there, to a batch or a few. */
static void test_mser_finds_a_step(void **state)
{
    double v[N];
    bool valid;
    (void)state;
    for (uint64_t seed = 0; seed < 50; seed++) {
        noise(v, seed);
        for (size_t i = 0; i < 300; i++)
            v[i] += 5;
        assert_in_range(mser_cut(v, N, &valid), 295, 400);
        assert_true(valid);
    }
}

static void test_mser_without_an_answer(void **state)
{
    double v[N];
    bool valid = true;
    (void)state;
    noise(v, 1);
    assert_int_equal(mser_cut(v, MSER_LEAST - 1, &valid), 0);
    assert_false(valid);
    for (size_t i = 0; i < N; i++)
        v[i] += i < N * 3 / 4 ? 50 : 0; /* most of the run is start */
    (void)mser_cut(v, N, &valid);
    assert_false(valid);
    for (size_t i = 0; i < N; i++)
        v[i] = 7; /* nothing varies: nothing is left out */
    assert_int_equal(mser_cut(v, N, &valid), 0);
    assert_true(valid);
}

static void test_trend(void **state)
{
    double v[N];
    unsigned found = 0;
    (void)state;
    for (uint64_t seed = 0; seed < 200; seed++) {
        noise(v, seed);
        for (size_t i = 0; i < N; i++)
            v[i] = fabs(v[i]);
        found += trend_grows(v, N);
    }
    assert_int_equal(found, 0); /* expected 2.8e-6 a series */
    for (size_t i = 0; i < N; i++)
        v[i] += (double)i / 100; /* a queue that grows */
    assert_true(trend_grows(v, N));
    for (size_t i = 0; i < N; i++)
        v[i] = (double)(i < 500 ? i : 500); /* one that is full after a quarter */
    assert_false(trend_grows(v, N));
    for (size_t i = 0; i < N; i++)
        v[i] = 1000 + (double)i / 100; /* 2 % more at the end: no queue that grows from nothing */
    assert_false(trend_grows(v, N));
    assert_false(trend_grows(v, 9));
    for (size_t i = 0; i < N; i++)
        v[i] = 0;
    assert_false(trend_grows(v, N));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mser_is_its_definition),
        cmocka_unit_test(test_mser_finds_a_step),
        cmocka_unit_test(test_mser_without_an_answer),
        cmocka_unit_test(test_trend),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
