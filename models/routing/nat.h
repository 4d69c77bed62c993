/*
 * Address translation at a VPN gateway: static rules of its connections to sites (About NAT on Azure VPN Gateway, 2024-10). An
 * IngressSnat rule gives the other side's addresses others on this side, an EgressSnat rule this side's addresses others on the
 * other side; each works both ways, and the routes of the connection change with it: those that BGP brings only with
 * enable_bgp_route_translation_for_nat. Dynamic rules are not modelled.
 */
#ifndef MODELS_ROUTING_NAT_H
#define MODELS_ROUTING_NAT_H

#include "models/cloud/topo.h"

/* The address that a machine, whose own is addr, has for those in network `from`. */
uint32_t nat_seen(const struct topo *t, const struct topo_vnet *from, const struct topo_vnet *of, uint32_t addr);
/* What a prefix at the other end of a connection, which may be a device's, is called at this end. */
struct ip4_prefix nat_prefix(const struct topo_connection *c, struct ip4_prefix p);

/* The same of a prefix that BGP tells over it. */
struct ip4_prefix nat_told(const struct topo_connection *c, struct ip4_prefix p);

/* Does a rule of the connection give this prefix of the other side other addresses? */
bool nat_covers(const struct topo_connection *c, struct ip4_prefix p);
bool nat_is_used(const struct topo *t);

#endif
