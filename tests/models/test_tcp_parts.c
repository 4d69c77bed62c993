/*
 * The parts of TCP by themselves, each against its RFC's rules: ranges, scoreboard (RFC 6675),
 * time-out (RFC 6298), RACK (RFC 8985), HyStart++ (RFC 9406).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/net/blocks.h"
#include "models/tcp/tcp_hystart.h"
#include "models/tcp/tcp_rack.h"
#include "models/tcp/tcp_ranges.h"
#include "models/tcp/tcp_rto.h"
#include "models/tcp/tcp_sack.h"
#include "sim/base/arena.h"

#define MSS 1000u

/* --- ranges, against a map of bytes --- */

static void test_ranges_hold_what_a_map_holds(void **state)
{
    enum { BYTES = 400, STEPS = 4000 };
    struct blocks blocks = {.arena = arena_new()};
    struct tcp_ranges r = {0};
    bool map[BYTES + 1] = {false};
    uint64_t floor = 0;

    (void)state;
    srand(7);
    for (int step = 0; step < STEPS; step++) {
        uint64_t from = floor + (uint64_t)rand() % (BYTES - floor),
                 to = from + 1 + (uint64_t)rand() % 20, gaps = 0;
        struct tcp_range gap;
        to = to < BYTES ? to : BYTES;
        for (uint64_t at = from; tcp_ranges_gap(&r, &at, to, &gap);) {
            for (uint64_t i = gap.from; i < gap.to; i++)
                assert_false(map[i]);
            gaps += gap.to - gap.from;
        }
        for (uint64_t i = from; i < to; i++)
            gaps -= !map[i];
        assert_int_equal(gaps, 0);
        assert_int_equal(tcp_ranges_has(&r, from, to), memchr(map + from, 0, to - from) == NULL);
        struct tcp_range sum = tcp_ranges_add(&r, &blocks, from, to);
        memset(map + from, 1, to - from);
        assert_true(map[sum.from] && map[sum.to - 1] && !map[sum.to] &&
                    (sum.from == 0 || !map[sum.from - 1]));
        if (rand() % 50 == 0 && floor < BYTES - 100) {
            uint64_t cut = floor + (uint64_t)rand() % 40;
            memset(map, 0, cut);
            tcp_ranges_cut(&r, &blocks, cut);
            floor = cut;
        }
        if (rand() % 200 == 0) {
            memset(map, 0, sizeof map);
            tcp_ranges_clear(&r, &blocks);
            floor = 0;
        }
        for (uint32_t i = 0; i < r.n; i++) {
            assert_true(tcp_ranges_at(&r, i)->from < tcp_ranges_at(&r, i)->to);
            if (i > 0)
                assert_true(tcp_ranges_at(&r, i - 1)->to < tcp_ranges_at(&r, i)->from);
        }
    }
    arena_free(blocks.arena);
}

/* --- scoreboard --- */

static void push(struct tcp_board *b, struct blocks *blocks, int n)
{
    tcp_board_init(b);
    for (int i = 0; i < n; i++)
        (void)tcp_board_push(b, blocks, false, (uint64_t)i * MSS, MSS, i);
}

static void sack(struct tcp_board *b, struct blocks *blocks, uint32_t i)
{
    tcp_board_sack(b, i);
    (void)tcp_ranges_add(&b->sacked, blocks, (uint64_t)i * MSS, (uint64_t)(i + 1) * MSS);
}

/* RFC 6675, 4, IsLost: three ranges that do not touch, or more than two segments' bytes, above it.
 */
static void test_scoreboard_is_lost(void **state)
{
    struct blocks blocks = {.arena = arena_new()};
    struct tcp_board b;

    (void)state;
    push(&b, &blocks, 20);
    assert_int_equal(tcp_board_lost_below(&b, MSS), 0);
    sack(&b, &blocks, 1);
    assert_int_equal(tcp_board_lost_below(&b, MSS), 0);
    sack(&b, &blocks, 2);
    assert_int_equal(tcp_board_lost_below(&b, MSS), 0); /* two segments are not more than two */
    sack(&b, &blocks, 3);
    assert_int_equal(tcp_board_lost_below(&b, MSS), 1 * MSS); /* what is below the range is lost */
    sack(&b, &blocks, 6);
    assert_int_equal(tcp_board_lost_below(&b, MSS),
                     1 * MSS); /* 4 and 5 have one segment above them */
    sack(&b, &blocks, 8);
    assert_int_equal(tcp_board_lost_below(&b, MSS), 1 * MSS);
    sack(&b, &blocks, 10);
    assert_int_equal(tcp_board_lost_below(&b, MSS), 6 * MSS); /* 4 and 5 are; 7 and 9 are not */
    arena_free(blocks.arena);
}

/* Each byte outstanding is on its way, lost or acknowledged selectively, whatever happens in
 * whatever order. */
static void test_scoreboard_adds_up(void **state)
{
    enum { STEPS = 20000 };
    struct blocks blocks = {.arena = arena_new()};
    struct tcp_board b;
    uint64_t una = 0, nxt = 0;

    (void)state;
    srand(11);
    tcp_board_init(&b);
    for (int step = 0; step < STEPS; step++) {
        uint32_t n = b.tail - b.head, i = n > 0 ? b.head + (uint32_t)rand() % n : 0;
        const struct tcp_sent *s = n > 0 ? tcp_board_at(&b, i) : NULL;
        switch (rand() % 5) {
        case 0:
        case 1: {
            uint16_t len = (uint16_t)(1 + rand() % MSS);
            (void)tcp_board_push(&b, &blocks, true, nxt, len, step);
            nxt += len;
            break;
        }
        case 2:
            if (s != NULL && !(s->flags & TCP_SENT_SACKED)) {
                assert_int_equal(tcp_board_find(&b, s->seq, MSS), i);
                (void)tcp_ranges_add(&b.sacked, &blocks, s->seq, s->seq + s->len);
                tcp_board_sack(&b, i);
            }
            break;
        case 3:
            if (s != NULL && !(s->flags & (TCP_SENT_SACKED | TCP_SENT_LOST)))
                tcp_board_lose(&b, i);
            else if (s != NULL && (s->flags & TCP_SENT_LOST))
                tcp_board_again(&b, i, step);
            break;
        default:
            if (n > 30 || rand() % 10 == 0) {
                for (uint32_t k = (uint32_t)rand() % (n + 1); k > 0; k--) {
                    una = tcp_board_at(&b, b.head)->seq + tcp_board_at(&b, b.head)->len;
                    tcp_board_pop(&b);
                }
                tcp_board_trim(&b, &blocks, una);
            }
            if (rand() % 40 == 0)
                tcp_board_find_again(&b);
        }
        assert_int_equal(nxt - una, b.pipe + b.lost_bytes + b.sacked_bytes);
        uint64_t flying = 0, lost = 0;
        for (uint32_t k = b.flying.first; k != TCP_SENT_NONE; k = tcp_board_at(&b, k)->next)
            flying += tcp_board_at(&b, k)->len;
        for (uint32_t k = b.lost.first, last = b.head; k != TCP_SENT_NONE;
             k = tcp_board_at(&b, k)->next) {
            lost += tcp_board_at(&b, k)->len;
            assert_true((int32_t)(k - last) >= 0); /* in order of the stream */
            last = k;
        }
        assert_int_equal(flying, b.pipe);
        assert_int_equal(lost, b.lost_bytes);
    }
    arena_free(blocks.arena);
}

/* --- RFC 6298 --- */

static void test_rto_follows_rfc_6298(void **state)
{
    const struct tcp_rto_limits rfc = {.initial = SIM_S, .min = SIM_S, .max = 60 * SIM_S};
    const struct tcp_rto_limits linux = {
        .initial = SIM_S, .min = 200 * SIM_MS, .max = 120 * SIM_S, .min_of_variance = true};
    struct tcp_rto r;

    (void)state;
    tcp_rto_init(&r, &rfc);
    assert_int_equal(r.rto, SIM_S); /* 2.1 */
    tcp_rto_sample(&r, &rfc, 800 * SIM_MS);
    assert_int_equal(r.srtt, 800 * SIM_MS); /* 2.2: SRTT = R, RTTVAR = R / 2, RTO = R + 4 R / 2 */
    assert_int_equal(r.rttvar, 400 * SIM_MS);
    assert_int_equal(r.rto, 2400 * SIM_MS);
    tcp_rto_sample(&r, &rfc, 400 * SIM_MS);
    assert_int_equal(r.rttvar,
                     400 * SIM_MS); /* 2.3: 3/4 400 + 1/4 |800 - 400|, before SRTT moves */
    assert_int_equal(r.srtt, 750 * SIM_MS);
    assert_int_equal(r.rto, 2350 * SIM_MS);
    tcp_rto_back_off(&r, &rfc);
    assert_int_equal(r.rto, 4700 * SIM_MS); /* 5.5 */
    for (int i = 0; i < 10; i++)
        tcp_rto_back_off(&r, &rfc);
    assert_int_equal(r.rto, 60 * SIM_S); /* 2.5 */
    tcp_rto_init(&r, &rfc);
    for (int i = 0; i < 100; i++)
        tcp_rto_sample(&r, &rfc, 100 * SIM_MS);
    assert_int_equal(r.rto, SIM_S); /* 2.4 */
    tcp_rto_init(&r, &linux);
    for (int i = 0; i < 100; i++)
        tcp_rto_sample(&r, &linux, 100 * SIM_MS);
    assert_true(r.rto >= 300 * SIM_MS &&
                r.rto < 301 * SIM_MS); /* 100 ms, and 200 ms for the variance */
}

/* --- RFC 8985 --- */

static void test_rack_window_and_order(void **state)
{
    struct tcp_rack r;

    (void)state;
    tcp_rack_init(&r, 0);
    assert_int_equal(tcp_rack_window(&r, false, SIM_S), 0);
    tcp_rack_deliver(&r, 0, 1 * MSS, false, -1, 40 * SIM_MS);
    assert_int_equal(r.min_rtt, 40 * SIM_MS);
    assert_int_equal(tcp_rack_window(&r, false, SIM_S),
                     10 * SIM_MS); /* a quarter of the smallest round trip */
    assert_int_equal(tcp_rack_window(&r, true, SIM_S),
                     0); /* three duplicates and no reordering ever seen */
    assert_int_equal(tcp_rack_window(&r, false, 5 * SIM_MS), 5 * SIM_MS); /* no more than SRTT */
    /* The newest by time of sending, then by place. */
    tcp_rack_deliver(&r, 10 * SIM_MS, 5 * MSS, false, -1, 60 * SIM_MS);
    tcp_rack_deliver(&r, 10 * SIM_MS, 6 * MSS, false, -1, 60 * SIM_MS);
    assert_int_equal(r.end, 6 * MSS);
    /* Behind what has arrived, and sent once: reordering. Then duplicates do not close the window.
     */
    tcp_rack_deliver(&r, 9 * SIM_MS, 3 * MSS, false, -1, 61 * SIM_MS);
    assert_true(r.reordering_seen);
    assert_int_equal(r.end, 6 * MSS);
    assert_int_equal(tcp_rack_window(&r, true, SIM_S), 10 * SIM_MS);
    /* Sent again, and answered sooner than any round trip: it was the first copy that arrived. */
    tcp_rack_deliver(&r, 70 * SIM_MS, 4 * MSS, true, -1, 80 * SIM_MS);
    assert_int_equal(r.end, 6 * MSS);
    /* As does a time stamp from before it was sent again. */
    tcp_rack_deliver(&r, 70 * SIM_MS, 4 * MSS, true, 20 * SIM_MS, 170 * SIM_MS);
    assert_int_equal(r.end, 6 * MSS);
    tcp_rack_deliver(&r, 70 * SIM_MS, 4 * MSS, true, 70 * SIM_MS, 170 * SIM_MS);
    assert_int_equal(r.sent_at, 70 * SIM_MS);
    /* DSACK widens once a round trip, for 16 recoveries. */
    tcp_rack_dsack(&r, 10 * MSS, 30 * MSS);
    tcp_rack_dsack(&r, 20 * MSS, 40 * MSS);
    assert_int_equal(tcp_rack_window(&r, true, SIM_S), 20 * SIM_MS);
    tcp_rack_dsack(&r, 30 * MSS, 60 * MSS);
    assert_int_equal(tcp_rack_window(&r, true, SIM_S), 30 * SIM_MS);
    for (int i = 0; i < 15; i++)
        tcp_rack_recovered(&r);
    assert_int_equal(tcp_rack_window(&r, true, SIM_S), 30 * SIM_MS);
    tcp_rack_recovered(&r);
    assert_int_equal(tcp_rack_window(&r, true, SIM_S), 10 * SIM_MS);
}

/* A handshake's packets are small: its round trip is below that of full segments, and a probe's,
 * alone in the queue, between the two. It is the probe that has arrived. */
static void test_rack_knows_the_handshake(void **state)
{
    struct tcp_rack r;

    (void)state;
    tcp_rack_init(&r, 40 * SIM_MS);
    assert_int_equal(tcp_rack_window(&r, false, SIM_S), 10 * SIM_MS);
    tcp_rack_deliver(&r, 0, 1 * MSS, false, -1, 42 * SIM_MS);
    tcp_rack_deliver(&r, 100 * SIM_MS, 9 * MSS, true, -1, 141 * SIM_MS);
    assert_int_equal(r.sent_at, 100 * SIM_MS);
    tcp_rack_deliver(&r, 200 * SIM_MS, 9 * MSS, true, -1, 239 * SIM_MS);
    assert_int_equal(r.sent_at, 100 * SIM_MS);
}

/* --- RFC 9406 --- */

/* A round of n acknowledgments with the round trip; the next round's end is beyond. */
static bool hystart_rounds(struct hystart *h, int n, sim_time_t rtt, uint64_t *una)
{
    bool done = false;

    for (int i = 0; i < n; i++) {
        done = hystart_acked(h, TCP_HYSTART_PLUS_PLUS, *una, *una + 100,
                             i == 0 ? rtt : rtt + SIM_MS, 100, 0) ||
               done;
        *una += i == n - 1 ? 100 : 1;
    }
    return done;
}

static void test_hystart_plus_plus_follows_rfc_9406(void **state)
{
    struct hystart h;
    uint64_t una = 0;

    (void)state;
    hystart_init(&h);
    hystart_round(&h, 0, 0);
    assert_false(hystart_rounds(&h, 20, 80 * SIM_MS, &una));
    assert_false(hystart_rounds(&h, 20, 89 * SIM_MS, &una)); /* threshold: an eighth, 10 ms */
    assert_int_equal(h.phase, HYSTART_SLOW_START);
    assert_false(hystart_rounds(&h, 7, 120 * SIM_MS, &una)); /* seven samples are too few */
    assert_int_equal(h.phase, HYSTART_SLOW_START);
    assert_false(hystart_rounds(&h, 20, 140 * SIM_MS, &una)); /* 120 + 15 <= 140 */
    assert_int_equal(h.phase, HYSTART_CSS);
    assert_false(
        hystart_rounds(&h, 20, 139 * SIM_MS, &una)); /* below what CSS began with: it was noise */
    assert_int_equal(h.phase, HYSTART_SLOW_START);
    assert_false(hystart_rounds(&h, 20, 160 * SIM_MS, &una));
    assert_int_equal(h.phase, HYSTART_CSS);
    for (int round = 1; round < 5; round++)
        assert_false(hystart_rounds(&h, 20, 170 * SIM_MS, &una));
    assert_true(hystart_rounds(&h, 20, 170 * SIM_MS, &una)); /* five rounds of CSS */
    assert_int_equal(h.phase, HYSTART_DONE);
    /* The threshold is at least 4 ms and at most 16 ms. */
    hystart_init(&h);
    hystart_round(&h, una, 0);
    (void)hystart_rounds(&h, 20, 8 * SIM_MS, &una);
    (void)hystart_rounds(&h, 20, 11 * SIM_MS, &una);
    assert_int_equal(h.phase, HYSTART_SLOW_START);
    (void)hystart_rounds(&h, 20, 15 * SIM_MS, &una);
    assert_int_equal(h.phase, HYSTART_CSS);
    hystart_init(&h);
    hystart_round(&h, una, 0);
    (void)hystart_rounds(&h, 20, 400 * SIM_MS, &una);
    (void)hystart_rounds(&h, 20, 416 * SIM_MS, &una);
    assert_int_equal(h.phase, HYSTART_CSS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ranges_hold_what_a_map_holds),
        cmocka_unit_test(test_scoreboard_is_lost),
        cmocka_unit_test(test_scoreboard_adds_up),
        cmocka_unit_test(test_rto_follows_rfc_6298),
        cmocka_unit_test(test_rack_window_and_order),
        cmocka_unit_test(test_rack_knows_the_handshake),
        cmocka_unit_test(test_hystart_plus_plus_follows_rfc_9406),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
