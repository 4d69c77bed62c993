/*
 * BBR, version 1, as Linux 6.1 has it (net/ipv4/tcp_bbr.c; Cardwell, Cheng, Gunn, Yeganeh,
 * Jacobson, "BBR: congestion-based congestion control", ACM Queue 14(5), 2016): names, gains and
 * lengths are Linux's. Left out: its long-term sampling, which looks for token-bucket policers.
 */
#include <string.h>

#include "models/net/region.h"
#include "models/tcp/tcp.h"
#include "models/tcp/tcp_max.h"

enum bbr_mode { BBR_STARTUP, BBR_DRAIN, BBR_PROBE_BW, BBR_PROBE_RTT };
enum {
    CYCLE_LEN = 8,
    BW_ROUNDS = CYCLE_LEN + 2,
    FULL_BW_COUNT = 3,
    MIN_SEGMENTS = 4,
    EXTRA_ROUNDS = 5,
    CYCLE_RANDOM = 7
};

#define HIGH_GAIN            2.885
#define DRAIN_GAIN           (1 / 2.885)
#define CWND_GAIN            2.0
#define FULL_BW_GROWTH       1.25
#define PACING_SHARE         0.99 /* bbr_pacing_margin_percent */
#define MIN_RTT_WINDOW       (10 * SIM_S)
#define PROBE_RTT_DUR        (200 * SIM_MS)
#define EXTRA_MOST_S         0.1
#define EXTRA_EPOCH_SEGMENTS 1048575

struct bbr {
    struct tcp_max bw; /* the delivery rate, bytes/s */
    sim_time_t min_rtt, min_rtt_at, probe_rtt_done_at, cycle_at, epoch_at;
    uint64_t round, round_delivered, prior_cwnd, epoch_acked, extra[2];
    double full_bw, pacing, pacing_gain, cwnd_gain; /* pacing: bytes/s */
    uint64_t random;
    uint8_t mode, cycle, full_count, extra_index, extra_rounds, before_phase;
    bool round_start, full, conserve, probe_rtt_round_done, idle_restart, has_seen_rtt;
};

static struct bbr *state(const struct tcp *c)
{
    struct bbr *b;
    memcpy(&b, c->work->out->cc_state, sizeof b);
    return b;
}

static double max_bw(const struct bbr *b)
{
    return b->bw.best[0].v;
}

static uint32_t draw(struct bbr *b, uint32_t n) /* splitmix64 */
{
    uint64_t z = b->random += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return (uint32_t)(((z ^ z >> 31) >> 32) * n >> 32);
}

/* --- windows and rates --- */

/* What a burst would be, were the sender to leave segmentation to its NIC: the window must hold a
 * few (bbr_tso_segs_goal). */
static double burst_bytes(const struct tcp *c, const struct bbr *b)
{
    const double most = 65536 - 320, least = b->pacing < 150000 ? c->mss : 2.0 * c->mss,
                 in_ms = b->pacing / 1024;
    return in_ms < least ? least : in_ms > most ? most : in_ms;
}

static double bdp(const struct tcp *c, const struct bbr *b, double bw, double gain)
{
    if (b->min_rtt == SIM_NEVER)
        return (double)c->setup->profile->initial_window * c->mss;
    return bw * sim_time_s(b->min_rtt) * gain;
}

static double inflight(const struct tcp *c, const struct bbr *b, double bw, double gain)
{
    const double w = bdp(c, b, bw, gain) + 3 * burst_bytes(c, b);
    return b->mode == BBR_PROBE_BW && gain > 1 ? w + 2.0 * c->mss : w;
}

static void set_pacing(const struct tcp *c, struct bbr *b, double bw, double gain)
{
    const double rate = bw * gain * PACING_SHARE;

    if (!b->has_seen_rtt && c->work->rto.srtt > 0) {
        b->has_seen_rtt = true;
        b->pacing = (double)c->cwnd / sim_time_s(c->work->rto.srtt) * HIGH_GAIN;
    }
    if (b->full || rate > b->pacing)
        b->pacing = rate;
}

static void save_cwnd(const struct tcp *c, struct bbr *b)
{
    if ((b->before_phase < TCP_RECOVERY && b->mode != BBR_PROBE_RTT) || c->cwnd > b->prior_cwnd)
        b->prior_cwnd = c->cwnd;
}

/* --- the model --- */

static void update_bw(struct tcp *c, struct bbr *b, const struct tcp_ack *a)
{
    b->round_start = false;
    if (a->rate_dur <= 0)
        return;
    if (a->rate_before >= b->round_delivered) {
        b->round_delivered = c->work->out->rate.delivered;
        b->round++;
        b->round_start = true;
        b->conserve = false;
    }
    const double bw = (double)a->rate_bytes / sim_time_s(a->rate_dur);
    if (!a->rate_app_limited || bw >= max_bw(b))
        tcp_max_update(&b->bw, BW_ROUNDS, b->round, bw);
}

/* Acknowledgments that come in heaps want a window that covers the pause between them. */
static void update_aggregation(struct tcp *c, struct bbr *b, const struct tcp_ack *a)
{
    const sim_time_t at = c->work->out->rate.delivered_at;

    if (a->delivered == 0 || a->rate_dur <= 0)
        return;
    if (b->round_start && ++b->extra_rounds >= EXTRA_ROUNDS) {
        b->extra_rounds = 0;
        b->extra_index ^= 1;
        b->extra[b->extra_index] = 0;
    }
    double expected = max_bw(b) * sim_time_s(at - b->epoch_at);
    if ((double)b->epoch_acked <= expected ||
        b->epoch_acked + a->delivered >= (uint64_t)EXTRA_EPOCH_SEGMENTS * c->mss) {
        b->epoch_acked = 0;
        b->epoch_at = at;
        expected = 0;
    }
    b->epoch_acked += a->delivered;
    uint64_t extra = b->epoch_acked - (uint64_t)expected;
    extra = extra < c->cwnd ? extra : c->cwnd;
    if (extra > b->extra[b->extra_index])
        b->extra[b->extra_index] = extra;
}

static void advance_cycle(struct tcp *c, struct bbr *b)
{
    b->cycle = (uint8_t)((b->cycle + 1) % CYCLE_LEN);
    b->cycle_at = c->work->out->rate.delivered_at;
}

static void enter_probe_bw(struct tcp *c, struct bbr *b)
{
    b->mode = BBR_PROBE_BW;
    b->cycle = (uint8_t)(CYCLE_LEN - 1 - draw(b, CYCLE_RANDOM));
    advance_cycle(c, b);
}

static void update_cycle(struct tcp *c, struct bbr *b, const struct tcp_ack *a)
{
    const bool full_length = c->work->out->rate.delivered_at - b->cycle_at > b->min_rtt;
    bool next = full_length;

    if (b->mode != BBR_PROBE_BW)
        return;
    if (b->pacing_gain > 1)
        next = full_length &&
               (a->lost > 0 || (double)a->pipe_before >= inflight(c, b, max_bw(b), b->pacing_gain));
    else if (b->pacing_gain < 1)
        next = full_length || (double)a->pipe_before <= inflight(c, b, max_bw(b), 1);
    if (next)
        advance_cycle(c, b);
}

static void check_full(struct bbr *b, const struct tcp_ack *a)
{
    if (b->full || !b->round_start || a->rate_app_limited)
        return;
    if (max_bw(b) >= b->full_bw * FULL_BW_GROWTH) {
        b->full_bw = max_bw(b);
        b->full_count = 0;
        return;
    }
    b->full = ++b->full_count >= FULL_BW_COUNT;
}

static void check_drain(struct tcp *c, struct bbr *b)
{
    if (b->mode == BBR_STARTUP && b->full) {
        b->mode = BBR_DRAIN;
        c->work->ssthresh = (uint64_t)inflight(c, b, max_bw(b), 1);
    }
    if (b->mode == BBR_DRAIN && (double)c->work->out->board.pipe <= inflight(c, b, max_bw(b), 1))
        enter_probe_bw(c, b);
}

static void check_probe_rtt_done(struct tcp *c, struct bbr *b, sim_time_t now)
{
    if (b->probe_rtt_done_at == 0 || now <= b->probe_rtt_done_at)
        return;
    b->min_rtt_at = now;
    if (c->cwnd < b->prior_cwnd)
        c->cwnd = b->prior_cwnd;
    if (b->full)
        enter_probe_bw(c, b);
    else
        b->mode = BBR_STARTUP;
}

static void update_min_rtt(struct tcp *c, struct bbr *b, const struct tcp_ack *a, sim_time_t now)
{
    const bool expired = now > b->min_rtt_at + MIN_RTT_WINDOW;
    const uint64_t pipe = c->work->out->board.pipe;

    if (a->rtt >= 0 && (a->rtt < b->min_rtt || expired)) {
        b->min_rtt = a->rtt;
        b->min_rtt_at = now;
    }
    if (expired && !b->idle_restart && b->mode != BBR_PROBE_RTT) {
        save_cwnd(c, b);
        b->mode = BBR_PROBE_RTT;
        b->probe_rtt_done_at = 0;
    }
    if (b->mode == BBR_PROBE_RTT) {
        c->work->out->rate.app_limited =
            c->work->out->rate.delivered + pipe > 0 ? c->work->out->rate.delivered + pipe : 1;
        if (b->probe_rtt_done_at == 0 && pipe <= (uint64_t)MIN_SEGMENTS * c->mss) {
            b->probe_rtt_done_at = now + PROBE_RTT_DUR;
            b->probe_rtt_round_done = false;
            b->round_delivered = c->work->out->rate.delivered;
        } else if (b->probe_rtt_done_at != 0) {
            b->probe_rtt_round_done = b->probe_rtt_round_done || b->round_start;
            if (b->probe_rtt_round_done)
                check_probe_rtt_done(c, b, now);
        }
    }
    if (a->delivered > 0)
        b->idle_restart = false;
}

static void update_gains(struct bbr *b)
{
    static const double cycle[CYCLE_LEN] = {1.25, 0.75, 1, 1, 1, 1, 1, 1};

    b->cwnd_gain = b->mode == BBR_PROBE_BW ? CWND_GAIN : b->mode == BBR_PROBE_RTT ? 1 : HIGH_GAIN;
    switch ((enum bbr_mode)b->mode) {
    case BBR_STARTUP:
        b->pacing_gain = HIGH_GAIN;
        break;
    case BBR_DRAIN:
        b->pacing_gain = DRAIN_GAIN;
        break;
    case BBR_PROBE_BW:
        b->pacing_gain = cycle[b->cycle];
        break;
    case BBR_PROBE_RTT:
        b->pacing_gain = 1;
        break;
    }
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
        b->round_delivered = c->work->out->rate.delivered;
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
    const uint64_t least = (uint64_t)MIN_SEGMENTS * c->mss;
    uint64_t cwnd = c->cwnd;

    if (a->delivered > 0 && !recover_or_restore(c, b, a, &cwnd)) {
        double target = bdp(c, b, max_bw(b), b->cwnd_gain);
        if (b->full) {
            const double extra = (double)(b->extra[0] > b->extra[1] ? b->extra[0] : b->extra[1]),
                         most = max_bw(b) * EXTRA_MOST_S;
            target += extra < most ? extra : most;
        }
        target +=
            3 * burst_bytes(c, b) + (b->mode == BBR_PROBE_BW && b->cycle == 0 ? 2.0 * c->mss : 0);
        if (b->full)
            cwnd = (double)(cwnd + a->delivered) < target ? cwnd + a->delivered : (uint64_t)target;
        else if ((double)cwnd < target || c->work->out->rate.delivered <
                                              (uint64_t)c->setup->profile->initial_window * c->mss)
            cwnd += a->delivered;
        cwnd = cwnd > least ? cwnd : least;
    }
    c->cwnd = b->mode == BBR_PROBE_RTT && cwnd > least ? least : cwnd;
}

/* --- the table's functions --- */

static void init(struct region *r, struct tcp *c, sim_time_t now)
{
    size_t bytes = sizeof(struct bbr);
    struct bbr *b = blocks_take(&r->blocks, &bytes);

    *b = (struct bbr){.min_rtt = c->work->rto.srtt > 0 ? c->work->rto.srtt : SIM_NEVER,
                      .min_rtt_at = now,
                      .epoch_at = now,
                      .cycle_at = now,
                      .random = c->work->salt};
    memcpy(c->work->out->cc_state, &b, sizeof b);
    b->has_seen_rtt = c->work->rto.srtt > 0;
    b->pacing =
        (double)c->cwnd / (b->has_seen_rtt ? sim_time_s(c->work->rto.srtt) : 1e-3) * HIGH_GAIN;
    update_gains(b);
}

static void fini(struct region *r, struct tcp *c)
{
    blocks_give(&r->blocks, state(c), sizeof(struct bbr));
}

static void acked(struct tcp *c, const struct tcp_ack *a, sim_time_t now)
{
    struct bbr *b = state(c);

    update_bw(c, b, a);
    update_aggregation(c, b, a);
    update_cycle(c, b, a);
    check_full(b, a);
    check_drain(c, b);
    update_min_rtt(c, b, a, now);
    update_gains(b);
    set_pacing(c, b, max_bw(b), b->pacing_gain);
    set_cwnd(c, b, a);
}

static uint64_t reduce(struct tcp *c, sim_time_t now)
{
    (void)now;
    save_cwnd(c, state(c));
    return c->work->ssthresh;
}

static void event(struct tcp *c, enum tcp_cc_event e, sim_time_t now)
{
    struct bbr *b = state(c);

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
    struct bbr *b = state(c);

    (void)idle_dur;
    if (c->work->out->rate.app_limited == 0)
        return;
    b->idle_restart = true;
    b->epoch_at = now;
    b->epoch_acked = 0;
    if (b->mode == BBR_PROBE_BW)
        set_pacing(c, b, max_bw(b), 1);
    else if (b->mode == BBR_PROBE_RTT)
        check_probe_rtt_done(c, b, now);
}

static uint64_t pacing_bps(const struct tcp *c)
{
    return (uint64_t)(state(c)->pacing * 8);
}

const struct tcp_cc_ops tcp_cc_bbr = {.name = "bbr",
                                      .paces = true,
                                      .controls = true,
                                      .init = init,
                                      .fini = fini,
                                      .acked = acked,
                                      .reduce = reduce,
                                      .event = event,
                                      .restart = restart,
                                      .pacing_bps = pacing_bps};
