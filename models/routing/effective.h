/*
 * Effective routes of a subnet: every route that the platform knows there, where it comes from, and
 * whether it is used. By the platform's rules (Virtual network traffic routing, 2023-05-27):
 *   - system routes: the network's own prefixes, its connected peerings' (as the half knows them),
 * 0.0.0.0/0 to the Internet, and the private ranges (RFC 1918, RFC 6598) to nowhere, unless
 * 0.0.0.0/0 has another way too; and a route of 32 bits to each private endpoint of the network and
 * of its connected peers, in a range that the half knows (the latter assumed);
 *   - the gateway's: what its connections lead to, and the pool of its point-to-site clients,
 * unless the subnet's route table keeps them out; with use_remote_gateways those of the peer's
 * gateway;
 *   - user-defined routes of the subnet's table.
 * A gateway's route inside a prefix of the network or a peering is not used, however long it is. Of
 * the others the longest prefix wins; of equal ones user-defined go before the gateway's and those
 * before the system's.
 */
#ifndef MODELS_ROUTING_EFFECTIVE_H
#define MODELS_ROUTING_EFFECTIVE_H

#include "models/cloud/topo.h"
#include "models/routing/rib.h"
#include "sim/base/ip4_trie.h"

struct arena;

enum effective_source {
    EFFECTIVE_USER,
    EFFECTIVE_GATEWAY,
    EFFECTIVE_SYSTEM
}; /* in order of preference */

struct effective_route {
    struct ip4_prefix prefix;
    enum effective_source source;
    enum topo_hop hop;
    const struct topo_peering
        *peering; /* TOPO_HOP_PEERING; TOPO_HOP_ENDPOINT: NULL in the endpoint's own network */
    const struct topo_vm_group *endpoint; /* TOPO_HOP_ENDPOINT */
    const struct topo_gateway
        *gateway; /* TOPO_HOP_GATEWAY; NULL: the network has none that it could use */
    const struct topo_connection *connection; /* EFFECTIVE_GATEWAY: what the route comes from */
    bool learned;                  /* by BGP; several of one prefix may be used side by side */
    const struct rib_path *path;   /* learned */
    const struct topo_route *user; /* EFFECTIVE_USER */
    bool active;
    size_t by; /* not active: number of the route that goes before it */
};

struct effective {
    struct effective_route *v; /* longest prefix first, then by address, then by preference */
    size_t n;
    size_t n_tags; /* behind these n: the user's to service tags, which no address takes; without a
                      prefix */
    struct ip4_trie active; /* numbers of the routes in use */
};

/* What is known at a place and an instant, where that is not what was declared. */
struct effective_view {
    const struct rib *const *rib; /* [gateway or device] */
    const bool *peering_is_down;  /* [number of a peering] */
};

/* view: NULL: as declared. */
void effective_routes(struct effective *e, const struct topo *t, const struct topo_subnet *s,
                      const struct effective_view *view, struct arena *arena);
/* The route that a packet for addr takes; NULL: none, which cannot be while there is 0.0.0.0/0. */
const struct effective_route *effective_lookup(const struct effective *e, uint32_t addr);

/* The gateway that a network uses, as declared: its own, or that of the peer; NULL: none. *through:
 * the peering to that peer, or NULL. */
const struct topo_gateway *effective_gateway(const struct topo_vnet *v,
                                             const struct topo_peering **through);
/* The one that it uses as far as is known there; view: NULL: as declared. */
const struct topo_gateway *effective_gateway_now(const struct topo_vnet *v,
                                                 const struct effective_view *view,
                                                 const struct topo_peering **through);
/* Of what a gateway's connections lead to, the route that a packet for addr takes; NULL: none. */
const struct rib_route *effective_connection(const struct topo_gateway *g, uint32_t addr);

/* May the peering carry packets? Both halves, neither of them out of use, and both allow access. */
bool effective_peering_is_up(const struct topo_peering *p);
/* Does a fault keep it down, either half? view: NULL: none does. */
bool effective_is_down(const struct effective_view *view, const struct topo_peering *p);
/* The other network's prefixes as this half knows them. */
const struct topo_prefixes *effective_peer_prefixes(const struct topo_peering *p);
/* Does the peer use v's gateway over this peering of v's? */
bool effective_gives_gateway(const struct topo_peering *p);

#endif
