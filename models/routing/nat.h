/*
 * Address translation at a VPN gateway: rules of its connections to sites (About NAT on Azure VPN
 * Gateway, 2024-10). An IngressSnat rule gives the other side's addresses others on this side, an
 * EgressSnat rule this side's addresses others on the other side; each works both ways, and the
 * routes of the connection change with it: those that BGP brings only with
 * enable_bgp_route_translation_for_nat. Of rules that hold for an address that with the longest
 * internal mapping does it, of two such one with ports.
 *
 * A static rule may be for ports: of TCP and UDP packets those with a port in its internal range at
 * the address behind it, which gets the one as far into the external range (assumed: the platform's
 * schema has both ranges, and nobody publishes more). Other packets go as they are, so the routes
 * as they are stay beside those to the external mapping.
 *
 * A dynamic rule puts many addresses behind few: an address has always the same one of the pool,
 * that with its last bits (assumed; RFC 4787, REQ-2: paired), so that names and routes need no
 * state. What is let through does: models/vpn/napt.h. Of an active-active gateway one instance has
 * it (VPN Gateway FAQ, 2024-01-23), and its external mapping leads there alone (assumed).
 */
#ifndef MODELS_ROUTING_NAT_H
#define MODELS_ROUTING_NAT_H

#include "models/cloud/topo.h"

/* The ports that a dynamic rule gives its flows: 64,512 an address, as Azure NAT Gateway has,
 * 2023-07-10 (assumed). */
enum { NAT_PORT_LOW = 1024, NAT_PORT_HIGH = 65535 };

struct nat_end { /* of a packet, as its own network knows it, or as another does */
    uint32_t addr, port;
    int protocol; /* enum topo_protocol */
    uint32_t by;  /* the instance + 1 whose dynamic rule holds; 0: none that one instance has;
                     NAT_FIRST: the first in the file */
};
enum { NAT_FIRST = 3 };

/* How those in network `from` know it; between two that are not joined the rules of a gateway that
 * is joined to both make it. And the rule of a connection between the two that makes the
 * difference; NULL: there is none. */
struct nat_end nat_seen(const struct topo *t, const struct topo_vnet *from,
                        const struct topo_vnet *of, struct nat_end end);
const struct topo_nat_rule *nat_between(const struct topo *t, const struct topo_vnet *from,
                                        const struct topo_vnet *of, struct nat_end end);

typedef void nat_prefix_fn(void *arg, struct ip4_prefix p);
/* What a prefix at the other end of a connection, which may be a device's, is called at this end:
 * by its rules, and as it is where they leave some of it. */
void nat_each_name(const struct topo_connection *c, struct ip4_prefix p, nat_prefix_fn *fn,
                   void *arg);
/* The first of them. */
struct ip4_prefix nat_prefix(const struct topo_connection *c, struct ip4_prefix p);
/* By which instance of the platform's gateway a route of the connection leads: its number + 1; 0:
 * by either. */
uint32_t nat_route_by(const struct topo_connection *c, struct ip4_prefix route);

/* The first name of a prefix that BGP tells over it; and the one that the other instance tells
 * beside that, which its own rule gives. */
struct ip4_prefix nat_told(const struct topo_connection *c, struct ip4_prefix p);
void nat_each_beside(const struct topo_connection *c, struct ip4_prefix name, nat_prefix_fn *fn,
                     void *arg);
/* Is there such a pair? */
bool nat_has_beside(const struct topo_connection *c);

/* Does a rule of the connection give this prefix of the other side other addresses, whatever the
 * packets carry? */
bool nat_covers(const struct topo_connection *c, struct ip4_prefix p);
bool nat_is_used(const struct topo *t);
/* Is one of the rules in use for ports? */
bool nat_has_ports(const struct topo *t);

/* The dynamic rule that holds for an address at an instance: of a gateway's connection, among its
 * rules of that mode. NULL: none does. */
const struct topo_nat_rule *nat_dynamic(const struct topo_connection *c, enum topo_nat_mode mode,
                                        uint32_t addr, uint32_t instance);
/* Is one of the gateway's rules dynamic? */
bool nat_has_dynamic(const struct topo_gateway *g);

#endif
