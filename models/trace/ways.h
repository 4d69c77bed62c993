/*
 * Ways: how the flows between two VMs, or two entries of several, fare there and back, without
 * trying them one by one. A flow's way depends on three things beside its ends: the tunnel of
 * several side by side that its hash picks (each end for itself), the member of a load balancer,
 * and where its ends lie in the ranges that routes, rules and selectors name. Hashes go by
 * intervals that fare alike, members of an entry by the declared ranges that hold their addresses
 * (models/trace/ways_cuts.h): so the shares are exact.
 */
#ifndef MODELS_TRACE_WAYS_H
#define MODELS_TRACE_WAYS_H

#include "models/trace/trace.h"
#include "models/trace/ways_cuts.h"

struct ways_kind {                 /* of flows that fare alike, the first of them */
    double share;                  /* of all flows: every member to every other, every hash alike */
    struct trace_question out, in; /* in.request: there, below */
    struct trace there, back;
};

struct ways {
    struct ways_kind **kind; /* those that get an answer first, then as found; failures of one cause
                                at one place of the file are one */
    size_t n, cap;
    double through; /* share of flows that get an answer, 0..1 */
};

/* Does the entry of a VM send to that of another, or, of the same, have members that send to each
 * other? Fronts send nothing. */
bool ways_are_there(const struct network *n, uint32_t from, uint32_t to);

/*
 * Between the VMs out->from and out->to; are_entries: between all members of their entries, whose
 * first they are then, each to every other where it is the same entry. `out` says the rest of the
 * question: traces have steps when it wants more than the verdict. Cuts are those of n.
 */
void ways_find(struct ways *w, const struct network *n, const struct trace_question *out,
               bool are_entries, const struct ways_cuts *cuts, struct arena *arena);
/* The kind of failing flows that is largest; NULL: all get an answer. */
const struct ways_kind *ways_worst(const struct ways *w);
static inline bool ways_kind_arrives(const struct ways_kind *k)
{
    return k->there.arrived && k->back.arrived;
}
/* Of a kind that fails the trace that does. */
static inline const struct trace *ways_kind_failing(const struct ways_kind *k)
{
    return k->there.arrived ? &k->back : &k->there;
}

#endif
