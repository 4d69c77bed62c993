/*
 * CUBIC: RFC 9438, with fast convergence, its Reno-friendly region, and HyStart
 * (models/tcp/tcp_hystart.h) in slow start. Equation numbers are the RFC's. Windows in segments,
 * times in seconds, as there.
 */
#include <math.h>

#include "models/tcp/tcp.h"
#include "models/tcp/tcp_hystart.h"

#define C     0.4
#define BETA  0.7
#define ALPHA (3 * (1 - BETA) / (1 + BETA)) /* 4.3 */

struct cubic {
    double w_max, k, w_est, prior; /* prior: the window before the last reduction */
    double fraction;               /* of a byte that the window is behind */
    sim_time_t epoch_at;           /* -1: the next acknowledgment begins one */
    sim_time_t last_at; /* of the last acknowledgment, or of sending again after a silence */
    struct hystart hystart;
};

static struct cubic *state(const struct tcp *c)
{
    return (struct cubic *)(void *)c->work->sender->cc_state;
}

static double segments(const struct tcp *c)
{
    return (double)c->cwnd / c->mss;
}

static void init(struct tcp *c, sim_time_t now)
{
    *state(c) = (struct cubic){.epoch_at = -1, .last_at = now};
    hystart_init(&state(c)->hystart);
    hystart_round(&state(c)->hystart, c->work->nxt, now);
}

static void begin_epoch(struct tcp *c, sim_time_t now)
{
    struct cubic *s = state(c);
    const double w = segments(c);

    s->epoch_at = now;
    s->w_est = w;
    s->k = s->w_max > w ? cbrt((s->w_max - w) / C) : 0; /* (2) */
    if (s->w_max < w)
        s->w_max = w;
}

static double cubic_at(const struct cubic *s, double t)
{
    const double d = t - s->k;
    return C * d * d * d + s->w_max; /* (1) */
}

/* Congestion avoidance, 4.2 to 4.5. */
static void avoid(struct tcp *c, uint64_t bytes, sim_time_t now)
{
    struct cubic *s = state(c);
    const double w = segments(c), n = (double)bytes / c->mss;

    if (s->epoch_at < 0)
        begin_epoch(c, now);
    const double t = sim_time_s(now - s->epoch_at);
    s->w_est += (s->w_est >= s->prior ? 1 : ALPHA) * n / w; /* (4); 4.3, last paragraph but one */
    double target = cubic_at(s, t), grown;
    if (target < s->w_est) {
        grown = s->w_est > w ? s->w_est - w : 0;
    } else {
        target = cubic_at(s, t + sim_time_s(c->work->rto.srtt));
        target = target < w ? w : target > 1.5 * w ? 1.5 * w : target;
        grown = (target - w) / w * n;
    }
    s->fraction += grown * c->mss;
    const double whole = floor(s->fraction);
    c->cwnd += (uint64_t)whole;
    s->fraction -= whole;
}

/* What is left of the bytes for congestion avoidance. */
static uint64_t slow_start(struct tcp *c, const struct tcp_ack *a, sim_time_t now)
{
    struct cubic *s = state(c);
    const enum tcp_hystart variant = c->setup->profile->hystart;
    uint64_t bytes = a->acked;

    if (hystart_acked(&s->hystart, variant, c->una, c->work->nxt, a->rtt, c->cwnd / c->mss, now)) {
        c->work->ssthresh = c->cwnd;
        return bytes;
    }
    if (variant == TCP_HYSTART_PLUS_PLUS && s->hystart.phase != HYSTART_DONE) {
        const uint64_t most = (uint64_t)HYSTART_SEGMENTS_MOST * c->mss;
        bytes = bytes < most ? bytes : most;
        if (s->hystart.phase == HYSTART_CSS)
            return tcp_cc_slow_start(c, bytes / HYSTART_CSS_DIVISOR) * HYSTART_CSS_DIVISOR;
    }
    return tcp_cc_slow_start(c, bytes);
}

static void acked(struct tcp *c, const struct tcp_ack *a, sim_time_t now)
{
    struct cubic *s = state(c);
    const sim_time_t since_dur = now - s->last_at;
    uint64_t left = a->acked;

    s->last_at = now;
    if (!tcp_cc_may_grow(c, a)) { /* time in which the window was not in use does not count (5.8) */
        if (s->epoch_at >= 0)
            s->epoch_at += since_dur;
        return;
    }
    if (c->cwnd < c->work->ssthresh)
        left = slow_start(c, a, now);
    if (left > 0 && c->cwnd >= c->work->ssthresh)
        avoid(c, left, now);
}

static uint64_t reduce(struct tcp *c, sim_time_t now)
{
    struct cubic *s = state(c);
    const double w = segments(c);
    const uint64_t least = 2 * (uint64_t)c->mss, less = (uint64_t)(w * BETA * c->mss);

    (void)now;
    s->prior = w;
    s->w_max = w < s->w_max ? w * (1 + BETA) / 2 : w; /* 4.7, fast convergence */
    s->epoch_at = -1;
    s->fraction = 0;
    if (c->setup->profile->hystart == TCP_HYSTART_PLUS_PLUS)
        s->hystart.phase = HYSTART_DONE; /* only the first slow start (RFC 9406, 4.3) */
    return less > least ? less : least;
}

static void event(struct tcp *c, enum tcp_cc_event e, sim_time_t now)
{
    struct cubic *s = state(c);

    if (e == TCP_CC_RECOVERED)
        return;
    s->epoch_at = -1;
    if (e != TCP_CC_TIMEOUT)
        return;
    s->w_max = 0; /* 4.8: the next epoch begins with K = 0 and its own window as W_max */
    if (c->setup->profile->hystart ==
        TCP_HYSTART_CLASSIC) { /* as Linux begins anew (bictcp_reset) */
        hystart_init(&s->hystart);
        hystart_round(&s->hystart, c->work->nxt, now);
    }
}

/* Silence is no time in which the window should have grown (4.2; Linux shifts the epoch likewise).
 */
static void restart(struct tcp *c, sim_time_t idle_dur, sim_time_t now)
{
    struct cubic *s = state(c);

    if (s->epoch_at >= 0)
        s->epoch_at = s->epoch_at + idle_dur < now ? s->epoch_at + idle_dur : now;
    s->last_at = now;
    hystart_round(&s->hystart, c->work->nxt, now);
}

static void rest(struct tcp *c, sim_time_t at, sim_time_t now)
{
    struct cubic *s = state(c);

    (void)now;
    s->last_at = at;
    hystart_rest(&s->hystart, c->work->nxt, at);
}

const struct tcp_cc_ops tcp_cc_cubic = {.name = "cubic",
                                        .state_bytes = sizeof(struct cubic),
                                        .init = init,
                                        .acked = acked,
                                        .reduce = reduce,
                                        .event = event,
                                        .restart = restart,
                                        .rest = rest};
