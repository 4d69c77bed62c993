/*
 * Routes of a subnet, or of a gateway: where a packet for an address goes, by longest prefix. They
 * are compiled from the effective routes (models/routing/effective.h), so there are no two of one
 * prefix. Forwarding asks once a flow and keeps the answer until the region's route epoch changes.
 */
#ifndef MODELS_NET_ROUTE_H
#define MODELS_NET_ROUTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/ip4.h"
#include "sim/base/ip4_trie.h"

struct arena;

enum route_kind {
    ROUTE_LOCAL,   /* the network itself */
    ROUTE_PEERING, /* a network that is its peer */
    ROUTE_TUNNEL,  /* one of several tunnels, by the hash of its flow */
    ROUTE_GATEWAY, /* user-defined: the gateway's own routes decide; in a flow: it is a router, and
                      there is no tunnel */
    ROUTE_APPLIANCE, /* user-defined: a VM that forwards */
    ROUTE_INTERNET,  /* out of the cloud, for who has a way out */
    ROUTE_DISCARD,   /* next hop None */
    ROUTE_NONE       /* nowhere */
};

struct route {
    struct ip4_prefix prefix;
    enum route_kind kind;
    uint32_t peer_vnet;   /* ROUTE_PEERING: number of the VNet */
    uint32_t tunnel;      /* ROUTE_GATEWAY: number of the gateway; ROUTE_APPLIANCE: of the VM */
    uint32_t n_choices;   /* ROUTE_TUNNEL: tunnels side by side */
    uint32_t *choice;     /* their numbers */
    bool learned;         /* ROUTE_TUNNEL: by BGP */
    bool takes_forwarded; /* ROUTE_PEERING: what did not start in this network too
                             (allow_forwarded_traffic) */
    bool gives_gateway;   /* ROUTE_PEERING: the peer uses this network's gateway */
};

struct route_table {
    struct route *v; /* sorted: longest prefix first, then by address */
    size_t n;
    struct ip4_trie trie; /* their numbers, by route_table_index */
};

/* Sorts the routes and makes them ready for look-ups. */
void route_table_index(struct route_table *t, struct arena *arena);
/* NULL when nothing holds addr. */
const struct route *route_lookup(const struct route_table *t, uint32_t addr);

#endif
