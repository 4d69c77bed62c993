/*
 * The language of studies.
 */
#include "models/language/schema.h"
#include "sim/base/field_code.h"
#include "sim/campaign/study.h"
#include "sim/results/metric.h"

enum { REPLICATIONS_MAX = 100000 };

static const struct field until_fields[] = {
    {.name = "metric",
     .kind = FIELD_STRING,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct study_until, metric),
     .help = "rtt_p99_ms, or traffic.NAME.rtt_p99_ms"},
    {.name = "half_width",
     .kind = FIELD_FRACTION,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct study_until, half_width),
     .help = "of the confidence interval, as a share of the mean",
     .example = "2%"},
};

static const struct field_table until_table = {
    .kind = "until",
    .help = "Replications are added until the interval is as narrow as this; it is judged from 30 "
            "runs on (or at max), since an\n"
            "interval that one stops at holds the truth too rarely with fewer.",
    .size = sizeof(struct study_until),
    .resource = offsetof(struct study_until, r),
    .fields = until_fields,
    .n = SCHEMA_N(until_fields),
};

static const struct field replications_fields[] = {
    {.name = "min",
     .kind = FIELD_INT,
     .offset = offsetof(struct study_replications, min),
     .min = 1,
     .max = REPLICATIONS_MAX,
     .def = "5",
     .help = "runs of each configuration, with seeds from the scenario's upwards"},
    {.name = "max",
     .kind = FIELD_INT,
     .offset = offsetof(struct study_replications, max),
     .min = 1,
     .max = REPLICATIONS_MAX,
     .help = "no more than these; not given: min"},
    {.name = "until",
     .kind = FIELD_STRUCT,
     .offset = offsetof(struct study_replications, until),
     .aux = offsetof(struct study_replications, has_until),
     .table = &until_table,
     .help = "when to stop between min and max"},
    {.name = "confidence",
     .kind = FIELD_FRACTION,
     .offset = offsetof(struct study_replications, confidence),
     .def = "95%",
     .help = "of the intervals"},
};

static void replications_finish(void *object, struct arena *arena, struct diag *diag)
{
    struct study_replications *r = object;
    (void)arena;
    if (!resource_field_given(&r->r, "max")) {
        r->max = r->min;
    }
    if (r->max < r->min) {
        diag_add(diag, &field_code_contradiction, resource_field_at(&r->r, "max"), "below min",
                 "max is below min");
        diag_help(diag, "raise max, or leave it out");
    }
    if (r->has_until && r->min < 2) {
        diag_add(diag, &field_code_contradiction, resource_field_at(&r->r, "min"), "too few",
                 "`until` needs an interval: at least 2 runs");
        diag_help(diag, "30 or more are wanted, as `until` is not judged before");
    }
    if (!(r->confidence > 0 && r->confidence < 1)) {
        diag_add(diag, &field_code_range, resource_field_at(&r->r, "confidence"), "out of range",
                 "a confidence lies between 0%% and 100%%");
        diag_help(diag, "95%% is usual");
    }
    if (r->has_until && r->until.metric != NULL && metric_find(r->until.metric) == NULL) {
        diag_add(diag, &field_code_word, resource_field_at(&r->until.r, "metric"), "unknown",
                 "there is no metric `%s`", r->until.metric);
        diag_help(diag, "a column of runs.csv, such as rtt_p99_ms, or traffic.NAME.rtt_p99_ms");
    }
}

static const struct field_table replications_table = {
    .kind = "replications",
    .help = "How often each configuration runs. Replication k of every configuration has the same "
            "seed.",
    .size = sizeof(struct study_replications),
    .resource = offsetof(struct study_replications, r),
    .fields = replications_fields,
    .n = SCHEMA_N(replications_fields),
    .finish = replications_finish,
};

static const struct field compare_fields[] = {
    {.name = "by",
     .kind = FIELD_NAME,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct study_compare, by),
     .help = "the axis"},
    {.name = "metrics",
     .kind = FIELD_NAMES,
     .offset = offsetof(struct study_compare, metrics),
     .help = "what is compared"},
    {.name = "baseline",
     .kind = FIELD_STRING,
     .offset = offsetof(struct study_compare, baseline),
     .help = "the setting that the others are compared with; not given: the first"},
};

static const struct field_table compare_table = {
    .kind = "compare",
    .help = "What `vnetsim compare` compares.",
    .size = sizeof(struct study_compare),
    .resource = offsetof(struct study_compare, r),
    .fields = compare_fields,
    .n = SCHEMA_N(compare_fields),
};

static const struct field study_fields[] = {
    {.name = "vnetsim",
     .kind = FIELD_INT,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct study, version),
     .min = SCHEMA_VERSION,
     .max = SCHEMA_VERSION,
     .help = "version of the language: 1"},
    {.name = "study",
     .kind = FIELD_NAME,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct study, name),
     .help = "its name"},
    {.name = "base",
     .kind = FIELD_STRING,
     .flags = FIELD_REQUIRED,
     .offset = offsetof(struct study, base),
     .help = "the scenario that is varied, relative to this file"},
    {.name = "vary",
     .kind = FIELD_NODE,
     .offset = offsetof(struct study, vary),
     .help = "axes: names of settings, each a mapping of paths to values; or {path, values}"},
    {.name = "where",
     .kind = FIELD_STRING,
     .offset = offsetof(struct study, where),
     .help = "which combinations run: AXIS == SETTING, !=, and, or, not, ( )"},
    {.name = "replications",
     .kind = FIELD_STRUCT,
     .offset = offsetof(struct study, replications),
     .table = &replications_table,
     .def = "{}",
     .help = "how often each runs"},
    {.name = "compare",
     .kind = FIELD_STRUCT,
     .offset = offsetof(struct study, compare),
     .aux = offsetof(struct study, has_compare),
     .table = &compare_table,
     .help = "what is compared"},
};

const struct field_table study_table = {
    .kind = "study",
    .help = "A file that varies a scenario.",
    .size = sizeof(struct study),
    .resource = offsetof(struct study, r),
    .fields = study_fields,
    .n = SCHEMA_N(study_fields),
};
