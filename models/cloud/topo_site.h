/* Declared on-premises sites: devices, lines, hosts. */
#ifndef MODELS_CLOUD_TOPO_SITE_H
#define MODELS_CLOUD_TOPO_SITE_H

#include "models/cloud/topo_queue.h"
#include "models/cloud/topo_vpn.h"

struct topo_vm_group;

struct topo_uplink { /* of a site, or a device's own */
    struct resource r;
    int64_t bandwidth_bps;
    sim_time_t latency;      /* one way, to the near region's edge */
    struct topo_queue queue; /* of each way */
    bool has_queue;
    int64_t mtu_bytes;
    double disorder; /* share of the packets in fragments whose fragments come out of order */
};

struct topo_device {
    struct resource r;
    struct topo_address public_ip;
    const char *fqdn;
    struct topo_bgp bgp;
    bool has_bgp;
    struct topo_policy policy;
    bool has_policy;
    const char *shared_key; /* NULL: that of the connection */
    struct topo_selectors *selectors;
    size_t n_selectors;
    int64_t throughput_bps;
    sim_time_t processing, dpd_timeout;
    int64_t mss_clamp; /* bytes; 0: none */
    int64_t df;        /* enum topo_df */
    bool tells_mtu;
    bool nat, stateful;
    int64_t protocol;      /* enum topo_ike; not given: the connection's */
    int64_t replay_window; /* as a gateway's */
    int64_t tunnels;       /* to an active-active gateway: 2, or 1 */
    struct topo_uplink uplink;
    bool has_uplink;
    struct topo_gateway *gateway; /* by resolve: what stands for it */
};

struct topo_site { /* on_premises_sites */
    struct resource r;
    struct topo_ref near_ref;
    struct topo_prefixes prefixes;
    int64_t bandwidth_bps, vpn_throughput_bps;
    sim_time_t latency;
    struct topo_queue queue; /* of its line, each way */
    bool has_queue;
    int64_t mtu_bytes; /* of its line, as disorder in topo_uplink */
    double disorder;
    struct topo_device *devices;
    size_t n_devices;
    struct topo_vm_group *hosts;
    size_t n_hosts;
    struct topo_vnet *network; /* by resolve: what stands for it */
};

#endif
