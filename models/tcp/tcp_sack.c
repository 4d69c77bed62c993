#include "models/tcp/tcp_sack.h"

#include <string.h>

#include "models/net/blocks.h"
#include "sim/base/assert.h"

enum { LEAST_SEGMENTS = 16 };

void tcp_board_init(struct tcp_board *b)
{
    *b = (struct tcp_board){.flying = {TCP_SENT_NONE, TCP_SENT_NONE},
                            .lost = {TCP_SENT_NONE, TCP_SENT_NONE}};
}

static void *grow_ring(const struct tcp_board *b, struct blocks *blocks, void *old, size_t each,
                       uint32_t cap)
{
    size_t bytes = cap * each;
    char *v = blocks_take(blocks, &bytes);
    const uint32_t n = b->tail - b->head, old_cap = old != NULL ? b->mask + 1 : 0;

    for (uint32_t i = 0; old != NULL && i < n; i++) {
        uint32_t at = b->head + i;
        memcpy(v + (size_t)(at & (cap - 1)) * each, (const char *)old + (at & b->mask) * each,
               each);
    }
    blocks_give(blocks, old, old_cap * each);
    return v;
}

static void grow(struct tcp_board *b, struct blocks *blocks, bool with_rate)
{
    uint32_t cap = b->ring != NULL ? (b->mask + 1) * 2 : LEAST_SEGMENTS;

    if (with_rate)
        b->rate = grow_ring(b, blocks, b->rate, sizeof *b->rate, cap);
    b->ring = grow_ring(b, blocks, b->ring, sizeof *b->ring, cap);
    b->mask = cap - 1;
}

static void append(struct tcp_board *b, struct tcp_list *list, uint32_t i)
{
    struct tcp_sent *s = tcp_board_at(b, i);

    s->previous = list->last;
    s->next = TCP_SENT_NONE;
    if (list->last != TCP_SENT_NONE)
        tcp_board_at(b, list->last)->next = i;
    else
        list->first = i;
    list->last = i;
}

static void unlink(struct tcp_board *b, struct tcp_list *list, uint32_t i)
{
    const struct tcp_sent *s = tcp_board_at(b, i);

    if (s->previous != TCP_SENT_NONE)
        tcp_board_at(b, s->previous)->next = s->next;
    else
        list->first = s->next;
    if (s->next != TCP_SENT_NONE)
        tcp_board_at(b, s->next)->previous = s->previous;
    else
        list->last = s->previous;
}

/* By place in the stream. Losses are found in order as a rule; what is lost again stands near the
 * front. */
static void insert(struct tcp_board *b, struct tcp_list *list, uint32_t i)
{
    uint32_t at = list->first;

    if (at == TCP_SENT_NONE || (int32_t)(list->last - i) < 0) {
        append(b, list, i);
        return;
    }
    while ((int32_t)(at - i) < 0)
        at = tcp_board_at(b, at)->next;
    struct tcp_sent *s = tcp_board_at(b, i), *next = tcp_board_at(b, at);
    s->previous = next->previous;
    s->next = at;
    next->previous = i;
    if (s->previous != TCP_SENT_NONE)
        tcp_board_at(b, s->previous)->next = i;
    else
        list->first = i;
}

static void take_off(struct tcp_board *b, uint32_t i)
{
    const struct tcp_sent *s = tcp_board_at(b, i);

    if (s->flags & TCP_SENT_SACKED) {
        b->sacked_bytes -= s->len;
        b->n_sacked--;
    } else if (s->flags & TCP_SENT_LOST) {
        unlink(b, &b->lost, i);
        b->lost_bytes -= s->len;
    } else {
        unlink(b, &b->flying, i);
        b->pipe -= s->len;
        b->n_flying--;
    }
}

static void take_up(struct tcp_board *b, uint32_t i)
{
    append(b, &b->flying, i);
    b->pipe += tcp_board_at(b, i)->len;
    b->n_flying++;
}

uint32_t tcp_board_push(struct tcp_board *b, struct blocks *blocks, bool with_rate, uint64_t seq,
                        uint16_t len, sim_time_t now)
{
    if (b->ring == NULL || b->tail - b->head > b->mask)
        grow(b, blocks, with_rate);
    uint32_t i = b->tail++;
    *tcp_board_at(b, i) = (struct tcp_sent){.seq = seq, .sent_at = now, .len = len};
    take_up(b, i);
    return i;
}

void tcp_board_again(struct tcp_board *b, uint32_t i, sim_time_t now)
{
    struct tcp_sent *s = tcp_board_at(b, i);

    SIM_ASSERT(!(s->flags & TCP_SENT_SACKED));
    take_off(b, i);
    s->flags = (uint8_t)((s->flags & ~TCP_SENT_LOST) | TCP_SENT_AGAIN);
    s->sent_at = now;
    take_up(b, i);
}

void tcp_board_lose(struct tcp_board *b, uint32_t i)
{
    struct tcp_sent *s = tcp_board_at(b, i);

    SIM_ASSERT(!(s->flags & (TCP_SENT_SACKED | TCP_SENT_LOST)));
    take_off(b, i);
    s->flags |= TCP_SENT_LOST;
    insert(b, &b->lost, i);
    b->lost_bytes += s->len;
    if (s->seq + s->len > b->lost_end)
        b->lost_end = s->seq + s->len;
}

void tcp_board_find_again(struct tcp_board *b)
{
    b->lost_end = 0;
    if (b->lost.first == TCP_SENT_NONE)
        return;
    for (uint32_t i = b->lost.first; i != TCP_SENT_NONE; i = tcp_board_at(b, i)->next) {
        struct tcp_sent *s = tcp_board_at(b, i);
        s->flags &= (uint8_t)~TCP_SENT_LOST;
        b->pipe += s->len;
        b->n_flying++;
    }
    b->lost_bytes = 0;
    /* They were sent before what is on its way now: they go to the front. */
    tcp_board_at(b, b->lost.last)->next = b->flying.first;
    if (b->flying.first != TCP_SENT_NONE)
        tcp_board_at(b, b->flying.first)->previous = b->lost.last;
    else
        b->flying.last = b->lost.last;
    b->flying.first = b->lost.first;
    b->lost = (struct tcp_list){TCP_SENT_NONE, TCP_SENT_NONE};
}

/* The pieces of segment i of an older scoreboard, behind what is there. Where it was on its way and
 * is whole it joins no list yet. */
static void push_pieces(struct tcp_board *b, const struct tcp_board *old, uint32_t i, uint32_t len)
{
    const struct tcp_sent *whole = tcp_board_at(old, i);

    for (uint32_t at = 0, n; at < whole->len; at += n) {
        const uint32_t k = b->tail++;
        struct tcp_sent *s = tcp_board_at(b, k);
        n = whole->flags & TCP_SENT_SACKED || whole->len - at < len ? whole->len - at : len;
        *s = *whole;
        s->seq += at;
        s->len = (uint16_t)n;
        if (at + n < whole->len)
            s->flags &= (uint8_t)~TCP_SENT_PUSH;
        if (b->rate != NULL && old->rate != NULL)
            b->rate[k & b->mask] = old->rate[i & old->mask];
        if (s->flags & TCP_SENT_SACKED)
            continue;
        if (whole->len > len)
            s->flags |= TCP_SENT_LOST;
        if (s->flags & TCP_SENT_LOST) {
            append(b, &b->lost, k);
            b->lost_bytes += n;
        }
    }
}

void tcp_board_split(struct tcp_board *b, struct blocks *blocks, uint32_t len)
{
    struct tcp_board old = *b;
    uint32_t n = 0;

    for (uint32_t i = old.head; i != old.tail; i++)
        n += (tcp_board_at(&old, i)->len + len - 1) / len;
    if (n == old.tail - old.head)
        return;
    tcp_board_init(b);
    b->sacked = old.sacked;
    b->sacked_bytes = old.sacked_bytes;
    b->n_sacked = old.n_sacked;
    b->lost_end = old.lost_end;
    while (b->ring == NULL || b->mask < n)
        grow(b, blocks, old.rate != NULL);
    for (uint32_t i = old.head; i != old.tail; i++) {
        const uint32_t first = b->tail;
        push_pieces(b, &old, i, len);
        tcp_board_at(&old, i)->previous =
            first; /* where it went; old lists are only followed forwards */
    }
    for (uint32_t i = old.flying.first; i != TCP_SENT_NONE; i = tcp_board_at(&old, i)->next)
        if (tcp_board_at(&old, i)->len <= len)
            take_up(b, tcp_board_at(&old, i)->previous);
    blocks_give(blocks, old.ring, (old.mask + 1) * sizeof *old.ring);
    if (old.rate != NULL)
        blocks_give(blocks, old.rate, (old.mask + 1) * sizeof *old.rate);
}

void tcp_board_sack(struct tcp_board *b, uint32_t i)
{
    struct tcp_sent *s = tcp_board_at(b, i);

    take_off(b, i);
    s->flags = (uint8_t)((s->flags & ~TCP_SENT_LOST) | TCP_SENT_SACKED);
    b->sacked_bytes += s->len;
    b->n_sacked++;
}

void tcp_board_pop(struct tcp_board *b)
{
    take_off(b, b->head);
    b->head++;
}

void tcp_board_trim(struct tcp_board *b, struct blocks *blocks, uint64_t una)
{
    if (b->sacked.n > 0)
        tcp_ranges_cut(&b->sacked, blocks, una);
    if (b->head == b->tail && b->ring != NULL) {
        blocks_give(blocks, b->ring, (b->mask + 1) * sizeof *b->ring);
        if (b->rate != NULL)
            blocks_give(blocks, b->rate, (b->mask + 1) * sizeof *b->rate);
        b->ring = NULL;
        b->rate = NULL;
    }
}

uint32_t tcp_board_find(const struct tcp_board *b, uint64_t seq, uint32_t mss)
{
    uint32_t low = b->head, high = b->tail;
    uint64_t guess = (seq - tcp_board_at(b, low)->seq) / mss;

    if (guess < high - low && tcp_board_at(b, low + (uint32_t)guess)->seq == seq)
        return low + (uint32_t)guess;
    while (low + 1 < high) { /* tail - head < 2^31: no segment is shorter than a byte, no window
                                longer than 2^30 */
        uint32_t middle = low + (high - low) / 2;
        if (tcp_board_at(b, middle)->seq <= seq)
            low = middle;
        else
            high = middle;
    }
    SIM_ASSERT(tcp_board_at(b, low)->seq == seq);
    return low;
}

uint64_t tcp_board_lost_below(const struct tcp_board *b, uint32_t mss)
{
    uint64_t above = 0;

    for (uint32_t i = b->sacked.n; i-- > 0;) {
        const struct tcp_range *range = tcp_ranges_at(&b->sacked, i);
        above += range->to - range->from;
        if (b->sacked.n - i >= TCP_DUP_THRESH || above > (uint64_t)(TCP_DUP_THRESH - 1) * mss)
            return range->from;
    }
    return 0;
}
