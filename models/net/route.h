/*
 * Routes of a VNet: where a packet for an address goes, by longest prefix; of equal prefixes the VNet's own wins over a
 * peering and a peering over a gateway's (the platform prefers system routes of peerings to what a gateway offers).
 * Forwarding asks once a flow and keeps the answer until the region's route epoch changes.
 */
#ifndef MODELS_NET_ROUTE_H
#define MODELS_NET_ROUTE_H

#include <stddef.h>
#include <stdint.h>

#include "sim/base/ip4.h"

enum route_kind { ROUTE_LOCAL, ROUTE_PEERING, ROUTE_TUNNEL, ROUTE_NONE };

struct route {
    struct ip4_prefix prefix;
    enum route_kind kind; /* also the order of preference */
    uint32_t peer_vnet;   /* ROUTE_PEERING: number of the VNet */
    uint32_t tunnel;      /* ROUTE_TUNNEL: number of the tunnel direction */
};

struct route_table {
    struct route *v; /* sorted: longest prefix first, then kind, then tunnel */
    size_t n;
};

void route_table_sort(struct route_table *t);
/* NULL when nothing holds addr. */
const struct route *route_lookup(const struct route_table *t, uint32_t addr);

#endif
