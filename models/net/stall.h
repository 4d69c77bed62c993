/*
 * Stalls: jitter as a process in time, not a draw per packet. Stalls of a component begin as a
 * Poisson process and have exponential lengths; what arrives in a stall leaves at its end, in
 * order. So jitter is a function of (seed, entity, time), and its percentiles do not depend on how
 * many packets look at it:
 *
 *   P(excess > x) = 1 - exp(-sum_i rate_i mean_i exp(-x / mean_i))      (M/G/infinity residual
 * life; Takacs 1962)
 *
 * for small loads the sum itself. Cost: a draw a stall, two comparisons a packet.
 */
#ifndef MODELS_NET_STALL_H
#define MODELS_NET_STALL_H

#include <stddef.h>
#include <stdint.h>

#include "sim/base/assert.h"
#include "sim/base/simtime.h"
#include "sim/engine/rng.h"

#define STALL_COMPONENTS_MAX 2

struct stall_component {
    double rate_hz;      /* stalls that begin a second */
    sim_time_t mean_dur; /* mean length */
};

struct stall {
    sim_time_t next_at;  /* the next stall of any component begins */
    sim_time_t until_at; /* the end of every stall that has begun */
    struct {
        sim_time_t next_at;
        double gap_ps, mean_ps;
        struct rng rng;
    } part[STALL_COMPONENTS_MAX];
    size_t n_parts;
};

/* Begins in the stationary state: stalls of before t = 0 may still last. */
void stall_init(struct stall *s, uint64_t seed, const char *entity,
                const struct stall_component *part, size_t n);

sim_time_t stall_advance(struct stall *s, sim_time_t t);

/* When what arrives at t leaves. Calls must come with t in order. */
static inline sim_time_t stall_release(struct stall *s, sim_time_t t)
{
    if (SIM_LIKELY(t < s->next_at))
        return t > s->until_at ? t : s->until_at;
    return stall_advance(s, t);
}

/* P(excess > x) of the process. */
double stall_tail(const struct stall_component *part, size_t n, double x_ps);

#endif
