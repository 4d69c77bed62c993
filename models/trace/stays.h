/*
 * Stays: the ways that flows have taken one after the other, where faults and BGP change routes
 * while packets run, and what was counted of each flow on each of its ways: packets, delays, what
 * TCP waited for, drops, and how long the links and gateways of the way worked meanwhile.
 *
 * One looks between windows of the run, at most once a STAYS_GRAIN, and only when routes have
 * changed; so a packet's way carries no cost, and what has changed since belongs to the former way,
 * but for drops, which belong to the way that has their place. A flow keeps its way while there is
 * none: what is lost then is lost on it. All times on the same way are one stay. Of a flow to
 * several targets it is the way to the first.
 */
#ifndef MODELS_TRACE_STAYS_H
#define MODELS_TRACE_STAYS_H

#include "models/trace/stay_count.h"
#include "models/trace/stay_work.h"

#define STAYS_GRAIN (10 * SIM_MS)

struct stay {
    struct trace there, back; /* rungs, arrived and base_ms alone */
    sim_time_t dur;           /* of the flow's counted life */
    struct stay_count *count; /* NULL: the flow has not left it */
    struct stay_work *work;
    size_t n_work;
    sim_time_t work_dur;      /* in which they worked */
    struct drop_record *drop; /* of the flow */
    size_t n_drops, cap_drops;
};

struct stays { /* of a flow; with n > 1 all of them are counted, after the run */
    struct stay *v;
    size_t n, cap;
    size_t at, next; /* the one it is on; in a look the one that it is on from now on */
    sim_time_t since_at;
    struct stay_count *since; /* counted by then; NULL: nothing */
    struct stay_work *worked; /* by then; NULL: nothing */
    size_t cap_worked;
    sim_time_t worked_at;
};

/* As the run begins; nothing where no route changes: network.stays is NULL then. */
void stays_start(struct network *n);
/* All before `now` has happened. */
void stays_look(struct network *n, sim_time_t now);
void stays_finish(struct network *n);

#endif
