/*
 * Watch: how long traffic stands still when something breaks. Every 10 ms an event a region looks
 * at what counts progress: bytes or packets at the receiver, answers at who asked. The longest time
 * in which something was due and nothing came is the flow's outage; of a probe
 * (models/build_flows.c) it is the path's. So the way of packets carries no cost, and without
 * faults and probes nothing is looked at.
 *
 * Outages are known to WATCH_GRAIN. Counted are those that end after `from`, the instant of the
 * first fault (without one the warm-up's end), or last to the end. Due is also what comes before
 * the first question, a connection. Nothing is due while no question is open, nor in a pause of
 * WATCH_PAUSE or longer of who sends (on_off, a replayed file): then the outage begins with what is
 * sent next.
 */
#ifndef MODELS_WATCH_H
#define MODELS_WATCH_H

#include "models/flow/flow.h"

struct network;

#define WATCH_GRAIN (10 * SIM_MS)
#define WATCH_PAUSE (200 * SIM_MS)
#define WATCH_SLACK (1 * SIM_S) /* beyond what is usual, to go on */
#define WATCH_FIRST                                                                                \
    (5 * SIM_S) /* what has not come through so long after its start never does: TCP has tried     \
                   three times */
#define WATCH_PROBES        8  /* of an entry's flows, the first ones */
#define WATCH_PROBE_BYTES   84 /* 56 bytes behind the headers of ICMP and IP, as ping sends */
#define WATCH_PROBE_TIMEOUT (10 * SIM_S) /* an echo is late after that */

struct watch_rtt { /* of a probe; what comes back before the fault, until its longest outage is
                      over, and since */
    const struct flow_delay *all;
    uint64_t n;
    flow_sum_t sum;
    struct histogram before, during, after;
};

struct watch_span {
    sim_time_t from, to;
};

struct watch_spans {
    struct watch_span *v;
    size_t n, cap;
};

struct watch_source { /* of traffic one way that may pause: what its sender does, in the sender's
                         region */
    const uint64_t *sent; /* NULL: it does not pause */
    uint64_t last;
    sim_time_t last_at;
    struct watch_spans pauses;
};

struct watch_flow {
    const uint64_t *progress;
    uint64_t last, timeouts; /* of the questions, at the last progress */
    sim_time_t last_at;
    sim_time_t usual;        /* the longest time without progress before the first fault */
    struct watch_spans gaps; /* of WATCH_PAUSE or longer, of one that may pause: put against its
                                sender's pauses at the end */
    sim_time_t outage, outage_at; /* the longest, and when it began */
    bool lasts;                   /* until the end */
    struct watch_rtt *rtt;        /* NULL: no probe */
};

struct watch_region {
    struct event ev;
    uint32_t *number, *source; /* of the flows whose progress is counted in it; whose sender is */
    size_t n, n_sources;
    uint64_t *dropped_before; /* [flow], in this region; NULL until `from` */
};

struct watch {
    sim_time_t from;
    bool has_fault;          /* before the end */
    sim_time_t fault_at;     /* the first one */
    struct watch_flow *flow; /* [flow], then probes */
    struct watch_source *source;
    struct watch_region *region;
    const struct watch_flow **probe; /* [flow]: of its way; NULL */
};

/* At the end of the build, before the LPs are sealed; does nothing without faults and probes. */
void watch_attach(struct network *n);
void watch_start(struct network *n);
void watch_finish(struct network *n);

/* Has a flow, or a probe behind the flows, been without what is due no longer than usual, and a
 * second? So is one of which nothing more is due, or that never came through. */
bool watch_goes_on(const struct network *n, size_t flow, sim_time_t now);

/* Packets of a flow that were dropped from `from` on, both ways. */
uint64_t watch_lost(const struct network *n, size_t flow);

#endif
