/*
 * BBR's modes: STARTUP until the rate grows no more, DRAIN of the queue that this made, PROBE_BW in
 * cycles of eight round trips, and PROBE_RTT when no shorter round trip was seen for ten seconds.
 */
#include "models/tcp/bbr.h"
#include "models/tcp/tcp_rate.h"

enum { FULL_BW_COUNT = 3, CYCLE_RANDOM = 7 };

#define DRAIN_GAIN     (1 / 2.885)
#define CWND_GAIN      2.0
#define FULL_BW_GROWTH 1.25
#define MIN_RTT_WINDOW (10 * SIM_S)
#define PROBE_RTT_DUR  (200 * SIM_MS)

static uint32_t draw(struct bbr *b, uint32_t n) /* splitmix64 */
{
    uint64_t z = b->random += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return (uint32_t)(((z ^ z >> 31) >> 32) * n >> 32);
}

void bbr_save_cwnd(const struct tcp *c, struct bbr *b)
{
    if ((b->before_phase < TCP_RECOVERY && b->mode != BBR_PROBE_RTT) || c->cwnd > b->prior_cwnd)
        b->prior_cwnd = c->cwnd;
}

static void advance_cycle(struct bbr *b)
{
    b->cycle = (uint8_t)((b->cycle + 1) % BBR_CYCLE_LEN);
    b->cycle_at = b->rate.delivered_at;
}

static void enter_probe_bw(struct bbr *b)
{
    b->mode = BBR_PROBE_BW;
    b->cycle = (uint8_t)(BBR_CYCLE_LEN - 1 - draw(b, CYCLE_RANDOM));
    advance_cycle(b);
}

static void update_cycle(struct tcp *c, struct bbr *b, const struct tcp_ack *a)
{
    const bool full_length = b->rate.delivered_at - b->cycle_at > b->min_rtt;
    bool next = full_length;

    if (b->mode != BBR_PROBE_BW)
        return;
    if (b->pacing_gain > 1)
        next = full_length &&
               (a->lost > 0 ||
                (double)a->pipe_before >= bbr_inflight(c, b, bbr_max_bw(b), b->pacing_gain));
    else if (b->pacing_gain < 1)
        next = full_length || (double)a->pipe_before <= bbr_inflight(c, b, bbr_max_bw(b), 1);
    if (next)
        advance_cycle(b);
}

static void check_full(struct bbr *b, const struct tcp_ack *a)
{
    if (b->full || !b->round_start || a->rate_app_limited)
        return;
    if (bbr_max_bw(b) >= b->full_bw * FULL_BW_GROWTH) {
        b->full_bw = bbr_max_bw(b);
        b->full_count = 0;
        return;
    }
    b->full = ++b->full_count >= FULL_BW_COUNT;
}

static void check_drain(struct tcp *c, struct bbr *b)
{
    if (b->mode == BBR_STARTUP && b->full) {
        b->mode = BBR_DRAIN;
        c->work->ssthresh = (uint64_t)bbr_inflight(c, b, bbr_max_bw(b), 1);
    }
    if (b->mode == BBR_DRAIN &&
        (double)c->work->out->board.pipe <= bbr_inflight(c, b, bbr_max_bw(b), 1))
        enter_probe_bw(b);
}

void bbr_check_probe_rtt_done(struct tcp *c, struct bbr *b, sim_time_t now)
{
    if (b->probe_rtt_done_at == 0 || now <= b->probe_rtt_done_at)
        return;
    b->min_rtt_at = now;
    if (c->cwnd < b->prior_cwnd)
        c->cwnd = b->prior_cwnd;
    if (b->full)
        enter_probe_bw(b);
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
        bbr_save_cwnd(c, b);
        b->mode = BBR_PROBE_RTT;
        b->probe_rtt_done_at = 0;
    }
    if (b->mode == BBR_PROBE_RTT) {
        tcp_rate_pause(c);
        if (b->probe_rtt_done_at == 0 && pipe <= (uint64_t)BBR_MIN_SEGMENTS * c->mss) {
            b->probe_rtt_done_at = now + PROBE_RTT_DUR;
            b->probe_rtt_round_done = false;
            b->round_delivered = b->rate.delivered;
        } else if (b->probe_rtt_done_at != 0) {
            b->probe_rtt_round_done = b->probe_rtt_round_done || b->round_start;
            if (b->probe_rtt_round_done)
                bbr_check_probe_rtt_done(c, b, now);
        }
    }
    if (a->delivered > 0)
        b->idle_restart = false;
}

void bbr_update_gains(struct bbr *b)
{
    static const double cycle[BBR_CYCLE_LEN] = {1.25, 0.75, 1, 1, 1, 1, 1, 1};

    b->cwnd_gain = b->mode == BBR_PROBE_BW    ? CWND_GAIN
                   : b->mode == BBR_PROBE_RTT ? 1
                                              : BBR_HIGH_GAIN;
    switch ((enum bbr_mode)b->mode) {
    case BBR_STARTUP:
        b->pacing_gain = BBR_HIGH_GAIN;
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

void bbr_update_mode(struct tcp *c, struct bbr *b, const struct tcp_ack *a, sim_time_t now)
{
    update_cycle(c, b, a);
    check_full(b, a);
    check_drain(c, b);
    update_min_rtt(c, b, a, now);
    bbr_update_gains(b);
}
