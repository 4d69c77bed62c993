/*
 * Queues: the disciplines and their parameters.
 */
#include "models/language/schema.h"

#include "sim/base/field_code.h"
#include "sim/base/units.h"

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
            "target is not below interval: a queue could stand for a whole round trip", "interval",
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
