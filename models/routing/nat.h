/*
 * Address translation at a VPN gateway: rules of its connections to sites (About NAT on Azure VPN Gateway, 2024-10). An
 * IngressSnat rule gives the other side's addresses others on this side, an EgressSnat rule this side's addresses others on the
 * other side; each works both ways, and the routes of the connection change with it: those that BGP brings only with
 * enable_bgp_route_translation_for_nat.
 *
 * A dynamic rule puts many addresses behind few: an address has always the same one of the pool, that with its last bits
 * (assumed; RFC 4787, REQ-2: paired), so that names and routes need no state. What is let through does: models/vpn/napt.h.
 */
#ifndef MODELS_ROUTING_NAT_H
#define MODELS_ROUTING_NAT_H

#include "models/cloud/topo.h"

/* The address that a machine, whose own is addr, has for those in network `from`; and the rule that gives it. NULL: it is its own. */
uint32_t nat_seen(const struct topo *t, const struct topo_vnet *from, const struct topo_vnet *of, uint32_t addr);
const struct topo_nat_rule *nat_between(const struct topo *t, const struct topo_vnet *from, const struct topo_vnet *of, uint32_t addr);
/* What a prefix at the other end of a connection, which may be a device's, is called at this end. */
struct ip4_prefix nat_prefix(const struct topo_connection *c, struct ip4_prefix p);

/* The same of a prefix that BGP tells over it. */
struct ip4_prefix nat_told(const struct topo_connection *c, struct ip4_prefix p);

/* Does a rule of the connection give this prefix of the other side other addresses? */
bool nat_covers(const struct topo_connection *c, struct ip4_prefix p);
bool nat_is_used(const struct topo *t);

/* The dynamic rule that holds for an address: of a gateway's connection, among its rules of that mode. NULL: none does. */
const struct topo_nat_rule *nat_dynamic(const struct topo_connection *c, enum topo_nat_mode mode, uint32_t addr);
/* Is one of the gateway's rules dynamic? */
bool nat_has_dynamic(const struct topo_gateway *g);

#endif
