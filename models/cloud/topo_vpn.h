/* Declared gateways, local network gateways, their connections, and what both ends of a tunnel say
 * of it. */
#ifndef MODELS_CLOUD_TOPO_VPN_H
#define MODELS_CLOUD_TOPO_VPN_H

#include "models/cloud/resource.h"
#include "sim/base/simtime.h"

struct catalog_sku;
struct rib;
struct topo_device;
struct topo_vnet;

struct topo_limits { /* 0 = not given: the SKU's published figure */
    struct resource r;
    int64_t aggregate_bps, tunnel_bps, tunnel_pps;
};

enum topo_ip_sku { TOPO_IP_STANDARD, TOPO_IP_BASIC };
enum topo_allocation { TOPO_STATIC, TOPO_DYNAMIC };

struct topo_public_ip { /* public_ip_addresses: of gateways and VMs */
    struct resource r;
    int64_t sku, allocation; /* enum topo_ip_sku, topo_allocation */
    struct field_names zones;
    struct topo_address address;
    uint32_t zone_bits; /* by finish: bit z for zone z */
    const struct topo_gateway
        *gateway; /* by resolve: the first in the file that has it; NULL: none */
    const struct topo_vm_group *machine; /* likewise */
};

enum topo_budget { TOPO_BUDGET_SEPARATE, TOPO_BUDGET_SHARED };
/* What the platform asks of a VPN gateway and its GatewaySubnet beside an ExpressRoute gateway:
 * issues azure-docs#113692 and #85171; About VPN gateway settings, 2026-06-04. */
enum { TOPO_BESIDE_ASN = 65515, TOPO_BESIDE_LONGEST = 27 };
enum topo_gateway_type { TOPO_VPN_GATEWAY, TOPO_EXPRESS_ROUTE_GATEWAY /* refused */ };
enum topo_vpn_type { TOPO_ROUTE_BASED, TOPO_POLICY_BASED };

struct topo_bgp { /* bgp_settings: of a gateway, a local network gateway or a device */
    struct resource r;
    int64_t asn;
    struct field_names
        several; /* bgp_peering_addresses of a local network gateway, which is refused */
    struct field_names custom; /* custom_bgp_ip_addresses of a gateway */
    uint32_t *custom_addr;     /* by finish: as many */
    struct topo_address peer;  /* bgp_peering_address; not given: what the platform gives it
                                  (models/routing/rib.h) */
    sim_time_t hold_time;      /* device */
    int64_t prepend; /* device: how often its own number stands in front of what it advertises,
                        beside the once */
    struct topo_prefixes advertised; /* device; none given: the site's */
};

struct topo_selectors { /* one of traffic_selectors: both ranges must hold a packet */
    struct resource r;
    struct topo_prefixes local, remote;
};

enum topo_nat_type {
    TOPO_NAT_STATIC,
    TOPO_NAT_DYNAMIC
}; /* address by address; many behind few, by ports */
enum topo_nat_mode { TOPO_NAT_INGRESS, TOPO_NAT_EGRESS };

struct topo_nat_rule { /* of a gateway */
    struct resource r;
    int64_t type, mode;                      /* enum topo_nat_type, topo_nat_mode */
    struct topo_prefixes internal, external; /* one of each; static: of one length */
    struct topo_ports internal_ports,
        external_ports; /* static, of TCP and UDP: only these, and what they become; text NULL: all
                           packets, whatever they carry */
    sim_time_t idle_timeout; /* dynamic; has_idle_timeout: given */
    int64_t instance;        /* dynamic: of an active-active gateway the one that has the rule */
    bool has_idle_timeout, has_instance;
    uint8_t by; /* by resolve: instance + 1; 0: every instance translates by it */
};

enum topo_df { TOPO_DF_CLEAR, TOPO_DF_COPY }; /* of the outer packets of a tunnel (RFC 4301, 8.1) */
struct topo_gateway {                         /* virtual_network_gateways */
    struct resource r;
    struct topo_ref vnet_ref;
    struct topo_ref region_ref; /* its own; not given: its network's */
    const char *sku_name;
    int64_t generation; /* 0 = not given: resolve takes the SKU's lowest */
    struct topo_limits limits;
    sim_time_t processing;     /* constant part of one pass; 0 turns the stalls off too */
    int64_t budget;            /* enum topo_budget: do both directions share the limits? */
    int64_t mss_clamp;         /* of TCP through its tunnels, bytes; 0: none */
    int64_t df;                /* enum topo_df */
    bool tells_mtu;            /* ICMP fragmentation needed */
    int64_t replay_window;     /* packets; 0: none */
    bool no_replay_protection; /* takes them all */
    int64_t type, vpn_type;    /* enum topo_gateway_type, topo_vpn_type */
    struct topo_bgp bgp;
    struct topo_address public_ip, second_public_ip;
    struct field_names public_ip_names;
    struct topo_prefixes client_pool; /* of point-to-site clients */
    struct topo_nat_rule *nat_rules;
    size_t n_nat_rules;
    bool has_limits, has_bgp;
    bool has_processing, has_mss_clamp; /* not given: the fitted, the assumed default */
    sim_time_t route_programming;
    bool has_route_programming;
    bool active_active, enable_bgp;
    bool translates_bgp; /* the prefixes of its sessions go by the NAT rules of their connections */
    /* by resolve */
    bool is_nobody;                           /* stands for an address that nothing declared has */
    const struct topo_public_ip **public_ips; /* as many as it names */
    struct topo_address
        at[2]; /* public addresses of its instances, or of the device, wherever they are given */
    struct topo_vnet *vnet;
    const struct catalog_sku *sku;    /* NULL: a device */
    const struct topo_device *device; /* NULL: a gateway of the platform */
    const struct rib *rib;            /* what its connections lead to */
};

struct topo_lng { /* local_network_gateways */
    struct resource r;
    struct topo_ref endpoint_ref; /* one of the three */
    struct topo_address address;
    const char *fqdn;
    struct topo_prefixes prefixes;
    struct topo_bgp bgp;
    bool has_bgp;
    struct topo_gateway *endpoint; /* by resolve */
};

/* Words of an ipsec_policy; learn.microsoft.com, FAQ on IPsec/IKE policies, 2022-05-25. DHGroup2048
 * is DHGroup14. */
enum topo_encryption {
    TOPO_GCMAES256,
    TOPO_GCMAES192,
    TOPO_GCMAES128,
    TOPO_AES256,
    TOPO_AES192,
    TOPO_AES128,
    TOPO_DES3,
    TOPO_DES,
    TOPO_ENCRYPTION_NONE
};
enum topo_integrity {
    TOPO_INTEGRITY_GCMAES256,
    TOPO_INTEGRITY_GCMAES192,
    TOPO_INTEGRITY_GCMAES128,
    TOPO_SHA384,
    TOPO_SHA256,
    TOPO_SHA1,
    TOPO_MD5
};
enum topo_dh_group {
    TOPO_DH_NONE,
    TOPO_DH_1,
    TOPO_DH_2,
    TOPO_DH_14,
    TOPO_DH_ECP256,
    TOPO_DH_ECP384,
    TOPO_DH_24,
    TOPO_DH_MM
};

enum topo_connection_type {
    TOPO_VNET2VNET,
    TOPO_IPSEC,
    TOPO_CIRCUIT,
    TOPO_CLIENTS /* the two are refused */
};

struct topo_policy { /* ipsec_policy */
    struct resource r;
    int64_t ike_encryption, ipsec_encryption; /* enum topo_encryption */
    int64_t ike_integrity, ipsec_integrity;   /* enum topo_integrity */
    int64_t dh_group, pfs_group;              /* enum topo_dh_group */
    sim_time_t sa_lifetime;
    int64_t sa_data_size; /* bytes; the platform counts KB of 1,024 */
};

enum topo_ike { TOPO_IKEV2, TOPO_IKEV1 };
enum topo_mode { TOPO_MODE_DEFAULT, TOPO_INITIATOR_ONLY, TOPO_RESPONDER_ONLY };

struct topo_connection {
    struct resource r;
    int64_t type; /* enum topo_connection_type */
    struct topo_ref from_ref, to_ref;
    const char *shared_key;
    struct topo_policy policy;
    bool has_policy;
    int64_t mode;     /* enum topo_mode */
    int64_t protocol; /* enum topo_ike; by resolve where it is not given */
    bool enable_bgp, selects_by_policy;
    struct topo_selectors *selectors;
    size_t n_selectors;
    int64_t routing_weight;
    sim_time_t dpd_timeout;
    struct field_names ingress_names, egress_names; /* NAT rules of `from` */
    /* by resolve */
    const struct topo_nat_rule **ingress, **egress;
    size_t n_ingress, n_egress;
    struct topo_gateway *from;
    struct topo_gateway
        *to; /* the gateway or device at the other end, also behind a local network gateway */
    struct topo_lng *to_lng;         /* IPsec only; NULL at a device's end */
    struct topo_connection *reverse; /* the other end's connection, or NULL: one-sided */
    int64_t outcome; /* enum handshake: what the exchange of the two ends comes to */
};

#endif
