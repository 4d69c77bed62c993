/*
 * Series: what series.csv is made of. A probe watches one counter of one thing in one region; every
 * sample interval an event a region reads all its probes, so the packets' way carries no cost for
 * it.
 */
#ifndef MODELS_SERIES_H
#define MODELS_SERIES_H

#include <stddef.h>
#include <stdint.h>

#include "sim/base/simtime.h"
#include "sim/engine/lp.h"

struct arena;
struct network;

enum probe_mode {
    PROBE_RATE,  /* difference of the counter / unit / interval in s */
    PROBE_RATIO, /* difference of the counter / unit / difference of `over`; missing when that is 0
                  */
    PROBE_LEVEL, /* the value itself / unit */
};

struct probe {
    const char *kind, *name, *metric; /* "flow", its name, "throughput_mbps" */
    enum probe_mode mode;
    double unit;                    /* what of the counter makes one of the metric */
    const uint64_t *counter, *over; /* sums of 128 bits: their low half, differences wrap rightly */
    uint64_t last, last_over;
    size_t item; /* number of the flow, link, gateway or tunnel */
};

struct series_region {
    struct event ev;
    struct probe *probe;
    size_t n_probes, cap_probes;
    double *value; /* [sample * n_probes + probe]; NAN = missing */
    size_t n_samples;
};

struct series {
    sim_time_t interval; /* 0: off */
    struct series_region *region;
    sim_time_t first_at; /* sample k ends at first_at + (k + 1) * interval; nothing before the
                            warm-up's end */
    size_t n_regions;
};

/* Called at the end of the build, before the LPs are sealed. */
void series_attach(struct network *n);
/* After the LPs are sealed. */
void series_start(struct network *n);
/* The sample at the end of the run, when that is a multiple of the interval. */
void series_finish(struct network *n);

#endif
