#include "models/trace.h"

#include <string.h>

#include "models/cloud/catalog.h"
#include "models/routing/effective.h"
#include "models/trace_parts.h"
#include "sim/base/assert.h"

/* Room for one more of what grows by doubling in the arena. */
#define GROW(w, v, n, cap, type)                                                                   \
    do {                                                                                           \
        if ((n) == (cap)) {                                                                        \
            (cap) = (cap) != 0 ? (cap)*2 : 8;                                                      \
            type *more_ = ARENA_ARRAY((w)->arena, type, (cap));                                    \
            if ((n) > 0)                                                                           \
                memcpy(more_, (v), (n) * sizeof *more_);                                           \
            (v) = more_;                                                                           \
        }                                                                                          \
    } while (0)

void trace_step(struct walk *w, const char *at, const char *text)
{
    struct trace *t = w->t;
    GROW(w, t->step, t->n, t->cap, struct trace_step);
    t->step[t->n++] = (struct trace_step){at, text, t->base_ms};
}

void trace_pass_by(struct walk *w, const void *here, const void *there)
{
    struct trace *t = w->t;
    GROW(w, t->via, t->n_via, t->cap_via, struct trace_gate);
    t->via[t->n_via++] = (struct trace_gate){here, there};
}

void trace_rung(struct walk *w, struct trace_rung r)
{
    struct trace *t = w->t;
    if (w->q->only_verdict)
        return;
    GROW(w, t->rung, t->n_rungs, t->cap_rungs, struct trace_rung);
    t->rung[t->n_rungs++] = r;
}

struct nat_end trace_end(const struct walk *w, uint32_t vnet, uint32_t vm)
{
    const struct trace_question *q = w->q;
    const bool is_client = vm == (q->is_answer ? q->to : q->from);
    const uint32_t server = w->front != NULL ? w->front->backend_port : q->port,
                   client = q->src_port != 0 ? q->src_port : NETWORK_FIRST_PORT;
    const uint32_t by = !is_client           ? NAT_FIRST
                        : !q->is_answer      ? w->t->by
                        : q->request != NULL ? q->request->by
                                             : NAT_FIRST;
    return network_seen(w->n, vnet, vm,
                        (struct nat_end){.addr = w->n->vm[vm].addr,
                                         .port = is_client ? client : server,
                                         .protocol = q->protocol,
                                         .by = by});
}

const char *trace_addr(struct walk *w, uint32_t addr)
{
    char buf[IP4_TEXT_MAX];
    return arena_strdup(w->arena, ip4_addr_format(addr, buf));
}

static const char *prefix_text(struct walk *w, struct ip4_prefix p)
{
    char buf[IP4_TEXT_MAX];
    return arena_strdup(w->arena, ip4_prefix_format(p, buf));
}

double trace_link_ms(const struct network *n, uint32_t a, uint32_t b)
{
    const char *from = n->region[a]->lp.name, *to = n->region[b]->lp.name;
    const struct topo_link link = a == b ? n->topo->intra_region : topo_link_for(n->topo, from, to);
    struct catalog_rtt rtt;
    if (link.latency.kind == TOPO_LATENCY_MEASURED)
        return catalog_rtt(n->catalog, from, to, &rtt) ? rtt.p50_ms / 2 : 0;
    const double drawn =
        link.latency.kind == TOPO_LATENCY_DRAWN ? dist_mean(&link.latency.dist) : 0;
    return ((double)link.latency.base + drawn) / (double)SIM_MS;
}

void trace_narrow(struct walk *w, uint32_t bytes)
{
    w->t->largest_bytes = bytes < w->t->largest_bytes ? bytes : w->t->largest_bytes;
}

void trace_sends(struct walk *w, const struct link *link)
{
    trace_rung(w, (struct trace_rung){.kind = TRACE_SENDS, .link = link});
}

void trace_cross(struct walk *w, uint32_t a, uint32_t b)
{
    if (a == b)
        return;
    w->zone = 0;
    trace_sends(w, w->n->between[(size_t)a * w->n->n_regions + b]);
    w->t->base_ms += trace_link_ms(w->n, a, b);
    trace_narrow(w, w->n->between[(size_t)a * w->n->n_regions + b]->mtu_bytes);
    TRACE_STEP(w, "link", "%s -> %s", w->n->region[a]->lp.name, w->n->region[b]->lp.name);
}

/* --- what is remembered on the way --- */

bool trace_has_seen(const struct walk *w, const void *gate)
{
    const struct trace *request = w->q->request;
    for (size_t i = 0; request != NULL && i < request->n_gates; i++)
        if (request->gate[i] == gate)
            return true;
    return false;
}

void trace_pass_gate(struct walk *w, const void *gate)
{
    GROW(w, w->t->gate, w->t->n_gates, w->t->cap_gates, const void *);
    w->t->gate[w->t->n_gates++] = gate;
}

bool trace_keeps_state(struct walk *w, const void *gate, bool stateful, const char *code,
                       const char *name, const char *place, struct span at)
{
    trace_pass_gate(w, gate);
    if (!stateful || w->q->request == NULL || trace_has_seen(w, gate))
        return true;
    TRACE_DROP(
        w, DROP_NO_STATE, code, place,
        arena_printf(w->arena, "`%s` keeps state, and the request went by another way", name),
        "one way for both: BGP with a longer AS path at one device, routes for both directions, or "
        "state that is shared");
    w->t->here = at;
    return false;
}

/* From the second time on that the same one sends it on, the circle has been shown. */
static void show_circle(struct walk *w, const void *by)
{
    for (unsigned i = 0; i < w->hops && !w->is_silent; i++) {
        if (w->sent_by[i] == by) {
            TRACE_STEP(w, "and so on",
                       "it has been here before: round and round until its time to live is over");
            w->is_silent = true;
        }
    }
}

bool trace_sent_on(struct walk *w, const void *by, const char *place)
{
    if (w->hops < PACKET_HOPS_MAX) {
        show_circle(w, by);
        w->sent_by[w->hops++] = by;
        return true;
    }
    const bool is_alone = w->sent_by[0] == by && w->sent_by[PACKET_HOPS_MAX - 1] == by;
    TRACE_DROP(w, DROP_TTL, is_alone ? "VN0610" : TRACE_CODE_LOST, place,
               "it is sent on again and again: the routes make a loop",
               "routes that lead out of the circle");
    return false;
}

/* --- routes --- */

/* A site goes out where it asks others to come in: a device's own prepending counts too. */
static const char *prepends(struct walk *w, const struct effective_route *r)
{
    const struct topo_device *d = r->gateway != NULL ? r->gateway->device : NULL;
    return d != NULL && d->has_bgp && d->bgp.prepend > 0
               ? arena_printf(w->arena, " and %lld prepended", (long long)d->bgp.prepend)
               : "";
}

/* What a route comes from: "user-defined rt/x", "BGP, AS path of 2", "gateway", "system". */
static const char *source_text(struct walk *w, const struct topo_subnet *s,
                               const struct effective_route *r)
{
    return r->source == EFFECTIVE_USER ? arena_printf(w->arena, "user-defined %s/%s",
                                                      s->route_table->r.name, r->user->r.name)
           : r->learned
               ? arena_printf(w->arena, "BGP, AS path of %u%s", r->path->len, prepends(w, r))
           : r->source == EFFECTIVE_GATEWAY ? "gateway"
                                            : "system";
}

static const char *hop_text(struct walk *w, const struct effective_route *r)
{
    static const char *const hop[] = {[TOPO_HOP_LOCAL] = "VnetLocal",
                                      [TOPO_HOP_PEERING] = "VNetPeering",
                                      [TOPO_HOP_GATEWAY] = "VirtualNetworkGateway",
                                      [TOPO_HOP_INTERNET] = "Internet",
                                      [TOPO_HOP_NONE] = "None",
                                      [TOPO_HOP_APPLIANCE] = "VirtualAppliance",
                                      [TOPO_HOP_ENDPOINT] = "InterfaceEndpoint"};
    SIM_ASSERT(r->hop != TOPO_HOP_APPLIANCE || r->user != NULL);
    const char *more =
        r->connection != NULL ? arena_printf(w->arena, " (connection %s)", r->connection->r.name)
        : r->hop == TOPO_HOP_PEERING
            ? arena_printf(w->arena, " (to %s)", r->peering->remote->r.name)
        : r->hop == TOPO_HOP_APPLIANCE   ? arena_printf(w->arena, " (%s)", r->user->next_hop.text)
        : r->hop == TOPO_HOP_ENDPOINT    ? arena_printf(w->arena, " (%s)", r->endpoint->r.name)
        : r->source == EFFECTIVE_GATEWAY ? " (clients)"
                                         : "";
    return arena_printf(w->arena, "%s%s", hop[r->hop], more);
}

/* Over which others it has won: a longer one of the gateway's inside the network's own ranges, one
 * of the same prefix, shorter ones. */
static const char *reason_text(struct walk *w, const struct net_subnet *s,
                               const struct effective_route *won, uint32_t addr)
{
    const struct effective_route *longer = NULL, *same = NULL;
    size_t shorter = 0;
    for (size_t i = 0; i < s->effective.n; i++) {
        const struct effective_route *r = &s->effective.v[i];
        if (r == won || !ip4_prefix_has(r->prefix, addr))
            continue;
        shorter += r->prefix.len < won->prefix.len;
        same = same == NULL && r->prefix.len == won->prefix.len && !r->active ? r : same;
        longer = longer == NULL && r->prefix.len > won->prefix.len ? r : longer;
    }
    if (longer != NULL)
        return arena_printf(
            w->arena,
            "; before %s by the gateway, which gives way to ranges of the network and its peerings",
            prefix_text(w, longer->prefix));
    if (same != NULL)
        return arena_printf(w->arena, "; before %s, %s", hop_text(w, same),
                            source_text(w, s->declared, same));
    return shorter > 0 ? arena_printf(w->arena, "; the longest of %zu", shorter + 1) : "";
}

static const char *route_text(struct walk *w, const struct net_subnet *s,
                              const struct effective_route *r, uint32_t addr)
{
    return arena_printf(w->arena, "%s -> %s, %s%s", prefix_text(w, r->prefix), hop_text(w, r),
                        source_text(w, s->declared, r), reason_text(w, s, r, addr));
}

static const char *vnet_place(struct walk *w, uint32_t vnet)
{
    return w->n->place[w->n->vnet[vnet].place].text;
}

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
    TRACE_DROP(w, cause, code, vnet_place(w, d->stands), why, mend);
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
        arena_printf(w->arena, "the route %s -> %s of `%s`", prefix_text(w, d->e->prefix),
                     hop_text(w, d->e), w->n->vnet[d->own].declared->r.name);
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
            kept ? "a user-defined route with next hop VnetLocal keeps it in the network, and "
                   "nobody there has the address"
                 : "the address is taken for one of another network, and nobody there has it",
            kept ? "remove that route, or give it the next hop that leads there"
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
        if (!trace_sent_on(w, g, vnet_place(w, g->vnet)))
            return false;
        w->t->base_ms += (double)g->processing_dur / (double)SIM_MS;
        trace_pass_by(w, g, NULL);
        d->stands = g->vnet;
    }
    TRACE_STEP(w, trace_gateway(w, g), "routes on: %s",
               there != NULL ? route_text(w, &n->subnet[at], there, addr) : "no route");
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

enum next { NEXT_VM, NEXT_TUNNEL_END, NEXT_DROPPED };

/* *vm: where it comes to; *region: where it stands; *gateway: whose tunnel it left. */
static enum next decide(struct walk *w, uint32_t subnet, bool is_gateway, uint32_t *vm,
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
                   route_text(w, s, d.e, addr));
    w->t->here = d.e->user != NULL         ? d.e->user->r.at
                 : d.e->connection != NULL ? d.e->connection->r.at
                                           : s->declared->r.at;
    enum route_kind kind = d.route->kind;
    if (kind == ROUTE_GATEWAY) {
        if (!ask_gateway(w, &d, region))
            return NEXT_DROPPED;
        kind = d.route != NULL ? d.route->kind : ROUTE_NONE;
    }
    switch (kind) {
    case ROUTE_TUNNEL: {
        const uint32_t tunnel = choose(w, d.route);
        *gateway = n->tunnel[tunnel].to;
        return trace_tunnel(w, tunnel, region) ? NEXT_TUNNEL_END : NEXT_DROPPED;
    }
    case ROUTE_APPLIANCE:
        *vm = d.route->tunnel;
        return NEXT_VM;
    case ROUTE_DISCARD:
        (void)drop_here(w, DROP_ROUTE_NONE, TRACE_CODE_LOST, &d,
                        "a user-defined route with next hop None takes it",
                        "remove that route, or make it shorter than another that serves");
        return NEXT_DROPPED;
    case ROUTE_LOCAL:
    case ROUTE_PEERING:
        *vm = w->q->to;
        return delivers(w, &d) && !is_too_far(w, &d, *region) ? NEXT_VM : NEXT_DROPPED;
    default:
        (void)no_route(w, &d);
        return NEXT_DROPPED;
    }
}

bool trace_is_symmetric(const struct trace *there, const struct trace *back)
{
    bool same = there->n_via == back->n_via;
    for (size_t i = 0; same && i < there->n_via; i++) {
        const struct trace_gate *a = &there->via[i], *b = &back->via[back->n_via - 1 - i];
        same = a->here == b->here && a->there == b->there;
    }
    return same;
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
    for (bool at_vm = true;;) {
        uint32_t subnet = n->vm[vm].subnet;
        if (at_vm) {
            t->base_ms += trace_link_ms(n, region, region);
            w.zone = n->vm[vm].zone;
            if (!trace_groups_let(&w, vm, TOPO_OUTBOUND))
                return;
        } else {
            const struct topo_vnet *v = n->vnet[gateway->vnet].declared;
            subnet =
                n->vnet[gateway->vnet].first_subnet + (uint32_t)(v->gateway_subnet - v->subnets);
            w.zone = 0;
        }
        const uint32_t vnet = n->subnet[subnet].vnet;
        const struct gateway *left = gateway;
        const enum next next = decide(&w, subnet, !at_vm, &vm, &region, &gateway);
        if (next == NEXT_DROPPED)
            return;
        const bool local = next == NEXT_VM && n->vm[vm].vnet == vnet && vm == q->to;
        if (!at_vm && !local && !trace_sent_on(&w, left, vnet_place(&w, vnet)))
            return;
        at_vm = next == NEXT_VM;
        if (at_vm) {
            trace_cross(&w, region, n->vm[vm].region);
            region = n->vm[vm].region;
            if (!trace_arrive(&w, vm))
                return;
        }
    }
}

bool trace_is_front(const struct network *n, uint32_t vm)
{
    return n->vm[vm].front != NULL;
}

struct trace_question trace_ask(const struct network *n, uint32_t from, uint32_t to)
{
    const struct front *f = n->vm[to].front != NULL ? n->vm[to].front : n->vm[from].front;
    return (struct trace_question){.from = from,
                                   .to = to,
                                   .protocol = f != NULL ? TOPO_UDP : TOPO_ICMP,
                                   .port = f != NULL && f->port != 0 ? f->port : TRACE_PORT};
}

/* Number + 1; 0: none. */
static uint32_t number_of(const struct front *f, uint32_t vm)
{
    for (uint32_t i = 0; i < f->n; i++)
        if (f->member[i] == vm)
            return i + 1;
    return 0;
}

struct trace_question trace_of_flow(const struct network *n, uint32_t flow, uint32_t target,
                                    uint32_t connection, const struct trace *request)
{
    const struct flow *f = &n->flow[flow];
    const struct front *front = n->vm[f->dst_vm].front;
    const bool is_answer = request != NULL;
    const uint32_t to = f->dst_vm + target;
    return (struct trace_question){
        .from = is_answer ? to : f->src_vm,
        .to = is_answer ? f->src_vm : to,
        .protocol = f->spec->app == TOPO_PING                  ? TOPO_ICMP
                    : f->spec->transport == TOPO_TRANSPORT_TCP ? TOPO_TCP
                                                               : TOPO_UDP,
        .port = (uint32_t)f->spec->port,
        .src_port = network_client_port(f, connection),
        .hash = network_hash(f, target, is_answer),
        .member = front != NULL ? number_of(front, front_member(front, f, connection)) : 0,
        .is_answer = is_answer,
        .request = request};
}
