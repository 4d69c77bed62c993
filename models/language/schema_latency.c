/*
 * Latency of a link: measured, fixed, or drawn.
 */
#include "models/language/schema.h"

#include "sim/base/field_code.h"

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
const struct field_table schema_latency = {
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
