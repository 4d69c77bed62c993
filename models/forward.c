/*
 * Forwarding: what the fabric of a region does with a packet, by the routes of the subnet that it
 * comes from. The answer is kept in the flow until the region's route epoch changes; a flow with
 * many destinations asks for each packet, and so does what an appliance or a gateway sends on.
 */
#include "models/appliance.h"
#include "models/capture/tap.h"
#include "models/flow/flow.h"
#include "models/forward.h"
#include "models/forward_parts.h"
#include "models/front.h"
#include "models/net/link.h"
#include "models/nsg.h"
#include "models/vpn/instance.h"
#include "models/vpn/napt.h"
#include "models/outside.h"
#include "models/state.h"
#include "sim/base/arena.h"

static bool carries(const struct tunnel *t, const struct route *route)
{
    return t->up && (!route->learned || !t->withdrawn);
}

/* The tunnel that its gateway chooses now, of those that lead there and are up; t when there is
 * none. NULL: nothing leads there. */
static struct tunnel *instead_of(const struct region *r, struct tunnel *t, const struct packet *p)
{
    const struct network *net = r->net;
    const struct route *route =
        route_lookup(t->from->routes, forward_address_for(r, p, t->from->vnet));
    uint32_t n = 0, k;

    if (route == NULL)
        return NULL;
    for (uint32_t i = 0; i < route->n_choices; i++)
        n += carries(&net->tunnel[route->choice[i]], route);
    if (n == 0)
        return t->up ? &net->tunnel[route->choice[0]] : t;
    k = (uint32_t)((uint64_t)network_hash(&net->flow[p->flow], p->target, packet_is_response(p)) *
                       n >>
                   32);
    for (uint32_t i = 0;; i++) {
        struct tunnel *other = &net->tunnel[route->choice[i]];
        if (carries(other, route) && k-- == 0)
            return other;
    }
}

/* It leaves by the gateway's connection c, or has come by it. False: what keeps state does not know
 * what it belongs to, and it is dropped. */
static bool has_state(struct region *r, const struct gateway_instance *at,
                      const struct topo_connection *c, struct packet *p, bool out, sim_time_t now)
{
    const struct gateway *g = at->gateway;
    enum drop_cause cause = g->seen != NULL && !state_lets(r, g->seen, p) ? DROP_NO_STATE : DROP_N;

    if (cause == DROP_N && at->napt != NULL && c != NULL)
        cause = napt_pass(at, c, r, p, out, now);
    if (cause != DROP_N)
        region_drop(r, g->place, cause, p, now);
    return cause == DROP_N;
}

void network_encrypt(struct region *r, uint32_t tunnel, struct packet *p, sim_time_t now)
{
    struct tunnel *t = &r->net->tunnel[tunnel];

    if (SIM_UNLIKELY(!t->up || t->from->rerouted)) {
        struct tunnel *other = instance_is_missed(t->at, now) ? t : instead_of(r, t, p);
        if (other == NULL) {
            region_drop(r, r->net->vnet[t->from->vnet].place, DROP_NO_ROUTE, p, now);
            return;
        }
        t = other;
    }
    if (SIM_UNLIKELY(t->from->watched)) {
        tap_inner(r, t->at, p, false, now);
        if (!has_state(r, t->at, t->declared, p, true, now))
            return;
    }
    gateway_encrypt(r, t, p, now);
}

static void follow(struct region *r, struct packet *p, const struct flow_route *route,
                   uint32_t vnet, sim_time_t now)
{
    struct network *net = r->net;

    switch (route->kind) {
    case ROUTE_LOCAL:
    case ROUTE_PEERING:
        if (SIM_UNLIKELY(route->link == NULL))
            front_send(r, p, network_destination(net, p), now);
        else
            link_send(route->link, p, p->bytes, route->path, now);
        break;
    case ROUTE_TUNNEL:
        if (SIM_LIKELY(route->link == NULL)) {
            network_encrypt(r, route->tunnel, p, now);
            break;
        }
        p->kind |= PACKET_TO_GATEWAY;
        p->tunnel = (uint16_t)(route->tunnel + 1);
        link_send(route->link, p, p->bytes, route->path, now);
        break;
    case ROUTE_GATEWAY:
        if (route->link == NULL) {
            network_enter_router(r, p, route->tunnel, now);
            break;
        }
        p->kind |= PACKET_TO_ROUTER;
        p->tunnel = (uint16_t)(route->tunnel + 1);
        link_send(route->link, p, p->bytes, route->path, now);
        break;
    case ROUTE_APPLIANCE:
        if (net->vm[route->tunnel].region != r->index) {
            p->kind |= PACKET_TO_APPLIANCE;
            p->tunnel = (uint16_t)(route->tunnel + 1);
        }
        link_send(route->link, p, p->bytes, route->path, now);
        break;
    case ROUTE_INTERNET:
        if (SIM_UNLIKELY(net->capture != NULL) && net->vnet[vnet].declared->site != NULL)
            tap_line(r, outside_device(net, route->tunnel), p, true, p->hops == 0, now);
        p->target = (uint16_t)route->tunnel;
        link_send(route->link, p, p->bytes, route->path, now);
        break;
    default:
        region_drop(r, net->vnet[vnet].place, (enum drop_cause)route->cause, p, now);
        break;
    }
}

/* Counts one more that sends the packet on. False: too many, and it is dropped. */
static bool hop(struct region *r, struct packet *p, uint32_t place, sim_time_t now)
{
    if (p->hops == PACKET_HOPS_MAX) {
        region_drop(r, place, DROP_TTL, p, now);
        return false;
    }
    p->hops++;
    return true;
}

/* Whose place in the network a packet leaves from: an answer for a private endpoint from the
 * endpoint's, whoever has given it. */
static uint32_t leaves_at(const struct network *net, const struct packet *p, uint32_t vm)
{
    if (SIM_LIKELY(!net->has_fronts || !packet_is_response(p) || p->hops != 0))
        return vm;
    const uint32_t src = network_source(net, p);
    return net->vm[src].declared->endpoint != NULL ? src : vm;
}

/* Then several members may answer, from several zones. */
static bool answers_for_front(const struct network *net, const struct packet *p)
{
    return packet_is_response(p) && net->vm[net->flow[p->flow].dst_vm].front != NULL;
}

/* Are the addresses of the flow's packets, as a network knows them, not all the same? */
static bool has_many_names(const struct network *net, const struct packet *p)
{
    return net->has_nat && (net->has_nat_ports || (p->kind & PACKET_BY) != 0);
}

/* VM number vm, in the place of `at`. */
static struct forward_asking as_machine(const struct network *net, const struct net_vm *at,
                                        uint32_t vm)
{
    return (struct forward_asking){
        .subnet = at->subnet, .vnet = at->vnet, .number = vm, .zone = net->vm[vm].zone};
}

void network_forward(struct region *r, struct packet *p, uint32_t vm, sim_time_t now)
{
    struct network *net = r->net;
    struct flow_route fresh, *route;
    const struct net_vm *at = &net->vm[leaves_at(net, p, vm)];

    if (SIM_UNLIKELY(net->has_nsgs) && !nsg_lets_out(r, p, vm, network_source(net, p),
                                                     network_destination(net, p), p->hops == 0)) {
        region_drop(r, at->out->place, DROP_NSG, p, now);
        return;
    }
    if (SIM_LIKELY(net->flow[p->flow].n_targets == 1 && p->hops == 0 &&
                   !(net->has_fronts && answers_for_front(net, p)) && !has_many_names(net, p))) {
        route = packet_is_response(p) ? &net->dst[p->flow]->route : &net->src[p->flow]->route;
        if (SIM_UNLIKELY(route->epoch != r->epoch))
            *route = forward_resolve(r, p, as_machine(net, at, vm));
    } else {
        fresh = forward_resolve(r, p, as_machine(net, at, vm));
        route = &fresh;
    }
    follow(r, p, route, at->vnet, now);
}

/* Of the flow, here: with the first packet of it that leaves a tunnel. */
static struct flow_route *entry_of(struct region *r, const struct packet *p)
{
    struct flow_route **entry =
        packet_is_response(p) ? &r->net->src[p->flow]->entry : &r->net->dst[p->flow]->entry;

    if (SIM_UNLIKELY(*entry == NULL))
        *entry = ARENA_NEW(r->lp.arena, struct flow_route);
    return *entry;
}

void network_leave_tunnel(struct region *r, struct packet *p, const struct tunnel *t,
                          const struct gateway_instance *at, sim_time_t now)
{
    const struct gateway *g = at->gateway;
    const struct network *net = r->net;
    const struct net_vnet *vnet = &net->vnet[g->vnet];
    const struct forward_asking who = forward_as_gateway(net, g);
    struct flow_route fresh, *route;

    if (SIM_UNLIKELY(g->watched)) {
        if (!has_state(r, at, t != NULL ? t->reverse->declared : NULL, p, false, now))
            return;
        tap_inner(r, at, p, true, now);
    }
    if (SIM_LIKELY(net->flow[p->flow].n_targets == 1 &&
                   net->vm[network_destination(net, p)].vnet == g->vnet)) {
        route = entry_of(r, p);
        if (SIM_UNLIKELY(route->epoch != r->epoch))
            *route = forward_resolve(r, p, who);
    } else {
        fresh = forward_resolve(r, p, who);
        route = &fresh;
    }
    if (SIM_UNLIKELY(route->kind != ROUTE_LOCAL) && !hop(r, p, vnet->place, now))
        return;
    follow(r, p, route, g->vnet, now);
}

void network_enter_from_outside(struct region *r, struct packet *p, const struct gateway *g,
                                sim_time_t now)
{
    const struct flow_route route = forward_resolve(r, p, forward_as_gateway(r->net, g));

    if (SIM_UNLIKELY(r->net->capture != NULL))
        tap_line(r, g, p, false, route.kind == ROUTE_LOCAL, now);
    if (route.kind == ROUTE_LOCAL || hop(r, p, r->net->vnet[g->vnet].place, now))
        follow(r, p, &route, g->vnet, now);
}

void network_enter_router(struct region *r, struct packet *p, uint32_t gateway, sim_time_t now)
{
    struct gateway *g = &r->net->gateway[gateway];

    if (hop(r, p, r->net->vnet[g->vnet].place, now))
        router_pass(r, g, network_hash(&r->net->flow[p->flow], p->target, packet_is_response(p)), p,
                    now);
}

void network_route_on(struct region *r, struct packet *p, const struct gateway *g, sim_time_t now)
{
    struct forward_asking who = forward_as_gateway(r->net, g);
    const struct route *route =
        network_gateway_route(r->net, g->number, forward_address_for(r, p, g->vnet), &who.subnet);
    const struct flow_route answer = forward_take(r, p, who, route);

    follow(r, p, &answer, g->vnet, now);
}

/* Is VM number vm where the packet is to come to; to a front, one that it has been handed on to? */
static bool is_end(const struct network *net, const struct packet *p, uint32_t vm)
{
    const uint32_t end = network_destination(net, p);

    return SIM_UNLIKELY(net->has_fronts) && net->vm[end].front != NULL ? p->target != 0 : vm == end;
}

bool network_lets_in(const struct region *r, const struct packet *p, uint32_t vm)
{
    const bool is_at_end = is_end(r->net, p, vm);

    return nsg_lets_in(r, p, vm, network_source(r->net, p),
                       is_at_end ? vm : network_destination(r->net, p), is_at_end);
}

void network_arrive(struct region *r, struct packet *p, uint32_t vm, sim_time_t now)
{
    const struct network *net = r->net;

    if (SIM_UNLIKELY(net->has_nsgs) && !network_lets_in(r, p, vm)) {
        region_drop(r, net->vm[vm].in->place, DROP_NSG, p, now);
        return;
    }
    if (SIM_LIKELY(is_end(net, p, vm))) {
        flow_deliver(r, p, vm, now);
        return;
    }
    if (!net->vm[vm].forwards) {
        region_drop(r, net->vm[vm].in->place, DROP_NOT_FORWARDING, p, now);
        return;
    }
    if (!hop(r, p, net->vm[vm].in->place, now))
        return;
    if (net->vm[vm].appliance != NULL)
        appliance_pass(r, net->vm[vm].appliance, p, now);
    else
        link_send(net->vm[vm].out, p, p->bytes, 0, now);
}
