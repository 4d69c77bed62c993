/*
 * Totals of a network, over the regions and both ends of its flows.
 */
#include "models/flow/flow.h"
#include "models/network.h"
#include "sim/base/arena.h"

struct flow_count network_flow_fwd(const struct network *n, size_t flow)
{
    struct flow_count sum = {0};

    if (n->src[flow]->count != NULL)
        flow_count_add(&sum, &n->src[flow]->count->fwd);
    if (n->dst[flow]->count != NULL)
        flow_count_add(&sum, &n->dst[flow]->count->fwd);
    for (size_t i = 0; i < n->n_regions; i++)
        if (n->region[i]->passing != NULL)
            flow_count_add(&sum, &n->region[i]->passing[2 * flow + 0]);
    return sum;
}

struct flow_count network_flow_rev(const struct network *n, size_t flow)
{
    struct flow_count sum = {0};

    if (n->src[flow]->count != NULL)
        flow_count_add(&sum, &n->src[flow]->count->rev);
    if (n->dst[flow]->count != NULL)
        flow_count_add(&sum, &n->dst[flow]->count->rev);
    for (size_t i = 0; i < n->n_regions; i++)
        if (n->region[i]->passing != NULL)
            flow_count_add(&sum, &n->region[i]->passing[2 * flow + 1]);
    return sum;
}

const char *network_src_name(const struct network *n, const struct flow *f)
{
    return n->vm[f->src_vm].name;
}

const char *network_dst_name(const struct network *n, const struct flow *f)
{
    return f->n_targets > 1 ? f->spec->to->r.name : n->vm[f->dst_vm].name;
}

const char *network_flow_name(const struct network *n, const struct flow *f, struct arena *arena)
{
    const char *src = network_src_name(n, f), *dst = network_dst_name(n, f);

    if (f->probes > 0)
        return arena_printf(arena, "probe:%s", network_flow_name(n, flow_probed(f), arena));
    if (f->spec->flows > 1)
        return arena_printf(arena, "%s:%s->%s#%u", f->spec->r.name, src, dst, f->number);
    return arena_printf(arena, "%s:%s->%s", f->spec->r.name, src, dst);
}

uint64_t network_events(const struct network *n)
{
    uint64_t events = 0;

    for (size_t i = 0; i < n->n_regions; i++)
        events += n->region[i]->lp.n_dispatched;
    return events;
}

uint64_t network_fingerprint(const struct network *n)
{
    uint64_t h = UINT64_C(0xCBF29CE484222325);

    for (size_t i = 0; i < n->n_flows; i++) {
        struct flow_count fwd = network_flow_fwd(n, i), rev = network_flow_rev(n, i);
        const uint64_t word[] = {n->dst[i]->fingerprint,
                                 fwd.received,
                                 fwd.dropped,
                                 rev.received,
                                 rev.dropped,
                                 n->src[i]->count != NULL ? (uint64_t)n->src[i]->count->rtt.sum
                                                          : 0};
        for (size_t w = 0; w < sizeof word / sizeof *word; w++) {
            h = (h ^ word[w]) * UINT64_C(0x100000001B3);
            h ^= h >> 29;
        }
    }
    return h;
}
