#include "models/trace.h"

#include <string.h>

#include "models/cloud/catalog.h"
#include "models/cloud/zone.h"
#include "models/routing/effective.h"
#include "models/routing/filter.h"
#include "models/routing/handshake.h"
#include "models/routing/health.h"
#include "models/routing/nat.h"
#include "models/vpn/esp.h"
#include "sim/base/arena.h"

enum { HOPS_MAX = 7, SOURCE_PORT = 49152 }; /* as models/net/packet.h and models/nsg.c */

struct walk {
    struct trace *t;
    const struct network *n;
    const struct trace_question *q;
    struct arena *arena;
    unsigned hops;
    const struct front *front; /* it has been handed on by this one */
    uint32_t zone;             /* of the VM that it has left last, in the region where it stands; 0: none */
};

#define STEP(w, place, ...) step((w), (place), arena_printf((w)->arena, __VA_ARGS__))
#define DROP(w, drop_cause, drop_place, reason, remedy)                                                                \
    do {                                                                                                               \
        (w)->t->cause = (drop_cause);                                                                                  \
        (w)->t->place = (drop_place);                                                                                  \
        (w)->t->why = (reason);                                                                                        \
        (w)->t->mend = (remedy);                                                                                       \
    } while (0)

static void step(struct walk *w, const char *at, const char *text)
{
    struct trace *t = w->t;
    if (t->n == t->cap) {
        t->cap = t->cap ? t->cap * 2 : 16;
        struct trace_step *more = ARENA_ARRAY(w->arena, struct trace_step, t->cap);
        if (t->n > 0)
            memcpy(more, t->step, t->n * sizeof *more);
        t->step = more;
    }
    t->step[t->n++] = (struct trace_step){at, text, t->base_ms};
}

static void pass_by(struct walk *w, const char *what)
{
    if (w->t->n_via < TRACE_VIA_MAX)
        w->t->via[w->t->n_via++] = what;
}

static const char *addr_text(struct walk *w, uint32_t addr)
{
    char buf[IP4_TEXT_MAX];
    return arena_strdup(w->arena, ip4_addr_format(addr, buf));
}

static const char *prefix_text(struct walk *w, struct ip4_prefix p)
{
    char buf[IP4_TEXT_MAX];
    return arena_strdup(w->arena, ip4_prefix_format(p, buf));
}

static const char *machine_text(struct walk *w, const struct net_vm *vm)
{
    return arena_printf(w->arena, "%s %s", vm->declared->site != NULL ? "host" : "vm", vm->name);
}

/* Mean delay one way; of measured pairs half the median round trip. */
static double link_ms(const struct network *n, uint32_t a, uint32_t b)
{
    const char *from = n->region[a]->lp.name, *to = n->region[b]->lp.name;
    const struct topo_link link = a == b ? n->topo->intra_region : topo_link_for(n->topo, from, to);
    struct catalog_rtt rtt;
    if (link.latency.kind == TOPO_LATENCY_MEASURED)
        return catalog_rtt(n->catalog, from, to, &rtt) ? rtt.p50_ms / 2 : 0;
    const double drawn = link.latency.kind == TOPO_LATENCY_DRAWN ? dist_mean(&link.latency.dist) : 0;
    return ((double)link.latency.base + drawn) / (double)SIM_MS;
}

/* To a VM's NIC, across the zones of its region. */
static void cross_zones(struct walk *w, const struct net_vm *vm)
{
    const sim_time_t apart = zone_step(&w->n->topo->between_zones, w->zone, vm->zone);
    if (apart == 0)
        return;
    w->t->base_ms += (double)apart / (double)SIM_MS;
    STEP(w, "link", "%s: zone %u -> zone %u", w->n->region[vm->region]->lp.name, w->zone, vm->zone);
}

static void narrow(struct walk *w, uint32_t bytes)
{
    w->t->largest_bytes = bytes < w->t->largest_bytes ? bytes : w->t->largest_bytes;
}

static void rung(struct walk *w, struct trace_rung r)
{
    struct trace *t = w->t;
    if (t->n_rungs == t->cap_rungs) {
        t->cap_rungs = t->cap_rungs ? t->cap_rungs * 2 : 16;
        struct trace_rung *more = ARENA_ARRAY(w->arena, struct trace_rung, t->cap_rungs);
        if (t->n_rungs > 0)
            memcpy(more, t->rung, t->n_rungs * sizeof *more);
        t->rung = more;
    }
    t->rung[t->n_rungs++] = r;
}

static void sends(struct walk *w, const struct link *link)
{
    rung(w, (struct trace_rung){.kind = TRACE_SENDS, .link = link});
}

static void cross(struct walk *w, uint32_t a, uint32_t b)
{
    if (a == b)
        return;
    w->zone = 0;
    sends(w, w->n->between[(size_t)a * w->n->n_regions + b]);
    w->t->base_ms += link_ms(w->n, a, b);
    narrow(w, w->n->between[(size_t)a * w->n->n_regions + b]->mtu_bytes);
    STEP(w, "link", "%s -> %s", w->n->region[a]->lp.name, w->n->region[b]->lp.name);
}

/* --- security groups --- */

static bool group_lets(struct walk *w, const struct topo_nsg *nsg, enum topo_direction direction, uint32_t vm, const char *of)
{
    const struct network *n = w->n;
    const struct filter_tuple tuple = {.src = network_addr(n, n->vm[vm].vnet, w->q->from),
                                       .dst = network_addr(n, n->vm[vm].vnet, w->front != NULL ? vm : w->q->to), .protocol = w->q->protocol,
                                       .src_port = SOURCE_PORT, .dst_port = w->front != NULL ? w->front->backend_port : w->q->port};
    if (nsg == NULL)
        return true;
    const struct filter_verdict v = filter_judge(nsg, direction, &tuple, &n->subnet[n->vm[vm].subnet].effective);
    STEP(w, arena_printf(w->arena, "security group %s (%s)", nsg->r.name, of), "%s by %s%s", v.allowed ? "allowed" : "DENIED",
         v.rule != NULL ? v.rule->r.name : v.by_default,
         v.rule != NULL ? arena_printf(w->arena, ", priority %lld", (long long)v.rule->priority) : ", a default rule");
    if (!v.allowed) {
        DROP(w, DROP_NSG, arena_printf(w->arena, "nic:%s", n->vm[vm].name),
             arena_printf(w->arena, "security group `%s` denies it (%s)", nsg->r.name, v.rule != NULL ? v.rule->r.name : v.by_default),
             arena_printf(w->arena, "a rule of a lower priority number that allows it, in `%s`", nsg->r.name));
        w->t->here = v.rule != NULL ? v.rule->r.at : nsg->r.at;
    }
    return v.allowed;
}

static bool groups_let(struct walk *w, uint32_t vm, enum topo_direction direction)
{
    const struct topo_nsg *subnet = w->n->subnet[w->n->vm[vm].subnet].declared->nsg, *nic = w->n->vm[vm].declared->nsg;
    if (w->q->is_answer)
        return true;
    if (direction == TOPO_OUTBOUND)
        return group_lets(w, nic, direction, vm, "NIC") && group_lets(w, subnet, direction, vm, "subnet");
    return group_lets(w, subnet, direction, vm, "subnet") && group_lets(w, nic, direction, vm, "NIC");
}

/* --- tunnels --- */

/* Marks the two places that decide. NULL: it comes up. */
static const char *why_down(struct walk *w, const struct topo_connection *c)
{
    static const char *const field[] = {[HANDSHAKE_NO_INITIATOR] = "connection_mode", [HANDSHAKE_NO_RESPONDER] = "connection_mode",
                                        [HANDSHAKE_VERSION] = "ike_protocol",
                                        [HANDSHAKE_IKE_POLICY] = "ipsec_policy",      [HANDSHAKE_KEY] = "shared_key",
                                        [HANDSHAKE_CHILD_POLICY] = "ipsec_policy",    [HANDSHAKE_SELECTORS] = "traffic_selectors"};
    if (c->outcome == HANDSHAKE_UP)
        return NULL;
    w->t->here = c->r.at;
    w->t->there = c->to->r.at;
    if (c->outcome == HANDSHAKE_NOBODY)
        return arena_printf(w->arena, "nothing declared has the address %s, which `%s` leads to", c->to->r.name, c->r.name);
    if (c->outcome == HANDSHAKE_ONE_SIDED)
        return arena_printf(w->arena, "`%s` has no connection back from `%s`", c->r.name, c->to->r.name);
    if (c->outcome == HANDSHAKE_CUT_OFF || c->outcome == HANDSHAKE_INTO_ITSELF || c->outcome == HANDSHAKE_INSIDE || c->outcome == HANDSHAKE_BEHIND_NAT)
        return arena_printf(w->arena, "of `%s` %s", c->r.name, handshake_word((enum handshake)c->outcome));
    w->t->here = c->r.table != NULL ? resource_field_at(&c->r, field[c->outcome]) : c->r.at;
    w->t->there = c->reverse->r.table != NULL ? resource_field_at(&c->reverse->r, field[c->outcome]) : c->reverse->r.at;
    return arena_printf(w->arena, "of `%s` and `%s` the %s", c->r.name, c->reverse->r.name, handshake_word((enum handshake)c->outcome));
}

static const char *mend_of(enum handshake h)
{
    return h == HANDSHAKE_NOBODY      ? "the public address of a gateway or device as that declares it, or endpoint"
           : h == HANDSHAKE_ONE_SIDED ? "declare the connection at the other end too"
           : h == HANDSHAKE_CUT_OFF     ? "routes of the GatewaySubnet that hold neither the GatewaySubnet itself nor the gateway's public address"
           : h == HANDSHAKE_INTO_ITSELF ? "address_prefixes without the other side's public address"
           : h == HANDSHAKE_INSIDE      ? "gateway_ip_address: the other side's public address"
           : h == HANDSHAKE_BEHIND_NAT  ? "connection_mode: Default or ResponderOnly, so that the device starts"
           : h == HANDSHAKE_NO_INITIATOR || h == HANDSHAKE_NO_RESPONDER ? "connection_mode: Default at one end"
                                                                        : "say the same at both ends";
}

static const char *gateway_text(struct walk *w, const struct gateway *g)
{
    return g->declared->sku != NULL ? arena_printf(w->arena, "gateway %s (%s)", g->name, g->declared->sku_name)
                                    : arena_printf(w->arena, "device %s", g->name);
}

static void pass_gate(struct walk *w, const void *gate)
{
    if (w->t->n_gates < TRACE_VIA_MAX)
        w->t->gate[w->t->n_gates++] = gate;
}

/* Has the request passed it? Where none is known: yes. */
static bool has_seen(const struct walk *w, const void *gate)
{
    const struct trace *request = w->q->request;
    for (size_t i = 0; request != NULL && i < request->n_gates; i++)
        if (request->gate[i] == gate)
            return true;
    return request == NULL;
}

/* What keeps state, at a place, lets an answer pass where it has seen the request. */
static bool keeps_state(struct walk *w, const void *gate, bool stateful, const char *name, const char *place, struct span at)
{
    pass_gate(w, gate);
    if (has_seen(w, gate) || !stateful)
        return true;
    DROP(w, DROP_NO_STATE, place, arena_printf(w->arena, "`%s` keeps state, and the request went by another way", name),
         "one way for both: BGP with a longer AS path at one device, routes for both directions, or state that is shared");
    w->t->here = at;
    return false;
}

/* A peering between the two networks that would have led there, and why it does not; NULL: there is none. Marks it. */
static const char *why_no_peering(struct walk *w, const struct topo_vnet *from, const struct topo_vnet *to, uint32_t addr, const char **mend)
{
    for (size_t i = 0; i < from->n_peerings; i++) {
        const struct topo_peering *p = &from->peerings[i];
        if (p->remote != to || p->reverse == NULL)
            continue;
        const struct topo_peering *out = p->state != TOPO_PEERING_CONNECTED ? p : p->reverse;
        if (out->state != TOPO_PEERING_CONNECTED) {
            *mend = "delete both halves and make them again, then peering_state: Connected (or without it)";
            w->t->here = resource_field_at(&out->r, "peering_state");
            return "the peering with it is not \"Connected\"";
        }
        bool is_known = p->known.n == 0;
        for (size_t k = 0; k < p->known.n; k++)
            is_known = is_known || ip4_prefix_has(p->known.v[k], addr);
        if (!is_known && effective_peering_is_up(p)) {
            *mend = "sync the peering: remote_address_prefixes as the other network has them now, or leave it out";
            w->t->here = resource_field_at(&p->r, "remote_address_prefixes");
            return "the peering with it does not know that range";
        }
    }
    return NULL;
}

static bool gateway_lets(struct walk *w, const struct gateway *g)
{
    return keeps_state(w, g, g->declared->device != NULL && g->declared->device->stateful, g->name, arena_printf(w->arena, "gateway:%s", g->name),
                       g->declared->r.at);
}

/* Over the line of a site, where the gateway is a device of one. */
static void over_line(struct walk *w, const struct link *line)
{
    if (line == NULL)
        return;
    sends(w, line);
    w->t->base_ms += (double)line->path[0].delay / (double)SIM_MS;
    STEP(w, "line", "%s -> %s", line->from, line->to);
}

/* Says where the connection's NAT rules change the addresses: at the platform's gateway. */
static void translated(struct walk *w, const struct tunnel *t)
{
    const struct network *n = w->n;
    const uint32_t src[2] = {network_addr(n, t->from->vnet, w->q->from), network_addr(n, t->to->vnet, w->q->from)};
    const uint32_t dst[2] = {network_addr(n, t->from->vnet, w->q->to), network_addr(n, t->to->vnet, w->q->to)};
    if (src[0] != src[1] || dst[0] != dst[1])
        STEP(w, "address translation", "%s -> %s becomes %s -> %s", addr_text(w, src[0]), addr_text(w, dst[0]), addr_text(w, src[1]), addr_text(w, dst[1]));
}

/* A dynamic NAT rule, at an instance, for an end of the packet: inward, for its destination. */
static bool rule_lets(struct walk *w, const struct gateway_instance *at, const struct topo_connection *c, const struct topo_nat_rule *rule, bool inward)
{
    const struct napt *gate = &at->napt[rule - at->gateway->declared->nat_rules];
    const bool begins = !w->q->is_answer;
    if (begins ? !inward : has_seen(w, gate)) {
        pass_gate(w, gate);
        STEP(w, arena_printf(w->arena, "NAT rule %s", rule->r.name), "dynamic: %s", begins ? "the flow takes a port of its external address" : "it knows the request");
        return true;
    }
    DROP(w, DROP_NO_TRANSLATION, arena_printf(w->arena, "gateway:%s", at->gateway->name),
         arena_printf(w->arena, begins ? "NAT rule `%s` is dynamic: only its internal side can begin"
                                       : "NAT rule `%s` is dynamic, and the request did not go through it at this instance", rule->r.name),
         begins ? "type: Static, with as many external addresses as internal ones" : "one way for both, through one instance; or type: Static");
    w->t->here = rule->r.at;
    w->t->there = c->r.at;
    return false;
}

/* In the order of models/vpn/napt.c. out: it leaves by connection c. */
static bool translation_lets(struct walk *w, const struct gateway_instance *at, const struct topo_connection *c, bool out)
{
    const struct topo_nat_rule *to = nat_dynamic(c, out ? TOPO_NAT_INGRESS : TOPO_NAT_EGRESS, w->n->vm[w->q->to].addr);
    const struct topo_nat_rule *from = nat_dynamic(c, out ? TOPO_NAT_EGRESS : TOPO_NAT_INGRESS, w->n->vm[w->q->from].addr);
    return (to == NULL || rule_lets(w, at, c, to, true)) && (from == NULL || rule_lets(w, at, c, from, false));
}

/* Into tunnel `number`; *region is where the packet stands, and comes out. */
static bool through_tunnel(struct walk *w, uint32_t number, uint32_t *region)
{
    const struct tunnel *t = &w->n->tunnel[number];
    const struct topo_connection *c = t->declared;
    cross(w, *region, t->from->region->index);
    if (!gateway_lets(w, t->from) || !translation_lets(w, t->at, c, true))
        return false;
    const char *down = why_down(w, c);
    if (down != NULL) {
        STEP(w, arena_printf(w->arena, "tunnel %s", t->name), "DOWN: %s", down);
        DROP(w, DROP_TUNNEL_DOWN, arena_printf(w->arena, "tunnel:%s", t->name), down, mend_of((enum handshake)c->outcome));
        return false;
    }
    if (!handshake_selects(c, w->n->vm[w->q->from].addr, w->n->vm[w->q->to].addr)) {
        STEP(w, arena_printf(w->arena, "tunnel %s", t->name), "NOT SELECTED by the traffic selectors of its ends");
        DROP(w, DROP_SELECTOR, arena_printf(w->arena, "tunnel:%s", t->name), "the traffic selectors of the two ends do not both hold it",
             "ranges that hold both addresses, at both ends");
        w->t->here = c->r.at;
        w->t->there = c->reverse->r.at;
        return false;
    }
    w->t->here = w->t->there = (struct span){0};
    w->t->base_ms += (double)t->from->processing_dur / (double)SIM_MS;
    const uint32_t fits = tunnel_largest_inner(t);
    narrow(w, fits);
    if (t->from->declared->device == NULL)
        translated(w, t);
    STEP(w, gateway_text(w, t->from), "encrypts into tunnel %s, %s: 1400 B become %u B; the largest that fits is %u B", t->name, t->esp->name,
         tunnel_outer_bytes(t, 1400), fits);
    rung(w, (struct trace_rung){.kind = TRACE_ENCRYPTS, .tunnel = t});
    over_line(w, t->from->uplink_out);
    cross(w, t->from->region->index, t->to->region->index);
    over_line(w, t->to->uplink_in);
    rung(w, (struct trace_rung){.kind = TRACE_DECRYPTS, .tunnel = t});
    w->t->base_ms += (double)t->to->processing_dur / (double)SIM_MS;
    STEP(w, gateway_text(w, t->to), "decrypts");
    if (t->from->declared->device != NULL)
        translated(w, t);
    *region = t->to->region->index;
    pass_by(w, strcmp(t->from->name, t->to->name) < 0 ? arena_printf(w->arena, "%s|%s", t->from->name, t->to->name)
                                                      : arena_printf(w->arena, "%s|%s", t->to->name, t->from->name));
    return gateway_lets(w, t->to) && (t->to->declared->device != NULL || translation_lets(w, t->far, c->reverse, false));
}

/* --- routes --- */

static const char *route_text(struct walk *w, const struct effective_route *r)
{
    static const char *const hop[] = {[TOPO_HOP_LOCAL] = "VnetLocal",      [TOPO_HOP_PEERING] = "VNetPeering", [TOPO_HOP_GATEWAY] = "VirtualNetworkGateway",
                                      [TOPO_HOP_INTERNET] = "Internet",    [TOPO_HOP_NONE] = "None",           [TOPO_HOP_APPLIANCE] = "VirtualAppliance",
                                      [TOPO_HOP_ENDPOINT] = "InterfaceEndpoint"};
    static const char *const source[] = {[EFFECTIVE_USER] = "user-defined", [EFFECTIVE_GATEWAY] = "gateway", [EFFECTIVE_SYSTEM] = "system"};
    const char *more = r->connection != NULL                ? arena_printf(w->arena, " (connection %s)", r->connection->r.name)
                       : r->hop == TOPO_HOP_PEERING         ? arena_printf(w->arena, " (to %s)", r->peering->remote->r.name)
                       : r->hop == TOPO_HOP_APPLIANCE       ? arena_printf(w->arena, " (%s)", r->user->next_hop.text)
                       : r->hop == TOPO_HOP_ENDPOINT        ? arena_printf(w->arena, " (%s)", r->endpoint->r.name)
                                                            : "";
    return arena_printf(w->arena, "%s -> %s%s, %s", prefix_text(w, r->prefix), hop[r->hop], more, r->learned ? arena_printf(w->arena, "BGP, AS path of %u", r->path->len) : source[r->source]);
}

static const char *vnet_place(struct walk *w, uint32_t vnet)
{
    return w->n->place[w->n->vnet[vnet].place].text;
}

static void drop_here(struct walk *w, enum drop_cause cause, uint32_t vnet, const char *why, const char *mend)
{
    DROP(w, cause, vnet_place(w, vnet), why, mend);
}

static bool sent_on(struct walk *w, const char *place)
{
    if (w->hops++ < HOPS_MAX)
        return true;
    DROP(w, DROP_TTL, place, "it is sent on again and again: the routes make a loop", "routes that lead out of the circle");
    return false;
}

/* To a gateway that sends it on without a tunnel, and through it. */
static bool by_router(struct walk *w, const struct gateway *g, uint32_t *region)
{
    cross(w, *region, g->region->index);
    *region = g->region->index;
    if (!sent_on(w, vnet_place(w, g->vnet)))
        return false;
    w->t->base_ms += (double)g->processing_dur / (double)SIM_MS;
    pass_by(w, g->name);
    return true;
}

enum next { NEXT_VM, NEXT_TUNNEL_END, NEXT_DROPPED };

/* One decision at a subnet: a VM's, or a gateway's own. *vm: where it comes to; *region: where it stands; *gateway: whose tunnel it left. */
static enum next decide(struct walk *w, uint32_t subnet, bool is_gateway, uint32_t *vm, uint32_t *region, const struct gateway **gateway)
{
    const struct network *n = w->n;
    const struct net_subnet *s = &n->subnet[subnet];
    const uint32_t addr = network_addr(n, s->vnet, w->q->to);
    const struct effective_route *e = effective_lookup(&s->effective, addr);
    const struct route *r = route_lookup(&s->routes, addr);
    STEP(w, arena_printf(w->arena, "subnet %s/%s", n->vnet[s->vnet].declared->r.name, s->declared->r.name), "%s", route_text(w, e));
    w->t->here = e->user != NULL ? e->user->r.at : e->connection != NULL ? e->connection->r.at : s->declared->r.at;
    uint32_t own = s->vnet, stands = s->vnet; /* whose routes decide; where the packet is when they do */
    if (r->kind == ROUTE_GATEWAY) {
        const struct gateway *g = &n->gateway[r->tunnel];
        uint32_t at;
        r = network_gateway_route(n, r->tunnel, w->q->to, &at);
        const struct effective_route *there = effective_lookup(&n->subnet[at].effective, network_addr(n, g->vnet, w->q->to));
        if (network_is_routed(r) && !by_router(w, g, region))
            return NEXT_DROPPED;
        stands = network_is_routed(r) ? g->vnet : stands;
        STEP(w, gateway_text(w, g), "routes on: %s", there != NULL ? route_text(w, there) : "no route");
        own = g->vnet;
        is_gateway = true;
        e = there != NULL && there->peering != NULL ? there : e;
    }
    switch (r != NULL ? r->kind : ROUTE_NONE) {
    case ROUTE_TUNNEL: {
        const uint32_t tunnel = network_choose(r, w->q->hash);
        w->t->has_choice = w->t->has_choice || r->n_choices > 1;
        if (r->n_choices > 1)
            STEP(w, "choice", "%u tunnels side by side; a flow takes one of them, here %s", r->n_choices, n->tunnel[tunnel].name);
        if (!through_tunnel(w, tunnel, region))
            return NEXT_DROPPED;
        *gateway = n->tunnel[tunnel].to;
        return NEXT_TUNNEL_END;
    }
    case ROUTE_APPLIANCE:
        *vm = r->tunnel;
        return NEXT_VM;
    case ROUTE_DISCARD:
        drop_here(w, DROP_ROUTE_NONE, stands, "a user-defined route with next hop None takes it", "remove that route, or make it shorter than another that serves");
        return NEXT_DROPPED;
    case ROUTE_LOCAL:
    case ROUTE_PEERING:
        if (n->vm[w->q->to].vnet != (r->kind == ROUTE_LOCAL ? own : r->peer_vnet)) {
            const bool kept = r->kind == ROUTE_LOCAL && e->source == EFFECTIVE_USER;
            w->t->there = n->vm[w->q->to].declared->r.at;
            drop_here(w, DROP_NO_ROUTE, stands, kept ? "a user-defined route with next hop VnetLocal keeps it in the network, and nobody there has the address"
                                                     : "the address is taken for one of another network, and nobody there has it",
                      kept ? "remove that route, or give it the next hop that leads there" : "address spaces that do not overlap");
            return NEXT_DROPPED;
        }
        if (r->kind == ROUTE_PEERING && is_gateway && !r->gives_gateway) {
            w->t->there = e->peering != NULL ? e->peering->r.at : w->t->there;
            drop_here(w, DROP_NO_ROUTE, stands, "the gateway leads to its own network alone: the peer does not use it",
                      "allow_gateway_transit on this side of the peering, use_remote_gateways on the other");
            return NEXT_DROPPED;
        }
        if (r->kind == ROUTE_PEERING && !is_gateway && n->vm[w->q->from].vnet != s->vnet && !r->takes_forwarded) {
            w->t->there = e->peering->reverse->r.at;
            drop_here(w, DROP_NOT_FORWARDING, stands, "the peer takes nothing that an appliance sends on", "allow_forwarded_traffic: true on the peer's half of the peering");
            return NEXT_DROPPED;
        }
        if (r->kind == ROUTE_PEERING && n->vm[w->q->to].front != NULL && front_is_basic(n->vm[w->q->to].front) && n->vm[w->q->to].region != *region) {
            w->t->here = e->peering != NULL ? e->peering->r.at : w->t->here;
            w->t->there = resource_field_at(&n->vm[w->q->to].declared->r, "sku");
            drop_here(w, DROP_BASIC_BALANCER, stands, "a load balancer of SKU Basic takes nothing across a peering between regions", "sku: Standard");
            return NEXT_DROPPED;
        }
        *vm = w->q->to;
        return NEXT_VM;
    default: {
        w->t->there = n->vm[w->q->to].declared->r.at;
        const struct topo_route_table *table = s->declared->route_table;
        const bool kept_out = table != NULL && table->no_propagation;
        if (kept_out)
            w->t->here = resource_field_at(&table->r, "disable_bgp_route_propagation");
        const char *mend = "a peering, or a connection whose far side's range holds the address";
        const char *why = kept_out ? "its route table keeps out what the gateway leads to"
                                   : why_no_peering(w, n->vnet[s->vnet].declared, n->vnet[n->vm[w->q->to].vnet].declared, addr, &mend);
        drop_here(w, DROP_NO_ROUTE, stands,
                  arena_printf(w->arena, "no route of `%s` leads to %s%s%s", n->vnet[s->vnet].declared->r.name, addr_text(w, addr), why != NULL ? "; " : "",
                               why != NULL ? why : ""),
                  kept_out ? "disable_bgp_route_propagation: false, or a route with next hop VirtualNetworkGateway" : mend);
        return NEXT_DROPPED;
    }
    }
}

/* --- load balancers, private endpoints --- */

static const struct topo_nsg *probe_is_denied_by(const struct walk *w, const struct front *f, const struct topo_rule **rule)
{
    const struct topo_vm_group *behind = f->declared->behind;
    const uint32_t subnet = w->n->vnet[w->n->vm[f->vm].vnet].first_subnet + (uint32_t)(behind->subnet - behind->subnet->vnet->subnets);
    return health_denied_by(f->declared->balancer, behind, behind->first_addr, &w->n->subnet[subnet].effective, rule);
}

static void refuse(struct walk *w, const struct front *f, enum drop_cause cause)
{
    const struct topo_balancer *b = f->declared->balancer;
    const char *name = f->declared->r.name, *place = w->n->place[f->place].text;
    const struct topo_rule *rule = NULL;
    if (cause == DROP_NO_RULE && b == NULL) {
        DROP(w, cause, place, arena_printf(w->arena, "private endpoint `%s` answers no ping", name), "--protocol udp");
    } else if (cause == DROP_NO_RULE) {
        DROP(w, cause, place, arena_printf(w->arena, "load balancer `%s` has a rule for port %u alone, and none for ping", name, f->port),
             arena_printf(w->arena, "--protocol udp --port %u", f->port));
    } else if (cause == DROP_HAIRPIN) {
        DROP(w, cause, place, arena_printf(w->arena, "load balancer `%s` leads back to the sender", name), "a sender that does not stand behind it, or another member");
        w->t->there = f->declared->behind->r.at;
    } else {
        const struct topo_nsg *nsg = probe_is_denied_by(w, f, &rule);
        DROP(w, cause, place, arena_printf(w->arena, "no member behind `%s` is healthy: a security group keeps its probe (AzureLoadBalancer, port %u) out", name,
                                           health_probe_port(b)),
             "an inbound rule of a lower priority number that allows AzureLoadBalancer");
        w->t->there = rule != NULL ? rule->r.at : nsg != NULL ? nsg->r.at : (struct span){0};
    }
    w->t->here = f->declared->r.at;
}

/* The member whose way is shown: the first that is not the sender itself, unless there is no other. */
static uint32_t shown_member(const struct walk *w, const struct front *f)
{
    return f->declared->balancer != NULL && f->member[0] == w->q->from && f->n > 1 ? f->member[1] : f->member[0];
}

/* Has come to a front: *vm becomes the member that answers. */
static bool through_front(struct walk *w, uint32_t *vm)
{
    const struct front *f = w->n->vm[*vm].front;
    enum drop_cause cause = front_refuses(f, w->q->protocol == TOPO_ICMP, w->q->port);
    if (cause == DROP_N && f->declared->balancer != NULL && shown_member(w, f) == w->q->from)
        cause = DROP_HAIRPIN;
    if (cause != DROP_N) {
        STEP(w, w->n->place[f->place].text, "DROPPED: %s", drop_cause_word(cause));
        refuse(w, f, cause);
        return false;
    }
    *vm = shown_member(w, f);
    w->front = f;
    if (f->declared->behind == NULL)
        return true;
    STEP(w, w->n->place[f->place].text, "to one of %u by the flow's hash: here %s", f->n, w->n->vm[*vm].name);
    return true;
}

/* Where an answer of the front begins: at the member, or at the endpoint. */
static uint32_t answers_from(const struct walk *w, uint32_t vm)
{
    const struct front *f = w->n->vm[vm].front;
    if (f == NULL || f->declared->balancer == NULL || f->n == 0)
        return vm;
    return f->member[0] == w->q->to && f->n > 1 ? f->member[1] : f->member[0];
}

/* Comes to a VM: its end, or an appliance. False: the walk is over. */
static bool arrive(struct walk *w, uint32_t vm)
{
    const bool is_appliance = vm != w->q->to;
    if (!is_appliance && w->n->vm[vm].front != NULL && !through_front(w, &vm))
        return false;
    const struct net_vm *at = &w->n->vm[vm];
    const char *place = w->n->place[at->in->place].text;
    const bool over_private_link = w->front != NULL && w->front->declared->endpoint != NULL;
    cross_zones(w, at);
    narrow(w, w->n->vm[vm].in->mtu_bytes);
    sends(w, at->in);
    if (!over_private_link && !groups_let(w, vm, TOPO_INBOUND))
        return false;
    if (!is_appliance) {
        STEP(w, machine_text(w, at), "arrives");
        w->t->arrived = true;
        return false;
    }
    if (!at->forwards) {
        DROP(w, DROP_NOT_FORWARDING, place, arena_printf(w->arena, "`%s` is to pass it on, and has ip_forwarding: false", at->declared->r.name),
             "ip_forwarding: true, where it is an appliance");
        w->t->there = at->declared->r.at;
        return false;
    }
    if (!sent_on(w, place))
        return false;
    const struct topo_appliance *a = &at->declared->appliance;
    if (!keeps_state(w, at, at->declared->has_appliance && a->stateful, at->declared->r.name, place, at->declared->r.at))
        return false;
    w->t->base_ms += at->declared->has_appliance ? (double)a->latency / (double)SIM_MS : 0;
    STEP(w, machine_text(w, at), "an appliance%s, sends it on", at->declared->has_appliance && a->stateful ? " that keeps state" : "");
    pass_by(w, at->name);
    narrow(w, at->out->mtu_bytes);
    sends(w, at->out);
    return true;
}

bool trace_is_symmetric(const struct trace *there, const struct trace *back)
{
    bool same = there->n_via == back->n_via;
    for (size_t i = 0; same && i < there->n_via; i++)
        same = strcmp(there->via[i], back->via[back->n_via - 1 - i]) == 0;
    return same;
}

void trace_walk(struct trace *t, const struct network *n, const struct trace_question *q, struct arena *arena)
{
    struct walk w = {.t = t, .n = n, .q = q, .arena = arena};
    uint32_t vm = answers_from(&w, q->from), region = n->vm[vm].region;
    const struct gateway *gateway = NULL;
    *t = (struct trace){.largest_bytes = n->vm[vm].out->mtu_bytes};
    sends(&w, n->vm[vm].out);
    STEP(&w, machine_text(&w, &n->vm[vm]), "%s%s%s to %s", vm == q->from ? "" : "answers as ", addr_text(&w, n->vm[q->from].addr),
         vm == q->from ? " sends" : "", addr_text(&w, network_addr(n, n->vm[vm].vnet, q->to)));
    for (bool at_vm = true;;) {
        uint32_t subnet = n->vm[vm].subnet;
        if (at_vm) {
            t->base_ms += link_ms(n, region, region);
            w.zone = n->vm[vm].zone;
            if (!groups_let(&w, vm, TOPO_OUTBOUND))
                return;
        } else {
            const struct topo_vnet *v = n->vnet[gateway->vnet].declared;
            subnet = n->vnet[gateway->vnet].first_subnet + (uint32_t)(v->gateway_subnet - v->subnets);
            w.zone = 0;
        }
        const uint32_t vnet = n->subnet[subnet].vnet;
        const enum next next = decide(&w, subnet, !at_vm, &vm, &region, &gateway);
        if (next == NEXT_DROPPED)
            return;
        const bool local = next == NEXT_VM && n->vm[vm].vnet == vnet && vm == q->to;
        if (!at_vm && !local && !sent_on(&w, vnet_place(&w, vnet)))
            return;
        at_vm = next == NEXT_VM;
        if (at_vm) {
            cross(&w, region, n->vm[vm].region);
            region = n->vm[vm].region;
            if (!arrive(&w, vm))
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
    return (struct trace_question){.from = from, .to = to, .protocol = f != NULL ? TOPO_UDP : TOPO_ICMP, .port = f != NULL && f->port != 0 ? f->port : TRACE_PORT};
}
