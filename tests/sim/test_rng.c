/*
 * Philox streams: the block function against the authors' vectors, the stream as a sequence of
 * blocks, the key as a function of names alone, and the uniformity of what comes out.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#include "sim/engine/rng.h"

#define N(array) (sizeof(array) / sizeof *(array))

/* Random123, tests/kat_vectors, "philox4x32 10". */
static void test_rng_block_function_known_answers(void **state)
{
    (void)state;
    static const struct {
        uint32_t counter[4], key[2], out[4];
    } cases[] = {
        {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
         {0xffffffff, 0xffffffff},
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };

    for (size_t i = 0; i < N(cases); i++) {
        uint32_t out[4];
        rng_philox4x32(cases[i].counter, cases[i].key, out);
        assert_memory_equal(out, cases[i].out, sizeof out);
    }
}

/*
 * FNV-1a and splitmix64's finalizer worked by a program in another language. Who changes the key
 * changes every result that was ever published.
 */
static void test_rng_stream_starts_where_it_always_did(void **state)
{
    (void)state;
    static const uint32_t words[] = {0x181fcffc, 0x7567853e, 0x6dca86ba, 0x29cb0dcb,
                                     0xff29a0b2, 0x1809ec25, 0x8b39b489, 0x9f12921f};
    struct rng r;

    rng_stream(&r, 42, "westus--northeurope", "loss");
    assert_int_equal(r.state.key[0], 0x0532611e);
    assert_int_equal(r.state.key[1], 0xb5db0d40);
    for (size_t i = 0; i < N(words); i++)
        assert_int_equal(gsl_rng_get(&r.gsl), words[i]);
}

static void test_rng_counter_carries(void **state)
{
    (void)state;
    static const uint32_t last[4] = {UINT32_MAX, 7, 0, 0}, next[4] = {0, 8, 0, 0};
    uint32_t out[8];
    struct rng r;

    rng_stream(&r, 1, "a", "b");
    memcpy(r.state.counter, last, sizeof r.state.counter);
    rng_philox4x32(last, r.state.key, out);
    rng_philox4x32(next, r.state.key, out + 4);
    for (size_t i = 0; i < N(out); i++)
        assert_int_equal(gsl_rng_get(&r.gsl), out[i]);
}

static void test_rng_streams_repeat(void **state)
{
    (void)state;
    struct rng first, other, second;

    rng_stream(&first, 9, "flow web--db 0", "gap");
    rng_stream(&other, 9, "flow web--db 1", "gap");
    rng_stream(&second, 9, "flow web--db 0", "gap");
    for (int i = 0; i < 1000; i++) {
        double x = gsl_rng_uniform(&first.gsl);
        gsl_rng_uniform(&other.gsl); /* what others draw does not matter */
        assert_true(x == gsl_rng_uniform(&second.gsl));
    }
}

static int compare_blocks(const void *left, const void *right)
{
    return memcmp(left, right, 4 * sizeof(uint32_t));
}

static void first_block(uint32_t out[4], uint64_t seed, const char *entity, const char *purpose)
{
    struct rng r;

    rng_stream(&r, seed, entity, purpose);
    for (int i = 0; i < 4; i++)
        out[i] = (uint32_t)gsl_rng_get(&r.gsl);
}

/* Near names, shifted borders between them, near seeds: 2,005 streams without a common first block.
 */
static void test_rng_streams_differ_by_seed_entity_and_purpose(void **state)
{
    (void)state;
    static uint32_t block[2005][4];
    size_t n = 0;

    first_block(block[n++], 1, "a", "bc");
    first_block(block[n++], 1, "ab", "c");
    first_block(block[n++], 1, "abc", "");
    first_block(block[n++], 1, "", "abc");
    first_block(block[n++], 1, "bc", "a");
    for (unsigned i = 0; i < 1000; i++) {
        char name[16] = "vm-000";
        name[3] = (char)('0' + i / 100);
        name[4] = (char)('0' + i / 10 % 10);
        name[5] = (char)('0' + i % 10);
        first_block(block[n++], 1, name, "gap");
        first_block(block[n++], i, "vm", "gap");
    }
    assert_int_equal(n, N(block));
    qsort(block, n, sizeof *block, compare_blocks);
    for (size_t i = 1; i < n; i++)
        assert_memory_not_equal(block[i - 1], block[i], sizeof *block);
}

/* Products of two centred uniforms have variance 1/144. */
static void test_rng_streams_of_near_names_are_uncorrelated(void **state)
{
    (void)state;
    enum { DRAWS = 200000 };
    struct rng r, s;
    double sum = 0;

    rng_stream(&r, 1, "link-1", "loss");
    rng_stream(&s, 1, "link-2", "loss");
    for (int i = 0; i < DRAWS; i++)
        sum += (gsl_rng_uniform(&r.gsl) - 0.5) * (gsl_rng_uniform(&s.gsl) - 0.5);
    assert_true(fabs(sum) < 4 * sqrt(DRAWS / 144.0));
}

/* Chi-square too large is uneven, too small is too even: both ends of 10^-4. */
static void assert_even(const uint32_t *count, size_t bins, double expected)
{
    double chi_square = 0;

    for (size_t i = 0; i < bins; i++)
        chi_square += (count[i] - expected) * (count[i] - expected) / expected;
    double p = gsl_cdf_chisq_P(chi_square, (double)(bins - 1));
    if (!(p > 1e-4 && p < 1 - 1e-4))
        fail_msg("chi-square %g of %zu bins", chi_square, bins);
}

static void test_rng_uniform_is_even(void **state)
{
    (void)state;
    enum { DRAWS = 1000000, BINS = 1000, SIDE = 32 };
    static uint32_t count[BINS], pair[SIDE * SIDE];
    struct rng r;

    rng_stream(&r, 1, "test_rng", "uniform");
    for (int i = 0; i < DRAWS; i++)
        count[(int)(gsl_rng_uniform(&r.gsl) * BINS)]++;
    assert_even(count, BINS, (double)DRAWS / BINS);
    for (int i = 0; i < DRAWS; i++) {
        int x = (int)(gsl_rng_uniform(&r.gsl) * SIDE);
        pair[x * SIDE + (int)(gsl_rng_uniform(&r.gsl) * SIDE)]++;
    }
    assert_even(pair, N(pair), (double)DRAWS / (SIDE * SIDE));
}

/* First draws of many streams: what one packet each of many flows sees. */
static void test_rng_uniform_is_even_across_streams(void **state)
{
    (void)state;
    enum { STREAMS = 100000, BINS = 100 };
    static uint32_t count[BINS];
    struct rng r;

    for (uint64_t seed = 0; seed < STREAMS; seed++) {
        rng_stream(&r, seed, "vm", "gap");
        count[(int)(gsl_rng_uniform(&r.gsl) * BINS)]++;
    }
    assert_even(count, BINS, (double)STREAMS / BINS);
}

static void test_rng_words_are_even(void **state)
{
    (void)state;
    enum { DRAWS = 400000 };
    static uint32_t low[256], high[256], seventh[7];
    uint32_t ones[32] = {0};
    struct rng r;

    rng_stream(&r, 1, "test_rng", "words");
    for (int i = 0; i < DRAWS; i++) {
        uint32_t w = (uint32_t)gsl_rng_get(&r.gsl);
        low[w & 255]++;
        high[w >> 24]++;
        for (int bit = 0; bit < 32; bit++)
            ones[bit] += w >> bit & 1;
        seventh[gsl_rng_uniform_int(&r.gsl, 7)]++;
    }
    assert_even(low, N(low), DRAWS / 256.0);
    assert_even(high, N(high), DRAWS / 256.0);
    assert_even(seventh, N(seventh), DRAWS / 7.0);
    for (int bit = 0; bit < 32; bit++) /* 4.5: of 32 bits */
        assert_true(fabs(ones[bit] - DRAWS / 2.0) < 4.5 * sqrt(DRAWS / 4.0));
}

/* Logarithms of a uniform number, and of one less it, must be finite. */
static void test_rng_uniform_never_reaches_its_ends(void **state)
{
    (void)state;
    struct rng r;

    rng_stream(&r, 1, "a", "b");
    memset(r.state.word, 0, 2 * sizeof(uint32_t));
    memset(r.state.word + 2, 0xff, 2 * sizeof(uint32_t));
    r.state.used = 0;
    double least = gsl_rng_uniform(&r.gsl), greatest = gsl_rng_uniform(&r.gsl);
    assert_true(least == 0x1p-53);
    assert_true(greatest == 1 - 0x1p-53);
}

/* The type works where GSL owns the state, too. */
static void test_rng_type_is_seeded_by_gsl(void **state)
{
    (void)state;
    gsl_rng *g = gsl_rng_alloc(rng_philox);

    assert_non_null(g);
    assert_int_equal(gsl_rng_max(g), UINT32_MAX);
    assert_int_equal(gsl_rng_min(g), 0);
    gsl_rng_set(g, 0);
    assert_int_equal(gsl_rng_get(g), 0x6627e8d5); /* counter 0, key 0 */
    assert_int_equal(gsl_rng_get(g), 0xe169c58d);
    gsl_rng_set(g, 1);
    unsigned long with_one = gsl_rng_get(g);
    gsl_rng_set(g, 0);
    assert_int_equal(gsl_rng_get(g), 0x6627e8d5);
    assert_int_not_equal(with_one, 0x6627e8d5);
    gsl_rng_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rng_block_function_known_answers),
        cmocka_unit_test(test_rng_stream_starts_where_it_always_did),
        cmocka_unit_test(test_rng_counter_carries),
        cmocka_unit_test(test_rng_streams_repeat),
        cmocka_unit_test(test_rng_streams_differ_by_seed_entity_and_purpose),
        cmocka_unit_test(test_rng_streams_of_near_names_are_uncorrelated),
        cmocka_unit_test(test_rng_uniform_is_even),
        cmocka_unit_test(test_rng_uniform_is_even_across_streams),
        cmocka_unit_test(test_rng_words_are_even),
        cmocka_unit_test(test_rng_uniform_never_reaches_its_ends),
        cmocka_unit_test(test_rng_type_is_seeded_by_gsl),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
