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
        assert_true(q >= (double)v * (1 - 1.0 / 8192) - 1 && q <= (double)v * (1 + 1.0 / 8192) + 1);
    }
    arena_free(a);
}

/* Neighbouring values lie in the same bucket or in touching ones, and the bucket holds its value;
 * merged ones too. */
static void test_histogram_buckets_touch(void **state)
{
    static const unsigned merges[] = {0, 3, HISTOGRAM_PAGE_BITS};
    (void)state;

    for (size_t m = 0; m < sizeof merges / sizeof *merges; m++) {
        struct arena *a = arena_new();
        int64_t last_upper = 0;
        for (int64_t v = 1; v < INT64_MAX / 2; v += v / 5000 + 1) {
            struct histogram h = {0};
            struct histogram_cursor at = {0};
            struct histogram_bucket b, none;
            if (v > 100000 && v % 16 != 0)
                continue;
            histogram_add(&h, v, a);
            assert_true(histogram_next(&h, &at, merges[m], &b));
            assert_false(histogram_next(&h, &at, merges[m], &none));
            assert_int_equal(b.count, 1);
            assert_true(b.lower <= v && v < b.upper);
            last_upper = b.upper;
            if (v > (INT64_C(1) << 40))
                break;
        }
        struct histogram h = {0};
        struct histogram_cursor at = {0};
        struct histogram_bucket b;
        assert_true(last_upper > 0);
        for (int64_t v = 4000; v < 20000;
             v++) /* every bucket over the edges of octaves: no gap, no overlap */
            histogram_add(&h, v, a);
        uint64_t n = 0;
        int64_t edge = -1;
        while (histogram_next(&h, &at, merges[m], &b)) {
            assert_true(edge < 0 || b.lower == edge);
            edge = b.upper;
            n += b.count;
        }
        assert_int_equal(n, 16000);
        arena_free(a);
    }
}

static void test_histogram_of_the_largest_value(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    struct histogram h = {0};

    histogram_add(&h, INT64_MAX, a);
    assert_true(histogram_quantile(&h, 1) > 9.2e18);
    arena_free(a);
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
        assert_true(histogram_quantile(&h, p) > exact * 0.9998 - 1e6 &&
                    histogram_quantile(&h, p) < exact * 1.0002 + 1e6);
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

/* The first few samples are kept as they are: they give the buckets that they give when they stand
 * in pages. */
static void test_histogram_of_few(void **state)
{
    static const unsigned merges[] = {0, 3, HISTOGRAM_PAGE_BITS};

    (void)state;
    srand(5);
    for (int round = 0; round < 3000; round++) {
        struct arena *a = arena_new();
        struct histogram few = {0}, pages = {0}, merged = {0};
        struct histogram_cursor at[3] = {0};
        struct histogram_bucket b[3];
        const int n = rand() % (HISTOGRAM_FEW + 1), bits = rand() % 40;
        for (int i = 0; i < n; i++) {
            const int64_t v = ((int64_t)1 << bits) + rand() % (1 << (rand() % 20));
            histogram_add(&few, v, a);
            histogram_add(&pages, v, a);
        }
        for (int i = 0; i <= HISTOGRAM_FEW; i++)
            histogram_add(&pages, INT64_MAX / 2, a); /* larger than all of them */
        assert_null(few.octave);
        assert_non_null(pages.octave);
        histogram_merge(&merged, &few, a);
        histogram_merge(&merged, &pages, a);
        assert_int_equal(merged.n, few.n + pages.n);
        for (uint64_t left = few.n; left > 0; left -= b[0].count) {
            const unsigned bits_merged = merges[round % 3];
            assert_true(histogram_next(&few, &at[0], bits_merged, &b[0]) &&
                        histogram_next(&pages, &at[1], bits_merged, &b[1]));
            assert_memory_equal(&b[0], &b[1], sizeof b[0]);
            assert_true(histogram_next(&merged, &at[2], bits_merged, &b[2]));
            assert_int_equal(b[2].count, 2 * b[0].count);
            assert_int_equal(b[2].lower, b[0].lower);
        }
        assert_false(histogram_next(&few, &at[0], merges[round % 3], &b[0]));
        arena_free(a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_histogram_bucket_is_narrow_and_holds_its_value),
        cmocka_unit_test(test_histogram_buckets_touch),
        cmocka_unit_test(test_histogram_of_the_largest_value),
        cmocka_unit_test(test_histogram_quantiles_of_a_ramp),
        cmocka_unit_test(test_histogram_of_few),
        cmocka_unit_test(test_histogram_merge_equals_pooled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
