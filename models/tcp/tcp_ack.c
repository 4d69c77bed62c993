/*
 * Acknowledgments: what they say has arrived.
 */
#include "models/net/region.h"
#include "models/tcp/tcp_episode.h"
#include "sim/base/assert.h"

static void deliver(struct tcp *c, struct tcp_arrived *v, uint32_t i, bool cumulative,
                    sim_time_t echo, sim_time_t now)
{
    const struct tcp_out *out = c->work->out;
    const struct tcp_sent *sent = tcp_board_at(&out->board, i);
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
    if (SIM_UNLIKELY(out->frto) && sent->seq + sent->len <= out->recover)
        v->original = true;
    if (v->first_at < 0 && cumulative)
        v->first_at = sent_at;
    if (sent_at > v->last_at)
        v->last_at = sent_at;
}

static void take_cumulative(struct region *r, struct tcp *c, struct tcp_arrived *v,
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

static void take_block(struct region *r, struct tcp *c, struct tcp_arrived *v, uint64_t from,
                       uint64_t to, sim_time_t now)
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
            /* TSecr is of the last that came in order (RFC 7323, 4.3), and tells nothing of it. */
            deliver(c, v, i, false, -1, now);
            tcp_board_sack(b, i);
        }
    }
    v->sacked = v->sacked || news;
    if (news)
        (void)tcp_ranges_add(&b->sacked, &r->blocks, from, to);
}

static void take_blocks(struct region *r, struct tcp *c, struct tcp_arrived *v,
                        const struct segment *s, sim_time_t now)
{
    for (uint32_t i = 0; i < s->n_sacks; i++) {
        if (i == 0 && (s->flags & SEGMENT_DSACK)) {
            v->twice = true;
            tcp_undo_twice(c, s->ack + (uint64_t)(int64_t)s->sack[i].to, now);
            tcp_rack_dsack(&c->work->sender->rack, c->una, c->work->nxt);
            continue;
        }
        take_block(r, c, v, s->ack + (uint64_t)(int64_t)s->sack[i].from,
                   s->ack + (uint64_t)(int64_t)s->sack[i].to, now);
    }
}

static void sample_round_trip(struct region *r, struct tcp *c, struct tcp_arrived *v,
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

void tcp_take_ack(struct region *r, struct tcp *c, const struct segment *s, sim_time_t now)
{
    struct tcp_arrived v = {.ack = {.rtt = -1, .rate_dur = -1}, .first_at = -1, .last_at = -1};
    struct tcp_out *out = c->work->out;

    if (s->ack + s->window > c->work->edge)
        c->work->edge = s->ack + s->window;
    if (c->work->sender == NULL || s->ack < c->una)
        return;
    SIM_ASSERT(s->ack <= c->work->nxt);
    if (out == NULL) { /* nothing is on its way: it tells at most of bytes that came twice */
        if (!c->setup->profile->cc->controls && s->n_sacks == 0 && !c->work->sender->probed)
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
    /* First what was taken for lost and is not, then what is lost by the news: nothing else may
     * come to tell (tcp_fastretrans_alert's order). */
    if (c->phase >= TCP_RECOVERY || out->undo.again == 0)
        tcp_undo_judge(c, &v, s, now);
    const uint64_t lost_before = b->lost_bytes;
    if (v.ack.delivered > 0)
        tcp_detect_losses(c, now);
    if (c->timer == TCP_TIMER_REORDER && b->n_flying == 0)
        c->timer = TCP_TIMER_NONE;
    v.ack.lost = b->lost_bytes > lost_before ? b->lost_bytes - lost_before : 0;
    if (c->setup->profile->cc->paces)
        tcp_rate_finish(c, &v.rate, &v.ack, now);
    tcp_control(r, c, &v, s, now);
    if (c->timer == TCP_TIMER_REORDER)
        tcp_arm(r, c, c->work->deadline_at);
    tcp_output(r, c, now);
    if (SIM_UNLIKELY(out->ahead) && c->work->nxt == out->recover) { /* nothing new could go */
        out->frto = out->ahead = false;
        tcp_output(r, c, now);
    }
    if (c->una != c->end)
        return;
    if (v.advanced && c->setup->user->drained != NULL)
        c->setup->user->drained(r, c, now);
    tcp_quiet(r, c, now);
}
