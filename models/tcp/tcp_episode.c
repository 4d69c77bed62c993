#include "models/net/region.h"
#include "models/tcp/tcp_episode.h"

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

    if (phase == TCP_RECOVERY)
        tcp_undo_begin(c, c->phase == TCP_CWR);
    else
        tcp_undo_forget(out);
    if (c->phase == TCP_OPEN) {
        tcp_reduce(c, now);
        out->prr =
            (struct tcp_prr){.flight = c->work->nxt > c->una ? c->work->nxt - c->una : c->mss};
    }
    if (phase == TCP_RECOVERY && now >= c->setup->warmup_at)
        tcp_tell(r, c)->recoveries++;
    out->recover = c->work->nxt;
    c->phase = (uint8_t)phase;
}

static void reduce_in_proportion(struct tcp *c, const struct tcp_arrived *v)
{
    struct tcp_prr *prr = &c->work->out->prr;
    const uint64_t pipe = c->work->out->board.pipe;

    if (v->ack.delivered > 0 || prr->out == 0)
        c->cwnd = pipe + tcp_prr_send(prr, c->work->ssthresh, pipe, c->mss, v->ack.delivered,
                                      v->advanced && v->ack.lost == 0);
}

static void leave_recovery(struct tcp *c, sim_time_t now)
{
    const struct tcp_cc_ops *cc = c->setup->profile->cc;

    if (c->phase != TCP_LOSS && !cc->controls)
        c->cwnd = c->work->ssthresh;
    if (c->phase == TCP_RECOVERY || c->phase == TCP_LOSS)
        tcp_rack_recovered(&c->work->sender->rack);
    c->phase = TCP_OPEN;
    c->work->out->frto = c->work->out->ahead = false;
    /* While something sent again is not acknowledged, an old time stamp answers that, and tells
     * nothing about what is sent again after it (Linux's tcp_retrans_stamp_cleanup). */
    if (c->work->out->board.lost_end <= c->una)
        c->work->out->undo.again_at = -1;
    if (cc->event != NULL)
        cc->event(c, TCP_CC_RECOVERED, now);
}

/* RFC 8985, 7.4: has the probe repaired a loss that nobody else has seen? Then the window is
 * reduced for it. */
static void judge_probe(struct region *r, struct tcp *c, const struct tcp_arrived *v,
                        sim_time_t now)
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

void tcp_control(struct region *r, struct tcp *c, struct tcp_arrived *v, const struct segment *s,
                 sim_time_t now)
{
    struct tcp_out *out = c->work->out;
    const struct tcp_cc_ops *cc = c->setup->profile->cc;

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
