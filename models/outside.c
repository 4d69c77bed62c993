#include "models/outside.h"

#include "models/build.h"
#include "models/flow/flow.h"
#include "models/forward.h"
#include "models/forward_parts.h"
#include "models/vpn/gateway.h"

bool outside_is_host(const struct network *n, uint32_t vm)
{
    return n->vm[vm].declared->kind == TOPO_INTERNET_HOST;
}

bool outside_has_way(const struct network *n, uint32_t vnet, uint32_t number, bool is_gateway)
{
    return n->vnet[vnet].declared->site != NULL ||
           (!is_gateway && topo_way_out(n->vm[number].declared) != NULL);
}

/* A host of a site takes the line of the first device. */
static uint32_t device_of(const struct network *n, uint32_t vnet, uint32_t number, bool is_gateway)
{
    return is_gateway ? number : (uint32_t)(n->vnet[vnet].declared->gateway - n->topo->gateways);
}

uint32_t outside_exit(const struct network *n, uint32_t src_vm, uint32_t vnet, uint32_t number,
                      bool is_gateway)
{
    if (n->vnet[vnet].declared->site != NULL)
        return 1 + device_of(n, vnet, number, is_gateway);
    return number == src_vm ? 0 : 1 + (uint32_t)n->n_gateways + number;
}

const struct gateway *outside_device(const struct network *n, uint32_t exit)
{
    return &n->gateway[exit - 1];
}

const char *outside_refuses(const struct network *n)
{
    bool has_hosts = false;
    size_t most = n->n_gateways;

    for (uint32_t vm = 0; vm < n->n_vms; vm++) {
        has_hosts = has_hosts || outside_is_host(n, vm);
        most = n->vm[vm].forwards ? 1 + n->n_gateways + vm : most;
    }
    return has_hosts && most > UINT16_MAX
               ? "so many gateways and VMs stand before the last appliance that a packet for the "
                 "Internet cannot carry its number in 16 bits"
               : NULL;
}

void outside_leave(struct region *r, struct packet *p, sim_time_t now)
{
    const uint16_t exit = p->target;

    p->target = 0; /* the paths are those of the flow's one destination */
    const struct flow_route route = forward_towards(r, p, network_destination(r->net, p));
    p->target = exit;
    link_send(route.link, p, p->bytes, route.path, now);
}

/* ICMP about an answer, which says nothing of where the flow leaves the cloud. */
static bool is_message(const struct region *r, const struct packet *p)
{
    return p->tcp && r->segments.v[p->seq].path_mtu != 0;
}

void outside_arrive(struct region *r, struct link *link, struct packet *p, sim_time_t now)
{
    if (!is_message(r, p))
        r->net->dst[p->flow]->exit = p->target;
    p->target = 0;
    network_enter_vm(r, link, p, now);
}

static void to_site(struct region *r, struct packet *p, const struct gateway *g, sim_time_t now)
{
    const struct network *n = r->net;
    struct link *between = n->between[(size_t)r->index * n->n_regions + g->region->index];

    p->kind |= PACKET_TO_ROUTER;
    p->tunnel = (uint16_t)(g->number + 1);
    if (g->region == r)
        link_send(g->uplink_in, p, p->bytes, 0, now);
    else
        link_send(between, p, p->bytes, forward_path(r, p, between), now);
}

void outside_answer(struct region *r, struct link *link, struct packet *p, sim_time_t now)
{
    const struct network *n = r->net;
    const uint32_t exit = n->dst[p->flow]->exit, appliance = exit - 1 - (uint32_t)n->n_gateways;
    const bool by_site = exit != 0 && exit <= n->n_gateways;

    (void)link;
    if (by_site) {
        to_site(r, p, outside_device(n, exit), now);
        return;
    }
    const struct flow_route route =
        forward_towards(r, p, exit == 0 ? n->flow[p->flow].src_vm : appliance);
    if (exit != 0 && n->vm[appliance].region != r->index) {
        p->kind |= PACKET_TO_APPLIANCE;
        p->tunnel = (uint16_t)(appliance + 1);
    }
    link_send(route.link, p, p->bytes, route.path, now);
}
