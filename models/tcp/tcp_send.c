/*
 * The sending half: what goes out, and what holds it back.
 */
#include <string.h>

#include "models/net/link.h"
#include "models/net/region.h"
#include "models/tcp/tcp.h"
#include "models/tcp/tcp_rate.h"
#include "models/tcp/tcp_space.h"
#include "sim/base/assert.h"

enum {
    HEADER_BYTES = 40,     /* IPv4 20 (RFC 791), TCP 20 (RFC 9293) */
    SYN_OPTION_BYTES = 20, /* MSS 4, SACK permitted 2, time stamps 10, window scale 3, padding 1: as
                              Linux sends them */
    SYN_PLAIN_BYTES = 12,  /* the same without time stamps: 9 and 3 of padding */
    SACK_BYTES = 4,        /* kind, length, padding (RFC 2018) */
    SACK_BLOCK_BYTES = 8,
    SYN_WINDOW_MOST = 65535 /* windows of SYNs are not scaled (RFC 7323, 2.2) */
};

/* Linux's small queues (tcp_small_queue_check): a connection keeps about a millisecond, or two
 * segments, in its own NIC. */
#define NIC_SHARE_DUR SIM_MS

static uint32_t option_bytes(const struct tcp *c, const struct segment *s)
{
    uint32_t sacks = s->n_sacks > 0 ? SACK_BYTES + SACK_BLOCK_BYTES * (uint32_t)s->n_sacks : 0;

    if (s->flags & SEGMENT_SYN)
        return c->setup->profile->stamps ? SYN_OPTION_BYTES : SYN_PLAIN_BYTES;
    return (c->peer_stamps ? TCP_STAMP_BYTES : 0) + sacks;
}

/* Fills in what every segment says of the receiving half, and sends it. */
static void transmit(struct region *r, struct tcp *c, struct segment *s, sim_time_t now)
{
    const uint32_t number = segment_take(&r->segments);
    const bool counted = now >= c->setup->warmup_at;
    struct packet p = {
        .sent_at = now,
        .flow = PACKET_FLOW(c->flow),
        .seq = number,
        .bytes = (uint16_t)(HEADER_BYTES + option_bytes(c, s) + s->payload),
        .kind = (uint8_t)((c->is_source ? PACKET_DATA : PACKET_RESPONSE) |
                          (counted ? PACKET_COUNTED : 0) | c->by),
        .target = c->target,
        .tcp = 1,
    };

    s->ack = c->received + c->fin_come;
    s->echo =
        s->flags & SEGMENT_SYN && !c->setup->profile->stamps ? SEGMENT_NO_STAMPS : c->work->stamp;
    s->connection = c->connection;
    s->turn = c->turn;
    if (s->flags & SEGMENT_ACK)
        c->work->acked = c->received;
    r->segments.v[number] = *s;
    r->n_injected++;
    if (counted) {
        if (SIM_UNLIKELY(c->work->sent == NULL))
            c->work->sent = c->setup->sent(r, c);
        c->work->sent->offered++;
        c->work->sent->offered_bytes += p.bytes;
    }
    link_send_held(c->work->nic, &p, now);
}

/* Rounded to units as it is told, up where it grows (__tcp_select_window); a SYN tells bytes. */
static uint32_t window(const struct tcp *c)
{
    const struct tcp_profile *profile = c->setup->profile;
    const bool scaled = c->state >= TCP_ESTABLISHED;
    const uint64_t largest = tcp_profile_window(profile);
    uint64_t w = largest;

    if (profile->grows) {
        const uint64_t unit = UINT64_C(1) << profile->scale;
        w = c->work->space != NULL ? c->work->space->window : tcp_first_window(c);
        if (scaled)
            w = (w + unit - 1) >> profile->scale << profile->scale;
    }
    w = w < largest ? w : largest;
    return (uint32_t)(scaled || w < SYN_WINDOW_MOST ? w : SYN_WINDOW_MOST);
}

static void count_again(struct region *r, struct tcp *c, sim_time_t now)
{
    if (now >= c->setup->warmup_at)
        tcp_tell(r, c)->retransmits++;
}

void tcp_send_syn(struct region *r, struct tcp *c, sim_time_t now)
{
    struct segment s = {.window = window(c), .mss = c->setup->mss, .flags = SEGMENT_SYN};

    if (c->work->retries > 0 || c->work->opened_at < 0)
        count_again(r, c, now);

    if (c->state == TCP_SYN_RECEIVED)
        s.flags |= SEGMENT_ACK;
    if (c->setup->profile->ecn) /* asks for ECN with both, agrees with one (RFC 3168, 6.1.1) */
        s.flags |= c->state == TCP_SYN_RECEIVED ? SEGMENT_ECE : SEGMENT_ECE | SEGMENT_CWR;
    transmit(r, c, &s, now);
}

static int32_t offset(const struct tcp *c, uint64_t seq)
{
    return (int32_t)(int64_t)(seq - c->received);
}

/* An acknowledgment by itself. */
void tcp_send_ack(struct region *r, struct tcp *c, sim_time_t now)
{
    struct segment s = {
        .seq = c->work->nxt + c->fin_sent, .window = window(c), .flags = SEGMENT_ACK};
    struct tcp_in *in = c->work->in;

    if (c->work->marked)
        s.flags |= SEGMENT_ECE;
    if (in != NULL && in->has_twice) {
        s.sack[s.n_sacks++] =
            (struct segment_sack){offset(c, in->twice.from), offset(c, in->twice.to)};
        s.flags |= SEGMENT_DSACK;
        in->has_twice = false;
    }
    for (uint32_t i = 0; in != NULL && i < in->n_sacks && s.n_sacks < SEGMENT_SACKS; i++)
        s.sack[s.n_sacks++] =
            (struct segment_sack){offset(c, in->sack[i].from), offset(c, in->sack[i].to)};
    c->work->ack_at = SIM_NEVER;
    transmit(r, c, &s, now);
}

void tcp_send_fin(struct region *r, struct tcp *c, sim_time_t now)
{
    struct segment s = {
        .seq = c->work->nxt, .window = window(c), .flags = SEGMENT_ACK | SEGMENT_FIN};

    if (c->fin_sent)
        count_again(r, c, now);
    c->fin_sent = true;
    transmit(r, c, &s, now);
}

/* The segment of number i of the board leaves, for the first time or again. */
static void send_data(struct region *r, struct tcp *c, uint32_t i, sim_time_t now)
{
    struct tcp_out *out = c->work->out;
    struct tcp_sender *sender = c->work->sender;
    const struct tcp_sent *sent = tcp_board_at(&out->board, i);
    struct segment s = {.seq = sent->seq,
                        .window = window(c),
                        .payload = sent->len,
                        .flags = SEGMENT_ACK,
                        .episode = sender->episode,
                        .rto_dur = c->work->rto.rto};

    if (sent->flags & TCP_SENT_PUSH)
        s.flags |= SEGMENT_PSH;
    if (c->work->marked)
        s.flags |= SEGMENT_ECE;
    if (sent->flags & TCP_SENT_AGAIN) {
        s.flags |= SEGMENT_AGAIN; /* not ECN capable: RFC 3168, 6.1.5 */
        s.flags |= c->work->retries > 0 ? SEGMENT_TIMED_OUT : 0;
        count_again(r, c, now);
        out->undo.again = out->undo.again < 0 ? 1 : out->undo.again + 1;
        if (out->undo.again_at < 0 && c->phase >= TCP_RECOVERY) /* else a probe */
            out->undo.again_at = now;
    } else if (c->ecn) {
        s.flags |= SEGMENT_ECT;
        if (sender->cwr_due)
            s.flags |= SEGMENT_CWR;
        sender->cwr_due = false;
    }
    if (c->setup->profile->cc->paces)
        tcp_rate_sent(c, i, now);
    c->work->ack_at = SIM_NEVER;
    /* An answer, before the acknowledgment was due: the next one is expected as soon
     * (tcp_event_data_sent). */
    if (c->last_received_at >= 0 && now - c->last_received_at < c->setup->profile->ack_delay)
        c->work->converses = true;
    transmit(r, c, &s, now);
    sender->last_sent_at = now;
    out->nic_free_at = link_clear_at(c->work->nic, now);
    if (c->phase == TCP_RECOVERY || c->phase == TCP_CWR)
        out->prr.out += sent->len;
}

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
            send_data(r, c, lost, now);
        } else {
            send_data(r, c, push_new(r, c, (uint16_t)len, now), now);
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
        if (why == TCP_LIMIT_APPLICATION)
            why = TCP_LIMIT_LOSS;
        else if (c->work->retries > 0 &&
                 (why == TCP_LIMIT_SLOW_START || why == TCP_LIMIT_CONGESTION_WINDOW))
            why = TCP_LIMIT_TIME_OUT;
    }
    if (why != c->limit)
        tcp_limit_set(r, c, why, now);
}

/* RFC 8985, 7.3: a new segment if there is one and the window allows it, else the last one again.
 */
void tcp_send_probe(struct region *r, struct tcp *c, sim_time_t now)
{
    struct tcp_out *out = c->work->out;
    struct tcp_board *b = &out->board;
    enum tcp_limit why;
    const uint32_t len = new_segment(c, &why);

    out->probe_again = len == 0;
    if (len > 0) {
        send_data(r, c, push_new(r, c, (uint16_t)len, now), now);
    } else {
        const uint32_t last = b->tail - 1;
        if (tcp_board_at(b, last)->flags & TCP_SENT_SACKED)
            return;
        tcp_board_again(b, last, stamp(out, now));
        send_data(r, c, last, now);
    }
    out->probe_end = c->work->nxt;
}
