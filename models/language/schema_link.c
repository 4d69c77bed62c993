/*
 * What carries packets between VMs and gateways: latency, bandwidth, queue, loss, jitter.
 */
#include "models/language/schema.h"

#include "sim/base/field_code.h"

#define LINK_FIELDS(DEF_LATENCY, DEF_BANDWIDTH, DEF_QUEUE, DEF_LOSS, DEF_MTU, DEF_FRAMING,         \
                    DEF_TELLS, DEF_DISORDER)                                                       \
    {                                                                                              \
        {.name = "latency",                                                                        \
         .kind = FIELD_STRUCT,                                                                     \
         .offset = offsetof(struct topo_link, latency),                                            \
         .table = &schema_latency,                                                                 \
         .def = DEF_LATENCY,                                                                       \
         .help = "one-way delay"},                                                                 \
            {.name = "bandwidth",                                                                  \
             .kind = FIELD_RATE,                                                                   \
             .flags = FIELD_UNLIMITED,                                                             \
             .offset = offsetof(struct topo_link, bandwidth_bps),                                  \
             .min = 1000,                                                                          \
             .max = INT64_MAX,                                                                     \
             .def = DEF_BANDWIDTH,                                                                 \
             .example = "10Gbps",                                                                  \
             .help = "of each direction"},                                                         \
            {.name = "queue",                                                                      \
             .kind = FIELD_STRUCT,                                                                 \
             .offset = offsetof(struct topo_link, queue),                                          \
             .table = &schema_queue,                                                               \
             .def = DEF_QUEUE,                                                                     \
             .help = "what waits in front of it"},                                                 \
            {.name = "loss",                                                                       \
             .kind = FIELD_STRUCT,                                                                 \
             .offset = offsetof(struct topo_link, loss),                                           \
             .table = &schema_loss,                                                                \
             .def = DEF_LOSS,                                                                      \
             .help = "random loss"},                                                               \
            {.name = "jitter",                                                                     \
             .kind = FIELD_STRUCT,                                                                 \
             .offset = offsetof(struct topo_link, jitter),                                         \
             .table = &schema_jitter,                                                              \
             .help = "stalls in time; not given: fitted to measurements (assumed) where the "      \
                     "latency is measured, else none"},                                            \
            {.name = "path_quantile",                                                              \
             .kind = FIELD_NUMBER,                                                                 \
             .flags = FIELD_OPEN,                                                                  \
             .offset = offsetof(struct topo_link, path_quantile),                                  \
             .min = 0,                                                                             \
             .max = 1,                                                                             \
             .help = "short for path_quantile in a measured latency: pins every path"},            \
            {.name = "mtu",                                                                        \
             .kind = FIELD_BYTES,                                                                  \
             .offset = offsetof(struct topo_link, mtu_bytes),                                      \
             .min = 68,                                                                            \
             .max = 65535,                                                                         \
             .def = DEF_MTU,                                                                       \
             .help = "largest IP packet",                                                          \
             .example = "1500B"},                                                                  \
            {.name = "framing",                                                                    \
             .kind = FIELD_BYTES,                                                                  \
             .offset = offsetof(struct topo_link, framing_bytes),                                  \
             .min = 0,                                                                             \
             .max = 1000,                                                                          \
             .def = DEF_FRAMING,                                                                   \
             .example = "38B",                                                                     \
             .help = "what the link sends around each IP packet (38B would be Ethernet)"},         \
            {.name = "fragmentation_needed",                                                       \
             .kind = FIELD_BOOL,                                                                   \
             .offset = offsetof(struct topo_link, tells_mtu),                                      \
             .def = DEF_TELLS,                                                                     \
             .help =                                                                               \
                 "of a packet that is larger than the mtu and not to be fragmented the sender is " \
                 "told by ICMP (RFC 1191); false: the message is filtered, a black hole"},         \
            {.name = "fragments_disordered",                                                       \
             .kind = FIELD_FRACTION,                                                               \
             .offset = offsetof(struct topo_link, disorder),                                       \
             .def = DEF_DISORDER,                                                                  \
             .help = SCHEMA_DISORDER_HELP,                                                         \
             .example = "0.1%"},                                                                   \
    }

static const struct field inter_fields[] = LINK_FIELDS(
    "{distribution: measured}", "unlimited", "{discipline: drop_tail, limit: unlimited}",
    "{model: none}", "1500B", "0B", "true", "0%");
/* Inside a zone 58-120 us of round trip were measured: 25 us and a gamma of mean 5 us, stddev 5 us
 * each way (assumed fit). Nothing is published of the fabric's bandwidth or loss: it has none of
 * either. */
static const struct field intra_fields[] = {
    {.name = "latency",
     .kind = FIELD_STRUCT,
     .offset = offsetof(struct topo_link, latency),
     .table = &schema_latency,
     .def = "{distribution: gamma, base: 25us, mean: 5us, stddev: 5us}",
     .help = "one-way delay; assumed"},
};

static void intra_finish(void *object, struct arena *arena, struct diag *diag)
{
    const struct topo_link *l = object;
    (void)arena;
    if (l->latency.kind == TOPO_LATENCY_MEASURED) {
        diag_add(diag, &field_code_contradiction, resource_field_at(&l->latency.r, "distribution"),
                 "not inside a region", "only the latency between two regions is measured");
        diag_help(diag, "leave it out for the default, or give a delay or a distribution");
    }
}

/* A quantile pins a measured latency; beside another one it would have no effect. */
static void quantile_finish(void *object, struct arena *arena, struct diag *diag)
{
    const struct topo_link *l = object;
    (void)arena;
    if (resource_field_given(&l->r, "path_quantile") && resource_field_given(&l->r, "latency") &&
        l->latency.kind != TOPO_LATENCY_MEASURED) {
        diag_add(diag, &field_code_contradiction, resource_field_at(&l->r, "path_quantile"),
                 "has no effect",
                 "path_quantile pins a measured latency, and this one is not measured");
        diag_other(diag, resource_field_at(&l->r, "latency"), "the latency");
        diag_help(diag, "leave out one of them");
    }
}

static const struct field pair_fields[] =
    LINK_FIELDS(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

static const struct field_table inter_table = {
    .kind = "inter-region link",
    .help =
        "The default for every pair of regions. The published round trips already contain the "
        "backbone's queueing, and no\n"
        "capacity of it is published: so it has no limit, no queue and no loss unless you say so.",
    .size = sizeof(struct topo_link),
    .resource = offsetof(struct topo_link, r),
    .fields = inter_fields,
    .n = SCHEMA_N(inter_fields),
    .finish = quantile_finish,
};

static const struct field_table intra_table = {
    .kind = "intra-region link",
    .help = "The fabric inside a region, between any two VMs or a VM and a gateway.",
    .size = sizeof(struct topo_link),
    .resource = offsetof(struct topo_link, r),
    .fields = intra_fields,
    .n = SCHEMA_N(intra_fields),
    .finish = intra_finish,
};

static const struct field_table pair_table = {
    .kind = "region pair",
    .help = "Named by two regions: `a--b` holds for both ways, `a->b` for one, and wins. What is "
            "not given here is taken from\n"
            "`inter_region`, key by key.",
    .size = sizeof(struct topo_link),
    .resource = offsetof(struct topo_link, r),
    .fields = pair_fields,
    .n = SCHEMA_N(pair_fields),
    .finish = quantile_finish,
};

/* Half of what two zones take longer than one, there and back (West Europe, 2024-07-11, mean of two
 * rows: a network, and two that are peered): 120 and 112 us against 65 and 58 to the near one, 1200
 * and 1062 us to the far one. Which of 1, 2 and 3 are near is each region's, and each
 * subscription's, own matter; 2 to 3 was not measured: assumed far. */
static const struct field zone_fields[] = {
    {.name = "1-2",
     .kind = FIELD_DURATION,
     .offset = offsetof(struct topo_zones, one_two),
     .def = "27us",
     .help = "one way"},
    {.name = "1-3",
     .kind = FIELD_DURATION,
     .offset = offsetof(struct topo_zones, one_three),
     .def = "535us",
     .help = "one way"},
    {.name = "2-3",
     .kind = FIELD_DURATION,
     .offset = offsetof(struct topo_zones, two_three),
     .def = "535us",
     .help = "one way; assumed"},
};

static const struct field_table zone_table = {
    .kind = "zones",
    .help = "What a packet between VMs in two availability zones of a region takes beside "
            "intra_region. The defaults were measured in\n"
            "West Europe, and are assumed elsewhere.",
    .size = sizeof(struct topo_zones),
    .resource = offsetof(struct topo_zones, r),
    .fields = zone_fields,
    .n = SCHEMA_N(zone_fields),
};

static const struct field links_fields[] = {
    {.name = "inter_region",
     .kind = FIELD_STRUCT,
     .offset = offsetof(struct topo, inter_region),
     .table = &inter_table,
     .def = "{}",
     .help = "the default for every pair of regions"},
    {.name = "intra_region",
     .kind = FIELD_STRUCT,
     .offset = offsetof(struct topo, intra_region),
     .table = &intra_table,
     .def = "{}",
     .help = "the fabric inside a region"},
    {.name = "between_zones",
     .kind = FIELD_STRUCT,
     .offset = offsetof(struct topo, between_zones),
     .table = &zone_table,
     .def = "{}",
     .help = "what two availability zones of a region are apart",
     .example = "{1-2: 27us, 1-3: 535us, 2-3: 535us}"},
    {.name = "REGION--REGION",
     .kind = FIELD_MAP,
     .flags = FIELD_OTHERS | FIELD_LINK_NAMES,
     .offset = offsetof(struct topo, links),
     .aux = offsetof(struct topo, n_links),
     .table = &pair_table,
     .help = "a pair of regions, or `a->b` for one way"},
};

const struct field_table schema_links = {
    .kind = "links",
    .help = "Models of what carries packets. All of it is optional.",
    .size = sizeof(struct topo),
    .resource = offsetof(struct topo, links_r),
    .fields = links_fields,
    .n = SCHEMA_N(links_fields),
};
