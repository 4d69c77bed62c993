/*
 * What carries packets between VMs and gateways: latency, bandwidth, queue, loss, jitter.
 */
#include "models/language/schema.h"

#include "sim/base/field_code.h"
#include "sim/base/units.h"

/* --- queue --- */

static const struct field_word disciplines[] = {
    {"drop_tail", TOPO_DROP_TAIL, false, "first in, first out; what finds no room is dropped"},
    {"red", TOPO_RED, false,
     "random early detection (Floyd, Jacobson 1993): drops or marks by the average of what waits"},
    {"codel", TOPO_CODEL, false,
     "controlled delay (RFC 8289): drops or marks while packets have waited above target for an "
     "interval"},
    {"fq_codel", TOPO_FQ_CODEL, false,
     "a queue a flow, by turns, with controlled delay in each (RFC 8290)"},
    {"token_bucket", TOPO_TOKEN_BUCKET, false,
     "a shaper, as Linux's tbf: packets leave at the link's bandwidth while there are tokens, else "
     "at `rate`"},
    {NULL, 0, false, NULL},
};

enum {
    RED = 1u << TOPO_RED,
    CODEL = 1u << TOPO_CODEL,
    FQ = 1u << TOPO_FQ_CODEL,
    BUCKET = 1u << TOPO_TOKEN_BUCKET
};

#define QUEUE_AT(member) .offset = offsetof(struct topo_queue, member)

static const struct field queue_fields[] = {
    {.name = "discipline",
     .kind = FIELD_WORD,
     QUEUE_AT(discipline),
     .words = disciplines,
     .def = "drop_tail",
     .help = "what happens to packets that wait"},
    {.name = "limit",
     .kind = FIELD_LIMIT,
     .flags = FIELD_UNLIMITED,
     QUEUE_AT(limit),
     .aux = offsetof(struct topo_queue, limit_unit),
     .def = "unlimited",
     .help = "how much may wait, the packet being sent not counted; fq_codel drops from the "
             "fullest flow what is above. Not given: codel 1000packets (Linux), "
             "fq_codel 10240packets (RFC 8290, 5.2)"},
    {.name = "target",
     .kind = FIELD_DURATION,
     QUEUE_AT(target),
     .min = SIM_US,
     .max = 10 * SIM_S,
     .def = "5ms",
     .when = CODEL | FQ,
     .help = "a wait that is let be (RFC 8289, section 4)",
     .example = "5ms"},
    {.name = "interval",
     .kind = FIELD_DURATION,
     QUEUE_AT(interval),
     .min = SIM_US,
     .max = 100 * SIM_S,
     .def = "100ms",
     .when = CODEL | FQ,
     .help = "how long the wait must stay above target before drops begin: about the longest "
             "common round trip (RFC 8289, section 4)",
     .example = "100ms"},
    {.name = "quantum",
     .kind = FIELD_BYTES,
     QUEUE_AT(quantum_bytes),
     .min = 256,
     .max = 1 << 20,
     .def = "1514B",
     .when = FQ,
     .help = "bytes of a flow's turn (RFC 8290, 5.2)",
     .example = "300B"},
    {.name = "flows",
     .kind = FIELD_INT,
     QUEUE_AT(flows),
     .min = 1,
     .max = 65536,
     .def = "1024",
     .when = FQ,
     .help = "queues that five-tuples are hashed to (RFC 8290, 5.2); a tunnel is one five-tuple"},
    {.name = "min_threshold",
     .kind = FIELD_LIMIT,
     QUEUE_AT(min_threshold),
     .aux = offsetof(struct topo_queue, min_unit),
     .min = 1,
     .max = INT64_C(1) << 40,
     .when = RED,
     .required_when = RED,
     .help =
         "average below which nothing is dropped; a third of max_threshold is common (Floyd 1997)",
     .example = "50packets"},
    {.name = "max_threshold",
     .kind = FIELD_LIMIT,
     QUEUE_AT(max_threshold),
     .aux = offsetof(struct topo_queue, max_unit),
     .min = 1,
     .max = INT64_C(1) << 40,
     .when = RED,
     .required_when = RED,
     .help = "average at which max_probability is reached; of the same unit",
     .example = "150packets"},
    {.name = "max_probability",
     .kind = FIELD_FRACTION,
     QUEUE_AT(max_probability),
     .def = "2%",
     .when = RED,
     .help = "chance of a packet at max_threshold (Floyd, Jacobson 1993: 1/50; Linux's default)"},
    {.name = "gentle",
     .kind = FIELD_BOOL,
     QUEUE_AT(gentle),
     .def = "true",
     .when = RED,
     .help = "from max_threshold to its double the chance rises to 100% (Floyd 2000); false: "
             "everything above max_threshold is dropped, as by Linux"},
    {.name = "weight",
     .kind = FIELD_NUMBER,
     QUEUE_AT(weight),
     .min = 0,
     .max = 1,
     .def = "0.002",
     .when = RED,
     .help = "of the newest packet in the average (Floyd, Jacobson 1993)"},
    {.name = "mean_packet",
     .kind = FIELD_BYTES,
     QUEUE_AT(mean_packet_bytes),
     .min = 28,
     .max = 65535,
     .def = "1000B",
     .when = RED,
     .help = "how fast the average falls while nothing is sent: a step a packet of this size "
             "(Linux's avpkt)",
     .example = "1000B"},
    {.name = "ecn",
     .kind = FIELD_BOOL,
     QUEUE_AT(ecn),
     .when = RED | CODEL | FQ,
     .help = "marks packets of TCP with `ecn: true` in place of dropping them (RFC 3168). Not "
             "given: true for fq_codel (RFC 8290, 5.2), else false"},
    {.name = "rate",
     .kind = FIELD_RATE,
     QUEUE_AT(rate_bps),
     .min = 1000,
     .max = 1000 * INT64_C(1000000000),
     .when = BUCKET,
     .required_when = BUCKET,
     .help = "at which tokens come, in bits of IP packets",
     .example = "100Mbps"},
    {.name = "burst",
     .kind = FIELD_BYTES,
     QUEUE_AT(burst_bytes),
     .min = 64,
     .max = INT64_C(1) << 40,
     .when = BUCKET,
     .required_when = BUCKET,
     .help = "most tokens that gather, a byte each; a packet larger than that leaves when they are "
             "all there",
     .example = "64KiB"},
};

static void queue_contradict(const struct topo_queue *q, const char *field, const char *label,
                             const char *message, const char *other, const char *help,
                             struct diag *diag)
{
    diag_add(diag, &field_code_contradiction, resource_field_at(&q->r, field), label, "%s",
             message);
    if (resource_field_given(&q->r, other)) {
        diag_other(diag, resource_field_at(&q->r, other), "the other");
    }
    diag_help(diag, "%s", help);
}

static void check_red(const struct topo_queue *q, struct diag *diag)
{
    if (q->min_unit != q->max_unit) {
        queue_contradict(q, "min_threshold", "another unit",
                         "one threshold is in bytes and the other in packets", "max_threshold",
                         "give both in bytes, or both in packets", diag);
    } else if (q->min_threshold >= q->max_threshold) {
        queue_contradict(q, "min_threshold", "not below the other",
                         "min_threshold is not below max_threshold", "max_threshold",
                         "a third of max_threshold is common", diag);
    } else if (q->limit != UNITS_UNLIMITED && q->limit_unit == q->max_unit &&
               q->limit <= q->max_threshold) {
        queue_contradict(q, "limit", "not above max_threshold",
                         "the queue is full before its average comes to max_threshold",
                         "max_threshold",
                         "a limit of several times max_threshold, so that bursts find room", diag);
    } else if (!(q->weight > 0)) {
        queue_contradict(q, "weight", "never learns",
                         "with weight 0 the average stays 0, and nothing is dropped", "discipline",
                         "0.002 is the authors'; or discipline: drop_tail", diag);
    } else if (!(q->max_probability > 0)) {
        queue_contradict(q, "max_probability", "never drops",
                         "with max_probability 0 nothing is dropped below max_threshold",
                         "discipline", "2% is the authors'; or discipline: drop_tail", diag);
    }
}

static void queue_finish(void *object, struct arena *arena, struct diag *diag)
{
    struct topo_queue *q = object;
    const bool controlled = q->discipline == TOPO_CODEL || q->discipline == TOPO_FQ_CODEL;
    (void)arena;
    if (!resource_field_given(&q->r, "ecn")) {
        q->ecn = q->discipline == TOPO_FQ_CODEL;
    }
    if (controlled && !resource_field_given(&q->r, "limit")) {
        q->limit = q->discipline == TOPO_CODEL ? 1000 : 10240;
        q->limit_unit = TOPO_PACKETS;
    }
    if (controlled && q->target >= q->interval) {
        queue_contradict(
            q, resource_field_given(&q->r, "target") ? "target" : "interval", "not below the other",
            "target is not below interval: no wait could stay above it for so long", "interval",
            "5% to 10% of interval is right for most links (RFC 8289, section 4)", diag);
    }
    if (q->discipline == TOPO_RED) {
        check_red(q, diag);
    }
}

const struct field_table schema_queue = {
    .kind = "queue",
    .help = "What waits in front of a transmitter.",
    .size = sizeof(struct topo_queue),
    .resource = offsetof(struct topo_queue, r),
    .fields = queue_fields,
    .n = SCHEMA_N(queue_fields),
    .switch_name = "discipline",
    .finish = queue_finish,
};

/* --- loss --- */

static const struct field_word loss_models[] = {
    {"none", TOPO_LOSS_NONE, false, "nothing is lost at random"},
    {"bernoulli", TOPO_LOSS_BERNOULLI, false, "each packet by itself with probability p"},
    {"gilbert_elliott", TOPO_LOSS_GILBERT_ELLIOTT, false,
     "bursts: everything is lost in the bad state, nothing in the good one"},
    {NULL, 0, false, NULL},
};

enum { LOSS_DRAWN = 1u << TOPO_LOSS_BERNOULLI | 1u << TOPO_LOSS_GILBERT_ELLIOTT };

static const struct field loss_fields[] = {
    {.name = "model",
     .kind = FIELD_WORD,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct topo_loss, model),
     .words = loss_models,
     .help = "how packets are lost"},
    {.name = "p",
     .kind = FIELD_FRACTION,
     .offset = offsetof(struct topo_loss, p),
     .when = LOSS_DRAWN,
     .required_when = LOSS_DRAWN,
     .help = "bernoulli: the probability of loss; gilbert_elliott: of going from good to bad, a "
             "packet"},
    {.name = "r",
     .kind = FIELD_FRACTION,
     .offset = offsetof(struct topo_loss, h),
     .when = 1u << TOPO_LOSS_GILBERT_ELLIOTT,
     .required_when = 1u << TOPO_LOSS_GILBERT_ELLIOTT,
     .help = "the probability of going from bad to good, a packet: bursts have 1/r packets on "
             "average (tc netem's gemodel p r)"},
};

static const char *const loss_shorthand[] = {"p", NULL};
static const struct field_table loss_table = {
    .kind = "loss",
    .help = "Random loss. A plain percentage is short for `{model: bernoulli, p: ...}`.",
    .size = sizeof(struct topo_loss),
    .resource = offsetof(struct topo_loss, r),
    .fields = loss_fields,
    .n = SCHEMA_N(loss_fields),
    .switch_name = "model",
    .shorthand = loss_shorthand,
    .shorthand_switch = "bernoulli",
};

/* --- jitter --- */

static const struct field jitter_fields[] = {
    {.name = "rate_hz",
     .kind = FIELD_NUMBER,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct topo_jitter, rate_hz),
     .min = 0,
     .max = 1000000,
     .help = "stalls a second, on average; 0 turns jitter off"},
    {.name = "mean",
     .kind = FIELD_DURATION,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct topo_jitter, mean_dur),
     .min = 0,
     .max = 10 * SIM_S,
     .help = "mean length of a stall",
     .example = "0.276ms"},
};

static const struct field_table jitter_table = {
    .kind = "jitter",
    .help = "Stalls of a path: they begin as a Poisson process in time and have exponential "
            "lengths; a packet that arrives in\n"
            "a stall leaves at its end, in order. Its percentiles do not depend on how many "
            "packets are sent.\n"
            "`{rate_hz: 0, mean: 0us}` turns it off.",
    .size = sizeof(struct topo_jitter),
    .resource = offsetof(struct topo_jitter, r),
    .fields = jitter_fields,
    .n = SCHEMA_N(jitter_fields),
};

/* --- latency --- */

static const struct field_word latency_words[] = {
    {"measured", SCHEMA_MEASURED, false,
     "through the published P50 and P95 of the region pair, half a round trip each way; each path "
     "keeps its quantile"},
    {"fixed", DIST_FIXED, false, "always `base`"},
    {"normal", DIST_NORMAL, false, "drawn a packet, drawn again while below 0"},
    {"lognormal", DIST_LOGNORMAL, false, "drawn a packet"},
    {"gamma", DIST_GAMMA, false, "drawn a packet"},
    {"weibull", DIST_WEIBULL, false, "drawn a packet, by scale and shape"},
    {"pareto", DIST_PARETO, false,
     "drawn a packet, by scale and shape, shifted to start at 0 (Lomax)"},
    {"empirical", DIST_EMPIRICAL, false, "drawn a packet from the values of a file"},
    {NULL, 0, false, NULL},
};

enum {
    MEASURED = 1u << SCHEMA_MEASURED,
    FIXED = 1u << DIST_FIXED,
    MOMENTS = 1u << DIST_NORMAL | 1u << DIST_LOGNORMAL | 1u << DIST_GAMMA,
    SHAPED = 1u << DIST_WEIBULL | 1u << DIST_PARETO,
    SAMPLED = 1u << DIST_EMPIRICAL,
    DRAWN = MOMENTS | SHAPED | SAMPLED
};

static const struct field latency_fields[] = {
    {.name = "distribution",
     .kind = FIELD_WORD,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct topo_latency, distribution),
     .words = latency_words,
     .help = "how the one-way delay comes about"},
    {.name = "base",
     .kind = FIELD_DURATION,
     .offset = offsetof(struct topo_latency, base),
     .min = 0,
     .max = 100 * SIM_S,
     .def = "0s",
     .when = FIXED | DRAWN,
     .required_when = FIXED,
     .help = "fixed: the delay; else what each draw is added to. One way"},
    {.name = "mean",
     .kind = FIELD_DURATION_REAL,
     .flags = FIELD_OPEN,
     .offset = offsetof(struct topo_latency, dist.a),
     .min = 0,
     .max = 100 * SIM_S,
     .when = MOMENTS,
     .required_when = MOMENTS,
     .help = "mean of the part above base",
     .example = "0.4ms"},
    {.name = "stddev",
     .kind = FIELD_DURATION_REAL,
     .flags = FIELD_OPEN,
     .offset = offsetof(struct topo_latency, dist.b),
     .min = 0,
     .max = 100 * SIM_S,
     .when = MOMENTS,
     .required_when = MOMENTS,
     .help = "standard deviation of the part above base",
     .example = "0.3ms"},
    {.name = "scale",
     .kind = FIELD_DURATION_REAL,
     .flags = FIELD_OPEN,
     .offset = offsetof(struct topo_latency, dist.a),
     .min = 0,
     .max = 100 * SIM_S,
     .when = SHAPED,
     .required_when = SHAPED,
     .help = "scale of the part above base",
     .example = "0.4ms"},
    {.name = "shape",
     .kind = FIELD_NUMBER,
     .flags = FIELD_OPEN,
     .offset = offsetof(struct topo_latency, dist.b),
     .min = 0,
     .max = 1000,
     .when = SHAPED,
     .required_when = SHAPED,
     .help = "shape of the part above base: 0.02 to 1000 for weibull, 0.1 to 1000 for pareto"},
    {.name = "file",
     .kind = FIELD_SAMPLE_TIME,
     .offset = offsetof(struct topo_latency, dist.sample),
     .when = SAMPLED,
     .required_when = SAMPLED,
     .help = "CSV file of one column with unit in its header (value_ms), relative to the scenario: "
             "the part above base"},
    {.name = "path_quantile",
     .kind = FIELD_NUMBER,
     .flags = FIELD_OPEN,
     .offset = offsetof(struct topo_latency, path_quantile),
     .min = 0,
     .max = 1,
     .when = MEASURED,
     .help = "pins every path to this quantile of the pair's distribution (0.5: the median); else "
             "paths spread over it"},
    {.name = "reorder",
     .kind = FIELD_BOOL,
     .offset = offsetof(struct topo_latency, reorder),
     .def = "false",
     .help = "may packets of a path overtake each other? Drawn latencies only. With false their "
             "percentiles hold for sparse packets only; with true TCP "
             "sees what looks like loss, and a gateway's replay_window drops what comes too late"},
};

static void latency_finish(void *object, struct arena *arena, struct diag *diag)
{
    struct topo_latency *l = object;
    (void)arena;
    if (!resource_field_given(&l->r, "path_quantile")) {
        l->path_quantile = -1;
    }
    if (l->reorder && (l->distribution == SCHEMA_MEASURED || l->distribution == DIST_FIXED)) {
        diag_add(diag, &field_code_contradiction, resource_field_at(&l->r, "reorder"), "of nothing",
                 "packets of one delay do not overtake each other");
        diag_other(diag, resource_field_at(&l->r, "distribution"),
                   "the same for all packets of a path");
        diag_help(diag, "a drawn latency, for example {distribution: normal, base: 70ms, mean: "
                        "0.4ms, stddev: 0.3ms, reorder: true}");
    }
    if (l->distribution == SCHEMA_MEASURED || l->distribution == DIST_FIXED) {
        l->kind = l->distribution == SCHEMA_MEASURED ? TOPO_LATENCY_MEASURED : TOPO_LATENCY_FIXED;
        return;
    }
    l->kind = TOPO_LATENCY_DRAWN;
    l->dist.kind = (enum dist_kind)l->distribution;
    const char *why = dist_prepare(&l->dist);
    if (why != NULL) {
        schema_refuse_dist(&l->r, why, diag);
    }
}

static const char *const latency_shorthand[] = {"base", NULL};
static const struct field_table latency_table = {
    .kind = "latency",
    .help = "One-way delay. A plain duration is short for `{distribution: fixed, base: ...}`.",
    .size = sizeof(struct topo_latency),
    .resource = offsetof(struct topo_latency, r),
    .fields = latency_fields,
    .n = SCHEMA_N(latency_fields),
    .switch_name = "distribution",
    .shorthand = latency_shorthand,
    .shorthand_switch = "fixed",
    .finish = latency_finish,
};

/* --- links --- */

#define LINK_FIELDS(DEF_LATENCY, DEF_BANDWIDTH, DEF_QUEUE, DEF_LOSS, DEF_MTU, DEF_FRAMING,         \
                    DEF_TELLS, DEF_DISORDER)                                                       \
    {                                                                                              \
        {.name = "latency",                                                                        \
         .kind = FIELD_STRUCT,                                                                     \
         .offset = offsetof(struct topo_link, latency),                                            \
         .table = &latency_table,                                                                  \
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
             .table = &loss_table,                                                                 \
             .def = DEF_LOSS,                                                                      \
             .help = "random loss"},                                                               \
            {.name = "jitter",                                                                     \
             .kind = FIELD_STRUCT,                                                                 \
             .offset = offsetof(struct topo_link, jitter),                                         \
             .table = &jitter_table,                                                               \
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
     .table = &latency_table,
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
