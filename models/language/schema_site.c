/*
 * On-premises sites: networks of one's own, their VPN devices and their hosts.
 */
#include "models/language/schema.h"

#include "sim/base/field_code.h"

/* Of a site's line, and of a device's own. */
#define LINE_FIELDS(type, FLAGS, DEF_BANDWIDTH, DEF_LATENCY, WHOSE)                                \
    {.name = "bandwidth",                                                                          \
     .kind = FIELD_RATE,                                                                           \
     .flags = (FLAGS) | FIELD_UNLIMITED,                                                           \
     .offset = offsetof(type, bandwidth_bps),                                                      \
     .min = 1000,                                                                                  \
     .max = INT64_MAX,                                                                             \
     .def = (DEF_BANDWIDTH),                                                                       \
     .help = WHOSE "each way",                                                                     \
     .example = "500Mbps"},                                                                        \
        SCHEMA_OUTSIDE_LATENCY(type, FLAGS, DEF_LATENCY, WHOSE "one way, to the near region"),     \
        {.name = "queue",                                                                          \
         .kind = FIELD_STRUCT,                                                                     \
         .offset = offsetof(type, queue),                                                          \
         .aux = offsetof(type, has_queue),                                                         \
         .table = &schema_queue,                                                                   \
         .help = "what waits in front of the line, each way; not given: drop_tail, 50 ms at its "  \
                 "rate (assumed)"},                                                                \
        {.name = "mtu",                                                                            \
         .kind = FIELD_BYTES,                                                                      \
         .offset = offsetof(type, mtu_bytes),                                                      \
         .min = 68,                                                                                \
         .max = 65535,                                                                             \
         .def = "1500B",                                                                           \
         .help = "largest IP packet on the line: an ESP packet of its tunnels, or one to or from " \
                 "the Internet as it is; 1492B with PPPoE (RFC 2516)",                             \
         .example = "1492B"},                                                                      \
    {                                                                                              \
        .name = "fragments_disordered", .kind = FIELD_FRACTION,                                    \
        .offset = offsetof(type, disorder), .def = "0%", .help = SCHEMA_DISORDER_HELP,             \
        .example = "0.1%"                                                                          \
    }

static const struct field uplink_fields[] = {
    LINE_FIELDS(struct topo_uplink, FIELD_REQUIRED, NULL, NULL, ""),
};

static const struct field_table uplink_table = {
    .kind = "uplink",
    .help = "A line of the device's own, beside that of the site.",
    .size = sizeof(struct topo_uplink),
    .resource = offsetof(struct topo_uplink, r),
    .fields = uplink_fields,
    .n = SCHEMA_N(uplink_fields),
};

static const struct field_word no_dpd[] = {
    {"none", 0, false,
     "it never asks: it sends into a tunnel until the SAs have come to their end"},
    {NULL, 0, false, NULL},
};

static const struct field device_fields[] = {
    {.name = "public_ip",
     .kind = FIELD_STRING,
     .offset = offsetof(struct topo_device, public_ip.text),
     .help = "where local network gateways find it by gateway_ip_address",
     .example = "198.51.100.7"},
    {.name = "fqdn",
     .kind = FIELD_STRING,
     .offset = offsetof(struct topo_device, fqdn),
     .help = "likewise, by name",
     .example = "vpn.example.com"},
    {.name = "bgp_settings",
     .kind = FIELD_STRUCT,
     .offset = offsetof(struct topo_device, bgp),
     .aux = offsetof(struct topo_device, has_bgp),
     .table = &schema_device_bgp,
     .help = "not given: it speaks no BGP"},
    {.name = "ipsec_policy",
     .kind = FIELD_STRUCT,
     .offset = offsetof(struct topo_device, policy),
     .aux = offsetof(struct topo_device, has_policy),
     .table = &schema_policy,
     .help = "not given: it takes whatever the gateway proposes"},
    {.name = "shared_key",
     .kind = FIELD_SECRET,
     .offset = offsetof(struct topo_device, shared_key),
     .help = "not given: it has the key of each connection",
     .example = "example"},
    {.name = "traffic_selectors",
     .kind = FIELD_MAP,
     .offset = offsetof(struct topo_device, selectors),
     .aux = offsetof(struct topo_device, n_selectors),
     .table = &schema_selectors,
     .help = "not given: those of the gateway, turned round"},
    {.name = "throughput",
     .kind = FIELD_RATE,
     .flags = FIELD_UNLIMITED,
     .offset = offsetof(struct topo_device, throughput_bps),
     .min = 1000,
     .max = INT64_MAX,
     .help = "what it encrypts, and what it decrypts, in bits of inner IP packets; not given: the "
             "site's vpn_throughput",
     .example = "1Gbps"},
    {.name = "processing",
     .kind = FIELD_DURATION,
     .offset = offsetof(struct topo_device, processing),
     .min = 0,
     .max = SIM_S,
     .def = "0us",
     .help = "constant part of one pass (assumed)"},
    {.name = "uplink",
     .kind = FIELD_STRUCT,
     .offset = offsetof(struct topo_device, uplink),
     .aux = offsetof(struct topo_device, has_uplink),
     .table = &uplink_table,
     .help = "a second line; not given: it shares that of the site"},
    {.name = "nat",
     .kind = FIELD_BOOL,
     .offset = offsetof(struct topo_device, nat),
     .def = "false",
     .help = "it stands behind address translation: ESP travels in UDP, 8 bytes more a packet (RFC "
             "3948)"},
    SCHEMA_STATEFUL(struct topo_device),
    {.name = "tunnels",
     .kind = FIELD_INT,
     .offset = offsetof(struct topo_device, tunnels),
     .min = 1,
     .max = 2,
     .def = "2",
     .help = "how many it has to an active-active gateway: with 1, none to instance 1"},
    {.name = "ike_protocol",
     .kind = FIELD_WORD,
     .offset = offsetof(struct topo_device, protocol),
     .words = schema_ike_protocols,
     .help = "the one it speaks. Not given: that of each connection"},
    {.name = "replay_window",
     .kind = FIELD_INT,
     .offset = offsetof(struct topo_device, replay_window),
     .min = 0,
     .max = 65536,
     .def = "64",
     .help = "how many ESP packets one may be late by and still be taken (RFC 4303, 3.4.3); 0: "
             "any. It matters where a link has reorder: true"},
    {.name = "dpd_timeout",
     .kind = FIELD_DURATION,
     .offset = offsetof(struct topo_device, dpd_timeout),
     .min = SIM_S,
     .max = 3600 * SIM_S,
     .words = no_dpd,
     .def = "45s",
     .help = "dead peer detection, at this end: how long a silent peer is given to answer the "
             "first check, which goes out when nothing has come for a third of this (assumed). So "
             "it is dead after four thirds of this without a packet: 60 s for 45 s. It matters "
             "when something fails. The platform's gateways always have it, a device need not "
             "(RFC 7296, 2.4)"},
    {.name = "mss_clamp",
     .kind = FIELD_BYTES,
     .offset = offsetof(struct topo_device, mss_clamp),
     .min = 88,
     .max = 65495,
     .words = schema_no_clamp,
     .def = "none",
     .help = "what it sets the MSS of TCP through its tunnels to, where that is larger; 1350B is "
             "the platform's advice",
     .example = "1350B"},
    {.name = "df_bit",
     .kind = FIELD_WORD,
     .offset = offsetof(struct topo_device, df),
     .words = schema_df,
     .def = "clear",
     .help = "what its ESP packets say"},
    {.name = "fragmentation_needed",
     .kind = FIELD_BOOL,
     .offset = offsetof(struct topo_device, tells_mtu),
     .help = "with df_bit: copy, it tells senders by ICMP what is too large (RFC 1191); false: the "
             "message is filtered, a black hole. Not given: true"},
};

static void device_finish(void *object, struct arena *arena, struct diag *diag)
{
    struct topo_device *d = object;
    (void)arena;
    schema_address(&d->public_ip, &d->r, "public_ip", diag);
    schema_check_df(&d->r, d->df, &d->tells_mtu, diag);
}

static const struct field_table device_table = {
    .kind = "device",
    .help = "A VPN device. Its end of a tunnel needs no entry under connections: it is set up for "
            "every connection that leads to it.",
    .size = sizeof(struct topo_device),
    .resource = offsetof(struct topo_device, r),
    .fields = device_fields,
    .n = SCHEMA_N(device_fields),
    .finish = device_finish,
};

static const struct field host_fields[] = {
    {.name = "count",
     .kind = FIELD_INT,
     .offset = offsetof(struct topo_vm_group, count),
     .min = 1,
     .max = 65536,
     .def = "1",
     .help = "how many: NAME-0, NAME-1, ..."},
    SCHEMA_OUTSIDE_NIC("the site's line is what limits it"),
    {.name = "address_prefix",
     .kind = FIELD_PREFIX,
     .offset = offsetof(struct topo_vm_group, host_prefix),
     .help = "one of the site's address_prefixes: theirs are its addresses from .4 up; not given: "
             "the first",
     .example = "192.168.0.0/16"},
};

static const struct field_table host_table = {
    .kind = "host",
    .help = "A machine at the site, or `count` equal ones; traffic names it as it names VMs.",
    .size = sizeof(struct topo_vm_group),
    .resource = offsetof(struct topo_vm_group, r),
    .fields = host_fields,
    .n = SCHEMA_N(host_fields),
};

static const struct field site_fields[] = {
    {.name = "near",
     .kind = FIELD_REF,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct topo_site, near_ref),
     .help = "the region whose links its packets take, behind its own line",
     .example = "westus2"},
    {.name = "address_prefixes",
     .kind = FIELD_PREFIXES,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct topo_site, prefixes),
     .help = "what is really there; what the gateways take for it stands in their local network "
             "gateways",
     .example = "[192.168.0.0/16]"},
    LINE_FIELDS(struct topo_site, 0, "unlimited", "0ms", "of its line, "),
    {.name = "vpn_throughput",
     .kind = FIELD_RATE,
     .flags = FIELD_UNLIMITED,
     .offset = offsetof(struct topo_site, vpn_throughput_bps),
     .min = 1000,
     .max = INT64_MAX,
     .def = "unlimited",
     .help = "of a device, each way, in bits of inner IP packets",
     .example = "400Mbps"},
    {.name = "devices",
     .kind = FIELD_MAP,
     .offset = offsetof(struct topo_site, devices),
     .aux = offsetof(struct topo_site, n_devices),
     .table = &device_table,
     .help = "its VPN devices; not given: one without further settings"},
    {.name = "hosts",
     .kind = FIELD_MAP,
     .offset = offsetof(struct topo_site, hosts),
     .aux = offsetof(struct topo_site, n_hosts),
     .table = &host_table,
     .help = "its machines"},
};

const struct field_table schema_site = {
    .kind = "on-premises site",
    .help = "A network outside the platform. A gateway reaches it by a connection of type IPsec to "
            "a local network gateway.",
    .size = sizeof(struct topo_site),
    .resource = offsetof(struct topo_site, r),
    .fields = site_fields,
    .n = SCHEMA_N(site_fields),
};
