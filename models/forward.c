/*
 * Forwarding: what the fabric of a region does with a packet, by the routes of the subnet that it
 * comes from. The answer is kept in the flow until the region's route epoch changes; a flow with
 * many destinations asks for each packet, and so does what an appliance or a gateway sends on.
 */
#include "models/appliance.h"
#include "models/capture/tap.h"
#include "models/network.h"
#include "models/nsg.h"
#include "models/routing/handshake.h"
#include "models/routing/nat.h"
#include "models/vpn/instance.h"
#include "sim/base/assert.h"

enum {
    LOWEST_PORT = 1024
}; /* the first that a client may have, when those from NETWORK_FIRST_PORT on are all in use */

static bool is_response(const struct packet *p)
{
    return (p->kind & PACKET_KIND) == PACKET_RESPONSE;
}

uint32_t network_destination(const struct network *net, const struct packet *p)
{
    const struct flow *f = &net->flow[p->flow];
    return is_response(p) ? f->src_vm : flow_target(f, p);
}

uint32_t network_source(const struct network *net, const struct packet *p)
{
    const struct flow *f = &net->flow[p->flow];
    return is_response(p) ? flow_target(f, p) : f->src_vm;
}

/* The path of a five-tuple on a link of n paths: the flow's quantile, turned by the golden ratio
 * for further targets. */
static uint8_t path_of(const struct flow *f, uint32_t target, uint32_t n_paths)
{
    double u = f->u + target * 0.6180339887498949;
    u -= (double)(uint64_t)u;
    uint32_t k = (uint32_t)(u * n_paths);
    return (uint8_t)(k < n_paths ? k : n_paths - 1);
}

struct nat_end network_seen(const struct network *n, uint32_t vnet, uint32_t vm, struct nat_end end)
{
    if (SIM_LIKELY(!n->has_nat))
        return end;
    return nat_seen(n->topo, n->vnet[vnet].declared, n->vnet[n->vm[vm].vnet].declared, end);
}

struct nat_end network_end(const struct region *r, const struct packet *p, uint32_t vnet,
                           uint32_t vm)
{
    const struct network *n = r->net;
    const struct flow *f = &n->flow[p->flow];
    const bool is_client = vm == f->src_vm;

    return network_seen(
        n, vnet, vm,
        (struct nat_end){.addr = n->vm[vm].addr,
                         .port = is_client ? network_source_port(r, p) : (uint32_t)f->spec->port,
                         .protocol = flow_protocol(f),
                         .by = is_client ? (p->kind & PACKET_BY) >> PACKET_BY_SHIFT : NAT_FIRST});
}

/* The address of the VM that the packet is for, as those in a network know it. */
static uint32_t address_for(const struct region *r, const struct packet *p, uint32_t vnet)
{
    const struct network *n = r->net;
    const uint32_t vm = network_destination(n, p);

    return SIM_LIKELY(!n->has_nat) ? n->vm[vm].addr : network_end(r, p, vnet, vm).addr;
}

uint32_t network_hash(const struct flow *f, uint32_t target, bool is_answer)
{
    return f->hash[is_answer] + target * UINT32_C(0x9E3779B9);
}

uint32_t network_client_port(const struct flow *f, uint32_t connection)
{
    return LOWEST_PORT + (NETWORK_FIRST_PORT - LOWEST_PORT + f->first_connection + connection) %
                             (65536 - LOWEST_PORT);
}

uint32_t network_source_port(const struct region *r, const struct packet *p)
{
    return network_client_port(&r->net->flow[p->flow],
                               p->tcp ? r->segments.v[p->seq].connection : 0);
}

uint32_t network_five_tuple(const struct region *r, const struct packet *p)
{
    const struct network *net = r->net;
    const uint8_t only_named =
        PACKET_TO_APPLIANCE |
        PACKET_TO_GATEWAY; /* `tunnel` says where it goes, and nothing is around it */

    if (p->tunnel != 0 && (p->kind & only_named) == 0)
        return net->tunnel[p->tunnel - 1].hash;
    const uint32_t connection = p->tcp ? r->segments.v[p->seq].connection : 0;
    return network_hash(&net->flow[p->flow], p->target, is_response(p)) +
           connection * UINT32_C(0x85EBCA77);
}

uint32_t network_choose(const struct route *route, uint32_t hash)
{
    return route->choice[(uint64_t)hash * route->n_choices >> 32];
}

bool network_selects(const struct network *n, const struct tunnel *t, const struct packet *p)
{
    return handshake_selects(t->declared, n->vm[network_source(n, p)].addr,
                             n->vm[network_destination(n, p)].addr);
}

/* Who asks: a VM, which sends what is its own or, as an appliance, passes on; or a gateway that has
 * decrypted. */
struct asking {
    uint32_t subnet, vnet;
    uint8_t zone; /* of a VM; 0: none */
    bool is_gateway;
};

static struct flow_route dropped(struct flow_route answer, enum drop_cause cause)
{
    answer.kind = ROUTE_NONE;
    answer.cause = (uint8_t)cause;
    return answer;
}

/* Over the link to another region, or the access link of a VM in this one. */
static struct flow_route towards(struct flow_route answer, const struct region *r,
                                 const struct packet *p, struct asking who, uint32_t vm)
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

static struct asking as_gateway(const struct network *net, const struct gateway *g)
{
    const struct net_vnet *vnet = &net->vnet[g->vnet];
    const struct topo_subnet *own = vnet->declared->gateway_subnet;

    return (struct asking){.subnet = vnet->first_subnet + (uint32_t)(own - vnet->declared->subnets),
                           .vnet = g->vnet,
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

    *subnet = as_gateway(n, g).subnet;
    return gateway_route(&n->subnet[*subnet].routes, g->routes, addr);
}

/* The same from region r: what has changed since the beginning only the gateway's own region knows.
 */
static const struct route *gateway_route_from(const struct region *r, const struct packet *p,
                                              uint32_t gateway, uint32_t *subnet)
{
    const struct network *n = r->net;
    const struct gateway *g = &n->gateway[gateway];
    const uint32_t addr = address_for(r, p, g->vnet);

    if (g->region == r)
        return network_gateway_route(n, gateway, addr, subnet);
    *subnet = as_gateway(n, g).subnet;
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

/* What comes of a route that the asking one has found; NULL: none. */
static struct flow_route take(const struct region *r, const struct packet *p, struct asking who,
                              const struct route *route)
{
    const struct network *net = r->net;
    const uint32_t vm = network_destination(net, p);
    struct flow_route answer = {.epoch = r->epoch, .kind = ROUTE_NONE, .cause = DROP_NO_ROUTE};

    if (route == NULL)
        return answer;
    answer.kind = (uint8_t)route->kind;
    switch (route->kind) {
    case ROUTE_TUNNEL:
        return into_tunnel(
            answer, r, p,
            network_choose(route, network_hash(&net->flow[p->flow], p->target, is_response(p))));
    case ROUTE_APPLIANCE:
        answer.tunnel = route->tunnel;
        return towards(answer, r, p, who, route->tunnel);
    case ROUTE_DISCARD:
        return dropped(answer, DROP_ROUTE_NONE);
    case ROUTE_LOCAL:
    case ROUTE_PEERING:
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

bool network_is_routed(const struct route *route)
{
    return route != NULL && (route->kind == ROUTE_LOCAL || route->kind == ROUTE_PEERING ||
                             route->kind == ROUTE_APPLIANCE);
}

static struct flow_route resolve(const struct region *r, const struct packet *p, struct asking who)
{
    const struct network *net = r->net;
    const struct route *route =
        route_lookup(&net->subnet[who.subnet].routes, address_for(r, p, who.vnet));

    if (SIM_UNLIKELY(net->flow[p->flow].spec->is_unknown))
        return dropped((struct flow_route){.epoch = r->epoch}, DROP_NO_NAME);
    if (route != NULL && route->kind == ROUTE_GATEWAY) {
        const uint32_t gateway = route->tunnel;
        who = as_gateway(net, &net->gateway[gateway]);
        route = gateway_route_from(r, p, gateway, &who.subnet);
        if (network_is_routed(route))
            return by_router((struct flow_route){.epoch = r->epoch}, r, p, gateway);
    }
    return take(r, p, who, route);
}

static bool carries(const struct tunnel *t, const struct route *route)
{
    return t->up && (!route->learned || !t->withdrawn);
}

/* The tunnel that its gateway chooses now, of those that lead there and are up; t when there is
 * none. NULL: nothing leads there. */
static struct tunnel *instead_of(const struct region *r, struct tunnel *t, const struct packet *p)
{
    const struct network *net = r->net;
    const struct route *route = route_lookup(t->from->routes, address_for(r, p, t->from->vnet));
    uint32_t n = 0, k;

    if (route == NULL)
        return NULL;
    for (uint32_t i = 0; i < route->n_choices; i++)
        n += carries(&net->tunnel[route->choice[i]], route);
    if (n == 0)
        return t->up ? &net->tunnel[route->choice[0]] : t;
    k = (uint32_t)((uint64_t)network_hash(&net->flow[p->flow], p->target, is_response(p)) * n >>
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
    enum drop_cause cause =
        g->seen != NULL && !appliance_keeps_state(g->seen, p) ? DROP_NO_STATE : DROP_N;

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
    if (SIM_LIKELY(!net->has_fronts || !is_response(p) || p->hops != 0))
        return vm;
    const uint32_t src = network_source(net, p);
    return net->vm[src].declared->endpoint != NULL ? src : vm;
}

/* Then several members may answer, from several zones. */
static bool answers_for_front(const struct network *net, const struct packet *p)
{
    return is_response(p) && net->vm[net->flow[p->flow].dst_vm].front != NULL;
}

/* Are the addresses of the flow's packets, as a network knows them, not all the same? */
static bool has_many_names(const struct network *net, const struct packet *p)
{
    return net->has_nat && (net->has_nat_ports || (p->kind & PACKET_BY) != 0);
}

void network_forward(struct region *r, struct packet *p, uint32_t vm, sim_time_t now)
{
    struct network *net = r->net;
    struct flow_route fresh, *route;
    const struct net_vm *at = &net->vm[leaves_at(net, p, vm)];
    const struct asking who = {.subnet = at->subnet, .vnet = at->vnet, .zone = net->vm[vm].zone};

    if (SIM_UNLIKELY(net->has_nsgs) && !nsg_lets_out(r, p, vm, network_source(net, p),
                                                     network_destination(net, p), p->hops == 0)) {
        region_drop(r, at->out->place, DROP_NSG, p, now);
        return;
    }
    if (SIM_LIKELY(net->flow[p->flow].n_targets == 1 && p->hops == 0 &&
                   !(net->has_fronts && answers_for_front(net, p)) && !has_many_names(net, p))) {
        route = is_response(p) ? &net->dst[p->flow]->route : &net->src[p->flow]->route;
        if (SIM_UNLIKELY(route->epoch != r->epoch))
            *route = resolve(r, p, who);
    } else {
        fresh = resolve(r, p, who);
        route = &fresh;
    }
    follow(r, p, route, at->vnet, now);
}

void network_leave_tunnel(struct region *r, struct packet *p, const struct tunnel *t,
                          const struct gateway_instance *at, sim_time_t now)
{
    const struct gateway *g = at->gateway;
    const struct network *net = r->net;
    const struct net_vnet *vnet = &net->vnet[g->vnet];
    const struct asking who = as_gateway(net, g);
    struct flow_route fresh, *route;

    if (SIM_UNLIKELY(g->watched)) {
        if (!has_state(r, at, t != NULL ? t->reverse->declared : NULL, p, false, now))
            return;
        tap_inner(r, at, p, true, now);
    }
    if (SIM_LIKELY(net->flow[p->flow].n_targets == 1 &&
                   net->vm[network_destination(net, p)].vnet == g->vnet)) {
        route = is_response(p) ? &net->src[p->flow]->entry : &net->dst[p->flow]->entry;
        if (SIM_UNLIKELY(route->epoch != r->epoch))
            *route = resolve(r, p, who);
    } else {
        fresh = resolve(r, p, who);
        route = &fresh;
    }
    if (SIM_UNLIKELY(route->kind != ROUTE_LOCAL) && !hop(r, p, vnet->place, now))
        return;
    follow(r, p, route, g->vnet, now);
}

void network_enter_router(struct region *r, struct packet *p, uint32_t gateway, sim_time_t now)
{
    struct gateway *g = &r->net->gateway[gateway];

    if (hop(r, p, r->net->vnet[g->vnet].place, now))
        router_pass(r, g, network_hash(&r->net->flow[p->flow], p->target, is_response(p)), p, now);
}

void network_route_on(struct region *r, struct packet *p, const struct gateway *g, sim_time_t now)
{
    struct asking who = as_gateway(r->net, g);
    const struct route *route =
        network_gateway_route(r->net, g->number, address_for(r, p, g->vnet), &who.subnet);
    const struct flow_route answer = take(r, p, who, route);

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

/* By which instance a dynamic NAT rule gives the flow's source another address: that of the tunnel
 * that it takes. */
static uint32_t renamed_by(const struct network *n, const struct flow *f)
{
    const struct route *route = network_route(n, f, false);
    if (!n->has_nat || route == NULL || route->kind != ROUTE_TUNNEL)
        return 0;
    const struct tunnel *t = &n->tunnel[network_choose(route, network_hash(f, 0, false))];
    const bool out = t->from->declared->device == NULL;
    const struct topo_connection *c = out ? t->declared : t->declared->reverse;
    const struct gateway_instance *at = out ? t->at : t->far;
    const struct topo_nat_rule *rule =
        c == NULL ? NULL
                  : nat_dynamic(c, out ? TOPO_NAT_EGRESS : TOPO_NAT_INGRESS, n->vm[f->src_vm].addr,
                                (uint32_t)(at - at->gateway->instance));
    return rule != NULL ? rule->by : 0;
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
