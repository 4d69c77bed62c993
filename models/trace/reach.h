/*
 * Reach: does the traffic of a scenario arrive, by what is declared? Every flow's way is traced
 * there and back; what gets lost for a reason that no rule has shown yet is shown here, at the
 * traffic entry that suffers.
 */
#ifndef MODELS_TRACE_REACH_H
#define MODELS_TRACE_REACH_H

#include "models/trace/fit.h"

struct reach { /* of one traffic entry */
    const struct topo_traffic *spec;
    size_t flows, failing; /* a flow fails that does with any of its connections and targets */
    const struct trace
        *first; /* of the first flow that fails, the way that does; NULL: all arrive */
    size_t first_flow;
    uint32_t target, connection;   /* of that flow, the first that fails */
    uint32_t parts, failing_parts; /* its connections, or its targets where it has none */
    bool no_answer;                /* and that is the way back */
    struct fits fits; /* what it sends that is too large for a way along which it gets */
};

/* Every traffic entry with flows, in the order of flows. What a reach points to is gone when each
 * returns. */
void reach_each(const struct network *n, void (*each)(void *arg, const struct reach *r), void *arg);

/* [source port]: some range of a rule begins here, or has ended before: security groups tell it
 * from the one below. */
bool *reach_ports(const struct network *n, struct arena *arena);

/* Adds a warning for each traffic entry of which flows do not arrive, or get no answer; n is what
 * was built of t. */
void reach_check(const struct topo *t, const struct network *n, struct diag *d);
/* The codes that it gives. */
const struct diag_code *const *reach_codes(size_t *n);

#endif
