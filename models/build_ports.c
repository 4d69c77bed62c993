/*
 * Source ports of flows, and which flows never get away from their sender: for want of a name, of a
 * port, or of room in a NIC.
 */
#include <math.h>

#include "models/build.h"
#include "models/flow/tcp_flow.h"
#include "models/network.h"
#include "sim/base/arena.h"

/* As a VM opens them; flows of an entry and a sender follow each other. */
static void count_connections(struct network *n)
{
    uint32_t *of_vm = ARENA_ARRAY(n->arena, uint32_t, n->n_vms), chosen = 0;

    for (size_t i = 0; i < n->n_flows + n->n_probes; i++) {
        struct flow *f = &n->flow[i];
        const bool goes_on = i > 0 && f[-1].spec == f->spec && f[-1].src_vm == f->src_vm;
        const uint32_t opens = n->src[i]->kind->n_tcp > 0 ? n->src[i]->kind->n_tcp : 1;
        uint32_t *used = f->spec->source_port != 0 ? &chosen : &of_vm[f->src_vm];
        if (used == &chosen && !goes_on)
            chosen = network_connection_of_port((uint32_t)f->spec->source_port);
        f->first_connection = *used;
        *used += opens;
    }
}

bool network_is_reserved(const struct network *n, uint32_t vm, int protocol, uint32_t port)
{
    return protocol == TOPO_UDP && port == NETWORK_RESERVED_PORT &&
           topo_is_of_platform(n->vm[vm].declared);
}

/* Others are done with some when they begin others. */
static bool lasts(const struct topo_traffic *t)
{
    const bool has_end = t->app == TOPO_BULK && !isinf(t->size.a),
               at_once = t->start_gap.kind == DIST_FIXED && t->start_gap.a == 0;
    return !has_end || at_once;
}

/* In order of flows, as they all begin; one that finds room gets it for all its connections
 * (assumed: which of several are refused is not published). */
static bool takes_room(const struct network *n, uint64_t *kept, size_t flow)
{
    const struct flow *f = &n->flow[flow];
    const struct flow_src *s = n->src[flow];
    const uint32_t parts = s->kind->n_tcp > 0 ? s->kind->n_tcp : f->n_targets;
    const uint32_t end[] = {f->src_vm, f->dst_vm + (s->kind->n_tcp > 0 ? s->tcp[0].target : 0)};

    for (int i = 0; i < 2; i++) {
        const struct topo_vm_group *g = n->vm[end[i]].declared;
        if (topo_is_of_platform(g) && n->vm[end[i]].front == NULL &&
            kept[end[i]] >= (uint64_t)g->nic.flow_limit)
            return false;
    }
    for (uint32_t k = 0; k < parts; k++) {
        kept[f->src_vm]++;
        kept[f->dst_vm + (s->kind->n_tcp > 0 ? s->tcp[k].target : k)]++;
    }
    return true;
}

void build_ports(struct network *n)
{
    uint64_t *kept = ARENA_ARRAY(n->arena, uint64_t, n->n_vms);

    count_connections(n);
    for (size_t i = 0; i < n->n_flows; i++) {
        struct flow *f = &n->flow[i];
        const enum drop_cause refused =
            f->spec->is_unknown ? DROP_NO_NAME
            : network_is_reserved(n, f->src_vm, flow_protocol(f), network_client_port(f, 0))
                ? DROP_RESERVED_PORT
            : lasts(f->spec) && !takes_room(n, kept, i) ? DROP_FLOW_LIMIT
                                                        : DROP_N;
        f->refused = refused & 0xff;
    }
    for (size_t i = n->n_flows; i < n->n_flows + n->n_probes; i++)
        n->flow[i].refused = flow_probed(&n->flow[i])->refused;
}
