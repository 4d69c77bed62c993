/*
 * Steady: a coarse record of a run from which one sees whether, and from when on, it is in a steady
 * state. At the end of each of a few intervals an event a region sums up the delays of what
 * arrived, over all flows, and the bytes that wait in all links; the packets' way carries no cost
 * for it. Gateways keep no backlog that could grow: their buffers are 20 ms, or they are unlimited
 * and nothing waits.
 */
#ifndef MODELS_STEADY_H
#define MODELS_STEADY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/simtime.h"
#include "sim/engine/lp.h"

struct network;

enum { STEADY_INTERVALS = 100, STEADY_PILOT_INTERVALS = 5000 };

struct steady_sample { /* at the end of an interval */
    double delay_sum;  /* ps, of all packets that have arrived so far */
    uint64_t arrived;
    int64_t backlog_bytes;
};

struct steady_region {
    struct event ev;
    struct steady_sample *sample;
    size_t n;
};

struct steady {
    size_t n_intervals; /* 0: off */
    sim_time_t from, interval;
    struct steady_region *region;
};

/* Called at the end of the build; n_intervals of equal length from the warm-up's end to the end of
 * the run. */
void steady_attach(struct network *n, size_t n_intervals);
void steady_start(struct network *n);
void steady_finish(struct network *n);

/*
 * Mean one-way delay, ms, of the packets that arrived in each interval, intervals without any left
 * out. end_at[i]: the end of the interval of delay[i]. Both have room for n_intervals; returns how
 * many there are.
 */
size_t steady_delays(const struct network *n, double *delay, sim_time_t *end_at);
/* Does what waits in links grow from interval to interval (sim/engine/trend.h)? Then there is no
 * steady state. */
bool steady_backlog_grows(const struct network *n);

#endif
