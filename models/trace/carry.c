#include "models/trace/carry.h"

#include "models/flow/flow.h"
#include "models/net/link.h"
#include "models/trace/trace.h"
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

    if (out.from == out.to)
        return;
    trace_walk(&there, n, &out, arena);
    mark_rungs(n, &there, used);
    if (!there.arrived || !trace_of_flow_wants_answer(n, flow))
        return;
    const struct trace_question in = trace_of_flow(n, flow, target, 0, &there);
    trace_walk(&back, n, &in, arena);
    mark_rungs(n, &back, used);
}

const bool *carry_links(const struct network *n, struct arena *arena)
{
    bool *used = ARENA_ARRAY(arena, bool, n->n_regions * n->n_regions);

    mark_tunnels(n, used);
    for (uint32_t f = 0; f < n->n_flows; f++) {
        struct arena *of_flow = arena_new();
        for (uint32_t target = 0; target < n->flow[f].n_targets; target++)
            mark_way(n, f, target, used, of_flow);
        arena_free(of_flow);
    }
    return used;
}
