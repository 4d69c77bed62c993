/*
 * Follows a packet from its sender, decision by decision, to its end.
 */
#include "models/trace/trace.h"

#include "models/net/link.h"
#include "models/outside.h"
#include "models/trace/trace_parts.h"
#include "models/vpn/gateway.h"

bool trace_is_symmetric(const struct trace *there, const struct trace *back)
{
    bool same = there->n_via == back->n_via;
    for (size_t i = 0; same && i < there->n_via; i++) {
        const struct trace_gate *a = &there->via[i], *b = &back->via[back->n_via - 1 - i];
        same = a->here == b->here && a->there == b->there;
    }
    return same;
}

/* Is it something that its sender's NIC sends at all? */
static bool gets_away(struct walk *w, uint32_t vm)
{
    const struct network *n = w->n;
    const struct trace_question *q = w->q;
    const char *place = trace_vnet_place(w, n->vm[vm].vnet);
    if (q->has_no_room) {
        TRACE_DROP(w, DROP_FLOW_LIMIT, "VN0227", place,
                   arena_printf(w->arena,
                                "the network interface of `%s` or of `%s` has no room for the flow",
                                n->vm[q->from].name, n->vm[q->to].name),
                   "fewer flows, or more VMs that share them");
        w->t->here = n->vm[q->from].declared->r.at;
        w->t->there = n->vm[q->to].declared->r.at;
        return false;
    }
    if (!q->is_answer && network_is_reserved(n, vm, q->protocol, q->src_port)) {
        TRACE_DROP(w, DROP_RESERVED_PORT, "VN0623", place,
                   arena_printf(w->arena, "UDP source port %u is the platform's own", q->src_port),
                   "another source port, or a range of them that ends below");
        return false;
    }
    return true;
}

void trace_walk(struct trace *t, const struct network *n, const struct trace_question *q,
                struct arena *arena)
{
    struct walk w = {.t = t, .n = n, .q = q, .arena = arena, .is_silent = q->only_verdict};
    uint32_t vm = trace_answers_from(&w, q->from), region = n->vm[vm].region;
    const struct gateway *gateway = NULL;
    *t = (struct trace){.largest_bytes = n->vm[vm].out->mtu_bytes, .hash_end = UINT64_C(1) << 32};
    trace_sends(&w, n->vm[vm].out);
    TRACE_STEP(&w, trace_machine(&w, &n->vm[vm]), "%s%s%s to %s",
               vm == q->from ? "" : "answers as ", trace_addr(&w, n->vm[q->from].addr),
               vm == q->from ? " sends" : "",
               trace_addr(&w, trace_end(&w, n->vm[vm].vnet, q->to).addr));
    if (trace_is_special(&w, vm))
        return;
    t->base_ms += (double)n->vm[vm].declared->latency / (double)SIM_MS;
    for (bool at_vm = true;;) {
        uint32_t subnet = n->vm[vm].subnet;
        if (at_vm) {
            t->base_ms += trace_link_ms(n, region, region);
            w.zone = n->vm[vm].zone;
            if (!trace_groups_let(&w, vm, TOPO_OUTBOUND) || (w.hops == 0 && !gets_away(&w, vm)))
                return;
        } else {
            const struct topo_vnet *v = n->vnet[gateway->vnet].declared;
            subnet =
                n->vnet[gateway->vnet].first_subnet + (uint32_t)(v->gateway_subnet - v->subnets);
            w.zone = 0;
        }
        const uint32_t vnet = n->subnet[subnet].vnet;
        const struct gateway *left = gateway;
        const enum trace_next next = at_vm && outside_is_host(n, vm)
                                         ? trace_comes_back(&w, &vm, &region, &gateway)
                                         : trace_decide(&w, subnet, !at_vm, &vm, &region, &gateway);
        if (next == TRACE_NEXT_DROPPED)
            return;
        const bool local = next == TRACE_NEXT_VM && n->vm[vm].vnet == vnet && vm == q->to;
        if (!at_vm && !local && !trace_sent_on(&w, left, trace_vnet_place(&w, vnet)))
            return;
        at_vm = next == TRACE_NEXT_VM;
        if (at_vm) {
            trace_cross(&w, region, n->vm[vm].region);
            region = n->vm[vm].region;
            if (!trace_arrive(&w, vm))
                return;
        }
    }
}
