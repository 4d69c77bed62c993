/* Declared networks: VNets, their subnets and peerings, route tables, network security groups. */
#ifndef MODELS_CLOUD_TOPO_VNET_H
#define MODELS_CLOUD_TOPO_VNET_H

#include "models/cloud/resource.h"
#include "sim/base/ranges.h"

struct topo_gateway;
struct topo_site;
struct topo_vm_group;
struct topo_vnet;

enum topo_hop {
    TOPO_HOP_LOCAL,
    TOPO_HOP_PEERING,
    TOPO_HOP_GATEWAY,
    TOPO_HOP_INTERNET,
    TOPO_HOP_NONE,
    TOPO_HOP_APPLIANCE,
    TOPO_HOP_ENDPOINT
};

struct topo_route { /* a user-defined route; never TOPO_HOP_PEERING or TOPO_HOP_ENDPOINT */
    struct resource r;
    struct topo_prefixes prefix;  /* one; none: a service tag's */
    const char *tag;              /* NULL: a prefix's */
    int64_t hop;                  /* enum topo_hop */
    struct topo_address next_hop; /* TOPO_HOP_APPLIANCE */
};

struct topo_route_table {
    struct resource r;
    struct topo_route *routes; /* to prefixes; behind them those to service tags, which lead nobody
                                  of a scenario anywhere */
    size_t n_routes, n_all;
    bool no_propagation; /* of the gateway's routes */
};

enum topo_direction { TOPO_INBOUND, TOPO_OUTBOUND };
enum topo_protocol {
    TOPO_ICMP = 1,
    TOPO_TCP = 6,
    TOPO_UDP = 17,
    TOPO_ESP = 50,
    TOPO_AH = 51,
    TOPO_ANY_PROTOCOL = 256
}; /* IANA's numbers */
enum topo_tag {
    TOPO_TAG_ANY = 1,
    TOPO_TAG_VNET = 2,
    TOPO_TAG_INTERNET = 4,
    TOPO_TAG_LB = 8,
    TOPO_TAG_SERVICE = 16 /* nobody's addresses */
};

struct topo_match {           /* addresses or ports of a rule: any of what is given */
    const char *text;         /* the one; NULL: not given */
    struct field_names texts; /* or several; neither: all */
    /* by finish */
    unsigned tags; /* bits of enum topo_tag */
    struct topo_prefixes prefixes;
    struct ranges ranges; /* these, or ports */
};

struct topo_rule { /* of a network security group */
    struct resource r;
    int64_t priority, direction, allow,
        protocol; /* enum topo_direction, 0 or 1, enum topo_protocol */
    struct topo_match source, destination, source_ports, destination_ports;
};

struct topo_nsg {
    struct resource r;
    struct topo_rule *rules;
    size_t n_rules;
    const struct topo_rule **ordered[2]; /* by finish: of enum topo_direction, as they are asked */
    size_t n_ordered[2];
};

struct topo_subnet {
    struct resource r;
    struct topo_prefixes prefix; /* one */
    struct topo_ref route_table_ref, nsg_ref;
    const char *nat_gateway; /* a label; NULL: none */
    bool default_outbound;   /* the platform's own way out, which new networks do not have */
    const struct topo_route_table *route_table; /* by resolve; NULL: none */
    const struct topo_nsg *nsg;                 /* by resolve; NULL: none */
    struct topo_vnet *vnet;
    uint64_t hosts_used;  /* by resolve: addresses given to VMs, from the first on */
    uint64_t n_addresses; /* by resolve: that somebody in it has */
    size_t n_fixed;       /* by resolve: addresses in it that somebody has chosen */
};

enum topo_peering_state {
    TOPO_PEERING_CONNECTED,
    TOPO_PEERING_INITIATED,
    TOPO_PEERING_DISCONNECTED
};

struct topo_peering {
    struct resource r;
    struct topo_ref remote_ref;
    bool allow_virtual_network_access, allow_forwarded_traffic, allow_gateway_transit,
        use_remote_gateways, not_verified;
    int64_t state;              /* enum topo_peering_state; not given: what the halves make of it */
    struct topo_prefixes known; /* of the remote network, when the two were last brought into line;
                                   none: as it is now */
    struct topo_vnet *remote;   /* by resolve */
    const struct topo_peering
        *reverse;  /* the other side's link, or NULL: then this one stays "Initiated" */
    size_t number; /* among all peerings */
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
    uint32_t region;                          /* index in topo.regions_used */
    const struct topo_subnet *gateway_subnet; /* NULL: none */
    const struct topo_gateway *gateway;       /* NULL: none; of a site the first device */
    const struct topo_gateway
        *circuits; /* the gateway of ExpressRoute, which is refused; NULL: none */
    const struct topo_site
        *site; /* NULL: a network of the platform, not one that stands for a site */
    const struct topo_vm_group
        *outside; /* the host of the Internet that it stands for; NULL: none */
    const struct topo_vm_group **private_endpoints; /* in it, by name */
    size_t n_private_endpoints;
};

#endif
