/*
 * What the routes of a subnet, and of the gateway that they lead to, make of a packet.
 */
#include "models/forward_parts.h"

#include "models/flow/flow.h"
#include "models/front.h"
#include "models/net/link.h"
#include "models/outside.h"
#include "models/routing/nat.h"
#include "models/vpn/gateway.h"

/* The path of a five-tuple on a link of n paths: the flow's quantile, turned by the golden ratio
 * for further targets. */
static uint8_t path_of(const struct flow *f, uint32_t target, uint32_t n_paths)
{
    double u = f->u + target * 0.6180339887498949;
    u -= (double)(uint64_t)u;
    uint32_t k = (uint32_t)(u * n_paths);
    return (uint8_t)(k < n_paths ? k : n_paths - 1);
}

uint32_t forward_address_for(const struct region *r, const struct packet *p, uint32_t vnet)
{
    const struct network *n = r->net;
    const uint32_t vm = network_destination(n, p);

    return SIM_LIKELY(!n->has_nat) ? n->vm[vm].addr : network_end(r, p, vnet, vm).addr;
}

static struct flow_route dropped(struct flow_route answer, enum drop_cause cause)
{
    answer.kind = ROUTE_NONE;
    answer.cause = (uint8_t)cause;
    return answer;
}

/* Over the link to another region, or the access link of a VM in this one. */
static struct flow_route towards(struct flow_route answer, const struct region *r,
                                 const struct packet *p, struct forward_asking who, uint32_t vm)
{
    const struct network *net = r->net;
    answer.path = network_zone_path(net, who.zone, vm);
    answer.link =
        net->vm[vm].front != NULL ? NULL : net->vm[vm].in; /* of a front the member decides */
    if (net->vm[vm].region != r->index) {
        answer.link = net->between[(size_t)r->index * net->n_regions + net->vm[vm].region];
        answer.path = path_of(&net->flow[p->flow], p->target, answer.link->n_paths);
    }
    return answer;
}

static struct flow_route into_tunnel(struct flow_route answer, const struct region *r,
                                     const struct packet *p, uint32_t tunnel)
{
    const struct network *net = r->net;
    const struct region *at = net->tunnel[tunnel].from->region;
    answer.kind = ROUTE_TUNNEL;
    answer.tunnel = tunnel;
    answer.link = NULL; /* the gateway stands in this region */
    if (at != r) {
        answer.link = net->between[(size_t)r->index * net->n_regions + at->index];
        answer.path = path_of(&net->flow[p->flow], p->target, answer.link->n_paths);
    }
    return answer;
}

struct forward_asking forward_as_gateway(const struct network *net, const struct gateway *g)
{
    const struct net_vnet *vnet = &net->vnet[g->vnet];
    const struct topo_subnet *own = vnet->declared->gateway_subnet;

    return (struct forward_asking){.subnet = vnet->first_subnet +
                                             (uint32_t)(own - vnet->declared->subnets),
                                   .vnet = g->vnet,
                                   .number = g->number,
                                   .is_gateway = true};
}

/*
 * What a gateway does with a packet for a VM that a user-defined route has sent to it: as its own
 * subnet's routes say, so it may go back to a peer that uses the gateway.
 */
static const struct route *gateway_route(const struct route_table *own,
                                         const struct route_table *tunnels, uint32_t addr)
{
    const struct route *route = route_lookup(own, addr);

    return route == NULL || route->kind == ROUTE_GATEWAY ? route_lookup(tunnels, addr) : route;
}

const struct route *network_gateway_route(const struct network *n, uint32_t gateway, uint32_t addr,
                                          uint32_t *subnet)
{
    const struct gateway *g = &n->gateway[gateway];

    *subnet = forward_as_gateway(n, g).subnet;
    return gateway_route(&n->subnet[*subnet].routes, g->routes, addr);
}

/* The same from region r: what has changed since the beginning only the gateway's own region knows.
 */
static const struct route *gateway_route_from(const struct region *r, const struct packet *p,
                                              uint32_t gateway, uint32_t *subnet)
{
    const struct network *n = r->net;
    const struct gateway *g = &n->gateway[gateway];
    const uint32_t addr = forward_address_for(r, p, g->vnet);

    if (g->region == r)
        return network_gateway_route(n, gateway, addr, subnet);
    *subnet = forward_as_gateway(n, g).subnet;
    return gateway_route(&n->subnet[*subnet].declared_routes, &n->gateway_routes[gateway], addr);
}

/* To the gateway that sends it on as a router. */
static struct flow_route by_router(struct flow_route answer, const struct region *r,
                                   const struct packet *p, uint32_t gateway)
{
    const struct network *net = r->net;
    const struct region *at = net->gateway[gateway].region;
    answer.kind = ROUTE_GATEWAY;
    answer.tunnel = gateway;
    answer.link = NULL; /* it stands in this region */
    if (at != r) {
        answer.link = net->between[(size_t)r->index * net->n_regions + at->index];
        answer.path = path_of(&net->flow[p->flow], p->target, answer.link->n_paths);
    }
    return answer;
}

/* To a host of the Internet: from a site over the line of its device, from the cloud where who asks
 * has a way out. `tunnel` says where the answers come back to (models/outside.h). */
static struct flow_route out_of_cloud(struct flow_route answer, const struct region *r,
                                      const struct packet *p, struct forward_asking who)
{
    const struct network *net = r->net;
    const uint32_t vm = network_destination(net, p);
    if (!outside_is_host(net, vm) || !outside_has_way(net, who.vnet, who.number, who.is_gateway))
        return dropped(answer, DROP_NO_ROUTE);
    answer.tunnel = outside_exit(net, network_source(net, p), who.vnet, who.number, who.is_gateway);
    answer = towards(answer, r, p, who, vm);
    if (net->vnet[who.vnet].declared->site != NULL) {
        answer.link = outside_device(net, answer.tunnel)->uplink_out;
        answer.path = 0;
    }
    return answer;
}

struct flow_route forward_take(const struct region *r, const struct packet *p,
                               struct forward_asking who, const struct route *route)
{
    const struct network *net = r->net;
    const uint32_t vm = network_destination(net, p);
    struct flow_route answer = {.epoch = r->epoch, .kind = ROUTE_NONE, .cause = DROP_NO_ROUTE};

    if (route == NULL)
        return answer;
    answer.kind = (uint8_t)route->kind;
    switch (route->kind) {
    case ROUTE_TUNNEL:
        return into_tunnel(answer, r, p,
                           network_choose(route, network_hash(&net->flow[p->flow], p->target,
                                                              packet_is_response(p))));
    case ROUTE_APPLIANCE:
        answer.tunnel = route->tunnel;
        return towards(answer, r, p, who, route->tunnel);
    case ROUTE_INTERNET:
        return out_of_cloud(answer, r, p, who);
    case ROUTE_DISCARD:
        return dropped(answer, DROP_ROUTE_NONE);
    case ROUTE_LOCAL:
    case ROUTE_PEERING:
        /* A site's range of all addresses: what is not there is outside. */
        if (net->vnet[who.vnet].declared->site != NULL && route->prefix.len == 0 &&
            outside_is_host(net, vm))
            return out_of_cloud(answer, r, p, who);
        /* An address of another VNet that overlaps: nobody answers to it here. */
        if (net->vm[vm].vnet != (route->kind == ROUTE_LOCAL ? who.vnet : route->peer_vnet))
            return dropped(answer, DROP_NO_ROUTE);
        if (route->kind == ROUTE_PEERING && who.is_gateway && !route->gives_gateway)
            return dropped(answer, DROP_NO_ROUTE);
        if (route->kind == ROUTE_PEERING && !who.is_gateway &&
            net->vm[network_source(net, p)].vnet != who.vnet && !route->takes_forwarded)
            return dropped(answer, DROP_NOT_FORWARDING);
        if (route->kind == ROUTE_PEERING && net->vm[vm].front != NULL &&
            front_is_basic(net->vm[vm].front) && net->vm[vm].region != r->index)
            return dropped(answer, DROP_BASIC_BALANCER);
        return towards(answer, r, p, who, vm);
    default:
        return dropped(answer, DROP_NO_ROUTE);
    }
}

struct flow_route forward_towards(const struct region *r, const struct packet *p, uint32_t vm)
{
    return towards((struct flow_route){.kind = ROUTE_LOCAL}, r, p, (struct forward_asking){0}, vm);
}

uint8_t forward_path(const struct region *r, const struct packet *p, const struct link *link)
{
    return path_of(&r->net->flow[p->flow], p->target, link->n_paths);
}

bool network_is_routed(const struct route *route)
{
    return route != NULL && (route->kind == ROUTE_LOCAL || route->kind == ROUTE_PEERING ||
                             route->kind == ROUTE_APPLIANCE);
}

struct flow_route forward_resolve(const struct region *r, const struct packet *p,
                                  struct forward_asking who)
{
    const struct network *net = r->net;
    const struct route *route =
        route_lookup(&net->subnet[who.subnet].routes, forward_address_for(r, p, who.vnet));

    if (SIM_UNLIKELY(net->flow[p->flow].refused != DROP_N))
        return dropped((struct flow_route){.epoch = r->epoch},
                       (enum drop_cause)net->flow[p->flow].refused);
    if (route != NULL && route->kind == ROUTE_GATEWAY) {
        const uint32_t gateway = route->tunnel;
        who = forward_as_gateway(net, &net->gateway[gateway]);
        route = gateway_route_from(r, p, gateway, &who.subnet);
        if (network_is_routed(route))
            return by_router((struct flow_route){.epoch = r->epoch}, r, p, gateway);
    }
    return forward_take(r, p, who, route);
}

static uint32_t number_of(const struct gateway_instance *at)
{
    return (uint32_t)(at - at->gateway->instance);
}

/* By which instances the flow's source comes through the first NAT rules that one instance has:
 * those of the tunnel that it takes. */
static uint32_t renamed_by(const struct network *n, const struct flow *f)
{
    const struct route *route = network_route(n, f, false);
    if (!n->has_nat || route == NULL || route->kind != ROUTE_TUNNEL)
        return 0;
    const struct tunnel *t = &n->tunnel[network_choose(route, network_hash(f, 0, false))];
    struct nat_end end = {.addr = n->vm[f->src_vm].addr,
                          .port = network_client_port(f, 0),
                          .protocol = flow_protocol(f)};
    const bool leaves = nat_is_step(t->declared, TOPO_NAT_EGRESS, end);
    uint32_t by = leaves ? nat_by_append(0, number_of(t->at)) : 0;
    end.by = by;
    if (t->declared->reverse != NULL) {
        end = nat_in_tunnel(t->declared->reverse, end);
        by = nat_is_step(t->declared->reverse, TOPO_NAT_INGRESS, end)
                 ? nat_by_append(by, number_of(t->far))
                 : by;
    }
    return by;
}

const struct route *network_route(const struct network *n, const struct flow *f, bool is_answer)
{
    const struct net_vm *from = &n->vm[is_answer ? f->dst_vm : f->src_vm];
    const uint32_t to = is_answer ? f->src_vm : f->dst_vm;
    const struct nat_end end = {.addr = n->vm[to].addr,
                                .port =
                                    is_answer ? network_client_port(f, 0) : (uint32_t)f->spec->port,
                                .protocol = flow_protocol(f),
                                .by = is_answer ? renamed_by(n, f) : NAT_FIRST};
    const struct route *route =
        route_lookup(&n->subnet[from->subnet].routes, network_seen(n, from->vnet, to, end).addr);

    if (route != NULL && route->kind == ROUTE_GATEWAY) {
        uint32_t subnet;
        route = network_gateway_route(n, route->tunnel,
                                      network_seen(n, n->gateway[route->tunnel].vnet, to, end).addr,
                                      &subnet);
    }
    return route;
}
