/*
 * How long what is on a way has worked since the warm-up's end, for all that passed.
 */
#ifndef MODELS_TRACE_STAY_WORK_H
#define MODELS_TRACE_STAY_WORK_H

#include "models/trace/trace.h"

struct server; /* models/net/server.h */

enum { STAY_WORK_A_RUNG = 2 }; /* at most */

struct stay_work {  /* of a link, or of a limit of a gateway or appliance */
    const void *of; /* the link or server */
    sim_time_t busy_dur;
    uint64_t bytes; /* of a link */
};

struct stay_work stay_work_of_link(const struct link *l);
struct stay_work stay_work_of_server(const struct server *s, sim_time_t busy_dur);
/* All that is on it, in its order, limited or not. v has room for it; returns how much it is. */
size_t stay_work_of_way(struct stay_work *v, const struct network *n, const struct trace *t);

#endif
