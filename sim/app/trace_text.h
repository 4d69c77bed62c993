/*
 * Trace, for people: the steps of a way and its end; and the matrix of every entry to every other.
 */
#ifndef SIM_APP_TRACE_TEXT_H
#define SIM_APP_TRACE_TEXT_H

#include "models/trace/ways.h"
#include "sim/app/where.h"

void trace_text_way(const struct where *w, const struct trace *t);
/* "DROPPED at nic:web-0, cause nsg: ..." */
const char *trace_text_end(const struct trace *t, struct arena *arena);

struct trace_pair {              /* of entries */
    double through;              /* share of flows that get an answer */
    double base_ms;              /* there and back, of the first that do */
    bool asymmetric;             /* those */
    const struct ways_kind *bad; /* NULL: all get one */
};

/* "reachable", "some", "one-way", "unreachable" */
const char *trace_text_state(const struct trace_pair *p);
/* pair[from * n + to], of n entries, by their first VMs: those that ways_are_there says. */
void trace_text_matrix(const struct network *net, const uint32_t *first, size_t n,
                       const struct trace_pair *pair, struct arena *arena);

#endif
