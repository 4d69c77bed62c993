#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "sim/base/arena.h"
#include "sim/engine/histogram.h"

static void test_histogram_bucket_is_narrow_and_holds_its_value(void **state)
{
    (void)state;
    struct arena *a = arena_new();

    for (int64_t v = 0; v < INT64_MAX / 3; v = v * 2 + v / 3 + 1) {
        struct histogram h = {0};
        histogram_add(&h, v, a);
        double q = histogram_quantile(&h, 0.5);
        assert_true(q >= (double)v * (1 - 1.0 / 1024) - 1 && q <= (double)v * (1 + 1.0 / 1024) + 1);
    }
    arena_free(a);
}

static void test_histogram_buckets_touch(void **state)
{
    (void)state;
    int64_t upper = 0;

    for (unsigned page = 0; page < HISTOGRAM_PAGES - 1; page++)
        for (unsigned sub = 0; sub < HISTOGRAM_SUB; sub++) {
            assert_true(histogram_lower(page, sub) == upper);
            upper = histogram_upper(page, sub);
        }
}

static void test_histogram_quantiles_of_a_ramp(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    struct histogram h = {0};

    for (int64_t v = 0; v < 100000; v++)
        histogram_add(&h, v * 1000000, a);
    for (double p = 0.01; p < 1; p += 0.01) {
        double exact = p * 100000 * 1e6;
        assert_true(histogram_quantile(&h, p) > exact * 0.999 - 1e6 && histogram_quantile(&h, p) < exact * 1.001 + 1e6);
    }
    arena_free(a);
}

static void test_histogram_merge_equals_pooled(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    struct histogram one = {0}, two = {0}, all = {0};
    uint64_t x = 1;

    for (int i = 0; i < 5000; i++) {
        x = x * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        int64_t v = (int64_t)(x >> (20 + i % 30));
        histogram_add(i % 3 ? &one : &two, v, a);
        histogram_add(&all, v, a);
    }
    histogram_merge(&one, &two, a);
    assert_true(one.n == all.n);
    for (double p = 0; p <= 1; p += 0.125)
        assert_true(histogram_quantile(&one, p) == histogram_quantile(&all, p));
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_histogram_bucket_is_narrow_and_holds_its_value),
        cmocka_unit_test(test_histogram_buckets_touch),
        cmocka_unit_test(test_histogram_quantiles_of_a_ramp),
        cmocka_unit_test(test_histogram_merge_equals_pooled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
