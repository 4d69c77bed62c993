/* Declared networks: VNets, their subnets and peerings, route tables, network security groups. */
#ifndef MODELS_CLOUD_TOPO_VNET_H
#define MODELS_CLOUD_TOPO_VNET_H

#include "models/cloud/resource.h"

struct topo_gateway;
struct topo_site;
struct topo_vm_group;
struct topo_vnet;

enum topo_hop { TOPO_HOP_LOCAL, TOPO_HOP_PEERING, TOPO_HOP_GATEWAY, TOPO_HOP_INTERNET, TOPO_HOP_NONE, TOPO_HOP_APPLIANCE, TOPO_HOP_ENDPOINT };

struct topo_route { /* a user-defined route; never TOPO_HOP_PEERING or TOPO_HOP_ENDPOINT */
    struct resource r;
    struct topo_prefixes prefix; /* one */
    int64_t hop;                 /* enum topo_hop */
    struct topo_address next_hop; /* TOPO_HOP_APPLIANCE */
};

struct topo_route_table {
    struct resource r;
    struct topo_route *routes;
    size_t n_routes;
    bool no_propagation; /* of the gateway's routes */
};

enum topo_direction { TOPO_INBOUND, TOPO_OUTBOUND };
enum topo_protocol { TOPO_ICMP = 1, TOPO_TCP = 6, TOPO_UDP = 17, TOPO_ESP = 50, TOPO_AH = 51, TOPO_ANY_PROTOCOL = 256 }; /* IANA's numbers */
enum topo_match_kind { TOPO_MATCH_ANY, TOPO_MATCH_PREFIX, TOPO_MATCH_VNET, TOPO_MATCH_INTERNET, TOPO_MATCH_LB };

struct topo_match { /* an address or service tag of a rule */
    const char *text;
    enum topo_match_kind kind;
    struct ip4_prefix prefix;
};

struct topo_rule { /* of a network security group */
    struct resource r;
    int64_t priority, direction, allow, protocol; /* enum topo_direction, 0 or 1, enum topo_protocol */
    struct topo_match source, destination;
    struct topo_ports source_ports, destination_ports;
};

struct topo_nsg {
    struct resource r;
    struct topo_rule *rules;
    size_t n_rules;
};

struct topo_subnet {
    struct resource r;
    struct topo_prefixes prefix; /* one */
    struct topo_ref route_table_ref, nsg_ref;
    const struct topo_route_table *route_table; /* by resolve; NULL: none */
    const struct topo_nsg *nsg;                 /* by resolve; NULL: none */
    struct topo_vnet *vnet;
    uint64_t hosts_used;         /* by resolve: addresses given to VMs, from the first on */
    size_t n_fixed;              /* by resolve: addresses in it that somebody has chosen */
};

enum topo_peering_state { TOPO_PEERING_CONNECTED, TOPO_PEERING_INITIATED, TOPO_PEERING_DISCONNECTED };

struct topo_peering {
    struct resource r;
    struct topo_ref remote_ref;
    bool allow_virtual_network_access, allow_forwarded_traffic, allow_gateway_transit, use_remote_gateways, not_verified;
    int64_t state;              /* enum topo_peering_state; not given: what the halves make of it */
    struct topo_prefixes known; /* of the remote network, when the two were last brought into line; none: as it is now */
    struct topo_vnet *remote;            /* by resolve */
    const struct topo_peering *reverse;  /* the other side's link, or NULL: then this one stays "Initiated" */
    size_t number;                       /* among all peerings */
};

struct topo_vnet {
    struct resource r;
    struct topo_ref region_ref;
    const char *subscription; /* NULL: none given */
    struct topo_prefixes prefixes;
    struct field_names dns_texts;
    struct topo_prefixes dns; /* the same as addresses; none: the platform's own */
    struct topo_subnet *subnets;
    size_t n_subnets;
    struct topo_peering *peerings;
    size_t n_peerings;
    /* by resolve */
    uint32_t region;                    /* index in topo.regions_used */
    const struct topo_subnet *gateway_subnet; /* NULL: none */
    const struct topo_gateway *gateway;       /* NULL: none; of a site the first device */
    const struct topo_site *site;             /* NULL: a network of the platform, not one that stands for a site */
    const struct topo_vm_group **private_endpoints; /* in it, by name */
    size_t n_private_endpoints;
};

#endif
