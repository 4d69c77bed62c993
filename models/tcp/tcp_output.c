/*
 * The sending half: which segment is next, and what holds it back.
 */
#include "models/net/region.h"
#include "models/tcp/tcp.h"
#include "models/tcp/tcp_rate.h"

/* Linux's small queues (tcp_small_queue_check): a connection keeps about a millisecond, or two
 * segments, in its own NIC. */
#define NIC_SHARE_DUR SIM_MS

/* Segments of one instant are told apart by a picosecond, so that the scoreboard knows which was
 * sent first: RACK's order by place in the stream (RFC 8985, 6.2) is not that of a retransmission
 * behind new data. */
static sim_time_t stamp(struct tcp_out *out, sim_time_t now)
{
    out->stamp = out->stamp < now ? now : out->stamp + 1;
    return out->stamp;
}

static uint32_t push_new(struct region *r, struct tcp *c, uint16_t len, sim_time_t now)
{
    struct tcp_out *out = c->work->out;
    uint32_t i = tcp_board_push(&out->board, &r->blocks, c->setup->profile->cc->paces, c->work->nxt,
                                len, stamp(out, now));

    c->work->nxt += len;
    if (c->work->nxt == out->push_end)
        tcp_board_at(&out->board, i)->flags |= TCP_SENT_PUSH;
    if (len < c->mss)
        out->small_end = c->work->nxt;
    return i;
}

/* How long the next new segment may be: 0 when something else than congestion holds it back, which
 * is told in *why. */
static uint32_t new_segment(const struct tcp *c, enum tcp_limit *why)
{
    uint64_t len = c->end - c->work->nxt;

    if (len == 0) {
        *why = TCP_LIMIT_APPLICATION;
        return 0;
    }
    if (len > c->mss)
        len = c->mss;
    if (c->work->nxt + len > c->work->edge) {
        *why = TCP_LIMIT_RECEIVE_WINDOW;
        /* Part of a segment only when the window can hold no whole one (RFC 9293, 3.8.6.2.1). */
        return tcp_board_is_empty(&c->work->out->board) && c->work->edge > c->work->nxt
                   ? (uint32_t)(c->work->edge - c->work->nxt)
                   : 0;
    }
    if (c->work->nxt + len - c->una > c->setup->profile->send_bytes &&
        !tcp_board_is_empty(&c->work->out->board)) {
        *why = TCP_LIMIT_SEND_BUFFER;
        return 0;
    }
    return (uint32_t)len;
}

/* Nagle's algorithm in Minshall's variant (tcp_nagle_check): a small one waits for the small one
 * before. */
static bool is_held_back(const struct tcp *c, uint32_t len)
{
    return c->setup->profile->nagle && len < c->mss && c->work->out->small_end > c->una &&
           c->end != TCP_UNLIMITED;
}

/* After the segment has been sent: when the next one may be. */
static void pace(struct tcp *c, uint32_t len, sim_time_t now)
{
    struct tcp_out *out = c->work->out;
    const uint64_t bps = c->setup->profile->cc->pacing_bps(c);
    const sim_time_t from_at = out->pace_next_at > now ? out->pace_next_at : now;

    out->pace_next_at =
        bps > 0 ? from_at + (sim_time_t)((unsigned __int128)len * 8 * SIM_S / bps) : now;
}

/* RFC 2861 as Linux has it (tcp_cwnd_restart): half the window for each time-out of silence, down
 * to the initial one. */
static void restart(struct tcp *c, sim_time_t now)
{
    const struct tcp_profile *profile = c->setup->profile;
    const sim_time_t idle_dur = now - c->work->sender->last_sent_at;
    const uint64_t least = (uint64_t)profile->initial_window * c->mss, before = c->cwnd;

    if (idle_dur <= c->work->rto.rto)
        return;
    if (profile->cc->restart != NULL)
        profile->cc->restart(c, idle_dur, now);
    if (profile->cc->controls || !profile->restarts)
        return;
    if (c->work->ssthresh < before / 4 * 3)
        c->work->ssthresh = before / 4 * 3;
    for (sim_time_t left = idle_dur - c->work->rto.rto; left >= 0 && c->cwnd > least;
         left -= c->work->rto.rto)
        c->cwnd = c->cwnd / 2 > least ? c->cwnd / 2 : least;
}

void tcp_write(struct region *r, struct tcp *c, uint64_t bytes, bool message, sim_time_t now)
{
    if (c->kept != NULL)
        tcp_unfold(r, c, now);
    if (c->work == NULL) /* it is over */
        return;
    if (c->work->out == NULL && c->state == TCP_ESTABLISHED)
        (void)tcp_out_of(r, c, now);
    c->end = bytes == TCP_UNLIMITED ? TCP_UNLIMITED : c->end + bytes;
    if (message && c->work->out != NULL)
        c->work->out->push_end = c->end;
    tcp_output(r, c, now);
}

/* Is it the pacer's or the NIC's turn to wait? Then the end is woken. */
static bool must_wait(struct region *r, struct tcp *c, enum tcp_limit *why, sim_time_t now)
{
    struct tcp_out *out = c->work->out;

    out->pace_at = SIM_NEVER;
    if (c->setup->profile->cc->paces && out->pace_next_at > now) {
        *why = TCP_LIMIT_PACING;
        out->pace_at = out->pace_next_at;
    } else if (out->nic_free_at > now + NIC_SHARE_DUR) {
        *why = TCP_LIMIT_NIC;
        out->pace_at = out->nic_free_at - NIC_SHARE_DUR / 2;
    } else {
        return false;
    }
    tcp_arm(r, c, out->pace_at);
    return true;
}

void tcp_output(struct region *r, struct tcp *c, sim_time_t now)
{
    struct tcp_out *out = c->work->out;
    enum tcp_limit why = TCP_LIMIT_APPLICATION;
    bool sent_new = false;

    if (c->state != TCP_ESTABLISHED)
        return;
    if (out == NULL) {
        if (c->work->nxt == c->end)
            return;
        out = tcp_out_of(r, c, now);
        out->push_end = c->end;
    }
    struct tcp_board *b = &out->board;
    if (tcp_board_is_empty(b) && c->work->nxt > 0 && c->work->nxt < c->end)
        restart(c, now);
    for (;;) {
        uint32_t lost = b->lost.first;
        if (SIM_UNLIKELY(lost != TCP_SENT_NONE) && out->ahead)
            lost = TCP_SENT_NONE;
        const uint32_t len =
            lost != TCP_SENT_NONE ? tcp_board_at(b, lost)->len : new_segment(c, &why);
        if (len == 0 || (lost == TCP_SENT_NONE && is_held_back(c, len)))
            break;
        if (b->pipe + len > c->cwnd && b->pipe > 0) {
            why = c->cwnd < c->work->ssthresh ? TCP_LIMIT_SLOW_START : TCP_LIMIT_CONGESTION_WINDOW;
            break;
        }
        if (must_wait(r, c, &why, now))
            break;
        if (lost != TCP_SENT_NONE) {
            tcp_board_again(b, lost, stamp(out, now));
            tcp_send_data(r, c, lost, now);
        } else {
            tcp_send_data(r, c, push_new(r, c, (uint16_t)len, now), now);
            sent_new = true;
        }
        if (c->setup->profile->cc->paces)
            pace(c, len, now);
    }
    if (!tcp_board_is_empty(b) &&
        (c->timer == TCP_TIMER_NONE || (sent_new && c->timer == TCP_TIMER_PROBE)))
        tcp_arm_retransmission(r, c, sent_new, now);
    if (why == TCP_LIMIT_APPLICATION && c->setup->profile->cc->paces)
        tcp_rate_pause(c);
    if (c->phase == TCP_LOSS && !tcp_board_is_empty(b)) {
        const bool silent = c->work->retries > 0; /* whatever is full, it is of what is lost */
        if (why == TCP_LIMIT_APPLICATION ||
            (silent && (why == TCP_LIMIT_RECEIVE_WINDOW || why == TCP_LIMIT_SEND_BUFFER)))
            why = TCP_LIMIT_LOSS;
        else if (silent && (why == TCP_LIMIT_SLOW_START || why == TCP_LIMIT_CONGESTION_WINDOW))
            why = TCP_LIMIT_TIME_OUT;
    }
    if (why != c->limit)
        tcp_limit_set(r, c, why, now);
}

/* RFC 8985, 7.3: a new segment if there is one and the window allows it, else the last one again.
 */
void tcp_output_probe(struct region *r, struct tcp *c, sim_time_t now)
{
    struct tcp_out *out = c->work->out;
    struct tcp_board *b = &out->board;
    enum tcp_limit why;
    const uint32_t len = new_segment(c, &why);

    out->probe_again = len == 0;
    if (len > 0) {
        tcp_send_data(r, c, push_new(r, c, (uint16_t)len, now), now);
    } else {
        const uint32_t last = b->tail - 1;
        if (tcp_board_at(b, last)->flags & TCP_SENT_SACKED)
            return;
        tcp_board_again(b, last, stamp(out, now));
        tcp_send_data(r, c, last, now);
    }
    out->probe_end = c->work->nxt;
}
