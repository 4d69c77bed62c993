/*
 * Distributions as a value: `packet_size: {distribution: exponential, mean: 500B}`. A scalar is a
 * fixed value.
 */
#include "models/language/schema.h"

#include <string.h>

#include "sim/base/field_code.h"

static const struct field_word words[] = {
    {"fixed", DIST_FIXED, false, "always `value`"},
    {"exponential", DIST_EXPONENTIAL, false, "memoryless, with the given mean"},
    {"normal", DIST_NORMAL, false, "drawn again while below 0"},
    {"lognormal", DIST_LOGNORMAL, false,
     "mean and stddev are those of the value itself, not of its logarithm"},
    {"gamma", DIST_GAMMA, false, "by mean and stddev"},
    {"weibull", DIST_WEIBULL, false, "by scale and shape"},
    {"pareto", DIST_PARETO, false, "heavy tail by scale and shape, shifted to start at 0 (Lomax)"},
    {"uniform", DIST_UNIFORM, false, "between min and max"},
    {"empirical", DIST_EMPIRICAL, false, "drawn from the values of a file"},
    {NULL, 0, false, NULL},
};

enum {
    BY_MOMENTS = 1u << DIST_NORMAL | 1u << DIST_LOGNORMAL | 1u << DIST_GAMMA,
    BY_SHAPE = 1u << DIST_WEIBULL | 1u << DIST_PARETO,
    BY_MEAN = BY_MOMENTS | 1u << DIST_EXPONENTIAL
};

void schema_refuse_dist(const struct resource *r, const char *why, struct diag *diag)
{
    /* The reason begins with the parameter that it is about. */
    const char *const names[] = {"mean", "stddev", "scale", "shape", "min", "max"};
    struct span at = resource_field_at(r, "distribution");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const size_t n = strlen(names[i]);
        if (strncmp(why, names[i], n) == 0 && why[n] == ' ' && resource_field_given(r, names[i])) {
            at = resource_field_at(r, names[i]);
        }
    }
    diag_add(diag, &field_code_distribution, at, NULL, "these parameters make no distribution: %s",
             why);
    diag_help(diag, "change the parameter, or take another distribution; a constant is fixed");
}

static void finish(void *object, struct arena *arena, struct diag *diag)
{
    struct schema_dist *d = object;
    (void)arena;
    d->dist.kind = (enum dist_kind)d->word;
    const char *why = dist_prepare(&d->dist);
    if (why != NULL) {
        schema_refuse_dist(&d->r, why, diag);
    }
}

#define DIST_FIELDS(REAL, SAMPLE, what)                                                            \
    {                                                                                              \
        {.name = "distribution",                                                                   \
         .kind = FIELD_WORD,                                                                       \
         .flags = FIELD_REQUIRED,                                                                  \
         .offset = offsetof(struct schema_dist, word),                                             \
         .words = words,                                                                           \
         .help = "which law the " what " is drawn from, anew each time"},                          \
            {.name = "value",                                                                      \
             .kind = REAL,                                                                         \
             .offset = offsetof(struct schema_dist, dist.a),                                       \
             .when = 1u << DIST_FIXED,                                                             \
             .required_when = 1u << DIST_FIXED,                                                    \
             .help = "the " what},                                                                 \
            {.name = "mean",                                                                       \
             .kind = REAL,                                                                         \
             .flags = FIELD_OPEN,                                                                  \
             .max = INT64_MAX,                                                                     \
             .offset = offsetof(struct schema_dist, dist.a),                                       \
             .when = BY_MEAN,                                                                      \
             .required_when = BY_MEAN,                                                             \
             .help = "its mean"},                                                                  \
            {.name = "stddev",                                                                     \
             .kind = REAL,                                                                         \
             .flags = FIELD_OPEN,                                                                  \
             .max = INT64_MAX,                                                                     \
             .offset = offsetof(struct schema_dist, dist.b),                                       \
             .when = BY_MOMENTS,                                                                   \
             .required_when = BY_MOMENTS,                                                          \
             .help = "its standard deviation; gamma: 0.002 to 100 times the mean"},                \
            {.name = "scale",                                                                      \
             .kind = REAL,                                                                         \
             .flags = FIELD_OPEN,                                                                  \
             .max = INT64_MAX,                                                                     \
             .offset = offsetof(struct schema_dist, dist.a),                                       \
             .when = BY_SHAPE,                                                                     \
             .required_when = BY_SHAPE,                                                            \
             .help = "scale parameter"},                                                           \
            {.name = "shape",                                                                      \
             .kind = FIELD_NUMBER,                                                                 \
             .flags = FIELD_OPEN,                                                                  \
             .max = INT64_MAX,                                                                     \
             .offset = offsetof(struct schema_dist, dist.b),                                       \
             .when = BY_SHAPE,                                                                     \
             .required_when = BY_SHAPE,                                                            \
             .help = "shape parameter: 0.02 to 10000 for weibull, from 0.1 for pareto, which has " \
                     "no mean at 1 or less and no variance at 2 or less"},                         \
            {.name = "min",                                                                        \
             .kind = REAL,                                                                         \
             .offset = offsetof(struct schema_dist, dist.a),                                       \
             .when = 1u << DIST_UNIFORM,                                                           \
             .required_when = 1u << DIST_UNIFORM,                                                  \
             .help = "smallest value"},                                                            \
            {.name = "max",                                                                        \
             .kind = REAL,                                                                         \
             .offset = offsetof(struct schema_dist, dist.b),                                       \
             .when = 1u << DIST_UNIFORM,                                                           \
             .required_when = 1u << DIST_UNIFORM,                                                  \
             .help = "largest value"},                                                             \
            {.name = "file",                                                                       \
             .kind = SAMPLE,                                                                       \
             .offset = offsetof(struct schema_dist, dist.sample),                                  \
             .when = 1u << DIST_EMPIRICAL,                                                         \
             .required_when = 1u << DIST_EMPIRICAL,                                                \
             .help = "CSV file of one column with unit in its header (value_ms, value_bytes), "    \
                     "relative to the scenario"},                                                  \
    }

static const struct field time_fields[] =
    DIST_FIELDS(FIELD_DURATION_REAL, FIELD_SAMPLE_TIME, "duration");
static const struct field bytes_fields[] =
    DIST_FIELDS(FIELD_BYTES_REAL, FIELD_SAMPLE_BYTES, "size");
static const char *const shorthand[] = {"value", NULL};

const struct field_table schema_dist_time = {
    .kind = "distribution of durations",
    .help = "A value drawn anew each time. A plain duration is short for `{distribution: fixed, "
            "value: ...}`.",
    .size = sizeof(struct schema_dist),
    .resource = offsetof(struct schema_dist, r),
    .fields = time_fields,
    .n = SCHEMA_N(time_fields),
    .switch_name = "distribution",
    .shorthand = shorthand,
    .shorthand_switch = "fixed",
    .finish = finish,
};

const struct field_table schema_dist_bytes = {
    .kind = "distribution of sizes",
    .help = "A value drawn anew each time. A plain size is short for `{distribution: fixed, value: "
            "...}`.",
    .size = sizeof(struct schema_dist),
    .resource = offsetof(struct schema_dist, r),
    .fields = bytes_fields,
    .n = SCHEMA_N(bytes_fields),
    .switch_name = "distribution",
    .shorthand = shorthand,
    .shorthand_switch = "fixed",
    .finish = finish,
};
