/* Arenas: what they hand out, and arrays that grow in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sim/base/arena.h"

static void test_arena_alloc_is_zeroed_and_aligned(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    for (size_t size = 1; size < 100000; size *= 3) {
        const unsigned char *p = arena_alloc(a, size);
        assert_int_equal((uintptr_t)p % (size >= 64 ? 64 : 16), 0);
        for (size_t i = 0; i < size; i++) {
            assert_int_equal(p[i], 0);
        }
    }
    arena_free(a);
}

static void test_arena_clear_starts_anew(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    for (int turn = 0; turn < 3; turn++) {
        int *v = ARENA_ARRAY(a, int, 5000);
        assert_int_equal(v[4999], 0);
        v[4999] = 1;
        assert_true(arena_given(a) >= 5000 * sizeof *v);
        arena_clear(a);
        assert_int_equal(arena_given(a), 0);
    }
    arena_free(a);
}

static void test_arena_room_doubles_and_keeps_all(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    uint64_t *v = NULL;
    uint32_t n = 0, cap = 0, grown = 0;
    for (; n < 1000; n++) {
        const uint32_t before = cap;
        ARENA_ROOM(a, v, n, cap, 3);
        grown += cap != before;
        v[n] = n * UINT64_C(0x9E3779B97F4A7C15);
    }
    assert_int_equal(cap, 3 * 512);
    assert_int_equal(grown, 10);
    for (uint32_t i = 0; i < n; i++) {
        assert_true(v[i] == i * UINT64_C(0x9E3779B97F4A7C15));
    }
    for (uint32_t i = n; i < cap; i++) {
        assert_true(v[i] == 0);
    }
    arena_free(a);
}

static void test_arena_reserve_asks_the_system_no_more(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    (void)ARENA_ARRAY(a, char, 100);
    arena_reserve(a, 10 << 20);
    const size_t opened = arena_opened(a), given = arena_given(a);
    for (int i = 0; i < 10; i++) { /* also what is large enough for a chunk of its own */
        (void)ARENA_ARRAY(a, char, (1 << 20) - 64);
    }
    assert_int_equal(arena_opened(a), opened);
    assert_int_equal(arena_given(a), given + 10 * ((1 << 20) - 64));
    arena_reserve(a, 64); /* is there */
    assert_int_equal(arena_opened(a), opened);
    (void)ARENA_ARRAY(a, char, 1 << 20);
    assert_int_equal(arena_opened(a), opened + 1);
    arena_free(a);
}

static void test_arena_ahead_keeps_all(void **state)
{
    (void)state;
    struct arena *a = arena_new();
    uint64_t *v = NULL;
    uint32_t n = 0, cap = 0;
    ARENA_AHEAD(a, v, n, cap);
    assert_int_equal(cap, 0);
    for (; n < 100; n++) {
        ARENA_ROOM(a, v, n, cap, 64);
        v[n] = n;
    }
    const size_t given = arena_given(a);
    ARENA_AHEAD(a, v, n, cap);
    assert_int_equal(cap, 128 * 8);
    assert_int_equal(arena_given(a), given);
    for (uint32_t i = 0; i < cap; i++) {
        assert_true(v[i] == (i < n ? i : 0));
    }
    assert_int_equal(arena_ahead(1 << 16, 8), 1 << 19); /* 4 MiB */
    assert_int_equal(arena_ahead(1 << 17, 8), 1 << 18);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arena_alloc_is_zeroed_and_aligned),
        cmocka_unit_test(test_arena_clear_starts_anew),
        cmocka_unit_test(test_arena_room_doubles_and_keeps_all),
        cmocka_unit_test(test_arena_reserve_asks_the_system_no_more),
        cmocka_unit_test(test_arena_ahead_keeps_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
