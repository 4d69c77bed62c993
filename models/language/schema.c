#include "models/language/schema.h"
#include "sim/base/field_code.h"

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
     .table = &schema_simulation,
     .def = "{}",
     .help = "how long, and what is kept"},
    {.name = "cost",
     .kind = FIELD_STRUCT,
     .offset = offsetof(struct topo, cost),
     .aux = offsetof(struct topo, has_cost),
     .table = &schema_cost,
     .help = "what a month's traffic costs"},
    COLLECTION("regions", regions, n_regions, &region_table, "regions of your own"),
    COLLECTION("virtual_networks", vnets, n_vnets, &schema_vnet, "private address spaces"),
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
    COLLECTION("internet_hosts", internet_hosts, n_internet_hosts, &schema_internet_host,
               "hosts of the Internet, for traffic to go to"),
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
