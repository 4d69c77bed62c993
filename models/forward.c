/*
 * Forwarding: what the fabric of a region does with a packet, by the routes of the VNet that it stands in. The answer is
 * kept in the flow until the region's route epoch changes; a flow with many destinations asks for each packet.
 */
#include "models/network.h"
#include "sim/base/assert.h"

static uint32_t destination(const struct network *net, const struct packet *p)
{
    const struct flow *f = &net->flow[p->flow];
    return (p->kind & PACKET_KIND) == PACKET_RESPONSE ? f->src_vm : f->dst_vm + p->target;
}

/* The path of a five-tuple on a link of n paths: the flow's quantile, turned by the golden ratio for further targets. */
static uint32_t path_of(const struct flow *f, uint32_t target, uint32_t n_paths)
{
    double u = f->u + target * 0.6180339887498949;
    u -= (double)(uint64_t)u;
    uint32_t k = (uint32_t)(u * n_paths);
    return k < n_paths ? k : n_paths - 1;
}

static struct flow_route resolve(const struct region *r, const struct packet *p, uint32_t vnet)
{
    const struct network *net = r->net;
    const struct net_vm *vm = &net->vm[destination(net, p)];
    const struct route *route = route_lookup(&net->vnet[vnet].routes, vm->addr);
    struct flow_route answer = {.epoch = r->epoch, .kind = ROUTE_NONE};

    if (route == NULL)
        return answer;
    if (route->kind == ROUTE_TUNNEL) {
        answer.kind = ROUTE_TUNNEL;
        answer.tunnel = route->tunnel;
        return answer;
    }
    /* An address of another VNet that overlaps: nobody answers to it here. */
    if (vm->vnet != (route->kind == ROUTE_LOCAL ? vnet : route->peer_vnet))
        return answer;
    answer.kind = route->kind;
    answer.link = vm->in;
    if (vm->region != r->index) {
        answer.link = net->between[(size_t)r->index * net->n_regions + vm->region];
        answer.path = path_of(&net->flow[p->flow], p->target, answer.link->n_paths);
    }
    return answer;
}

void network_forward(struct region *r, struct packet *p, uint32_t vnet, sim_time_t now)
{
    struct network *net = r->net;
    struct flow_route fresh, *route;

    if (SIM_LIKELY(net->flow[p->flow].n_targets == 1)) {
        route = (p->kind & PACKET_KIND) == PACKET_RESPONSE ? &net->dst[p->flow]->route : &net->src[p->flow]->route;
        if (SIM_UNLIKELY(route->epoch != r->epoch))
            *route = resolve(r, p, vnet);
    } else {
        fresh = resolve(r, p, vnet);
        route = &fresh;
    }
    switch (route->kind) {
    case ROUTE_LOCAL:
    case ROUTE_PEERING:
        link_send(route->link, p, p->bytes, route->path, now);
        break;
    case ROUTE_TUNNEL:
        gateway_encrypt(r, &net->tunnel[route->tunnel], p, now);
        break;
    case ROUTE_NONE:
        region_drop(r, net->vnet[vnet].place, DROP_NO_ROUTE, p, now);
        break;
    }
}

void network_deliver(struct region *r, struct packet *p, uint32_t vnet, sim_time_t now)
{
    struct network *net = r->net;
    const struct net_vm *vm = &net->vm[destination(net, p)];

    if (vm->vnet == vnet)
        link_send(vm->in, p, p->bytes, 0, now);
    else
        region_drop(r, net->vnet[vnet].place, DROP_NO_ROUTE, p, now);
}
