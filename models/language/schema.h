/*
 * The scenario language: one field table a kind of resource, filling the structs of topo.h by
 * offset. Everything that a user can write, with unit, range, default and help, stands in these
 * tables and nowhere else; the loader, the dump, the JSON Schema and scenarios/README.md follow
 * them. Defaults without a published source are assumptions and say so in their help.
 */
#ifndef MODELS_LANGUAGE_SCHEMA_H
#define MODELS_LANGUAGE_SCHEMA_H

#include "models/cloud/topo.h"
#include "sim/base/field.h"

/* The whole file; its struct is struct topo. */
extern const struct field_table schema_scenario;

enum { SCHEMA_VERSION = 1 }; /* what `vnetsim:` must say */

/* A distribution where a value may be drawn: packet_size, on, off, think_time ... */
struct schema_dist {
    struct resource r;
    int64_t word; /* enum dist_kind */
    struct dist dist;
};
extern const struct field_table schema_dist_time, schema_dist_bytes;
/* Says why (of dist_prepare) the parameters of r make no distribution, at the parameter in
 * question. */
void schema_refuse_dist(const struct resource *r, const char *why, struct diag *diag);

/* Tables of the other schema files, used by schema.c and each other. */
extern const struct field_table schema_simulation, schema_cost, schema_vnet;
extern const struct field_table schema_links, schema_queue, schema_traffic, schema_route_table,
    schema_nsg, schema_nic, schema_gateway, schema_public_ip, schema_lng, schema_connection,
    schema_site, schema_policy, schema_selectors, schema_gateway_bgp, schema_lng_bgp,
    schema_device_bgp, schema_nat_rule, schema_loss, schema_jitter, schema_latency, schema_machine,
    schema_cloud_service, schema_managed_instance, schema_balancer, schema_private_endpoint,
    schema_fault, schema_internet_host;

/* "none" in the place of an MSS. */
extern const struct field_word schema_no_clamp[];
extern const struct field_word schema_ike_protocols[];
/* Of links and lines; no rate of it is published. */
#define SCHEMA_DISORDER_HELP                                                                       \
    "share of the packets in fragments whose fragments come out of order: the platform drops "     \
    "those, for the cause "                                                                        \
    "fragment (TCP/IP performance tuning for Azure VMs, 2025-04-21)"
/* What becomes of DF in a tunnel. */
extern const struct field_word schema_df[];
/* Whoever clears DF drops nothing that somebody could be told of: refuses fragmentation_needed
 * beside that. Not given it is true. */
void schema_check_df(const struct resource *r, int64_t df, bool *tells_mtu, struct diag *diag);

/* Of what stands in a network: the platform's `location`. */
#define SCHEMA_REGION(type)                                                                        \
    {                                                                                              \
        .name = "region", .kind = FIELD_REF, .offset = offsetof(type, region_ref),                 \
        .help = "its own, as the platform's `location`: any but that of its network is refused. "  \
                "Not given: that of its network",                                                  \
        .example = "westus"                                                                        \
    }

/* Of what stands outside the platform: the way between it and the edge of a region, and a machine's
 * NIC. */
#define SCHEMA_OUTSIDE_LATENCY(type, FLAGS, DEF, text)                                             \
    {                                                                                              \
        .name = "latency", .kind = FIELD_DURATION, .flags = (FLAGS),                               \
        .offset = offsetof(type, latency), .min = 0, .max = 10 * SIM_S, .def = (DEF),              \
        .help = text, .example = "8ms"                                                             \
    }
#define SCHEMA_OUTSIDE_NIC(text)                                                                   \
    {                                                                                              \
        .name = "nic", .kind = FIELD_STRUCT, .offset = offsetof(struct topo_vm_group, nic),        \
        .aux = offsetof(struct topo_vm_group, has_nic), .table = &schema_nic,                      \
        .def = "{bandwidth: unlimited}", .help = "not given: " text                                \
    }

/* Of a device, of an appliance (models/appliance.h). */
#define SCHEMA_STATEFUL(type)                                                                      \
    {                                                                                              \
        .name = "stateful", .kind = FIELD_BOOL, .offset = offsetof(type, stateful),                \
        .def = "false",                                                                            \
        .help = "a firewall: it drops answers to requests that it has not seen, and of TCP what "  \
                "follows a SYN whose answer it has not seen, for the cause no_state"               \
    }

/* Bit z for zone z of 1 to 3; reports others. */
uint32_t schema_zones(const struct field_names *zones, struct diag *diag);

/* Reads the text of a field that holds one IPv4 address, 10.0.1.4; says so when it is none. Nothing
 * when it is not given. */
void schema_address(struct topo_address *a, const struct resource *r, const char *field,
                    struct diag *diag);
/* The same of a text that stands at a place. */
void schema_address_at(struct topo_address *a, struct span at, struct diag *diag);

/* Reads the text of a field that holds a port, a range 1000-2000, or *; says so when it is none. */
#define SCHEMA_PORTS_HELP "a port, a range 1000-2000, or *"
void schema_ports(struct topo_ports *p, const struct resource *r, const char *field,
                  struct diag *diag);

/* "measured" among the words of a latency. */
enum { SCHEMA_MEASURED = DIST_N };

#define SCHEMA_BIT(value) (1u << (value))
#define SCHEMA_N(fields)  (sizeof(fields) / sizeof(fields)[0])

#endif
