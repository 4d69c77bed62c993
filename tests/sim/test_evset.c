/* The pending-event set against a plain list: same order, whatever is scheduled, moved or
 * cancelled. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sim/base/arena.h"
#include "sim/engine/evset.h"

static void test_evset_empty_is_never(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    struct evset s;

    evset_init(&s, a, 5);
    assert_true(evset_first_at(&s) == SIM_NEVER);
    assert_int_equal(s.groups, 2);
    arena_free(a);
}

static void test_evset_ties_go_to_the_lower_leaf(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    struct evset s;

    evset_init(&s, a, 9);
    evset_set(&s, 7, 100);
    evset_set(&s, 2, 100);
    evset_advance(&s, 8, 100);
    assert_int_equal(evset_first_leaf(&s), 2);
    evset_set(&s, 2, SIM_NEVER);
    assert_int_equal(evset_first_leaf(&s), 7);
    evset_set(&s, 7, 101);
    assert_int_equal(evset_first_leaf(&s), 8);
    arena_free(a);
}

static uint64_t next(uint64_t *x)
{
    *x ^= *x << 13;
    *x ^= *x >> 7;
    *x ^= *x << 17;
    return *x;
}

static void test_evset_agrees_with_a_list(void **state)
{
    (void)state;
    enum { N = 37, STEPS = 20000 };
    struct arena *a = arena_new();
    struct evset s;
    sim_time_t at[N];
    uint64_t x = 88172645463325252u;

    evset_init(&s, a, N);
    for (int i = 0; i < N; i++)
        at[i] = SIM_NEVER;
    for (int step = 0; step < STEPS; step++) {
        uint32_t leaf = (uint32_t)(next(&x) % N);
        sim_time_t t = (sim_time_t)(next(&x) % 50);
        if (next(&x) % 5 == 0) {
            evset_set(&s, leaf, at[leaf] = SIM_NEVER);
        } else if (at[leaf] >= t && next(&x) % 2 == 0) {
            evset_advance(&s, leaf, at[leaf] = t);
        } else {
            evset_set(&s, leaf, at[leaf] = t);
        }
        int best = 0;
        for (int i = 1; i < N; i++)
            if (at[i] < at[best])
                best = i;
        assert_true(evset_first_at(&s) == at[best]);
        if (at[best] != SIM_NEVER)
            assert_int_equal(evset_first_leaf(&s), best);
        assert_true(evset_at(&s, leaf) == at[leaf]);
    }
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_evset_empty_is_never),
        cmocka_unit_test(test_evset_ties_go_to_the_lower_leaf),
        cmocka_unit_test(test_evset_agrees_with_a_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
