/*
 * Internal load balancers and private endpoints: addresses that traffic names as `to`, and that
 * others answer for.
 */
#include "models/language/schema.h"

#include "sim/base/field_code.h"

/* --- load balancers --- */

static const struct field probe_fields[] = {
    {.name = "port",
     .kind = FIELD_INT,
     .offset = offsetof(struct topo_probe, port),
     .min = 1,
     .max = 65535,
     .help = "not given: that of the backend"},
    {.name = "interval",
     .kind = FIELD_DURATION,
     .offset = offsetof(struct topo_probe, interval),
     .min = SIM_S,
     .max = INT64_MAX,
     .def = "5s",
     .help = "from one probe to the next"},
    {.name = "unhealthy_threshold",
     .kind = FIELD_INT,
     .offset = offsetof(struct topo_probe, threshold),
     .min = 1,
     .max = 100,
     .def = "2",
     .help = "failures in a row that take a member out"},
};

static const struct field_table probe_table = {
    .kind = "probe",
    .help = "A TCP probe from 168.63.129.16 (the tag AzureLoadBalancer). Its packets are not "
            "simulated: a member is healthy from the start,\n"
            "unless a security group keeps the probe from it, and until a fault of its zone or "
            "region takes it. It gets flows until the\n"
            "probe has noticed; they move to another member then. The first probe that it answers "
            "brings it back (assumed).",
    .size = sizeof(struct topo_probe),
    .resource = offsetof(struct topo_probe, r),
    .fields = probe_fields,
    .n = SCHEMA_N(probe_fields),
};

static const struct field_word skus[] = {
    {"Standard", TOPO_LB_STANDARD, false, ""},
    {"Basic", TOPO_LB_BASIC, false, "not reachable across a peering between regions"},
    {NULL, 0, false, NULL},
};

static const struct field_word spreads[] = {
    {"five_tuple", TOPO_FIVE_TUPLE, false,
     "each flow by itself: parallel flows differ in their source port"},
    {"source_ip", TOPO_SOURCE_IP, false, "all flows of a source to the same member"},
    {NULL, 0, false, NULL},
};

#define AT(member) .offset = offsetof(struct topo_balancer, member)

static const struct field balancer_fields[] = {
    {.name = "subnet",
     .kind = FIELD_SUBNET_REF,
     .flags = FIELD_REQUIRED,
     AT(subnet_ref),
     .help = "network/subnet of the frontend",
     .example = "vnet-westus/front"},
    SCHEMA_REGION(struct topo_balancer),
    {.name = "frontend_ip_address",
     .kind = FIELD_STRING,
     AT(address.text),
     .help = "not given: the next one of the subnet",
     .example = "10.1.0.100"},
    {.name = "backend",
     .kind = FIELD_REF,
     .flags = FIELD_REQUIRED,
     AT(backend_ref),
     .help = "an entry of virtual_machines or cloud_services in the same network: its members",
     .example = "web"},
    {.name = "port",
     .kind = FIELD_INT,
     .flags = FIELD_REQUIRED,
     AT(port),
     .min = 1,
     .max = 65535,
     .help = "of the frontend: what comes for another port, and ping, is dropped (cause no_rule)",
     .example = "443"},
    {.name = "backend_port",
     .kind = FIELD_INT,
     AT(backend_port),
     .min = 1,
     .max = 65535,
     .help = "what the members' security groups see; not given: port"},
    {.name = "sku",
     .kind = FIELD_WORD,
     AT(sku),
     .words = skus,
     .def = "Standard",
     .help = "Basic is retired (September 2025)"},
    {.name = "probe",
     .kind = FIELD_STRUCT,
     AT(probe),
     .table = &probe_table,
     .def = "{}",
     .help = "of the members' health"},
    {.name = "idle_timeout",
     .kind = FIELD_DURATION,
     AT(idle_timeout),
     .min = 240 * SIM_S,
     .max = 6000 * SIM_S,
     .def = "4min",
     .help = "a flow that is silent for longer is forgotten, and what comes next hashed anew, as "
             "of another source port (assumed)"},
    {.name = "distribution",
     .kind = FIELD_WORD,
     AT(distribution),
     .words = spreads,
     .def = "five_tuple",
     .help = "what the hash is taken of"},
};

static void balancer_finish(void *object, struct arena *arena, struct diag *diag)
{
    struct topo_balancer *b = object;
    (void)arena;
    schema_address(&b->address, &b->r, "frontend_ip_address", diag);
}

const struct field_table schema_balancer = {
    .kind = "load balancer",
    .help = "An internal load balancer with one rule: an address that traffic can name as `to`. "
            "The hash of a flow picks a member of the\n"
            "backend, which sees the sender's own address and answers as if from the frontend. It "
            "is no hop: it takes no time and limits\n"
            "nothing.",
    .size = sizeof(struct topo_balancer),
    .resource = offsetof(struct topo_balancer, r),
    .fields = balancer_fields,
    .n = SCHEMA_N(balancer_fields),
    .finish = balancer_finish,
};

/* --- private endpoints --- */

#undef AT
#define AT(member) .offset = offsetof(struct topo_endpoint, member)

static const struct field endpoint_fields[] = {
    {.name = "subnet",
     .kind = FIELD_SUBNET_REF,
     .flags = FIELD_REQUIRED,
     AT(subnet_ref),
     .help = "network/subnet that the address is of",
     .example = "vnet-northeurope/endpoints"},
    SCHEMA_REGION(struct topo_endpoint),
    {.name = "private_ip_address",
     .kind = FIELD_STRING,
     AT(address.text),
     .help = "not given: the next one of the subnet",
     .example = "10.2.0.100"},
    {.name = "service",
     .kind = FIELD_STRING,
     .flags = FIELD_REQUIRED,
     AT(service),
     .help = "what answers: an entry of managed_instances, cloud_services or virtual_machines in "
             "the same region, one of whose members a "
             "flow's hash picks; or any other text, and then the endpoint answers itself",
     .example = "sql-mi"},
    {.name = "service_time",
     .kind = FIELD_DIST_TIME,
     AT(service_time),
     .table = &schema_dist_time,
     .help = "where the endpoint answers itself: as of a virtual machine",
     .example = "2ms"},
    {.name = "servers",
     .kind = FIELD_INT,
     AT(servers),
     .min = 1,
     .max = 1024,
     .help = "likewise; not given: one (assumed)"},
};

static void endpoint_finish(void *object, struct arena *arena, struct diag *diag)
{
    struct topo_endpoint *e = object;
    (void)arena;
    schema_address(&e->address, &e->r, "private_ip_address", diag);
    if (resource_field_given(&e->r, "servers") && !resource_field_given(&e->r, "service_time")) {
        diag_add(diag, &field_code_contradiction, resource_field_at(&e->r, "servers"), "of what?",
                 "`%s` has servers and no service_time", e->r.name);
        diag_help(
            diag,
            "without a service_time every request is answered at once, however many there are");
    }
}

const struct field_table schema_private_endpoint = {
    .kind = "private endpoint",
    .help = "An address inside a subnet that traffic can name as `to`, and that a service answers "
            "behind. The network and its direct peers\n"
            "get a route of 32 bits to it, which no shorter one goes before; others reach it as "
            "they reach the network. Security groups\n"
            "and route tables of the subnet do not apply to it (network policies are disabled by "
            "default; Manage network policies for\n"
            "private endpoints, 2023-07-26), and it answers no ping.",
    .size = sizeof(struct topo_endpoint),
    .resource = offsetof(struct topo_endpoint, r),
    .fields = endpoint_fields,
    .n = SCHEMA_N(endpoint_fields),
    .finish = endpoint_finish,
};
