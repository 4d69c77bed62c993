/*
 * The two ends of a packet: who sends it and whom it is for, by which address, port and five-tuple.
 */
#include "models/flow/flow.h"
#include "models/network.h"
#include "models/routing/handshake.h"
#include "models/routing/nat.h"
#include "models/vpn/gateway.h"

enum {
    LOWEST_PORT = 1024
}; /* the first that a client may have, when those from NETWORK_FIRST_PORT on are all in use */

uint32_t network_destination(const struct network *net, const struct packet *p)
{
    const struct flow *f = &net->flow[p->flow];
    return packet_is_response(p) ? f->src_vm : flow_target(f, p);
}

uint32_t network_source(const struct network *net, const struct packet *p)
{
    const struct flow *f = &net->flow[p->flow];
    return packet_is_response(p) ? flow_target(f, p) : f->src_vm;
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

uint32_t network_hash(const struct flow *f, uint32_t target, bool is_answer)
{
    return f->hash[is_answer] + target * UINT32_C(0x9E3779B9);
}

uint32_t network_client_port(const struct flow *f, uint32_t connection)
{
    return LOWEST_PORT + (NETWORK_FIRST_PORT - LOWEST_PORT + f->first_connection + connection) %
                             (65536 - LOWEST_PORT);
}

uint32_t network_connection_of_port(uint32_t port)
{
    const uint32_t all = 65536 - LOWEST_PORT;
    return (port + all - NETWORK_FIRST_PORT) % all;
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
    return network_hash(&net->flow[p->flow], p->target, packet_is_response(p)) +
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
