#include "models/trace/carry.h"

#include "models/flow/flow.h"
#include "models/net/link.h"
#include "models/trace/trace.h"
#include "models/trace/ways_cuts.h"
#include "models/vpn/gateway.h"
#include "sim/base/arena.h"

static void mark_tunnels(const struct network *n, bool *used)
{
    for (size_t i = 0; i < n->n_tunnels; i++) {
        const struct tunnel *t = &n->tunnel[i];
        used[(size_t)t->from->region->index * n->n_regions + t->to->region->index] = true;
    }
}

static void mark_rungs(const struct network *n, const struct trace *t, bool *used)
{
    for (size_t i = 0; i < t->n_rungs; i++) {
        const struct link *l = t->rung[i].link;
        if (t->rung[i].kind == TRACE_SENDS)
            used[(size_t)l->near->index * n->n_regions + l->far->index] = true;
    }
}

/* Its connections to a target differ in the tunnel that they take, and those are marked. */
static void mark_way(const struct network *n, uint32_t flow, uint32_t target, bool *used,
                     struct arena *arena)
{
    struct trace there, back;
    const struct trace_question out = trace_of_flow(n, flow, target, 0, NULL);

    trace_walk(&there, n, &out, arena);
    mark_rungs(n, &there, used);
    if (!there.arrived || !trace_of_flow_wants_answer(n, flow))
        return;
    const struct trace_question in = trace_of_flow(n, flow, target, 0, &there);
    trace_walk(&back, n, &in, arena);
    mark_rungs(n, &back, used);
}

struct asked { /* what goes the same way as what was asked last needs no asking */
    const struct topo_traffic *spec;
    uint64_t from, to; /* ways_cuts_kind */
};

static void mark_flow(const struct network *n, uint32_t flow, const struct ways_cuts *cuts,
                      struct asked *last, bool *used)
{
    const struct flow *f = &n->flow[flow];
    struct arena *arena = arena_new();

    for (uint32_t target = 0; target < f->n_targets; target++) {
        const struct asked now = {f->spec, ways_cuts_kind(cuts, n->vm[f->src_vm].addr),
                                  ways_cuts_kind(cuts, n->vm[f->dst_vm + target].addr)};
        if (f->dst_vm + target == f->src_vm || /* nobody sends to himself */
            (now.spec == last->spec && now.from == last->from && now.to == last->to))
            continue;
        *last = now;
        mark_way(n, flow, target, used, arena);
    }
    arena_free(arena);
}

const bool *carry_links(const struct network *n, struct arena *arena)
{
    bool *used = ARENA_ARRAY(arena, bool, n->n_regions * n->n_regions);
    struct asked last = {.spec = NULL};
    struct ways_cuts cuts;

    mark_tunnels(n, used);
    ways_cuts_find(&cuts, n, arena);
    for (uint32_t f = 0; f < n->n_flows; f++)
        mark_flow(n, f, &cuts, &last, used);
    return used;
}
