/* The replay window by itself: RFC 4303, 3.4.3, and the heap of a path that reorders. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "models/net/reorder.h"
#include "models/vpn/replay.h"
#include "sim/base/arena.h"

static struct reorder_number of(uint32_t sa, uint32_t number)
{
    return (struct reorder_number){.sa = sa, .number = number};
}

static void test_replay_takes_each_number_once(void **state)
{
    struct arena *arena = arena_new();
    struct replay *r = replay_new(arena, 64);

    (void)state;
    assert_true(replay_takes(r, of(1, 100)));
    assert_false(replay_takes(r, of(1, 100)));
    assert_true(replay_takes(r, of(1, 37)));  /* the 64th, counted from the top: in the window */
    assert_false(replay_takes(r, of(1, 36))); /* behind it */
    assert_false(replay_takes(r, of(1, 37)));
    assert_true(replay_takes(r, of(1, 101)));
    assert_false(replay_takes(r, of(1, 37)));
    assert_true(replay_takes(r, of(1, 38)));
    assert_true(replay_takes(r, of(1, 1000))); /* a jump empties it */
    for (uint32_t i = 1000 - 63; i < 1000; i++)
        assert_true(replay_takes(r, of(1, i)));
    assert_false(replay_takes(r, of(1, 1000 - 64)));
    arena_free(arena);
}

/* The oracle: a list of all that has come. Sizes that are no multiple of a word, too. */
static void test_replay_is_its_definition(void **state)
{
    static const uint32_t sizes[] = {32, 33, 64, 100, 129};
    (void)state;
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        struct arena *arena = arena_new();
        struct replay *r = replay_new(arena, sizes[k]);
        uint8_t come[5000] = {0};
        uint32_t top = 0, chance = 1, behind = 0;
        for (uint32_t i = 0; i < 20000; i++) {
            chance = chance * UINT32_C(1664525) + UINT32_C(1013904223);
            const uint32_t base = 200 + i / 5, number = base - (chance >> 16) % 200;
            const int wanted = number > top || (number + sizes[k] > top && !come[number]);
            assert_int_equal(replay_takes(r, of(7, number)), wanted);
            behind += number + sizes[k] <= top;
            come[number] |= (uint8_t)wanted;
            top = number > top ? number : top;
        }
        assert_true(behind > 1000);
        arena_free(arena);
    }
}

static void test_replay_has_a_window_for_each_of_two_sas(void **state)
{
    struct arena *arena = arena_new();
    struct replay *r = replay_new(arena, 64);

    (void)state;
    assert_true(replay_takes(r, of(1, 5000)));
    assert_true(replay_takes(r, of(2, 1)));
    assert_true(replay_takes(r, of(1, 4990))); /* late, under the SA that has been replaced */
    assert_false(replay_takes(r, of(1, 4000)));
    assert_true(replay_takes(r, of(3, 1)));
    assert_false(replay_takes(r, of(1, 4991))); /* that one is gone */
    assert_true(replay_takes(r, of(2, 2)));
    arena_free(arena);
}

static void test_reorder_gives_by_instant_then_as_sent(void **state)
{
    struct arena *arena = arena_new();
    struct reorder h = {.n = 0};
    uint32_t chance = 7;
    sim_time_t last = 0;
    uint32_t last_seq = 0;

    (void)state;
    for (uint32_t i = 0; i < 3000; i++) {
        chance = chance * UINT32_C(1664525) + UINT32_C(1013904223);
        reorder_push(&h, arena, &(struct packet){.due_at = (chance >> 20) % 100, .seq = i},
                     of(1, i));
    }
    for (uint32_t i = 0; i < 3000; i++) {
        const struct reorder_slot x = reorder_pop(&h);
        assert_true(x.packet.due_at > last ||
                    (x.packet.due_at == last && (i == 0 || x.packet.seq > last_seq)));
        assert_int_equal(x.number.number, x.packet.seq);
        last = x.packet.due_at;
        last_seq = x.packet.seq;
    }
    assert_int_equal(h.n, 0);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_replay_takes_each_number_once),
        cmocka_unit_test(test_replay_is_its_definition),
        cmocka_unit_test(test_replay_has_a_window_for_each_of_two_sas),
        cmocka_unit_test(test_reorder_gives_by_instant_then_as_sent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
