/*
 * Acknowledgments: what has arrived, what is lost, and what congestion control makes of it.
 */
#include "models/net/region.h"
#include "models/tcp/tcp.h"
#include "models/tcp/tcp_rate.h"
#include "sim/base/assert.h"

struct arrived { /* what one acknowledgment tells */
    struct tcp_ack ack;
    struct tcp_rate_sample rate;
    sim_time_t first_at,
        last_at; /* sending of the first and the last segment that was sent once; -1: none */
    bool again;  /* a segment that was sent again is acknowledged cumulatively */
    bool advanced, twice;
};

static void deliver(struct tcp *c, struct arrived *v, uint32_t i, bool cumulative, sim_time_t echo,
                    sim_time_t now)
{
    const struct tcp_sent *sent = tcp_board_at(&c->work->out->board, i);
    const bool again = (sent->flags & TCP_SENT_AGAIN) != 0;
    const sim_time_t sent_at = sent->sent_at < now
                                   ? sent->sent_at
                                   : now; /* a stamp may be ahead by a picosecond a segment */

    v->ack.delivered += sent->len;
    tcp_rack_deliver(&c->work->sender->rack, sent_at, sent->seq + sent->len, again, echo, now);
    if (c->setup->profile->cc->paces)
        tcp_rate_delivered(c, &v->rate, i);
    if (again) {
        v->again = v->again || cumulative;
        return;
    }
    if (v->first_at < 0 && cumulative)
        v->first_at = sent_at;
    if (sent_at > v->last_at)
        v->last_at = sent_at;
}

static void take_cumulative(struct region *r, struct tcp *c, struct arrived *v,
                            const struct segment *s, sim_time_t now)
{
    struct tcp_board *b = &c->work->out->board;

    while (!tcp_board_is_empty(b)) {
        const struct tcp_sent *head = tcp_board_at(b, b->head);
        if (head->seq + head->len > s->ack)
            break;
        if (!(head->flags & TCP_SENT_SACKED))
            deliver(c, v, b->head, true, s->echo, now);
        tcp_board_pop(b);
    }
    v->ack.acked = s->ack - c->una;
    v->advanced = true;
    c->una = s->ack;
    tcp_board_trim(b, &r->blocks, c->una);
}

static void take_block(struct region *r, struct tcp *c, struct arrived *v, uint64_t from,
                       uint64_t to, sim_time_t echo, sim_time_t now)
{
    struct tcp_board *b = &c->work->out->board;
    struct tcp_range gap;
    bool news = false;

    if (from < c->una || to > c->work->nxt)
        return;
    for (uint64_t at = from; tcp_ranges_gap(&b->sacked, &at, to, &gap);) {
        news = true;
        for (uint32_t i = tcp_board_find(b, gap.from, c->mss);
             i != b->tail && tcp_board_at(b, i)->seq < gap.to; i++) {
            deliver(c, v, i, false, echo, now);
            tcp_board_sack(b, i);
        }
    }
    if (news)
        (void)tcp_ranges_add(&b->sacked, &r->blocks, from, to);
}

static void take_blocks(struct region *r, struct tcp *c, struct arrived *v, const struct segment *s,
                        sim_time_t now)
{
    for (uint32_t i = 0; i < s->n_sacks; i++) {
        if (i == 0 && (s->flags & SEGMENT_DSACK)) {
            v->twice = true;
            tcp_rack_dsack(&c->work->sender->rack, c->una, c->work->nxt);
            continue;
        }
        take_block(r, c, v, s->ack + (uint64_t)(int64_t)s->sack[i].from,
                   s->ack + (uint64_t)(int64_t)s->sack[i].to, s->echo, now);
    }
}

/* --- losses --- */

static void lose_by_time(struct tcp *c, sim_time_t now)
{
    struct tcp_board *b = &c->work->out->board;
    const struct tcp_rack *rack = &c->work->sender->rack;
    const bool duplicates =
        c->phase == TCP_RECOVERY || c->phase == TCP_LOSS || b->n_sacked >= TCP_DUP_THRESH;
    const sim_time_t window = tcp_rack_window(rack, duplicates, c->work->rto.srtt);

    if (c->timer == TCP_TIMER_REORDER)
        c->timer = TCP_TIMER_NONE;
    for (uint32_t i = b->flying.first; i != TCP_SENT_NONE;) {
        const struct tcp_sent *s = tcp_board_at(b, i);
        const uint32_t next = s->next;
        if (!tcp_rack_after(rack->sent_at, rack->end, s->sent_at, s->seq + s->len))
            break;
        if (s->sent_at + rack->rtt + window > now) {
            /* Later ones were sent no later than rack->sent_at: then all of them are decided. */
            c->timer = TCP_TIMER_REORDER;
            c->work->deadline_at = rack->sent_at + rack->rtt + window > now
                                       ? rack->sent_at + rack->rtt + window
                                       : now + 1;
            break;
        }
        tcp_board_lose(b, i);
        i = next;
    }
}

static void lose_by_count(struct tcp *c)
{
    struct tcp_board *b = &c->work->out->board;
    const uint64_t edge = tcp_board_lost_below(b, c->mss);
    const uint64_t from = c->work->out->lost_edge > c->una ? c->work->out->lost_edge : c->una;

    if (edge <= from)
        return;
    for (uint32_t i = tcp_board_find(b, from, c->mss);
         i != b->tail && tcp_board_at(b, i)->seq < edge; i++)
        if (!(tcp_board_at(b, i)->flags & (TCP_SENT_SACKED | TCP_SENT_LOST | TCP_SENT_AGAIN)))
            tcp_board_lose(b, i);
    c->work->out->lost_edge = edge;
}

void tcp_detect_losses(struct tcp *c, sim_time_t now)
{
    if (c->setup->profile->rack)
        lose_by_time(c, now);
    else if (c->work->out->board.sacked.n > 0)
        lose_by_count(c);
}

/* --- congestion --- */

/* The threshold falls; CWR tells it to the other end, whatever was the reason (RFC 3168, 6.1.2). */
void tcp_reduce(struct tcp *c, sim_time_t now)
{
    c->work->ssthresh = c->setup->profile->cc->reduce(c, now);
    c->work->sender->episode++;
    c->work->sender->cwr_due = c->ecn;
}

void tcp_enter_recovery(struct region *r, struct tcp *c, enum tcp_phase phase, sim_time_t now)
{
    struct tcp_out *out = c->work->out;

    if (c->phase == TCP_OPEN) {
        out->undo.cwnd = c->cwnd;
        out->undo.ssthresh = c->work->ssthresh;
        tcp_reduce(c, now);
        out->prr =
            (struct tcp_prr){.flight = c->work->nxt > c->una ? c->work->nxt - c->una : c->mss};
    }
    if (phase == TCP_RECOVERY && now >= c->setup->warmup_at)
        tcp_tell(r, c)->recoveries++;
    out->recover = c->work->nxt;
    c->phase = (uint8_t)phase;
}

/* RFC 6937, section 3. Below its aim the window grows by what arrives, and by a segment more where
 * the hole closes and nothing else was lost (tcp_cwnd_reduction; safeACK of RFC 9937). */
static void reduce_in_proportion(struct tcp *c, const struct arrived *v)
{
    struct tcp_prr *prr = &c->work->out->prr;
    const uint64_t pipe = c->work->out->board.pipe, delivered = v->ack.delivered;
    uint64_t more;

    if (delivered == 0 && prr->out > 0)
        return;
    prr->delivered += delivered;
    if (pipe > c->work->ssthresh) {
        const uint64_t due =
            (uint64_t)(((unsigned __int128)prr->delivered * c->work->ssthresh + prr->flight - 1) /
                       prr->flight);
        more = due > prr->out ? due - prr->out : 0;
    } else {
        const uint64_t ahead = prr->delivered > prr->out ? prr->delivered - prr->out : 0;
        const uint64_t limit = (ahead > delivered ? ahead : delivered) +
                               (v->advanced && v->ack.lost == 0 ? c->mss : 0);
        more = c->work->ssthresh - pipe < limit ? c->work->ssthresh - pipe : limit;
    }
    if (prr->out == 0 && more < c->mss) /* the first retransmission is not put off */
        more = c->mss;
    c->cwnd = pipe + more;
}

static void leave_recovery(struct tcp *c, sim_time_t now)
{
    const struct tcp_cc_ops *cc = c->setup->profile->cc;

    if (c->phase != TCP_LOSS && !cc->controls)
        c->cwnd = c->work->ssthresh;
    if (c->phase == TCP_RECOVERY || c->phase == TCP_LOSS)
        tcp_rack_recovered(&c->work->sender->rack);
    c->phase = TCP_OPEN;
    /* While something sent again is not acknowledged, an old time stamp answers that, and tells
     * nothing about what is sent again after it (Linux's tcp_retrans_stamp_cleanup). */
    if (c->work->out->board.lost_end <= c->una)
        c->work->out->undo.again_at = -1;
    if (cc->event != NULL)
        cc->event(c, TCP_CC_RECOVERED, now);
}

void tcp_undo(struct tcp *c, sim_time_t now)
{
    struct tcp_out *out = c->work->out;
    const struct tcp_cc_ops *cc = c->setup->profile->cc;

    tcp_board_find_again(&out->board);
    if (c->cwnd < out->undo.cwnd)
        c->cwnd = out->undo.cwnd;
    c->work->ssthresh = out->undo.ssthresh;
    out->undo.again_at = -1;
    c->phase = TCP_OPEN;
    if (cc->event != NULL)
        cc->event(c, TCP_CC_UNDONE, now);
}

/* RFC 8985, 7.4: has the probe repaired a loss that nobody else has seen? Then the window is
 * reduced for it. */
static void judge_probe(struct region *r, struct tcp *c, const struct arrived *v, sim_time_t now)
{
    struct tcp_out *out = c->work->out;

    if (out->probe_end == 0 || c->una < out->probe_end)
        return;
    if (!out->probe_again || v->twice || (!v->advanced && v->ack.delivered == 0)) {
        out->probe_end = 0;
    } else if (c->una > out->probe_end) {
        out->probe_end = 0;
        if (c->phase == TCP_OPEN) {
            tcp_enter_recovery(r, c, TCP_CWR, now);
            leave_recovery(c, now);
        }
    }
}

static void sample_round_trip(struct region *r, struct tcp *c, struct arrived *v,
                              const struct segment *s, sim_time_t now)
{
    sim_time_t rtt = -1;

    if (v->last_at >= 0)
        v->ack.rtt = now - v->last_at;
    if (v->first_at >= 0 && !v->again)
        rtt = now - v->first_at;
    else if (v->ack.rtt >= 0 && !v->advanced)
        rtt = v->ack.rtt;
    else if (v->advanced && s->echo >= 0)
        rtt = now - s->echo;
    if (rtt < 0)
        return;
    tcp_rto_sample(&c->work->rto, &c->setup->profile->rto, rtt);
    if (c->setup->user->rtt != NULL)
        c->setup->user->rtt(r, c, rtt, now);
}

static void control(struct region *r, struct tcp *c, struct arrived *v, const struct segment *s,
                    sim_time_t now)
{
    struct tcp_out *out = c->work->out;
    const struct tcp_cc_ops *cc = c->setup->profile->cc;

    if (v->advanced && out->undo.again_at >= 0 && s->echo >= 0 && s->echo < out->undo.again_at &&
        c->phase >= TCP_RECOVERY)
        tcp_undo(c, now);
    if (c->phase != TCP_OPEN && c->una >= out->recover)
        leave_recovery(c, now);
    judge_probe(r, c, v, now);
    /* Once a window: CWR goes with what is sent behind it, and only its acknowledgment can be
     * without an old mark (RFC 3168, 6.1.2). */
    if ((s->flags & SEGMENT_ECE) && c->ecn && c->phase == TCP_OPEN && v->advanced &&
        c->una > out->recover) {
        tcp_enter_recovery(r, c, TCP_CWR, now);
        if (now >= c->setup->warmup_at)
            tcp_tell(r, c)->marks++;
    }
    /* What was lost of data sent in the last recovery, also if it has been sent again by now, is
     * the next one (RFC 6675, 5: what the scoreboard knows above RecoveryPoint stays; Linux's
     * lost_out). */
    if (c->phase <= TCP_CWR && out->board.lost_end > c->una)
        tcp_enter_recovery(r, c, TCP_RECOVERY, now);
    if (!cc->controls && (c->phase == TCP_RECOVERY || c->phase == TCP_CWR))
        reduce_in_proportion(c, v);
    else if (cc->controls || v->ack.acked > 0)
        cc->acked(c, &v->ack, now);
    if (c->cwnd > c->cwnd_max)
        c->cwnd_max = c->cwnd;
}

void tcp_take_ack(struct region *r, struct tcp *c, const struct segment *s, sim_time_t now)
{
    struct arrived v = {.ack = {.rtt = -1, .rate_dur = -1}, .first_at = -1, .last_at = -1};
    struct tcp_out *out = c->work->out;

    if (s->ack + s->window > c->work->edge)
        c->work->edge = s->ack + s->window;
    if (c->work->sender == NULL || s->ack < c->una)
        return;
    SIM_ASSERT(s->ack <= c->work->nxt);
    if (out == NULL) { /* nothing is on its way: it tells at most of bytes that came twice */
        if (!c->setup->profile->cc->controls && s->n_sacks == 0)
            return;
        out = tcp_out_of(r, c, now);
    }
    struct tcp_board *b = &out->board;
    v.ack.pipe_before = b->pipe;
    v.ack.window_limited = c->limit == TCP_LIMIT_SLOW_START ||
                           c->limit == TCP_LIMIT_CONGESTION_WINDOW ||
                           c->limit == TCP_LIMIT_TIME_OUT;
    if (s->ack > c->una)
        take_cumulative(r, c, &v, s, now);
    if (s->n_sacks > 0)
        take_blocks(r, c, &v, s, now);
    if (v.ack.delivered > 0 || v.advanced)
        sample_round_trip(r, c, &v, s, now);
    if (v.advanced) {
        c->work->retries = 0;
        if (c->timer != TCP_TIMER_REORDER)
            c->timer = TCP_TIMER_NONE;
    } else if (v.ack.delivered > 0 && c->timer == TCP_TIMER_PROBE) {
        c->timer = TCP_TIMER_NONE; /* output sets it anew */
    }
    const uint64_t lost_before = b->lost_bytes;
    if (v.ack.delivered > 0)
        tcp_detect_losses(c, now);
    if (c->timer == TCP_TIMER_REORDER && b->n_flying == 0)
        c->timer = TCP_TIMER_NONE;
    v.ack.lost = b->lost_bytes > lost_before ? b->lost_bytes - lost_before : 0;
    if (c->setup->profile->cc->paces)
        tcp_rate_finish(c, &v.rate, &v.ack, now);
    control(r, c, &v, s, now);
    if (c->timer == TCP_TIMER_REORDER)
        tcp_arm(r, c, c->work->deadline_at);
    tcp_output(r, c, now);
    if (c->una != c->end)
        return;
    if (v.advanced && c->setup->user->drained != NULL)
        c->setup->user->drained(r, c, now);
    tcp_quiet(r, c, now);
}
