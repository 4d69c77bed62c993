/*
 * The declared cloud: what the user wrote, typed, with the place of every word of it, and nothing
 * that runs. Filled by the loader from the field tables in models/language, completed by resolve
 * (names -> pointers), judged by rules, then const for ever. Everything lives in one arena.
 *
 * A kind of thing has its header, topo_KIND.h. Collections are sorted by name (strcmp), so the
 * order in the file means nothing. Units: time ps, rates bit/s, packet rates packets/s, sizes
 * bytes; UNITS_UNLIMITED where "unlimited" was written.
 */
#ifndef MODELS_CLOUD_TOPO_H
#define MODELS_CLOUD_TOPO_H

#include "models/cloud/resource.h"
#include "models/cloud/topo_fault.h"
#include "models/cloud/topo_link.h"
#include "models/cloud/topo_site.h"
#include "models/cloud/topo_traffic.h"
#include "models/cloud/topo_vm.h"
#include "models/cloud/topo_vnet.h"
#include "models/cloud/topo_vpn.h"

struct catalog_region; /* models/cloud/catalog.h */

enum topo_type { TOPO_STEADY, TOPO_TERMINATING };
#define TOPO_WARMUP_AUTO (-1)

struct topo_simulation {
    struct resource r;
    sim_time_t duration, warmup,
        sample_interval; /* warmup: TOPO_WARMUP_AUTO until a pilot run has found it */
    uint64_t seed;
    int64_t type;              /* enum topo_type */
    sim_time_t probe_interval; /* 0: no probes */
    sim_time_t settled_for;    /* 0: it lasts its duration */
    struct field_names raised; /* limits that are wider, as models/cloud/raise.h names them */
    double raised_by;          /* of what they are */
    bool pilot;                /* by the program: a run that is made to find the warm-up */
};

struct topo_cost {
    struct resource r;
    int64_t monthly_volume; /* bytes */
};

struct topo_region { /* a region declared in the file, beside those of the data */
    struct resource r;
    double latitude, longitude;
    bool has_position;
};

struct topo_region_used {
    const char *name;
    const struct catalog_region *data; /* NULL for one declared in the file only */
    double latitude, longitude;
    bool has_position;
};

struct topo {
    struct resource r;       /* the document's top */
    struct resource links_r; /* the mapping links: */
    int64_t version;         /* of the language */
    const char *name, *description;
    struct topo_simulation simulation;
    struct topo_cost cost;
    bool has_cost;
    struct topo_region *regions;
    struct topo_vnet *vnets;
    struct topo_gateway *gateways;
    struct topo_public_ip *public_ips;
    size_t n_public_ips;
    struct topo_lng *lngs;
    struct topo_route_table *route_tables;
    struct topo_nsg *nsgs;
    struct topo_connection *connections;
    struct topo_vm_group *machines, *cloud_services,
        *managed_instances; /* virtual_machines and others as declared */
    struct topo_balancer *balancers;
    struct topo_endpoint *private_endpoints;
    size_t n_cloud_services, n_managed_instances, n_balancers, n_private_endpoints;
    struct topo_link *links;                     /* the pairs' entries */
    struct topo_link inter_region, intra_region; /* defaults, given or not */
    struct topo_zones between_zones;
    struct topo_traffic *traffic;
    struct topo_site *sites;
    struct topo_vm_group *internet_hosts; /* as declared */
    size_t n_internet_hosts;
    struct topo_fault *faults;
    size_t n_regions, n_vnets, n_gateways, n_lngs, n_connections, n_machines, n_links, n_traffic,
        n_route_tables, n_nsgs, n_sites, n_faults;
    /* by resolve: the same arrays go on with what stands for sites: their networks, devices, and
     * the devices' ends of connections, and with a network for each host of the Internet; and all
     * that has an address, sorted by name */
    size_t n_networks, n_endpoints, n_ends, n_peerings;
    const uint32_t *nat_ways; /* models/routing/nat_seen.c; NULL: no NAT rule is in use */
    struct topo_vm_group *vms;
    size_t n_vms;
    /* by resolve: regions of the VNets, sorted by name; a region is one logical process */
    struct topo_region_used *regions_used;
    size_t n_regions_used;
    const struct topo_sample *samples; /* read by the loader */
    size_t n_samples;
};

/* "10.0.0.0/16, 10.1.0.0/16" */
const char *topo_prefixes_text(const struct topo_prefixes *p, struct arena *arena);

/* The links entry that holds for a -> b: "a->b", else "a--b" (either order), else inter_region;
 * field by field, so that an entry that gives the bandwidth alone keeps inter_region's latency. */
struct topo_link topo_link_for(const struct topo *t, const char *a, const char *b);

#endif
