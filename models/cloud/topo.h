/*
 * The declared cloud: what the user wrote, typed, with the place of every word of it, and nothing that runs.
 * Filled by the loader from the field tables in schema.c, completed by resolve (names -> pointers), judged by
 * rules, then const for ever. Everything lives in one arena.
 *
 * Collections are sorted by name (strcmp), so the order in the file means nothing. Units: time ps, rates bit/s,
 * packet rates packets/s, sizes bytes; UNITS_UNLIMITED where "unlimited" was written.
 */
#ifndef MODELS_CLOUD_TOPO_H
#define MODELS_CLOUD_TOPO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "models/dist/dist.h"
#include "sim/base/diag.h"
#include "sim/base/field.h"
#include "sim/base/ip4.h"
#include "sim/base/simtime.h"

struct catalog_region; /* models/cloud/catalog.h */
struct rib;            /* models/cloud/rib.h */
struct catalog_sku;

/* What every declared thing starts with. field_at[i], given bit i: i = index in its field table. */
struct resource {
    const char *name;
    struct span at;              /* of the name (the key) */
    const struct field_table *table;
    const struct span *field_at; /* of each field's value; line 0 when it was not given */
    uint64_t given;
};

/* Place of the value of a field ("shared_key"), or of the resource when the field was not given. */
struct span resource_field_at(const struct resource *r, const char *field);
bool resource_field_given(const struct resource *r, const char *field);

struct topo_prefixes {
    struct ip4_prefix *v;
    struct span *at;
    size_t n;
};

struct topo_address { /* one IPv4 address */
    const char *text; /* NULL: not given */
    uint32_t addr;
};

struct topo_sample { /* a file of samples that some distribution draws from */
    const char *path;                     /* as the scenario gives it */
    const struct dist_empirical *sample;
    bool is_time;                         /* ps, else bytes */
};

struct topo_replay_row {
    sim_time_t at; /* from the flow's start */
    int64_t bytes; /* UDP: of the whole IP packet; TCP: written by the application */
};
struct topo_replay { /* a file that is replayed */
    const char *path; /* as the scenario gives it */
    const struct topo_replay_row *row; /* in order of time, at least one */
    size_t n;
};

/* A reference by name: text and place from the file, the pointer from resolve. */
struct topo_ref {
    const char *name; /* NULL when not given */
    struct span at;
};

enum topo_type { TOPO_STEADY, TOPO_TERMINATING };
#define TOPO_WARMUP_AUTO (-1)

struct topo_simulation {
    struct resource r;
    sim_time_t duration, warmup, sample_interval; /* warmup: TOPO_WARMUP_AUTO until a pilot run has found it */
    uint64_t seed;
    int64_t type; /* enum topo_type */
    sim_time_t probe_interval; /* 0: no probes */
    bool pilot;   /* by the program: a run that is made to find the warm-up */
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

struct topo_ports {
    const char *text;
    uint32_t low, high;
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

struct topo_limits { /* 0 = not given: the SKU's published figure */
    struct resource r;
    int64_t aggregate_bps, tunnel_bps, tunnel_pps;
};

enum topo_ip_sku { TOPO_IP_STANDARD, TOPO_IP_BASIC };
enum topo_allocation { TOPO_STATIC, TOPO_DYNAMIC };

struct topo_public_ip { /* public_ip_addresses: of gateways */
    struct resource r;
    int64_t sku, allocation; /* enum topo_ip_sku, topo_allocation */
    struct field_names zones;
    struct topo_address address;
    uint32_t zone_bits;                   /* by finish: bit z for zone z */
    const struct topo_gateway *gateway;   /* by resolve: the first in the file that has it; NULL: none */
};

enum topo_budget { TOPO_BUDGET_SEPARATE, TOPO_BUDGET_SHARED };
enum topo_vpn_type { TOPO_ROUTE_BASED, TOPO_POLICY_BASED };

struct topo_bgp { /* bgp_settings: of a gateway, a local network gateway or a device */
    struct resource r;
    int64_t asn;
    struct topo_address peer;          /* bgp_peering_address; not given: a gateway's last but one address of its GatewaySubnet */
    sim_time_t hold_time;              /* device */
    int64_t prepend;                   /* device: how often its own number stands in front of what it advertises, beside the once */
    struct topo_prefixes advertised;   /* device; none given: the site's */
};

struct topo_selectors { /* one of traffic_selectors: both ranges must hold a packet */
    struct resource r;
    struct topo_prefixes local, remote;
};

enum topo_nat_mode { TOPO_NAT_INGRESS, TOPO_NAT_EGRESS };

struct topo_nat_rule { /* of a gateway; static: address by address */
    struct resource r;
    int64_t mode;                            /* enum topo_nat_mode */
    struct topo_prefixes internal, external; /* one of each, of one length */
};

enum topo_df { TOPO_DF_CLEAR, TOPO_DF_COPY }; /* of the outer packets of a tunnel (RFC 4301, 8.1) */
struct topo_gateway { /* virtual_network_gateways */
    struct resource r;
    struct topo_ref vnet_ref;
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
    int64_t vpn_type;          /* enum topo_vpn_type */
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
    bool is_nobody;                    /* stands for an address that nothing declared has */
    const struct topo_public_ip **public_ips; /* as many as it names */
    struct topo_address at[2];                /* public addresses of its instances, or of the device, wherever they are given */
    struct topo_vnet *vnet;
    const struct catalog_sku *sku;     /* NULL: a device */
    const struct topo_device *device;  /* NULL: a gateway of the platform */
    const struct rib *rib;             /* what its connections lead to */
};

struct topo_lng { /* local_network_gateways */
    struct resource r;
    struct topo_ref endpoint_ref;  /* one of the three */
    struct topo_address address;
    const char *fqdn;
    struct topo_prefixes prefixes;
    struct topo_bgp bgp;
    bool has_bgp;
    struct topo_gateway *endpoint; /* by resolve */
};

/* Words of an ipsec_policy; learn.microsoft.com, FAQ on IPsec/IKE policies, 2022-05-25. DHGroup2048 is DHGroup14. */
enum topo_encryption { TOPO_GCMAES256, TOPO_GCMAES192, TOPO_GCMAES128, TOPO_AES256, TOPO_AES192, TOPO_AES128, TOPO_DES3,
                       TOPO_DES, TOPO_ENCRYPTION_NONE };
enum topo_integrity { TOPO_INTEGRITY_GCMAES256, TOPO_INTEGRITY_GCMAES192, TOPO_INTEGRITY_GCMAES128, TOPO_SHA384, TOPO_SHA256,
                      TOPO_SHA1, TOPO_MD5 };
enum topo_dh_group { TOPO_DH_NONE, TOPO_DH_1, TOPO_DH_2, TOPO_DH_14, TOPO_DH_ECP256, TOPO_DH_ECP384, TOPO_DH_24, TOPO_DH_MM };

enum topo_connection_type { TOPO_VNET2VNET, TOPO_IPSEC };

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
    int64_t mode; /* enum topo_mode */
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
    struct topo_gateway *to;    /* the gateway or device at the other end, also behind a local network gateway */
    struct topo_lng *to_lng;    /* IPsec only; NULL at a device's end */
    struct topo_connection *reverse; /* the other end's connection, or NULL: one-sided */
    int64_t outcome;            /* enum handshake: what the exchange of the two ends comes to */
};

/* --- on premises --- */

enum topo_unit { TOPO_BYTES, TOPO_PACKETS };
enum topo_discipline { TOPO_DROP_TAIL, TOPO_RED, TOPO_CODEL, TOPO_FQ_CODEL, TOPO_TOKEN_BUCKET };
struct topo_queue { /* of a discipline the members of its own keys count */
    struct resource r;
    int64_t discipline; /* enum topo_discipline */
    int64_t limit;      /* of what waits; UNITS_UNLIMITED = unbounded */
    enum topo_unit limit_unit;
    bool ecn, gentle;
    sim_time_t target, interval;
    int64_t flows, quantum_bytes;
    int64_t min_threshold, max_threshold;
    enum topo_unit min_unit, max_unit; /* equal */
    double max_probability, weight;
    int64_t mean_packet_bytes;
    int64_t rate_bps, burst_bytes;
};

struct topo_uplink { /* of a site, or a device's own */
    struct resource r;
    int64_t bandwidth_bps;
    sim_time_t latency; /* one way, to the near region's edge */
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
    int64_t protocol; /* enum topo_ike; not given: the connection's */
    int64_t replay_window; /* as a gateway's */
    int64_t tunnels; /* to an active-active gateway: 2, or 1 */
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

enum topo_loss_model { TOPO_LOSS_NONE, TOPO_LOSS_BERNOULLI, TOPO_LOSS_GILBERT_ELLIOTT };
struct topo_loss {
    struct resource r;
    int64_t model; /* enum topo_loss_model */
    double p;      /* bernoulli: loss probability; gilbert_elliott: good -> bad per packet (tc netem gemodel p) */
    double h;      /* gilbert_elliott: bad -> good per packet (netem's r) */
};

struct topo_jitter { /* stalls of a path: a Poisson process of exponential lengths */
    struct resource r;
    double rate_hz;        /* stalls a second */
    sim_time_t mean_dur;   /* mean length; rate 0 or length 0: none */
};

enum topo_latency_kind { TOPO_LATENCY_MEASURED, TOPO_LATENCY_FIXED, TOPO_LATENCY_DRAWN };
struct topo_latency {
    struct resource r;
    int64_t distribution;    /* the word: enum dist_kind, or DIST_N for measured */
    int64_t kind;            /* enum topo_latency_kind, from distribution */
    sim_time_t base;         /* fixed: the delay; drawn: added to each draw; one way */
    struct dist dist;        /* drawn: the part above base, in ps */
    double path_quantile;    /* measured: pins every path; < 0 = not given */
    bool reorder;            /* drawn: packets overtake each other */
};

struct topo_link {
    struct resource r;
    struct topo_latency latency;
    int64_t bandwidth_bps;
    struct topo_queue queue;
    struct topo_loss loss;
    struct topo_jitter jitter;
    double path_quantile; /* pins every path of a measured latency, as the latency's own does; 0 = not given */
    int64_t mtu_bytes, framing_bytes;
    bool tells_mtu; /* ICMP fragmentation needed */
    double disorder; /* share of the packets in fragments whose fragments come out of order */
    /* by resolve, for the entries of region pairs "a--b" and "a->b" */
    const char *a, *b; /* region names; NULL for inter_region and intra_region */
    bool directed;
};

struct topo_zones { /* what lies between availability zones, one way, beside intra_region; symmetric */
    struct resource r;
    sim_time_t one_two, one_three, two_three;
};

struct topo_nic {
    struct resource r;
    int64_t bandwidth_bps; /* egress over all destinations */
    struct topo_queue queue;
    int64_t mtu_bytes;
};

struct topo_appliance { /* of a VM that forwards */
    struct resource r;
    int64_t packets_pps, bandwidth_bps;
    sim_time_t latency;
    bool stateful;
};

enum topo_vm_kind { TOPO_MACHINE, TOPO_CLOUD_SERVICE, TOPO_MANAGED_INSTANCE, TOPO_LOAD_BALANCER, TOPO_PRIVATE_ENDPOINT };

enum topo_os { TOPO_LINUX, TOPO_WINDOWS };

/* virtual_machines, and what else has addresses in a subnet: one of them, or count of them: NAME-0, NAME-1, ... */
struct topo_vm_group {
    struct resource r;
    enum topo_vm_kind kind;
    struct topo_ref subnet_ref; /* "vnet/subnet" */
    int64_t count;
    int64_t zone;        /* availability zone, 1 to 3; 0: not given */
    struct field_names zones;
    uint32_t zone_bits;  /* by finish: bit z for zone z; 0: none is said. See models/cloud/zone.h */
    const char *vm_size; /* NULL when nic is given */
    struct topo_nic nic; /* by resolve also from vm_size */
    bool has_nic;
    bool ip_forwarding; /* takes packets that are for others, and sends them on */
    struct topo_appliance appliance;
    bool has_appliance;
    int64_t os; /* enum topo_os */
    struct topo_ref nsg_ref;
    const struct topo_nsg *nsg; /* by resolve; NULL: none */
    struct dist service_time; /* ps, of a request; fixed 0: answered at once */
    int64_t servers;          /* requests at work at once in one member; 0: one */
    const struct topo_balancer *balancer; /* TOPO_LOAD_BALANCER: its frontend */
    const struct topo_endpoint *endpoint; /* TOPO_PRIVATE_ENDPOINT */
    struct topo_address fixed;            /* of these two, where it was given */
    struct topo_vm_group *behind; /* by resolve: whose members answer in its place; NULL: its own */
    struct topo_subnet *subnet; /* by resolve */
    uint32_t first_addr;        /* by resolve: address of member 0; members are consecutive */
    struct topo_prefixes host_prefix; /* hosts of a site: none or one */
    const struct topo_site *site;     /* by resolve: hosts of a site; NULL: machines of the platform */
};

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
    struct topo_ref subnet_ref, backend_ref;
    struct topo_address address;
    int64_t port, backend_port; /* backend_port 0: port */
    int64_t sku, distribution;  /* enum topo_balancer_sku, topo_spread */
    struct topo_probe probe;
    sim_time_t idle_timeout;
};

struct topo_endpoint { /* private_endpoints */
    struct resource r;
    struct topo_ref subnet_ref;
    const char *service;
    struct topo_address address;
    struct dist service_time;
    int64_t servers;
};

enum topo_app { TOPO_CBR, TOPO_POISSON, TOPO_ON_OFF, TOPO_PING, TOPO_REQUEST_RESPONSE, TOPO_BULK, TOPO_REPLAY };
enum topo_transport { TOPO_TRANSPORT_UDP, TOPO_TRANSPORT_TCP };
enum topo_congestion_control { TOPO_CC_CUBIC, TOPO_CC_NEWRENO, TOPO_CC_BBR };
enum topo_hystart { TOPO_HYSTART_OFF, TOPO_HYSTART_CLASSIC, TOPO_HYSTART_PLUS_PLUS };
enum topo_loss_detection { TOPO_LOSS_BY_RACK, TOPO_LOSS_BY_SACK };
enum topo_pairing { TOPO_ONE_TO_ONE, TOPO_ALL_TO_ALL, TOPO_RANDOM };

struct topo_tcp { /* of a traffic entry over TCP; 0 where the profile of the operating system holds, but for what says otherwise */
    int64_t congestion_control, hystart, loss_detection;
    int64_t receive_bytes, send_bytes;
    sim_time_t min_rto, delayed_ack;
    int64_t retransmissions, initial_window, quick_acks;
    bool timestamps, ecn, nagle;
};

struct topo_traffic {
    struct resource r;
    struct topo_ref from_ref, to_ref; /* a VM group, or a member NAME-3 */
    int64_t app, pairing;
    int64_t flows;                    /* parallel flows a pair */
    int64_t port;                     /* of the destination; what rules of a security group see */
    sim_time_t start, stop;           /* stop: SIM_NEVER = until the run ends */
    int64_t rate_bps;                 /* cbr, poisson, on_off: of whole IP packets, mean while sending */
    struct dist packet_size;          /* cbr, poisson, on_off, ping: whole IP packets, bytes 28..65535 */
    struct dist on, off;              /* on_off: ps */
    sim_time_t interval;              /* ping */
    struct dist request_size, response_size; /* application bytes, 1..65507 */
    struct dist think_time;           /* ps */
    int64_t connections;              /* request loops at once in one flow */
    sim_time_t timeout;               /* ping, request_response */
    int64_t transport;
    struct dist size;                 /* bulk: application bytes of the transfer; fixed and infinite: it goes on until the end */
    struct dist start_gap;            /* bulk: ps, from one flow's start to the next one's of the entry */
    const struct topo_replay *replay;
    struct topo_tcp tcp;
    bool dont_fragment;               /* DF (RFC 791) */
    bool by_name;
    /* by resolve */
    bool is_unknown;                  /* by_name, and nobody knows the name in the sender's network */
    const struct topo_vm_group *from, *to;
    uint32_t from_first, from_n, to_first, to_n; /* members */
};

enum topo_fault_kind { TOPO_FAULT_PLANNED, TOPO_FAULT_UNPLANNED, TOPO_FAULT_DOWN, TOPO_FAULT_RESET };
enum topo_fault_target { TOPO_FAULT_GATEWAY, TOPO_FAULT_DEVICE, TOPO_FAULT_UPLINK, TOPO_FAULT_TUNNEL, TOPO_FAULT_CONNECTION, TOPO_FAULT_BGP_SESSION,
                         TOPO_FAULT_PEERING, TOPO_FAULT_LINK, TOPO_FAULT_ZONE, TOPO_FAULT_REGION, TOPO_FAULT_TARGETS };

struct topo_fault { /* faults: what breaks, and when */
    struct resource r;
    sim_time_t at;
    int64_t kind;                         /* enum topo_fault_kind */
    const char *name[TOPO_FAULT_TARGETS]; /* one of them */
    int64_t instance;                     /* of a gateway */
    bool has_instance;
    struct dist lasts; /* ps; not given: until the end of the run, or of a gateway what is published */
    bool has_for;
    /* by resolve */
    enum topo_fault_target target;
    const struct topo_gateway *gateway;       /* TOPO_FAULT_GATEWAY, _DEVICE; _UPLINK: of a device of its own line */
    const struct topo_site *site;             /* TOPO_FAULT_UPLINK of a site */
    const struct topo_connection *connection; /* TOPO_FAULT_TUNNEL, _CONNECTION, _BGP_SESSION */
    int here, there;                          /* TOPO_FAULT_TUNNEL: instances at both ends; -1: all tunnels of the connection */
    const struct topo_peering *peering;
    uint32_t region, other_region; /* numbers: TOPO_FAULT_REGION, _ZONE; TOPO_FAULT_LINK from, to */
    int zone;                      /* TOPO_FAULT_ZONE */
    bool both_ways;                /* TOPO_FAULT_LINK */
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
    struct topo_vm_group *machines, *cloud_services, *managed_instances; /* virtual_machines and others as declared */
    struct topo_balancer *balancers;
    struct topo_endpoint *private_endpoints;
    size_t n_cloud_services, n_managed_instances, n_balancers, n_private_endpoints;
    struct topo_link *links; /* the pairs' entries */
    struct topo_link inter_region, intra_region; /* defaults, given or not */
    struct topo_zones between_zones;
    struct topo_traffic *traffic;
    struct topo_site *sites;
    struct topo_fault *faults;
    size_t n_regions, n_vnets, n_gateways, n_lngs, n_connections, n_machines, n_links, n_traffic, n_route_tables, n_nsgs, n_sites, n_faults;
    /* by resolve: the same arrays go on with what stands for sites: their networks, devices, and the devices' ends of
     * connections; and all that has an address, sorted by name */
    size_t n_networks, n_endpoints, n_ends, n_peerings;
    struct topo_vm_group *vms;
    size_t n_vms;
    /* by resolve: regions of the VNets, sorted by name; a region is one logical process */
    struct topo_region_used *regions_used;
    size_t n_regions_used;
    const struct topo_sample *samples; /* read by the loader */
    size_t n_samples;
};

/* The links entry that holds for a -> b: "a->b", else "a--b" (either order), else inter_region; field by field, so that an
 * entry that gives the bandwidth alone keeps inter_region's latency. */
struct topo_link topo_link_for(const struct topo *t, const char *a, const char *b);

#endif
