#include "models/language/schema.h"
#include "sim/base/arena.h"
#include "sim/base/field_code.h"

static const struct field subnet_fields[] = {
    {.name = "address_prefix",
     .kind = FIELD_PREFIX,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct topo_subnet, prefix),
     .help = "inside one of the network's address_prefixes",
     .example = "10.1.0.0/24"},
    {.name = "route_table",
     .kind = FIELD_REF,
     .offset = offsetof(struct topo_subnet, route_table_ref),
     .help = "user-defined routes",
     .example = "rt-app"},
    {.name = "network_security_group",
     .kind = FIELD_REF,
     .offset = offsetof(struct topo_subnet, nsg_ref),
     .help = "packet filter of all VMs in it",
     .example = "nsg-app"},
    {.name = "nat_gateway",
     .kind = FIELD_STRING,
     .offset = offsetof(struct topo_subnet, nat_gateway),
     .help = "what its VMs reach the Internet by (internet_hosts, vnetsim trace --to ADDRESS): a "
             "label",
     .example = "nat-hub"},
    {.name = "default_outbound_access",
     .kind = FIELD_BOOL,
     .offset = offsetof(struct topo_subnet, default_outbound),
     .def = "false",
     .help = "may its VMs use the platform's own way to the Internet? Networks that were made "
             "before 2026-03 have it, later ones do not"},
};

static const struct field_table subnet_table = {
    .kind = "subnet",
    .help = "A part of a virtual network. A gateway needs one that is called GatewaySubnet.",
    .size = sizeof(struct topo_subnet),
    .resource = offsetof(struct topo_subnet, r),
    .fields = subnet_fields,
    .n = SCHEMA_N(subnet_fields),
};

static const struct field_word peering_states[] = {
    {"Connected", TOPO_PEERING_CONNECTED, false,
     "it carries packets when both halves say so, or say nothing"},
    {"Initiated", TOPO_PEERING_INITIATED, false,
     "this half waits for the other one: nothing passes"},
    {"Disconnected", TOPO_PEERING_DISCONNECTED, false,
     "the half that it was joined to is gone: nothing passes, also when there is a new one"},
    {NULL, 0, false, NULL},
};

static const struct field peering_fields[] = {
    {.name = "remote_virtual_network",
     .kind = FIELD_REF,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct topo_peering, remote_ref),
     .help = "the network at the other end",
     .example = "vnet-hub"},
    {.name = "allow_virtual_network_access",
     .kind = FIELD_BOOL,
     .offset = offsetof(struct topo_peering, allow_virtual_network_access),
     .def = "true",
     .help = "may the VMs of both networks reach each other?"},
    {.name = "allow_forwarded_traffic",
     .kind = FIELD_BOOL,
     .offset = offsetof(struct topo_peering, allow_forwarded_traffic),
     .def = "false",
     .help = "accept packets that did not originate in the other network"},
    {.name = "allow_gateway_transit",
     .kind = FIELD_BOOL,
     .offset = offsetof(struct topo_peering, allow_gateway_transit),
     .def = "false",
     .help = "let the other network use this one's gateway"},
    {.name = "use_remote_gateways",
     .kind = FIELD_BOOL,
     .offset = offsetof(struct topo_peering, use_remote_gateways),
     .def = "false",
     .help = "use the other network's gateway"},
    {.name = "do_not_verify_remote_gateways",
     .kind = FIELD_BOOL,
     .offset = offsetof(struct topo_peering, not_verified),
     .def = "false",
     .help = "with use_remote_gateways: the platform takes the peering although the other network "
             "has no gateway yet"},
    {.name = "peering_state",
     .kind = FIELD_WORD,
     .offset = offsetof(struct topo_peering, state),
     .words = peering_states,
     .help = "of a deployed peering, as the platform shows it. Not given: as the two halves of "
             "this file make it"},
    {.name = "remote_address_prefixes",
     .kind = FIELD_PREFIXES,
     .offset = offsetof(struct topo_peering, known),
     .example = "[10.2.0.0/16]",
     .help = "of a deployed peering: the remote network's prefixes as this half knows them, which "
             "this side's routes have until it is synced. Not given: in sync"},
};

static const struct field_table peering_table = {
    .kind = "peering",
    .help = "This side's half of a peering, regional or global. It carries nothing until the other "
            "network has its half.",
    .size = sizeof(struct topo_peering),
    .resource = offsetof(struct topo_peering, r),
    .fields = peering_fields,
    .n = SCHEMA_N(peering_fields),
};

static const struct field vnet_fields[] = {
    {.name = "region",
     .kind = FIELD_REF,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct topo_vnet, region_ref),
     .help = "a region of models/data/regions.csv, or one declared under regions:",
     .example = "westus"},
    {.name = "subscription",
     .kind = FIELD_STRING,
     .offset = offsetof(struct topo_vnet, subscription),
     .help = "a label; connections and peerings may cross it"},
    {.name = "address_prefixes",
     .kind = FIELD_PREFIXES,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct topo_vnet, prefixes),
     .help = "the address space",
     .example = "[10.1.0.0/16]"},
    {.name = "subnets",
     .kind = FIELD_MAP,
     .offset = offsetof(struct topo_vnet, subnets),
     .aux = offsetof(struct topo_vnet, n_subnets),
     .table = &subnet_table,
     .help = "its subnets"},
    {.name = "peerings",
     .kind = FIELD_MAP,
     .offset = offsetof(struct topo_vnet, peerings),
     .aux = offsetof(struct topo_vnet, n_peerings),
     .table = &peering_table,
     .help = "its halves of peerings"},
    {.name = "dns_servers",
     .kind = FIELD_NAMES,
     .offset = offsetof(struct topo_vnet, dns_texts),
     .help = "addresses of what its VMs ask for names, where traffic says by_name. Not given: the "
             "platform's own DNS (168.63.129.16), which knows the names of "
             "this network alone. Any other VM or host that has the address is taken to know every "
             "name, and to be reached (assumed)",
     .example = "[10.1.0.4]"},
};

static void vnet_finish(void *object, struct arena *arena, struct diag *diag)
{
    struct topo_vnet *v = object;
    const struct field_names *names = &v->dns_texts;
    v->dns = (struct topo_prefixes){
        .v = ARENA_ARRAY(arena, struct ip4_prefix, names->n), .at = names->at, .n = names->n};
    for (size_t i = 0; i < names->n; i++) {
        if (ip4_prefix_parse(arena_printf(arena, "%s/32", names->v[i]), &v->dns.v[i]) != IP4_OK) {
            diag_add(diag, &field_code_prefix, names->at[i], "not an address",
                     "`%s` is no IPv4 address", names->v[i]);
            diag_help(diag, "an address looks like 10.1.0.4");
        }
    }
}

const struct field_table schema_vnet = {
    .kind = "virtual network",
    .help = "A private address space in one region.",
    .size = sizeof(struct topo_vnet),
    .resource = offsetof(struct topo_vnet, r),
    .fields = vnet_fields,
    .n = SCHEMA_N(vnet_fields),
    .finish = vnet_finish,
};
