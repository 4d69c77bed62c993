/*
 * Network interfaces of VMs, where they are not those of a published size.
 */
#include "models/language/schema.h"

static const struct field nic_fields[] = {
    {.name = "bandwidth",
     .kind = FIELD_RATE,
     .flags = FIELD_REQUIRED | FIELD_UNLIMITED,
     .offset = offsetof(struct topo_nic, bandwidth_bps),
     .min = 1000,
     .max = INT64_MAX,
     .example = "1Gbps",
     .help = "what leaves the VM, over all destinations; what arrives is not metered"},
    {.name = "queue",
     .kind = FIELD_STRUCT,
     .offset = offsetof(struct topo_nic, queue),
     .table = &schema_queue,
     .def = "{discipline: drop_tail, limit: 1000packets}",
     .help = "what waits to leave; 1,000 packets are assumed"},
    {.name = "mtu",
     .kind = FIELD_BYTES,
     .offset = offsetof(struct topo_nic, mtu_bytes),
     .min = 68,
     .max = 65535,
     .def = "1500B",
     .help = "largest IP packet",
     .example = "1500B"},
    {.name = "flow_limit",
     .kind = FIELD_INT,
     .offset = offsetof(struct topo_nic, flow_limit),
     .min = 1,
     .max = 10000000,
     .def = "500000",
     .help = "flows (connections of TCP, five-tuples of UDP) at once, in and out; of further ones "
             "every packet is dropped, for the cause flow_limit. Transfers of a size that start "
             "one after the other do not count: they end"},
};

const struct field_table schema_nic = {
    .kind = "NIC",
    .help = "A network interface of one's own, in place of a published VM size.",
    .size = sizeof(struct topo_nic),
    .resource = offsetof(struct topo_nic, r),
    .fields = nic_fields,
    .n = SCHEMA_N(nic_fields),
};
