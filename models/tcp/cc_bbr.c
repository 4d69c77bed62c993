/* BBR: what may be sent by the model and the mode, and the table's functions. */
#include "models/tcp/bbr.h"

#define EXTRA_MOST_S 0.1

/* --- windows and rates --- */

static void set_pacing(const struct tcp *c, struct bbr *b, double bw, double gain)
{
    const double rate = bw * gain * BBR_PACING_SHARE;

    if (!b->has_seen_rtt && c->work->rto.srtt > 0) {
        b->has_seen_rtt = true;
        b->pacing = bbr_first_pacing((double)c->cwnd, c->work->rto.srtt);
    }
    if (b->full || rate > b->pacing)
        b->pacing = rate;
}

/* Packet conservation in the first round of recovery, the window as it was when it is over. True:
 * that decides. */
static bool recover_or_restore(struct tcp *c, struct bbr *b, const struct tcp_ack *a,
                               uint64_t *cwnd)
{
    const uint64_t pipe = c->work->out->board.pipe;

    *cwnd = c->cwnd;
    if (a->lost > 0)
        *cwnd = c->cwnd > a->lost + c->mss ? c->cwnd - a->lost : c->mss;
    if (c->phase == TCP_RECOVERY && b->before_phase != TCP_RECOVERY) {
        b->conserve = true;
        b->round_delivered = b->rate.delivered;
        *cwnd = pipe + a->delivered;
    } else if (b->before_phase >= TCP_RECOVERY && c->phase < TCP_RECOVERY) {
        *cwnd = *cwnd > b->prior_cwnd ? *cwnd : b->prior_cwnd;
        b->conserve = false;
    }
    b->before_phase = c->phase;
    if (b->conserve && *cwnd < pipe + a->delivered)
        *cwnd = pipe + a->delivered;
    return b->conserve;
}

static void set_cwnd(struct tcp *c, struct bbr *b, const struct tcp_ack *a)
{
    const uint64_t least = (uint64_t)BBR_MIN_SEGMENTS * c->mss;
    uint64_t cwnd = c->cwnd;

    if (a->delivered > 0 && !recover_or_restore(c, b, a, &cwnd)) {
        double target = bbr_bdp(c, b, bbr_max_bw(b), b->cwnd_gain);
        if (b->full) {
            const double extra = (double)(b->extra[0] > b->extra[1] ? b->extra[0] : b->extra[1]),
                         most = bbr_max_bw(b) * EXTRA_MOST_S;
            target += extra < most ? extra : most;
        }
        target += 3 * bbr_burst_bytes(c, b) +
                  (b->mode == BBR_PROBE_BW && b->cycle == 0 ? 2.0 * c->mss : 0);
        if (b->full)
            cwnd = (double)(cwnd + a->delivered) < target ? cwnd + a->delivered : (uint64_t)target;
        else if ((double)cwnd < target ||
                 b->rate.delivered < (uint64_t)c->setup->profile->initial_window * c->mss)
            cwnd += a->delivered;
        cwnd = cwnd > least ? cwnd : least;
    }
    c->cwnd = b->mode == BBR_PROBE_RTT && cwnd > least ? least : cwnd;
}

/* --- the table's functions --- */

static void init(struct tcp *c, sim_time_t now)
{
    struct bbr *b = bbr_of(c);

    *b = (struct bbr){.min_rtt = c->work->rto.srtt > 0 ? c->work->rto.srtt : SIM_NEVER,
                      .min_rtt_at = now,
                      .epoch_at = now,
                      .cycle_at = now,
                      .random = c->work->salt};
    b->has_seen_rtt = c->work->rto.srtt > 0;
    b->pacing = bbr_first_pacing((double)c->cwnd, b->has_seen_rtt ? c->work->rto.srtt : SIM_MS);
    bbr_update_gains(b);
}

static void acked(struct tcp *c, const struct tcp_ack *a, sim_time_t now)
{
    struct bbr *b = bbr_of(c);

    bbr_update_path(c, b, a);
    bbr_update_mode(c, b, a, now);
    set_pacing(c, b, bbr_max_bw(b), b->pacing_gain);
    set_cwnd(c, b, a);
}

static uint64_t reduce(struct tcp *c, sim_time_t now)
{
    (void)now;
    bbr_save_cwnd(c, bbr_of(c));
    return c->work->ssthresh;
}

static void event(struct tcp *c, enum tcp_cc_event e, sim_time_t now)
{
    struct bbr *b = bbr_of(c);

    (void)now;
    if (e == TCP_CC_TIMEOUT) {
        b->before_phase = TCP_LOSS;
        b->round_start = true;
        b->full_bw = 0;
    } else if (e == TCP_CC_UNDONE) {
        b->full_bw = 0;
        b->full_count = 0;
    }
}

static void restart(struct tcp *c, sim_time_t idle_dur, sim_time_t now)
{
    struct bbr *b = bbr_of(c);

    (void)idle_dur;
    if (b->rate.app_limited == 0)
        return;
    b->idle_restart = true;
    b->epoch_at = now;
    b->epoch_acked = 0;
    if (b->mode == BBR_PROBE_BW)
        set_pacing(c, b, bbr_max_bw(b), 1);
    else if (b->mode == BBR_PROBE_RTT)
        bbr_check_probe_rtt_done(c, b, now);
}

static uint64_t pacing_bps(const struct tcp *c)
{
    return (uint64_t)(bbr_of(c)->pacing * 8);
}

const struct tcp_cc_ops tcp_cc_bbr = {.name = "bbr",
                                      .state_bytes = sizeof(struct bbr),
                                      .paces = true,
                                      .controls = true,
                                      .init = init,
                                      .acked = acked,
                                      .reduce = reduce,
                                      .event = event,
                                      .restart = restart,
                                      .rest = bbr_rest,
                                      .relate = bbr_relate,
                                      .pacing_bps = pacing_bps};
