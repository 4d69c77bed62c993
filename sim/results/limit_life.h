/*
 * The life of a flow as what limits it is found from: all of it, or what was counted on one of the
 * ways that it has taken (models/trace/stays.h).
 */
#ifndef SIM_RESULTS_LIMIT_LIFE_H
#define SIM_RESULTS_LIMIT_LIFE_H

#include "models/trace/stays.h"
#include "sim/results/measure.h"

struct limit_life {
    const struct stay *stay; /* NULL: all */
    struct measure measure;  /* of a stay: counts, sums and numbers; the shortest round trip is the
                                flow's, or that of the way without queues where it is longer */
    sim_time_t dur;
    const struct stay_work *work; /* on the way, meanwhile; NULL: of all counted time */
    size_t n_work;
    sim_time_t worked_dur;          /* in which it worked */
    const struct stay_work *before; /* n_work, until then; NULL: nothing, or not known */
    struct tcp_flow_times times;    /* of TCP */
    struct tcp_told told;
    struct flow_asked asked;
};

struct limit_life limit_life_whole(const struct network *n, size_t flow, const struct measure *m,
                                   struct arena *arena);
struct limit_life limit_life_of_stay(const struct network *n, size_t flow, const struct measure *m,
                                     const struct stay *stay);

#endif
