/*
 * RIB: what the connections of a gateway (or of a site's device) lead to, in the end: static
 * prefixes of local network gateways and of other networks, and what BGP has learned once it has
 * converged. Timers and convergence are not here.
 *
 * BGP on the platform (VPN Gateway FAQ, 2026-06-04): sessions over connections that enable it at
 * both ends, between different ASNs; a gateway advertises its network, those of peers that use it,
 * its local network gateways' prefixes and what it has learned, but for a default route and for
 * what overlaps its network; it takes nothing that is its network's own range or inside it, and
 * nothing whose AS path has its own number; the shortest AS path is used, equal ones side by side.
 * A session that brings more than 4,000 prefixes is dropped. Static routes go before learned ones
 * of the same prefix (assumed).
 */
#ifndef MODELS_ROUTING_RIB_H
#define MODELS_ROUTING_RIB_H

#include "models/cloud/topo.h"

struct arena;

enum {
    RIB_PREFIXES_MAX = 4000, /* from one peer */
    RIB_PATHS_MAX = 8        /* side by side: third-party measurement of 2021 */
};

struct rib_path { /* an AS path, nearest first */
    uint32_t asn, len;
    const struct rib_path *next;
};

struct rib_route {
    struct ip4_prefix prefix;
    const struct topo_connection *connection;
    bool learned;                /* by BGP */
    const struct rib_path *path; /* learned */
};

struct rib {
    struct rib_route *v; /* longest prefix first, then by address, then by connection; several of
                            one prefix are used side by side */
    size_t n;
};

enum rib_session {
    RIB_NO_SESSION, /* not wanted at this end */
    RIB_SESSION,
    RIB_OTHER_END,   /* the other end does not want it */
    RIB_GATEWAY_OFF, /* enable_bgp is false at a gateway */
    RIB_WRONG_ASN,   /* the local network gateway expects another number */
    RIB_WRONG_PEER,  /* or another address */
    RIB_LINK_LOCAL,  /* the other side's address is link-local (APIPA), and the gateway has no such
                      */
    RIB_SAME_ASN,
    RIB_TUNNEL_DOWN
};

/* --- models/routing/rib_build.c --- */

/* Sets rib of every gateway and device; handshakes must be known. */
void rib_build(struct topo *t, struct arena *arena);

/* The same for one gateway or device at some later instant: what it has learned, and the
 * connections whose own prefixes count. */
typedef bool rib_connection_fn(const void *arg, const struct topo_connection *c);
const struct rib *rib_of(const struct topo *t, const struct topo_gateway *g,
                         const struct rib_route *learned, size_t n_learned,
                         rib_connection_fn *is_used, const void *arg, struct arena *arena);

/* --- models/routing/rib.c --- */

/* A gateway's or device's own number. */
static inline int64_t rib_asn(const struct topo_gateway *g)
{
    return g->device != NULL ? g->device->bgp.asn : g->bgp.asn;
}

/* The hold time that a gateway or device proposes; the smaller one counts. */
sim_time_t rib_hold_time(const struct topo_gateway *g);
/* What becomes of the session over a connection, as this end sees it. */
enum rib_session rib_session(const struct topo_connection *c);
/* The same before the handshakes are known: is it a session as long as its tunnel is up? */
enum rib_session rib_wants_session(const struct topo_connection *c);
/* Does the local network gateway expect what the other side is? RIB_SESSION: it does, or there is
 * none; what is wrong. */
enum rib_session rib_expects(const struct topo_connection *c);
/* Where a gateway's BGP answers: its own setting, else the last address but one of the
 * GatewaySubnet, of an active-active one's first instance the first that a host may have; 0:
 * unknown (a device's). */
uint32_t rib_peer_address(const struct topo_gateway *g);
/* Is it one of those at which a gateway's BGP answers: that one, or of its custom_bgp_ip_addresses?
 */
bool rib_answers_at(const struct topo_gateway *g, uint32_t addr);
/* Where it answers the other end of c, one of its connections: to one of 169.254.0.0/16 with one of
 * that range, where it has any. */
uint32_t rib_near_address(const struct topo_connection *c);
/* Where this end looks for the other's: as its local network gateway says, else as the other end
 * is; 0: unknown. */
uint32_t rib_far_address(const struct topo_connection *c);
/* One of 169.254.0.0/16, APIPA. */
bool rib_is_link_local(uint32_t addr);
/* The same of the other end of a connection, as this end knows it: translated where NAT rules hold
 * for it (VPN Gateway FAQ, 2024-01-23). */
uint32_t rib_peer_seen(const struct topo_connection *c);

/* A device's end of a tunnel that does not come up: the site goes by any other that leads there, as
 * devices' routes follow their tunnel interfaces (assumed). A gateway's static prefixes stay where
 * they are. */
bool rib_is_put_off(const struct topo_connection *c);

/* Calls fn for what a Vnet2Vnet connection leads to: the other network, and (assumed) those that
 * use its gateway. view: NULL: as declared. */
typedef void rib_prefix_fn(void *arg, struct ip4_prefix p);
struct effective_view;
void rib_each_behind(const struct topo_gateway *g, const struct effective_view *view,
                     rib_prefix_fn *fn, void *arg);
void rib_each_prefix(const struct topo_prefixes *p, rib_prefix_fn *fn, void *arg);

#endif
