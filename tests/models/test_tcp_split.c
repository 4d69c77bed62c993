/*
 * A scoreboard whose segments become smaller (a path's MTU has been found): against what is known
 * of each byte.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/net/blocks.h"
#include "models/tcp/tcp_sack.h"
#include "sim/base/arena.h"

enum { BYTES = 40000 };

/* What a byte of the stream is: 0 not there, else 1 + its flags' state. */
static void paint(const struct tcp_board *b, uint8_t *map)
{
    memset(map, 0, BYTES);
    for (uint32_t i = b->head; i != b->tail; i++) {
        const struct tcp_sent *s = tcp_board_at(b, i);
        memset(map + s->seq, 1 + (s->flags & (TCP_SENT_SACKED | TCP_SENT_LOST)), s->len);
    }
}

static uint64_t sum_of(const struct tcp_board *b, const struct tcp_list *list, uint32_t *n,
                       bool by_place)
{
    uint64_t sum = 0;
    uint32_t previous = TCP_SENT_NONE;

    *n = 0;
    for (uint32_t i = list->first; i != TCP_SENT_NONE; i = tcp_board_at(b, i)->next) {
        assert_int_equal(tcp_board_at(b, i)->previous, previous);
        if (previous != TCP_SENT_NONE && by_place)
            assert_true((int32_t)(i - previous) > 0);
        if (previous != TCP_SENT_NONE && !by_place)
            assert_true(tcp_board_at(b, i)->sent_at >= tcp_board_at(b, previous)->sent_at);
        sum += tcp_board_at(b, i)->len;
        previous = i;
        (*n)++;
    }
    assert_int_equal(list->last, previous);
    return sum;
}

static void check(const struct tcp_board *b, uint32_t len)
{
    uint64_t at = tcp_board_at(b, b->head)->seq, sacked = 0;
    uint32_t n, n_lost;

    for (uint32_t i = b->head; i != b->tail; i++) {
        const struct tcp_sent *s = tcp_board_at(b, i);
        assert_int_equal(s->seq, at);
        at += s->len;
        sacked += s->flags & TCP_SENT_SACKED ? s->len : 0;
        assert_true(s->len > 0 && (s->len <= len || s->flags & TCP_SENT_SACKED));
        assert_int_equal(tcp_board_find(b, s->seq, len), i);
    }
    assert_int_equal(sum_of(b, &b->flying, &n, false), b->pipe);
    assert_int_equal(n, b->n_flying);
    assert_int_equal(sum_of(b, &b->lost, &n_lost, true), b->lost_bytes);
    assert_int_equal(sacked, b->sacked_bytes);
}

static void test_split_keeps_every_byte(void **state)
{
    (void)state;
    srand(3);
    for (int round = 0; round < 400; round++) {
        struct blocks blocks = {.arena = arena_new()};
        struct tcp_board b;
        uint8_t before[BYTES], after[BYTES];
        const bool with_rate = round % 2;
        const uint32_t len = 300 + (uint32_t)rand() % 900;
        uint64_t seq = 0;
        sim_time_t now = 1;

        tcp_board_init(&b);
        while (seq + 1500 < BYTES) {
            const uint16_t size = (uint16_t)(1 + rand() % 1460);
            const uint32_t i = tcp_board_push(&b, &blocks, with_rate, seq, size, now++);
            if (with_rate)
                b.rate[i & b.mask].delivered = seq;
            seq += size;
        }
        for (int k = rand() % 3; k > 0; k--) /* the numbers' begin moves */
            tcp_board_pop(&b);
        for (uint32_t i = b.head; i != b.tail; i++) {
            const int what = rand() % 5;
            if (what == 0)
                tcp_board_sack(&b, i);
            if (what == 1 || what == 2)
                tcp_board_lose(&b, i);
            if (what == 2)
                tcp_board_again(&b, i, now++);
        }
        tcp_board_at(&b, b.tail - 1)->flags |= TCP_SENT_PUSH;
        paint(&b, before);
        for (uint32_t i = b.head; i != b.tail;
             i++) { /* those on their way that are too long are lost */
            const struct tcp_sent *s = tcp_board_at(&b, i);
            if (!(s->flags & TCP_SENT_SACKED) && s->len > len)
                memset(before + s->seq, 1 + TCP_SENT_LOST, s->len);
        }
        tcp_board_split(&b, &blocks, len);
        paint(&b, after);
        assert_memory_equal(before, after, BYTES);
        check(&b, len);
        assert_true(tcp_board_at(&b, b.tail - 1)->flags & TCP_SENT_PUSH);
        for (uint32_t i = b.head; with_rate && i != b.tail; i++)
            assert_in_range(tcp_board_at(&b, i)->seq - b.rate[i & b.mask].delivered, 0, 1460);
        while (!tcp_board_is_empty(&b))
            tcp_board_pop(&b);
        tcp_board_trim(&b, &blocks, seq);
        arena_free(blocks.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_split_keeps_every_byte)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
