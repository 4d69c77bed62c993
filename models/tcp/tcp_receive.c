/*
 * The receiving half: reassembly, and when and what to acknowledge.
 */
#include <string.h>

#include "models/net/blocks.h"
#include "models/net/region.h"
#include "models/tcp/tcp.h"
#include "models/tcp/tcp_space.h"

static struct tcp_in *in_of(struct region *r, struct tcp *c)
{
    if (c->work->in == NULL) {
        size_t bytes = sizeof *c->work->in;
        c->work->in = blocks_take(&r->blocks, &bytes);
        memset(c->work->in, 0, sizeof *c->work->in);
    }
    return c->work->in;
}

static void leave_in(struct region *r, struct tcp *c)
{
    struct tcp_in *in = c->work->in;

    if (in != NULL && in->ranges.n == 0 && !in->has_twice) {
        tcp_ranges_clear(&in->ranges, &r->blocks);
        blocks_give(&r->blocks, in, sizeof *in);
        c->work->in = NULL;
    }
}

/* Bytes that have come before: told once (RFC 2883). */
static void note_twice(struct region *r, struct tcp *c, uint64_t from, uint64_t to)
{
    struct tcp_in *in = in_of(r, c);

    in->twice = (struct tcp_range){from, to};
    in->has_twice = true;
}

/* The range that has just grown goes first; those that it has swallowed go. */
static void note_range(struct tcp_in *in, struct tcp_range grown)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < in->n_sacks; i++)
        if (in->sack[i].to < grown.from || in->sack[i].from > grown.to)
            in->sack[n++] = in->sack[i];
    if (n == sizeof in->sack / sizeof *in->sack)
        n--;
    memmove(in->sack + 1, in->sack, n * sizeof *in->sack);
    in->sack[0] = grown;
    in->n_sacks = n + 1;
}

/* Takes what now follows without a gap out of the ranges. */
static void close_gap(struct region *r, struct tcp *c)
{
    struct tcp_in *in = c->work->in;
    uint32_t n = 0;

    if (in->ranges.n > 0 && tcp_ranges_at(&in->ranges, 0)->from <= c->received &&
        tcp_ranges_at(&in->ranges, 0)->to > c->received)
        c->received = tcp_ranges_at(&in->ranges, 0)->to;
    tcp_ranges_cut(&in->ranges, &r->blocks, c->received);
    for (uint32_t i = 0; i < in->n_sacks; i++)
        if (in->sack[i].to > c->received)
            in->sack[n++] = in->sack[i];
    in->n_sacks = n;
}

/* Returns whether the acknowledgment must go at once. */
static bool place(struct region *r, struct tcp *c, const struct segment *s)
{
    const uint64_t from = s->seq, to = s->seq + s->payload;
    const bool had_gap = c->work->in != NULL && c->work->in->ranges.n > 0;

    if (to <= c->received) {
        note_twice(r, c, from, to);
        return true;
    }
    if (from <= c->received) {
        c->received = to;
        if (had_gap)
            close_gap(r, c);
        return had_gap;
    }
    struct tcp_in *in = in_of(r, c);
    if (tcp_ranges_has(&in->ranges, from, to))
        note_twice(r, c, from, to);
    note_range(in, tcp_ranges_add(&in->ranges, &r->blocks, from, to));
    return true;
}

/* Whole segments as the SYN tells them; who answers it knows that they will carry time stamps
 * (tcp_connect_init, tcp_openreq_init_rwin): 64,240 and 65,160 bytes of an MSS of 1,460. */
uint32_t tcp_first_window(const struct tcp *c)
{
    const bool stamps = !c->is_source && c->peer_stamps && c->setup->profile->stamps;

    return tcp_space_initial(c->setup->mss - (stamps ? TCP_STAMP_BYTES : 0));
}

/* The window grows with what is read. */
static void grow(struct region *r, struct tcp *c, const struct segment *s, sim_time_t now)
{
    const struct tcp_profile *profile = c->setup->profile;

    if (!profile->grows)
        return;
    if (c->work->space == NULL) {
        size_t bytes = sizeof *c->work->space;
        c->work->space = blocks_take(&r->blocks, &bytes);
        tcp_space_init(c->work->space, c->mss, tcp_first_window(c), c->received, c->work->rto.srtt,
                       now);
    }
    tcp_space_arrive(c->work->space, c->mss, tcp_profile_window(profile), s->payload, c->received,
                     s->echo, now);
}

/* Of two full segments one is answered (RFC 9293, 3.8.6.3), and a full one with what follows it, as
 * Linux does (__tcp_ack_snd_check: more than one full frame): a message's short end is not kept
 * waiting for longer than its sender waits before it probes.
 * A message that is read to its end is answered by itself too, by who does not converse
 * (__tcp_cleanup_rbuf: ICSK_ACK_PUSHED and not in pingpong mode, nothing left in the queue):
 * nothing will carry the acknowledgment. */
static bool is_due(struct tcp *c, bool message)
{
    const struct tcp_profile *profile = c->setup->profile;
    bool due = c->received - c->work->acked > c->mss;

    if (c->work->converses)
        return due;
    if (c->work->quick_acks > 0) {
        c->work->quick_acks--;
        due = true;
    }
    return due || (message && profile->push_ack);
}

static void acknowledge(struct region *r, struct tcp *c, sim_time_t now)
{
    tcp_send_ack(r, c, now);
    leave_in(r, c);
}

/* The application has read it, and its answer would have carried the acknowledgment. */
static void delay(struct region *r, struct tcp *c, sim_time_t now)
{
    if (c->setup->profile->ack_delay == 0) {
        acknowledge(r, c, now);
    } else if (c->work->ack_at == SIM_NEVER) {
        c->work->ack_at = now + c->setup->profile->ack_delay;
        tcp_arm(r, c, c->work->ack_at);
    }
}

/* Something new after a silence longer than the time-out: its sender's window may have begun anew
 * (tcp_event_data_recv). */
static void note_silence(struct tcp *c, sim_time_t now)
{
    if (c->last_received_at >= 0 && now - c->last_received_at > c->work->rto.rto)
        c->work->quick_acks = c->setup->profile->quick_acks;
    c->last_received_at = now;
}

void tcp_take_data(struct region *r, struct tcp *c, const struct packet *p, const struct segment *s,
                   sim_time_t now)
{
    const uint64_t before = c->received;
    bool message = false, at_once;

    if (s->flags & SEGMENT_CWR)
        c->work->marked = false;
    at_once = p->ce &&
              !c->work->marked; /* a change is told at once, as by DCTCP's and Linux's receivers */
    c->work->marked = c->work->marked || p->ce;
    if (s->flags & SEGMENT_PSH && s->seq + s->payload > c->received && /* not what came before */
        s->seq + s->payload > c->work->message_at)
        c->work->message_at = s->seq + s->payload;
    at_once = place(r, c, s) || at_once;
    if (c->work->in != NULL)
        c->work->in->again_dur = segment_wait_dur(s);
    grow(r, c, s, now);
    const uint64_t news = c->received - before;
    if (news > 0) {
        message = c->work->message_at != 0 && c->received >= c->work->message_at;
        if (message)
            c->work->message_at = 0;
        note_silence(c, now);
    }
    /* What is due goes before the application answers: when its segment comes, or with the reading
     * of it. */
    if (is_due(c, message) || at_once)
        acknowledge(r, c, now);
    if (news > 0 && c->setup->user->received != NULL)
        c->setup->user->received(r, c, p, news, message, now);
    if (c->work->acked != c->received)
        delay(r, c, now);
}

void tcp_receive(struct region *r, struct tcp *c, const struct packet *p, const struct segment *s,
                 sim_time_t now)
{
    if (SIM_UNLIKELY(c->kept != NULL))
        tcp_unfold(r, c, now);
    if (s->flags & SEGMENT_SYN) {
        tcp_take_syn(r, c, p, s, now);
        return;
    }
    if (c->state == TCP_SYN_RECEIVED) {
        tcp_establish(r, c, s, now);
        tcp_output(r, c, now);
    }
    if (SIM_UNLIKELY(s->flags & SEGMENT_FIN)) {
        tcp_take_fin(r, c, now);
        return;
    }
    if (c->state !=
        TCP_ESTABLISHED) { /* aborted: a reset would answer; nothing more is sent either way */
        if (s->payload == 0)
            tcp_take_last_ack(r, c);
        return;
    }
    /* RFC 7323, 5.3: what has come before (R2) does not count (R3; tcp_sequence). */
    if (c->peer_stamps && s->seq <= c->work->acked && s->seq + s->payload >= c->work->acked &&
        p->sent_at > c->work->stamp)
        c->work->stamp = p->sent_at;
    if (s->flags & SEGMENT_ACK)
        tcp_take_ack(r, c, s, now);
    if (s->payload > 0 && c->state == TCP_ESTABLISHED)
        tcp_take_data(r, c, p, s, now);
}
