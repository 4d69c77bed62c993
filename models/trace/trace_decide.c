/*
 * One decision on the way: what the routes of a subnet, and of the gateway that they lead to, do
 * with the packet, and what is wrong where they drop it.
 */
#include "models/trace/trace_parts.h"

#include "models/front.h"
#include "models/routing/effective.h"
#include "models/vpn/gateway.h"
#include "sim/base/assert.h"

/* One decision at a subnet: a VM's, or a gateway's own. */
struct deciding {
    uint32_t own, stands; /* networks: whose routes decide; where the packet is when they do */
    bool is_gateway;
    const struct net_subnet *s;      /* where it was asked first */
    const struct effective_route *e; /* what has decided, as far as it is known */
    const struct gateway *gateway;   /* that was asked on; NULL: none */
    const struct route *route;       /* NULL: none */
};

static bool drop_here(struct walk *w, enum drop_cause cause, const char *code,
                      const struct deciding *d, const char *why, const char *mend)
{
    TRACE_DROP(w, cause, code, trace_vnet_place(w, d->stands), why, mend);
    return false;
}

/* The range of a network that the address is taken for one of. */
static void mark_range(struct walk *w, const struct topo_vnet *v, uint32_t addr)
{
    for (size_t i = 0; i < v->prefixes.n; i++)
        if (ip4_prefix_has(v->prefixes.v[i], addr))
            w->t->here = v->prefixes.at[i];
}

/* A route leads there, and there is nothing. */
static bool leads_nowhere(struct walk *w, const struct deciding *d, uint32_t addr)
{
    const char *route =
        arena_printf(w->arena, "the route %s -> %s of `%s`", trace_prefix_text(w, d->e->prefix),
                     trace_hop_text(w, d->e), w->n->vnet[d->own].declared->r.name);
    if (d->e->hop == TOPO_HOP_APPLIANCE)
        return drop_here(
            w, DROP_NO_ROUTE, "VN0606", d,
            arena_printf(
                w->arena,
                "%s leads to an appliance that is not there, in the network or in a peer of it",
                route),
            "next_hop_ip_address: the address of an appliance there");
    if (d->e->hop == TOPO_HOP_INTERNET)
        return drop_here(w, DROP_NO_ROUTE, TRACE_CODE_LOST, d,
                         arena_printf(w->arena, "%s leads out of the cloud", route),
                         "remove that route, or make it shorter than another that serves");
    if (d->e->source == EFFECTIVE_GATEWAY)
        return drop_here(
            w, DROP_NO_ROUTE, TRACE_CODE_LOST, d,
            arena_printf(w->arena,
                         "%s is that of the gateway's point-to-site clients, which has %s in it",
                         route, trace_addr(w, addr)),
            "a vpn_client_address_pool that overlaps no network");
    return drop_here(w, DROP_NO_ROUTE, "VN0609", d,
                     arena_printf(w->arena, "%s leads to a gateway that is not there", route),
                     "a gateway of the network's own, or use_remote_gateways on its peering with a "
                     "network that lends one");
}

/* No route of the subnet, or of the gateway that it leads to, serves. */
static bool no_route(struct walk *w, const struct deciding *d)
{
    const struct network *n = w->n;
    const uint32_t addr = trace_end(w, d->own, w->q->to).addr;
    const struct topo_route_table *table = d->gateway == NULL ? d->s->declared->route_table : NULL;
    struct trace_reason reason = {
        .mend = "a peering, or a connection whose far side's range holds the address",
        .code = TRACE_CODE_LOST};
    w->t->there = n->vm[w->q->to].declared->r.at;
    if (d->gateway == NULL && d->e->source != EFFECTIVE_SYSTEM)
        return leads_nowhere(w, d, addr);
    trace_why_no_route(w, n->vnet[d->own].declared, table, addr, &reason);
    return drop_here(
        w, DROP_NO_ROUTE, reason.code, d,
        arena_printf(w->arena, "no route of `%s` leads to %s%s%s",
                     d->gateway != NULL ? d->gateway->name : n->vnet[d->own].declared->r.name,
                     trace_addr(w, addr), reason.why != NULL ? "; " : "",
                     reason.why != NULL ? reason.why : ""),
        reason.mend);
}

/* To a VM of the network, or over a peering of it: may it go there? */
static bool delivers(struct walk *w, const struct deciding *d)
{
    const struct network *n = w->n;
    const struct route *r = d->route;
    const struct net_vm *to = &n->vm[w->q->to];
    const struct topo_peering *p = d->e->peering;
    if (to->vnet != (r->kind == ROUTE_LOCAL ? d->own : r->peer_vnet)) {
        const bool kept = r->kind == ROUTE_LOCAL && d->e->source == EFFECTIVE_USER;
        w->t->there = to->declared->r.at;
        if (!kept)
            mark_range(w, n->vnet[r->kind == ROUTE_LOCAL ? d->own : r->peer_vnet].declared,
                       trace_end(w, d->own, w->q->to).addr);
        return drop_here(
            w, DROP_NO_ROUTE, TRACE_CODE_LOST, d,
            w->q->outside ? "nobody in that network has the address"
            : kept ? "a user-defined route with next hop VnetLocal keeps it in the network, and "
                     "nobody there has the address"
                   : "the address is taken for one of another network, and nobody there has it",
            w->q->outside ? "an address that somebody has, or one of the Internet"
            : kept        ? "remove that route, or give it the next hop that leads there"
                          : "address spaces that do not overlap");
    }
    if (r->kind == ROUTE_LOCAL)
        return true;
    if (d->is_gateway && !r->gives_gateway) {
        w->t->there = p != NULL ? p->r.at : w->t->there;
        return drop_here(
            w, DROP_NO_ROUTE, p != NULL && p->allow_gateway_transit ? "VN0613" : TRACE_CODE_LOST, d,
            "the gateway leads to its own network alone: the peer does not use it",
            "allow_gateway_transit on this side of the peering, use_remote_gateways on the other");
    }
    if (!d->is_gateway && n->vm[w->q->from].vnet != d->s->vnet && !r->takes_forwarded) {
        w->t->there = p->reverse->r.at;
        return drop_here(w, DROP_NOT_FORWARDING, "VN0611", d,
                         "the peer takes nothing that an appliance sends on",
                         "allow_forwarded_traffic: true on the peer's half of the peering");
    }
    return true;
}

/* Over a peering to a load balancer of SKU Basic in another region than `region`? */
static bool is_too_far(struct walk *w, const struct deciding *d, uint32_t region)
{
    const struct net_vm *to = &w->n->vm[w->q->to];
    if (d->route->kind != ROUTE_PEERING || to->front == NULL || !front_is_basic(to->front) ||
        to->region == region)
        return false;
    w->t->here = d->e->peering != NULL ? d->e->peering->r.at : w->t->here;
    w->t->there = resource_field_at(&to->declared->r, "sku");
    (void)drop_here(w, DROP_BASIC_BALANCER, "VN0715", d,
                    "a load balancer of SKU Basic takes nothing across a peering between regions",
                    "sku: Standard");
    return true;
}

/* A user-defined route has sent it to a gateway, which decides by the routes of its own subnet;
 * *region: where that stands. */
static bool ask_gateway(struct walk *w, struct deciding *d, uint32_t *region)
{
    const struct network *n = w->n;
    const struct gateway *g = &n->gateway[d->route->tunnel];
    uint32_t at;
    const uint32_t addr = trace_end(w, g->vnet, w->q->to).addr;
    d->route = network_gateway_route(n, d->route->tunnel, addr, &at);
    const struct effective_route *there = effective_lookup(&n->subnet[at].effective, addr);
    if (network_is_routed(d->route)) { /* through it, without a tunnel */
        trace_cross(w, *region, g->region->index);
        *region = g->region->index;
        if (!trace_sent_on(w, g, trace_vnet_place(w, g->vnet)))
            return false;
        w->t->base_ms += (double)g->processing_dur / (double)SIM_MS;
        trace_pass_by(w, g, NULL);
        d->stands = g->vnet;
    }
    TRACE_STEP(w, trace_gateway(w, g), "routes on: %s",
               there != NULL ? trace_route_text(w, &n->subnet[at], there, addr) : "no route");
    d->own = g->vnet;
    d->is_gateway = true;
    d->gateway = g;
    d->e = there != NULL && there->peering != NULL ? there : d->e;
    return true;
}

/* Which of several tunnels side by side: as network_choose, and up to which hash. */
static uint32_t choose(struct walk *w, const struct route *r)
{
    const uint64_t k = (uint64_t)w->q->hash * r->n_choices >> 32,
                   end = (((k + 1) << 32) + r->n_choices - 1) / r->n_choices;
    const uint32_t tunnel = network_choose(r, w->q->hash);
    w->t->hash_end = end < w->t->hash_end ? end : w->t->hash_end;
    if (r->n_choices > 1)
        TRACE_STEP(w, "choice", "%u tunnels side by side; a flow takes one of them, here %s",
                   r->n_choices, w->n->tunnel[tunnel].name);
    return tunnel;
}

/* Out of the cloud, where the packet is for the Internet. */
static bool leaves(struct walk *w, const struct deciding *d, const struct gateway *from,
                   uint32_t *vm, uint32_t *region, enum trace_next *next)
{
    const struct trace_leaving l = {.vm = *vm,
                                    .vnet = d->own,
                                    .gateway = d->gateway != NULL ? d->gateway
                                               : d->is_gateway    ? from
                                                                  : NULL,
                                    .e = d->e};
    if (!trace_leaves(w, &l, region, next))
        return false;
    *vm = w->q->to;
    return true;
}

enum trace_next trace_decide(struct walk *w, uint32_t subnet, bool is_gateway, uint32_t *vm,
                             uint32_t *region, const struct gateway **gateway)
{
    const struct network *n = w->n;
    const struct net_subnet *s = &n->subnet[subnet];
    const uint32_t addr = trace_end(w, s->vnet, w->q->to).addr;
    struct deciding d = {.own = s->vnet,
                         .stands = s->vnet,
                         .is_gateway = is_gateway,
                         .s = s,
                         .e = effective_lookup(&s->effective, addr),
                         .route = route_lookup(&s->routes, addr)};
    SIM_ASSERT(d.e != NULL && d.route != NULL); /* there is always one for 0.0.0.0/0 */
    if (!w->is_silent)
        trace_step(w,
                   arena_printf(w->arena, "subnet %s/%s", n->vnet[s->vnet].declared->r.name,
                                s->declared->r.name),
                   trace_route_text(w, s, d.e, addr));
    w->t->here = d.e->user != NULL         ? d.e->user->r.at
                 : d.e->connection != NULL ? d.e->connection->r.at
                                           : s->declared->r.at;
    enum route_kind kind = d.route->kind;
    enum trace_next next = TRACE_NEXT_DROPPED;
    if (kind == ROUTE_GATEWAY) {
        if (!ask_gateway(w, &d, region))
            return TRACE_NEXT_DROPPED;
        kind = d.route != NULL ? d.route->kind : ROUTE_NONE;
    }
    switch (kind) {
    case ROUTE_TUNNEL: {
        const uint32_t tunnel = choose(w, d.route);
        *gateway = n->tunnel[tunnel].to;
        return trace_tunnel(w, tunnel, region) ? TRACE_NEXT_TUNNEL_END : TRACE_NEXT_DROPPED;
    }
    case ROUTE_APPLIANCE:
        *vm = d.route->tunnel;
        return TRACE_NEXT_VM;
    case ROUTE_DISCARD:
        (void)drop_here(w, DROP_ROUTE_NONE, TRACE_CODE_LOST, &d,
                        "a user-defined route with next hop None takes it",
                        "remove that route, or make it shorter than another that serves");
        return TRACE_NEXT_DROPPED;
    case ROUTE_LOCAL:
    case ROUTE_PEERING:
        if (n->vnet[d.own].declared->site != NULL && d.route->prefix.len == 0 &&
            leaves(w, &d, *gateway, vm, region, &next))
            return next;
        *vm = w->q->to;
        return delivers(w, &d) && !is_too_far(w, &d, *region) ? TRACE_NEXT_VM : TRACE_NEXT_DROPPED;
    default:
        if (!leaves(w, &d, *gateway, vm, region, &next))
            (void)no_route(w, &d);
        return next;
    }
}
