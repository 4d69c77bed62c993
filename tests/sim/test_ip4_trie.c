/* The trie against a plain search, over random prefixes that lie close together. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sim/base/arena.h"
#include "sim/base/ip4_trie.h"
#include "sim/engine/rng.h"

enum { ROUNDS = 200, PREFIXES = 60, ASKED = 300 };

static struct ip4_prefix random_prefix(struct rng *rng)
{
    const uint8_t len = (uint8_t)gsl_rng_uniform_int(&rng->gsl, 33);
    /* few different bits, so that prefixes hold each other */
    const uint32_t addr = (uint32_t)gsl_rng_uniform_int(&rng->gsl, 16) << 28 |
                          (uint32_t)gsl_rng_uniform_int(&rng->gsl, 8) << 14 |
                          (uint32_t)gsl_rng_uniform_int(&rng->gsl, 8);
    return (struct ip4_prefix){addr & ip4_mask(len), len};
}

static void test_ip4_trie_is_a_plain_search(void **state)
{
    struct rng rng;
    (void)state;
    rng_stream(&rng, 1, "trie", "prefixes");
    for (int round = 0; round < ROUNDS; round++) {
        struct arena *arena = arena_new();
        struct ip4_trie t = {0};
        struct ip4_prefix p[PREFIXES];
        for (uint32_t i = 0; i < PREFIXES; i++) {
            uint32_t first = i;
            p[i] = random_prefix(&rng);
            for (uint32_t k = i; k-- > 0;)
                first = ip4_prefix_equal(p[k], p[i]) ? k : first;
            assert_int_equal(ip4_trie_add(&t, p[i], i, arena), first);
        }
        for (int k = 0; k < ASKED; k++) {
            const struct ip4_prefix asked = random_prefix(&rng);
            uint32_t longest = IP4_TRIE_NONE, cover = IP4_TRIE_NONE;
            for (uint32_t i = 0; i < PREFIXES; i++) {
                if (ip4_prefix_has(p[i], asked.addr) &&
                    (longest == IP4_TRIE_NONE || p[i].len > p[longest].len))
                    longest = i;
                if (ip4_prefix_contains(p[i], asked) &&
                    (cover == IP4_TRIE_NONE || p[i].len < p[cover].len))
                    cover = i;
            }
            assert_int_equal(ip4_trie_find(&t, asked.addr), longest);
            assert_int_equal(ip4_trie_cover(&t, asked), cover);
        }
        arena_free(arena);
    }
}

static void test_ip4_trie_empty(void **state)
{
    const struct ip4_trie t = {0};
    (void)state;
    assert_int_equal(ip4_trie_find(&t, 0), IP4_TRIE_NONE);
    assert_int_equal(ip4_trie_cover(&t, (struct ip4_prefix){0, 0}), IP4_TRIE_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_ip4_trie_is_a_plain_search),
                                       cmocka_unit_test(test_ip4_trie_empty)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
