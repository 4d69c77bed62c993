#include "models/language/schema.h"

#include "sim/base/arena.h"

#include "sim/base/field_code.h"

enum {
    SCHEMA_INTERVALS_MAX = 1000000
}; /* each holds a number of every link and flow in memory until the end */
#define REGION_HELP "a region of models/data/regions.csv, or one declared under regions:"

/* --- simulation, regions --- */

static const struct field_word warmup_words[] = {
    {"auto", TOPO_WARMUP_AUTO, false, "found by a pilot run: MSER-5 on the delays"},
    {NULL, 0, false, NULL},
};

static const struct field_word type_words[] = {
    {"steady", TOPO_STEADY, false,
     "what the run would tend to if it went on: the start is left out, and a backlog that grows is "
     "no answer"},
    {"terminating", TOPO_TERMINATING, false,
     "what happens from the first instant to the last: nothing is left out"},
    {NULL, 0, false, NULL},
};

static const struct field simulation_fields[] = {
    {.name = "duration",
     .kind = FIELD_DURATION,
     .offset = offsetof(struct topo_simulation, duration),
     .min = SIM_US,
     .max = 8640000 * SIM_S,
     .def = "60s",
     .help = "simulated time; nothing drains at its end",
     .example = "60s"},
    {.name = "warmup",
     .kind = FIELD_DURATION,
     .offset = offsetof(struct topo_simulation, warmup),
     .def = "0s",
     .words = warmup_words,
     .help = "samples taken before are left out of the metrics; auto: found by a pilot run (MSER-5 "
             "on the delays)",
     .example = "5s"},
    {.name = "type",
     .kind = FIELD_WORD,
     .offset = offsetof(struct topo_simulation, type),
     .words = type_words,
     .def = "steady",
     .help = "what the figures are to speak of"},
    {.name = "seed",
     .kind = FIELD_INT,
     .offset = offsetof(struct topo_simulation, seed),
     .min = 0,
     .max = INT64_MAX,
     .def = "1",
     .help = "of all random numbers: the same seed gives the same bytes"},
    {.name = "sample_interval",
     .kind = FIELD_DURATION,
     .offset = offsetof(struct topo_simulation, sample_interval),
     .def = "1s",
     .help = "grain of series.csv, at most a million intervals a run; 0s turns it off",
     .example = "1s"},
    {.name = "probe_interval",
     .kind = FIELD_DURATION,
     .offset = offsetof(struct topo_simulation, probe_interval),
     .def = "0s",
     .help = "of probes, small packets there and back on the way of the first 8 flows of each "
             "traffic entry, for path_outage_s in outages.csv; 0s: none",
     .example = "10ms"},
    {.name = "settled_for",
     .kind = FIELD_DURATION,
     .offset = offsetof(struct topo_simulation, settled_for),
     .def = "0s",
     .help = "a run with faults ends before its duration, as soon as all of them are over, "
             "tunnels, BGP sessions and routes are as before, and all "
             "traffic goes on, for so long without a break; 0s: it lasts its duration",
     .example = "20s"},
};

static void simulation_finish(void *object, struct arena *arena, struct diag *diag)
{
    const struct topo_simulation *s = object;
    (void)arena;
    if (s->sample_interval > 0 && s->duration / s->sample_interval > SCHEMA_INTERVALS_MAX) {
        diag_add(diag, &field_code_contradiction, resource_field_at(&s->r, "sample_interval"),
                 "too fine", "series.csv would have more than %d intervals of each thing",
                 SCHEMA_INTERVALS_MAX);
        if (resource_field_given(&s->r, "duration")) {
            diag_other(diag, resource_field_at(&s->r, "duration"), "the run lasts this long");
        }
        diag_help(diag, "take a coarser sample_interval, or a shorter duration");
    }
    if (s->probe_interval > 0 && s->probe_interval < SIM_MS) {
        diag_add(diag, &field_code_range, resource_field_at(&s->r, "probe_interval"), "too fine",
                 "probes come every millisecond at most, or not at all (0s)");
        diag_help(diag, "outages are known to 10 ms: probe_interval: 10ms");
    }
    if (s->type == TOPO_TERMINATING && s->warmup != 0) {
        diag_add(diag, &field_code_contradiction, resource_field_at(&s->r, "warmup"),
                 "leaves out the start", "a terminating simulation counts from its first instant");
        diag_other(diag, resource_field_at(&s->r, "type"), "terminating");
        diag_help(diag, "leave out warmup, or say type: steady");
    }
    if (s->warmup >= s->duration) {
        diag_add(diag, &field_code_contradiction, resource_field_at(&s->r, "warmup"),
                 "nothing is left to measure", "the warm-up is as long as the run");
        if (resource_field_given(&s->r, "duration")) {
            diag_other(diag, resource_field_at(&s->r, "duration"), "the run ends here");
        }
        diag_help(diag, "make the warm-up shorter or the run longer");
    }
}

static const struct field_table simulation_table = {
    .kind = "simulation",
    .help = "How long, and what is kept.",
    .size = sizeof(struct topo_simulation),
    .resource = offsetof(struct topo_simulation, r),
    .fields = simulation_fields,
    .n = SCHEMA_N(simulation_fields),
    .finish = simulation_finish,
};

static const struct field cost_fields[] = {
    {.name = "monthly_volume",
     .kind = FIELD_BYTES,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct topo_cost, monthly_volume),
     .min = 0,
     .max = INT64_MAX,
     .example = "10TB",
     .help = "what all traffic together carries in a month, both ways; shared out among flows as "
             "the bytes of the run are"},
};

static const struct field_table cost_table = {
    .kind = "cost",
    .help = "What the design costs in a month, by the list prices of models/data/prices.csv: "
            "*_usd_month in pairs.csv and in the\n"
            "summary of a campaign. The prices are dated copies; put your own into the file.",
    .size = sizeof(struct topo_cost),
    .resource = offsetof(struct topo_cost, r),
    .fields = cost_fields,
    .n = SCHEMA_N(cost_fields),
};

static const struct field region_fields[] = {
    {.name = "latitude",
     .kind = FIELD_NUMBER,
     .offset = offsetof(struct topo_region, latitude),
     .min = -90,
     .max = 90,
     .help = "degrees north"},
    {.name = "longitude",
     .kind = FIELD_NUMBER,
     .offset = offsetof(struct topo_region, longitude),
     .min = -180,
     .max = 180,
     .help = "degrees east"},
};

static void region_finish(void *object, struct arena *arena, struct diag *diag)
{
    struct topo_region *r = object;
    (void)arena;
    const bool north = resource_field_given(&r->r, "latitude"),
               east = resource_field_given(&r->r, "longitude");
    r->has_position = north && east;
    if (north != east) {
        diag_add(diag, &field_code_contradiction,
                 resource_field_at(&r->r, north ? "latitude" : "longitude"), NULL,
                 "region `%s` has a %s and no %s", r->r.name, north ? "latitude" : "longitude",
                 north ? "longitude" : "latitude");
        diag_help(diag, "give both, or neither");
    }
}

static const struct field_table region_table = {
    .kind = "region",
    .help =
        "A region of your own, beside those of models/data/regions.csv. No round trips are "
        "published for it: its pairs need\n"
        "a `links` entry. With a position, a delay below that of light in fibre gives a warning.",
    .size = sizeof(struct topo_region),
    .resource = offsetof(struct topo_region, r),
    .fields = region_fields,
    .n = SCHEMA_N(region_fields),
    .finish = region_finish,
};

/* --- virtual networks --- */

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
     .kind = FIELD_NAME,
     .offset = offsetof(struct topo_subnet, nat_gateway),
     .help = "what its VMs reach the Internet by: a label, for vnetsim trace --to ADDRESS and for "
             "check",
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
     .help = REGION_HELP,
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

static const struct field_table vnet_table = {
    .kind = "virtual network",
    .help = "A private address space in one region.",
    .size = sizeof(struct topo_vnet),
    .resource = offsetof(struct topo_vnet, r),
    .fields = vnet_fields,
    .n = SCHEMA_N(vnet_fields),
    .finish = vnet_finish,
};

/* --- the whole file --- */

#define COLLECTION(key, array, count, of, text)                                                    \
    {                                                                                              \
        .name = key, .kind = FIELD_MAP, .offset = offsetof(struct topo, array),                    \
        .aux = offsetof(struct topo, count), .table = of, .help = text                             \
    }

static const struct field scenario_fields[] = {
    {.name = "vnetsim",
     .kind = FIELD_INT,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct topo, version),
     .help = "version of the language: 1"},
    {.name = "name",
     .kind = FIELD_NAME,
     .offset = offsetof(struct topo, name),
     .help = "results go to results/NAME; not given: the file's name",
     .example = "westus-northeurope"},
    {.name = "description",
     .kind = FIELD_STRING,
     .offset = offsetof(struct topo, description),
     .help = "for people"},
    {.name = "simulation",
     .kind = FIELD_STRUCT,
     .offset = offsetof(struct topo, simulation),
     .table = &simulation_table,
     .def = "{}",
     .help = "how long, and what is kept"},
    {.name = "cost",
     .kind = FIELD_STRUCT,
     .offset = offsetof(struct topo, cost),
     .aux = offsetof(struct topo, has_cost),
     .table = &cost_table,
     .help = "what a month's traffic costs"},
    COLLECTION("regions", regions, n_regions, &region_table, "regions of your own"),
    COLLECTION("virtual_networks", vnets, n_vnets, &vnet_table, "private address spaces"),
    COLLECTION("virtual_network_gateways", gateways, n_gateways, &schema_gateway, "VPN gateways"),
    COLLECTION("public_ip_addresses", public_ips, n_public_ips, &schema_public_ip,
               "public addresses of gateways and VMs"),
    COLLECTION("local_network_gateways", lngs, n_lngs, &schema_lng,
               "the other side as this side sees it"),
    COLLECTION("connections", connections, n_connections, &schema_connection, "ends of tunnels"),
    COLLECTION("virtual_machines", machines, n_machines, &schema_machine, "senders and receivers"),
    COLLECTION("cloud_services", cloud_services, n_cloud_services, &schema_cloud_service,
               "roles of cloud services"),
    COLLECTION("managed_instances", managed_instances, n_managed_instances,
               &schema_managed_instance, "managed services that stand in a subnet of a network"),
    COLLECTION("load_balancers", balancers, n_balancers, &schema_balancer,
               "internal load balancers"),
    COLLECTION("private_endpoints", private_endpoints, n_private_endpoints,
               &schema_private_endpoint, "addresses of services inside a network"),
    {.name = "links",
     .kind = FIELD_STRUCT,
     .offset = 0,
     .table = &schema_links,
     .def = "{}",
     .help = "models of what carries packets"},
    COLLECTION("traffic", traffic, n_traffic, &schema_traffic, "who sends what to whom"),
    COLLECTION("route_tables", route_tables, n_route_tables, &schema_route_table,
               "user-defined routes"),
    COLLECTION("network_security_groups", nsgs, n_nsgs, &schema_nsg, "packet filters"),
    COLLECTION("on_premises_sites", sites, n_sites, &schema_site, "sites outside the platform"),
    COLLECTION("faults", faults, n_faults, &schema_fault, "what breaks, and when"),
};

static void scenario_finish(void *object, struct arena *arena, struct diag *diag)
{
    const struct topo *t = object;
    (void)arena;
    if (resource_field_given(&t->r, "vnetsim") && t->version != SCHEMA_VERSION) {
        diag_add(diag, &field_code_version, resource_field_at(&t->r, "vnetsim"), "unknown version",
                 "version %lld of the scenario language is not known", (long long)t->version);
        diag_help(diag, "this program reads `vnetsim: %d`", SCHEMA_VERSION);
    }
}

const struct field_table schema_scenario = {
    .kind = "scenario",
    .help = "The whole file.",
    .size = sizeof(struct topo),
    .resource = offsetof(struct topo, r),
    .fields = scenario_fields,
    .n = SCHEMA_N(scenario_fields),
    .finish = scenario_finish,
};
