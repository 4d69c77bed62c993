/*
 * Virtual machines, and what else of a cloud answers under private addresses as they do: roles of
 * cloud services, managed instances.
 */
#include "models/language/schema.h"

#include "sim/base/field_code.h"

static const struct field_word systems[] = {
    {"linux", TOPO_LINUX, false, "kernel 6.1 with its default settings"},
    {"windows", TOPO_WINDOWS, false, "its default settings"},
    {NULL, 0, false, NULL},
};

static const struct field appliance_fields[] = {
    {.name = "packets",
     .kind = FIELD_PPS,
     .flags = FIELD_UNLIMITED,
     .offset = offsetof(struct topo_appliance, packets_pps),
     .min = 1,
     .max = INT64_MAX,
     .def = "unlimited",
     .help = "what it can send on, in packets",
     .example = "100000pps"},
    {.name = "bandwidth",
     .kind = FIELD_RATE,
     .flags = FIELD_UNLIMITED,
     .offset = offsetof(struct topo_appliance, bandwidth_bps),
     .min = 1000,
     .max = INT64_MAX,
     .def = "unlimited",
     .help = "likewise in bits of IP packets; its NIC limits it too",
     .example = "1Gbps"},
    {.name = "latency",
     .kind = FIELD_DURATION,
     .offset = offsetof(struct topo_appliance, latency),
     .min = 0,
     .max = 10 * SIM_S,
     .def = "0us",
     .help = "constant time of one pass",
     .example = "80us"},
    SCHEMA_STATEFUL(struct topo_appliance),
};

static const struct field_table appliance_table = {
    .kind = "appliance",
    .help = "What a VM that forwards can do. Beyond 20 ms of packets that wait it drops (assumed).",
    .size = sizeof(struct topo_appliance),
    .resource = offsetof(struct topo_appliance, r),
    .fields = appliance_fields,
    .n = SCHEMA_N(appliance_fields),
};

#define AT(member) .offset = offsetof(struct topo_vm_group, member)
#define SUBNET                                                                                     \
    {                                                                                              \
        .name = "subnet", .kind = FIELD_SUBNET_REF, .flags = FIELD_REQUIRED, AT(subnet_ref),       \
        .help = "network/subnet; addresses are given from .4 up",                                  \
        .example = "vnet-westus/workload"                                                          \
    }
#define CONFIGURATIONS                                                                             \
    {                                                                                              \
        .name = "ip_configurations", .kind = FIELD_INT, AT(configurations), .min = 1,              \
        .max = 65536, .def = "1",                                                                  \
        .help = "private addresses of its NIC: the further ones are the subnet's next, behind "    \
                "those of all members; nothing is sent from them, and routes may name them"        \
    }
#define VM_SIZE(text)                                                                              \
    {                                                                                              \
        .name = "vm_size", .kind = FIELD_NAME, AT(vm_size), .def = "Standard_D4s_v5",              \
        .help = text "decides the bandwidth of the NIC (models/data); a size without a published " \
                     "one needs nic"                                                               \
    }
#define NIC                                                                                        \
    {                                                                                              \
        .name = "nic", .kind = FIELD_STRUCT, AT(nic),                                              \
        .aux = offsetof(struct topo_vm_group, has_nic), .table = &schema_nic,                      \
        .help = "in place of vm_size"                                                              \
    }
#define SERVICE                                                                                    \
    {.name = "service_time",                                                                       \
     .kind = FIELD_DIST_TIME,                                                                      \
     AT(service_time),                                                                             \
     .table = &schema_dist_time,                                                                   \
     .help = "from a request's begin of service to its response leaving: request_response alone; " \
             "what comes while all servers are "                                                   \
             "at work waits, first come first served, in a queue without limit (assumed). Not "    \
             "given: 0s",                                                                          \
     .example = "{distribution: exponential, mean: 2ms}"},                                         \
    {                                                                                              \
        .name = "servers", .kind = FIELD_INT, AT(servers), .min = 1, .max = 1024,                  \
        .help = "requests at work at once in one member; not given: one (assumed)"                 \
    }

#define INSTANCES                                                                                  \
    {.name = "instances",                                                                          \
     .kind = FIELD_INT,                                                                            \
     AT(count),                                                                                    \
     .min = 1,                                                                                     \
     .max = 65536,                                                                                 \
     .help = "how many: NAME-0, NAME-1, ...; not given: 1"},                                       \
    {                                                                                              \
        .name = "count", .kind = FIELD_INT, AT(count), .min = 1, .max = 65536,                     \
        .help = "another name of instances"                                                        \
    }

static const struct field machine_fields[] = {
    SUBNET,
    {.name = "count",
     .kind = FIELD_INT,
     AT(count),
     .min = 1,
     .max = 65536,
     .def = "1",
     .help = "how many: NAME-0, NAME-1, ..."},
    SCHEMA_REGION(struct topo_vm_group),
    VM_SIZE(""),
    NIC,
    CONFIGURATIONS,
    {.name = "ip_forwarding",
     .kind = FIELD_BOOL,
     AT(ip_forwarding),
     .def = "false",
     .help = "a network virtual appliance: sends on what is for others"},
    {.name = "appliance",
     .kind = FIELD_STRUCT,
     AT(appliance),
     .aux = offsetof(struct topo_vm_group, has_appliance),
     .table = &appliance_table,
     .help = "its limits, with ip_forwarding"},
    {.name = "network_security_group",
     .kind = FIELD_REF,
     AT(nsg_ref),
     .help = "packet filter of its NIC",
     .example = "nsg-app"},
    {.name = "public_ip_addresses",
     .kind = FIELD_NAMES,
     AT(public_ip_names),
     .help = "entries of public_ip_addresses, one a VM: by them they reach the Internet "
             "(internet_hosts, vnetsim trace --to ADDRESS)",
     .example = "[pip-web]"},
    {.name = "outbound_load_balancer",
     .kind = FIELD_STRING,
     AT(outbound_balancer),
     .help =
         "a public load balancer that they stand behind, and that lets them out to the Internet "
         "by outbound rules or by its own address: a label, as nat_gateway of a subnet",
     .example = "lb-web"},
    {.name = "private_ip_address",
     .kind = FIELD_STRING,
     AT(fixed.text),
     .help = "of several VMs the first one's, and theirs follow it; not given: the next one of the "
             "subnet",
     .example = "10.1.0.36"},
    {.name = "os",
     .kind = FIELD_WORD,
     .offset = offsetof(struct topo_vm_group, os),
     .words = systems,
     .def = "linux",
     .help = "decides how its TCP is set: buffers, time-outs, acknowledgments, HyStart; keys of a "
             "traffic entry override each"},
    SERVICE,
    {.name = "zone",
     .kind = FIELD_INT,
     AT(zone),
     .min = 1,
     .max = 3,
     .help = "availability zone of its region: between two of them lies links.between_zones, and "
             "faults may strike one; not given: none, as near as the same one",
     .example = "1"},
    {.name = "zones",
     .kind = FIELD_NAMES,
     AT(zones),
     .help = "of several VMs: they are in these in turn, as a scale set's are",
     .example = "[1, 2, 3]"},
};

static void finish(struct topo_vm_group *v, enum topo_vm_kind kind, struct diag *diag)
{
    v->kind = kind;
    if (v->count == 0) {
        v->count = 1;
    }
    if (v->configurations == 0) {
        v->configurations = 1;
    }
    if (kind != TOPO_MACHINE && resource_field_given(&v->r, "instances") &&
        resource_field_given(&v->r, "count")) {
        diag_add(diag, &field_code_contradiction, resource_field_at(&v->r, "count"), "again",
                 "`%s` has both instances and count", v->r.name);
        diag_other(diag, resource_field_at(&v->r, "instances"), "the same thing");
        diag_help(diag, "keep one of them");
    }
    if (resource_field_given(&v->r, "servers") && !resource_field_given(&v->r, "service_time")) {
        diag_add(diag, &field_code_contradiction, resource_field_at(&v->r, "servers"), "of what?",
                 "`%s` has servers and no service_time", v->r.name);
        diag_help(
            diag,
            "without a service_time every request is answered at once, however many there are");
    }
    if (!v->has_nic) {
        return;
    }
    if (resource_field_given(&v->r, "vm_size")) {
        diag_add(diag, &field_code_contradiction, resource_field_at(&v->r, "vm_size"),
                 "one of them", "`%s` has both vm_size and nic", v->r.name);
        diag_other(diag, resource_field_at(&v->r, "nic"), "or the other");
        diag_help(diag, "keep one of them: a vm_size stands for the NIC of that size");
    }
    v->vm_size = NULL;
}

static void machine_finish(void *object, struct arena *arena, struct diag *diag)
{
    struct topo_vm_group *v = object;
    (void)arena;
    schema_address(&v->fixed, &v->r, "private_ip_address", diag);
    if (v->public_ip_names.n > 0 && v->public_ip_names.n != (size_t)v->count) {
        diag_add(diag, &field_code_contradiction, v->public_ip_names.at[0], "one a VM",
                 "`%s` is %lld VMs with %zu public addresses", v->r.name, (long long)v->count,
                 v->public_ip_names.n);
        diag_help(diag, "as many as there are VMs, or none");
    }
    v->zone_bits = v->zone != 0 ? UINT32_C(1) << v->zone : schema_zones(&v->zones, diag);
    if (v->zone != 0 && v->zones.n > 0) {
        diag_add(diag, &field_code_contradiction, resource_field_at(&v->r, "zones"), "or this",
                 "`%s` has both zone and zones", v->r.name);
        diag_other(diag, resource_field_at(&v->r, "zone"), "one of them");
        diag_help(diag, "keep one of them");
    }
    if (v->has_appliance && !v->ip_forwarding) {
        diag_add(diag, &field_code_contradiction, resource_field_at(&v->r, "appliance"),
                 "of what it does not do", "`%s` does not forward, and has an appliance's limits",
                 v->r.name);
        diag_help(diag, "ip_forwarding: true, or leave out appliance");
    }
    finish(object, TOPO_MACHINE, diag);
}

const struct field_table schema_machine = {
    .kind = "virtual machine",
    .help = "One VM, or `count` equal ones with consecutive addresses.",
    .size = sizeof(struct topo_vm_group),
    .resource = offsetof(struct topo_vm_group, r),
    .fields = machine_fields,
    .n = SCHEMA_N(machine_fields),
    .finish = machine_finish,
};

/* --- cloud services, managed instances --- */

static const struct field service_fields[] = {
    SUBNET, INSTANCES, SCHEMA_REGION(struct topo_vm_group), VM_SIZE(""), NIC, SERVICE,
};

static void cloud_service_finish(void *object, struct arena *arena, struct diag *diag)
{
    (void)arena;
    finish(object, TOPO_CLOUD_SERVICE, diag);
}

const struct field_table schema_cloud_service = {
    .kind = "cloud service",
    .help = "A role of a cloud service in a virtual network: instances with private addresses, "
            "which traffic names as it names VMs.",
    .size = sizeof(struct topo_vm_group),
    .resource = offsetof(struct topo_vm_group, r),
    .fields = service_fields,
    .n = SCHEMA_N(service_fields),
    .finish = cloud_service_finish,
};

static const struct field instance_fields[] = {
    SUBNET,
    INSTANCES,
    SCHEMA_REGION(struct topo_vm_group),
    VM_SIZE("an instance's bandwidth is not published: that of this VM size is assumed. It "),
    NIC,
    SERVICE,
};

static void managed_instance_finish(void *object, struct arena *arena, struct diag *diag)
{
    (void)arena;
    finish(object, TOPO_MANAGED_INSTANCE, diag);
}

const struct field_table schema_managed_instance = {
    .kind = "managed instance",
    .help = "A managed service (a database, say) that the platform runs in a subnet of the "
            "network, which nothing else may stand in.\n"
            "Traffic names its instances as it names VMs.",
    .size = sizeof(struct topo_vm_group),
    .resource = offsetof(struct topo_vm_group, r),
    .fields = instance_fields,
    .n = SCHEMA_N(instance_fields),
    .finish = managed_instance_finish,
};
