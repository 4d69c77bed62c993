/*
 * BBR in silence: nothing is on its way, so the next segment begins a sample and sets the instants
 * of rates, and what an acknowledgment without news may do in between is little. What neither asks
 * for is forgotten; of the rest most can be told from what else is known (models/tcp/tcp_fold.c).
 */
#include <string.h>

#include "models/tcp/bbr.h"
#include "models/tcp/tcp_space.h"

void bbr_rest(struct tcp *c, sim_time_t at, sim_time_t now)
{
    struct bbr *b = bbr_of(c);

    (void)at;
    b->rate.first_at = 0;
    if (!b->full) /* no cycle asks for it */
        b->rate.delivered_at = 0;
    if (b->rate.app_limited > 0 && b->rate.app_limited >= b->rate.delivered) {
        b->epoch_at = 0; /* `restart` sets both */
        b->epoch_acked = 0;
    }
    b->round_start = false;
    if (b->mode != BBR_PROBE_BW)
        b->cycle_at = b->cycle = 0;
    if (b->mode != BBR_PROBE_RTT) {
        b->probe_rtt_done_at = 0;
        b->probe_rtt_round_done = false;
    } else if (b->probe_rtt_done_at > 0 && b->probe_rtt_done_at < now) {
        b->probe_rtt_done_at = 1; /* as good as any that has passed */
    }
}

/* The bits of v that are not as in by. */
static void differ(double *v, double by)
{
    uint64_t a, b;

    memcpy(&a, v, sizeof a);
    memcpy(&b, &by, sizeof b);
    a ^= b;
    memcpy(v, &a, sizeof a);
}

/* By the model when the pipe is full; before, as it began, with the round trip of the handshake,
 * which who has had short requests only has as its receiver's too. */
static double usual_pacing(const struct tcp *c, const struct bbr *b, double gain)
{
    const struct tcp_work *w = c->work;
    const sim_time_t rtt = w->space != NULL ? w->space->rtt : w->sender->rack.min_rtt;

    if (b->full)
        return bbr_max_bw(b) * gain * BBR_PACING_SHARE;
    return rtt > 0 ? bbr_first_pacing((double)c->setup->profile->initial_window * c->mss, rtt) : 0;
}

/* bw.best[0], mode, cycle, full and round tell of others, and stay as they are. */
void bbr_relate(struct tcp *c)
{
    const struct tcp_sender *s = c->work->sender;
    const sim_time_t answered_at = s->last_sent_at + s->rack.rtt;
    struct bbr *b = bbr_of(c), usual = {.mode = b->mode, .cycle = b->cycle};
    const struct tcp_max_sample *best = &b->bw.best[0];

    bbr_update_gains(&usual);
    differ(&b->pacing, usual_pacing(c, b, usual.pacing_gain));
    differ(&b->pacing_gain, usual.pacing_gain);
    differ(&b->cwnd_gain, usual.cwnd_gain);
    differ(&b->full_bw, best->v);
    for (int i = 1; i < 3; i++) {
        b->bw.best[i].round ^= best->round;
        differ(&b->bw.best[i].v, best->v);
    }
    b->rate.delivered ^= c->end;
    b->rate.app_limited ^= c->end;
    b->round_delivered ^= c->end;
    if (b->full)
        b->rate.delivered_at ^= answered_at;
    if (b->mode == BBR_PROBE_BW)
        b->cycle_at ^= answered_at;
    b->min_rtt ^= s->rack.min_rtt;
    b->min_rtt_at ^= answered_at;
    b->random ^= c->work->salt;
    b->extra_rounds ^= (uint8_t)(b->round % BBR_EXTRA_ROUNDS);
    b->has_seen_rtt = !b->has_seen_rtt;
    if (b->mode == BBR_PROBE_RTT) {
        b->probe_rtt_done_at ^= 1;
        b->probe_rtt_round_done = !b->probe_rtt_round_done;
    }
}
