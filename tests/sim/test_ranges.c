/* A set of ranges against a plain search, over random ranges that lie close together, touch and
 * overlap. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sim/base/ranges.h"
#include "sim/engine/rng.h"

enum { ROUNDS = 300, MOST = 20, ASKED = 64 };

static bool plain(const struct range *v, size_t n, uint32_t x)
{
    for (size_t i = 0; i < n; i++)
        if (x >= v[i].low && x <= v[i].high)
            return true;
    return false;
}

static void test_ranges_are_a_plain_search(void **state)
{
    struct rng rng;
    (void)state;
    rng_stream(&rng, 1, "ranges", "sets");
    for (int round = 0; round < ROUNDS; round++) {
        struct range given[MOST], kept[MOST];
        const uint32_t base =
            round % 2 == 0 ? 0 : UINT32_MAX - ASKED + 1; /* at both ends of what there is */
        const size_t n = gsl_rng_uniform_int(&rng.gsl, MOST + 1);
        for (size_t i = 0; i < n; i++) {
            given[i].low = base + (uint32_t)gsl_rng_uniform_int(&rng.gsl, ASKED);
            given[i].high = given[i].low +
                            (uint32_t)gsl_rng_uniform_int(&rng.gsl, ASKED - (given[i].low - base));
        }
        memcpy(kept, given, sizeof kept);
        struct ranges set = {kept, n};
        ranges_tidy(&set);
        for (uint32_t x = 0; x < ASKED; x++)
            assert_int_equal(ranges_have(&set, base + x), plain(given, n, base + x));
        for (size_t i = 1; i < set.n; i++)
            assert_true(set.v[i].low > set.v[i - 1].high + 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_ranges_are_a_plain_search)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
