/*
 * What the import makes of the files' resources, and the writer writes. Texts are as the files have
 * them where the scenario language takes the same words; names are valid names of the language,
 * unique in their collection. Everything lives in the world's arena.
 */
#ifndef SIM_ARM_PLAN_H
#define SIM_ARM_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/arm/world.h"

struct arm_texts { /* a list of texts */
    const char **v;
    size_t n, cap;
};

struct arm_things { /* a collection: pointers, in the order of the files */
    void **v;
    size_t n, cap;
};

struct arm_names; /* of a collection, taken already */

/* json, of many below: where it comes from in the files, with its properties. */
struct arm_subnet {
    const struct arm_value *json;
    const char *name, *given /* in the file */, *prefix;
    struct span at;
    struct arm_network *network;
    struct arm_table *table;
    struct arm_filter *filter;
    const char *nat;        /* name of its NAT gateway */
    bool outbound;          /* default outbound access, said so */
    bool delegated;         /* to a service: VMs cannot stand in it */
    bool gone;              /* a later declaration of the network does not list it */
    struct arm_texts taken; /* addresses that somebody has chosen */
};

struct arm_peering {
    const struct arm_value *json;
    const char *name, *given;
    struct span at;
    struct arm_network *remote;
    bool access, forwarded, transit, remote_gateways, not_verified;
    const char *state; /* where it is not Connected */
    struct arm_texts
        known; /* of a half that is not in sync: the other network's prefixes as it has them */
};

struct arm_network {
    const struct arm_value *json;
    const char *name, *region, *subscription, *id;
    struct span at;
    struct arm_texts prefixes, dns,
        left_out /* peerings: said once, though exports have them twice */;
    struct arm_things subnets, peerings;
    struct arm_names *subnet_names, *peering_names;
    unsigned n_machines;
    bool anywhere; /* its region is that of a resource group, which nobody has given */
};

struct arm_route {
    const struct arm_value *json;
    const char *name, *given /* in the file */, *prefix, *type, *hop;
    struct span at;
};

struct arm_table {
    const struct arm_value *json;
    const char *name, *location;
    bool no_propagation;
    struct arm_things routes;
    struct arm_names *route_names;
};

struct arm_rule {
    const struct arm_value *json;
    const char *name, *given /* in the file */, *access, *protocol;
    const char *direction;
    int64_t priority;
    struct arm_texts source, source_port, destination, destination_port; /* none: all */
    struct arm_texts source_groups, destination_groups; /* ids of application security groups */
    struct span where;
};

struct arm_filter {
    const struct arm_value *json;
    const char *name, *location;
    struct span at;
    struct arm_things rules;
    struct arm_names *rule_names;
};

struct arm_ping {
    const char *name, *from, *to;
    bool all; /* all_to_all */
};

struct arm_nic {
    const struct arm_value *json;
    const char *name, *address;
    struct span at;
    struct arm_subnet *subnet;
    struct arm_filter *filter;
    bool forwards, used; /* used: by a machine */
    struct arm_texts pools,
        groups;         /* ids of load balancers' backend pools, of application security groups */
    const char *region; /* where it is not its network's */
    struct arm_public *public;
    const struct arm_value *instance_public; /* a public address of each machine's own */
    size_t n_further;
    struct arm_texts further; /* addresses beside the first, which a machine has not */
};

enum arm_role { ARM_VM, ARM_FURTHER_NIC, ARM_FIREWALL, ARM_PROBE, ARM_MANAGED_INSTANCE, ARM_HOST };

struct arm_machine {
    const struct arm_value *json;
    enum arm_role role;
    const char *name, *size, *bandwidth, *address, *comment; /* bandwidth in place of size */
    struct arm_subnet *subnet;
    struct arm_filter *filter;
    struct arm_site *site; /* ARM_HOST */
    const char *prefix;    /* likewise */
    int64_t count;
    bool forwards, windows;
    struct arm_texts pools, groups, zones, publics; /* publics: names of public addresses */
    const struct arm_resource *outbound;            /* a public load balancer that lets it out */
    const struct arm_nic *nic;
};

struct arm_nat {
    const struct arm_value *json;
    const char *name, *given, *mode, *internal, *external;
    const char *internal_ports, *external_ports; /* NULL: not given */
    int64_t instance;                            /* -1: not given */
    bool dynamic;
};

struct arm_public { /* a public address of a gateway or VM */
    const struct arm_value *json;
    const char *name, *address; /* address: NULL: not known */
    const struct arm_resource *resource;
    struct arm_texts zones;
    bool dynamic; /* and of SKU Standard: check refuses it */
    bool taken;   /* by one of them */
};

struct arm_gateway {
    const struct arm_value *json;
    const char *name, *sku, *vpn_type, *peer, *aggregate;
    const char *region; /* where it is not its network's */
    struct span at;
    struct arm_network *network;
    int64_t generation, asn; /* 0: not given */
    bool active_active, bgp, translates_bgp, no_replay;
    struct arm_things nats;
    struct arm_names *nat_names;
    struct arm_texts public_ids;        /* ids of its public addresses */
    struct arm_texts ip_configurations; /* their names, of an instance each */
    const char *address[2];             /* where they are known */
    struct arm_things publics;          /* those that the files declare */
    struct arm_texts clients;           /* pool of point-to-site clients */
    struct arm_texts custom_peers;      /* its own addresses of BGP, of 169.254.0.0/16 */
};

struct arm_circuits { /* an ExpressRoute gateway, of which rules for what stands beside it are left
                       */
    const char *name;
    struct span at;
    const struct arm_network *network;
};

struct arm_far { /* a local network gateway */
    const struct arm_value *json;
    const char *name, *address, *fqdn, *peer, *public_id;
    struct span at;
    struct arm_texts prefixes, peers; /* peers: bgpPeeringAddresses, which is refused */
    int64_t asn;
    bool has_bgp;
    struct arm_gateway *gateway; /* whose address it names */
    struct arm_site *site;       /* else what stands in */
    const char *region;
};

struct arm_site {
    const struct arm_value *json; /* of the local network gateway that it stands in for */
    const char *name, *near, *address, *fqdn, *peer;
    struct arm_texts prefixes;
    int64_t asn;
    bool invented; /* its prefixes */
};

struct arm_selector {
    struct arm_texts local, remote;
};

struct arm_connection {
    const struct arm_value *json;
    const char *name, *type, *key, *mode, *protocol, *policy[6];
    struct span at;
    struct arm_gateway *from, *to;
    struct arm_far *far;
    bool bgp, by_policy, has_policy, key_known;
    int64_t dpd, weight, lifetime, data_size;
    struct arm_texts ingress, egress; /* names of rules of address translation */
    struct arm_things selectors;
};

struct arm_balancer {
    const struct arm_value *json;
    const char *name, *address, *sku;
    struct arm_subnet *subnet;
    struct arm_machine *backend; /* NULL: it is not written */
    struct arm_machine *member;  /* the first one, or NULL */
    int64_t port, backend_port;
    int64_t probe_port, probe_s, probe_threshold, idle_min; /* 0: not given */
    bool by_source;
};

struct arm_endpoint {
    const struct arm_value *json;
    const char *name, *address, *service;
    struct arm_subnet *subnet;
};

struct arm_plan {
    struct arm_world *w;
    struct arm_things networks, all_networks, gateways, circuits, publics, fars, sites, connections,
        tables, filters, machines, balancers, endpoints;
    struct arm_names *network_names, *gateway_names, *public_names, *far_names, *site_names,
        *connection_names, *table_names, *filter_names, *machine_names, *other_names;
    struct arm_things pings;
    struct arm_names *ping_names;
    struct arm_texts links, regions; /* lines of their own */
    struct arm_things leftovers;
    struct arm_things *origins;        /* sim/arm/origin.h */
    struct arm_texts pools_by_address; /* ids of those whose members are given so */
    struct arm_texts renamed;          /* what has another name than in the files */
};

void arm_texts_add(struct arena *a, struct arm_texts *t, const char *text);
bool arm_texts_has(const struct arm_texts *t, const char *text); /* without case */
void *arm_things_add(struct arena *a, struct arm_things *t, void *thing);
/* A name of the language that the collection does not have yet, like text. */
const char *arm_name(struct arm_plan *p, struct arm_names **taken, const char *text);
/* Of something that the files name: it is said where the name is another one. */
const char *arm_given_name(struct arm_plan *p, struct arm_names **taken, const char *text);
void arm_report_names(struct arm_plan *p);

bool arm_names_has(struct arm_names *taken, const char *name);
void arm_names_fini(struct arm_names *taken);

#endif
