/*
 * Hosts of the Internet: where traffic goes that leaves the cloud.
 */
#include "models/language/schema.h"

static const struct field internet_host_fields[] = {
    {.name = "address",
     .kind = FIELD_STRING,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct topo_vm_group, fixed.text),
     .help = "its public address",
     .example = "203.0.113.9"},
    {.name = "near",
     .kind = FIELD_REF,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct topo_vm_group, near_ref),
     .help = "the region at whose edge packets for it leave the platform's network; from other "
             "regions they come there over the links between (the platform's default, routing "
             "preference: Microsoft network)",
     .example = "westus2"},
    SCHEMA_OUTSIDE_LATENCY(struct topo_vm_group, 0, "0ms", "one way, from that region to it"),
    SCHEMA_OUTSIDE_NIC("nothing of its own limits it"),
};

static void internet_host_finish(void *object, struct arena *arena, struct diag *diag)
{
    struct topo_vm_group *g = object;
    (void)arena;
    schema_address(&g->fixed, &g->r, "address", diag);
}

const struct field_table schema_internet_host = {
    .kind = "host of the Internet",
    .help = "A machine outside, which traffic names as `to`. A packet for it takes the route with "
            "next hop Internet, and needs a way out where it leaves the cloud: nat_gateway or "
            "default_outbound_access of the subnet, or public_ip_addresses or "
            "outbound_load_balancer of "
            "the VM or appliance that it comes from last; from a site it leaves by the site's own "
            "line. Answers come "
            "back to where the request has left. It begins nothing itself.",
    .size = sizeof(struct topo_vm_group),
    .resource = offsetof(struct topo_vm_group, r),
    .fields = internet_host_fields,
    .n = SCHEMA_N(internet_host_fields),
    .finish = internet_host_finish,
};
