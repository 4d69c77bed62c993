/* Declared machines, and what else has addresses in a subnet. */
#ifndef MODELS_CLOUD_TOPO_VM_H
#define MODELS_CLOUD_TOPO_VM_H

#include "models/cloud/topo_queue.h"
#include "models/dist/dist.h"

struct topo_nsg;
struct topo_site;
struct topo_subnet;

struct topo_nic {
    struct resource r;
    int64_t bandwidth_bps; /* egress over all destinations */
    struct topo_queue queue;
    int64_t mtu_bytes;
    int64_t flow_limit; /* how many it keeps at once */
};

/* Azure subscription limits, 2022-12-05; VM network throughput, 2023. */
enum { TOPO_NIC_FLOWS = 500000 };

struct topo_appliance { /* of a VM that forwards */
    struct resource r;
    int64_t packets_pps, bandwidth_bps;
    sim_time_t latency;
    bool stateful;
};

enum topo_vm_kind {
    TOPO_MACHINE,
    TOPO_CLOUD_SERVICE,
    TOPO_MANAGED_INSTANCE,
    TOPO_LOAD_BALANCER,
    TOPO_PRIVATE_ENDPOINT,
    TOPO_INTERNET_HOST
};

enum topo_os { TOPO_LINUX, TOPO_WINDOWS };

/* virtual_machines, and what else has addresses in a subnet: one of them, or count of them: NAME-0,
 * NAME-1, ... */
struct topo_vm_group {
    struct resource r;
    enum topo_vm_kind kind;
    struct topo_ref subnet_ref; /* "vnet/subnet" */
    int64_t count;
    struct topo_ref region_ref; /* its own; not given: its network's */
    int64_t configurations;     /* private addresses of a member: its own one, and further ones */
    int64_t zone;               /* availability zone, 1 to 3; 0: not given */
    struct field_names zones;
    uint32_t zone_bits;  /* by finish: bit z for zone z; 0: none is said. See models/cloud/zone.h */
    const char *vm_size; /* NULL when nic is given */
    struct topo_nic nic; /* by resolve also from vm_size */
    bool has_nic;
    bool ip_forwarding; /* takes packets that are for others, and sends them on */
    struct topo_appliance appliance;
    bool has_appliance;
    struct field_names public_ip_names;       /* one a member, or none */
    const struct topo_public_ip **public_ips; /* by resolve, as many */
    const char *outbound_balancer;            /* a label: a public load balancer; NULL: none */
    int64_t os;                               /* enum topo_os */
    struct topo_ref nsg_ref;
    const struct topo_nsg *nsg;           /* by resolve; NULL: none */
    struct dist service_time;             /* ps, of a request; fixed 0: answered at once */
    int64_t servers;                      /* requests at work at once in one member; 0: one */
    const struct topo_balancer *balancer; /* TOPO_LOAD_BALANCER: its frontend */
    const struct topo_endpoint *endpoint; /* TOPO_PRIVATE_ENDPOINT */
    struct topo_address fixed;            /* of these two, where it was given */
    struct topo_vm_group *behind; /* by resolve: whose members answer in its place; NULL: its own */
    struct topo_subnet *subnet;   /* by resolve */
    uint32_t first_addr;          /* by resolve: address of member 0; members are consecutive */
    uint32_t
        first_further; /* by resolve: of its further addresses; behind them those of member 1 */
    struct topo_prefixes host_prefix; /* hosts of a site: none or one */
    const struct topo_site *site;     /* by resolve: hosts of a site; NULL: others */
    struct topo_ref near_ref;         /* TOPO_INTERNET_HOST: the region whose edge is the nearest */
    sim_time_t latency;               /* TOPO_INTERNET_HOST: one way, to that edge */
};

/* Does it stand in a network of the platform, so that the platform's rules hold for it? */
static inline bool topo_is_of_platform(const struct topo_vm_group *g)
{
    return g->site == NULL && g->kind != TOPO_INTERNET_HOST;
}

/* Does a member have the address, as its own or a further one? *member: which. */
bool topo_vm_has(const struct topo_vm_group *g, uint32_t addr, uint32_t *member);

/* What the members of a group reach the Internet by, in words; NULL: nothing. A NAT gateway goes
 * before public addresses, and these before load balancers (Azure NAT Gateway overview, as of
 * 2024). */
const char *topo_way_out(const struct topo_vm_group *g);

struct topo_probe {
    struct resource r;
    int64_t port; /* 0: the backend's */
    sim_time_t interval;
    int64_t threshold;
};

enum topo_balancer_sku { TOPO_LB_STANDARD, TOPO_LB_BASIC };
enum topo_spread { TOPO_FIVE_TUPLE, TOPO_SOURCE_IP };

struct topo_balancer { /* load_balancers: an internal one, with one rule */
    struct resource r;
    struct topo_ref subnet_ref, backend_ref, region_ref;
    struct topo_address address;
    int64_t port, backend_port; /* backend_port 0: port */
    int64_t sku, distribution;  /* enum topo_balancer_sku, topo_spread */
    struct topo_probe probe;
    sim_time_t idle_timeout;
};

struct topo_endpoint { /* private_endpoints */
    struct resource r;
    struct topo_ref subnet_ref, region_ref;
    const char *service;
    struct topo_address address;
    struct dist service_time;
    int64_t servers;
};

#endif
