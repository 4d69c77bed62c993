#include "sim/campaign/study.h"

#include <stdlib.h>
#include <string.h>

#include "models/language/schema.h"
#include "sim/base/arena.h"
#include "sim/base/field_code.h"
#include "sim/campaign/study_where.h"
#include "sim/results/metric.h"
#include "sim/scenario/bind.h"
#include "sim/scenario/doc_text.h"

/* 54 x 54 region pairs times a few SKUs fit; a slip with the axes does not run for a year. */
enum { CONFIGURATIONS_MAX = 1000000, REPLICATIONS_MAX = 100000 };

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

/* --- axes --- */

struct reading {
    struct study *s;
    struct arena *arena;
    struct diag *diag;
};

static bool wrong(const struct reading *r, struct span at, const char *what)
{
    diag_add(r->diag, &field_code_type, at, "not what belongs here", "%s", what);
    diag_help(r->diag, "an axis is NAME: {SETTING: {path: value, ...}, ...}, or NAME: {path: PATH, "
                       "values: [...]}");
    return false;
}

/* Labels of configurations are AXIS=SETTING, with blanks between them: neither name has one, nor a
 * =. */
static const char *setting_name(const struct reading *r, const char *text)
{
    char *name = arena_strdup(r->arena, text);
    for (char *c = name; *c != '\0'; c++) {
        *c = *c == ' ' || *c == '\n' || *c == '\t' || *c == '=' ? '_' : *c;
    }
    return name;
}

static const char *assignment(const struct reading *r, const char *path,
                              const struct doc_node *value)
{
    return arena_printf(r->arena, "%s=%s", path, doc_text_flow(value, r->arena));
}

/* {path: P, values: [a, b]}: a setting a value, called as the value is. */
static bool read_values(const struct reading *r, struct study_axis *axis,
                        const struct doc_node *node)
{
    const struct doc_entry *path = doc_find(node, "path"), *values = doc_find(node, "values");
    if (path == NULL || path->value->kind != DOC_SCALAR || values == NULL ||
        values->value->kind != DOC_LIST || values->value->n == 0) {
        return wrong(r, axis->at, "an axis of values has a path and a list of values");
    }
    axis->n = values->value->n;
    axis->setting = ARENA_ARRAY(r->arena, struct study_setting, axis->n);
    for (size_t i = 0; i < axis->n; i++) {
        const struct doc_node *v = values->value->entry[i].value;
        struct study_setting *s = &axis->setting[i];
        s->name = setting_name(r, v->kind == DOC_SCALAR ? v->text : doc_text_flow(v, r->arena));
        s->at = v->at;
        s->set = ARENA_ARRAY(r->arena, const char *, 1);
        s->set[0] = assignment(r, path->value->text, v);
        s->n_sets = 1;
    }
    return true;
}

static bool read_settings(const struct reading *r, struct study_axis *axis,
                          const struct doc_node *node)
{
    axis->n = node->n;
    axis->setting = ARENA_ARRAY(r->arena, struct study_setting, node->n);
    for (size_t i = 0; i < node->n; i++) {
        const struct doc_entry *e = &node->entry[i];
        struct study_setting *s = &axis->setting[i];
        if (e->value->kind != DOC_MAP) {
            return wrong(r, e->at, "a setting is a mapping of paths to values");
        }
        *s = (struct study_setting){
            .name = setting_name(r, e->key), .at = e->at, .n_sets = e->value->n};
        s->set = ARENA_ARRAY(r->arena, const char *, s->n_sets);
        for (size_t k = 0; k < s->n_sets; k++) {
            s->set[k] = assignment(r, e->value->entry[k].key, e->value->entry[k].value);
        }
    }
    return true;
}

static bool is_values_axis(const struct doc_node *node)
{
    const struct doc_entry *path = doc_find(node, "path");
    return path != NULL && path->value->kind == DOC_SCALAR;
}

static int by_name(const void *x, const void *y)
{
    return strcmp((*(const struct study_setting *const *)x)->name,
                  (*(const struct study_setting *const *)y)->name);
}

/* A setting twice would be two configurations that nobody can tell apart. */
static bool are_different(const struct reading *r, const struct study_axis *axis)
{
    const struct study_setting **sorted =
        ARENA_ARRAY(r->arena, const struct study_setting *, axis->n);
    for (size_t i = 0; i < axis->n; i++) {
        sorted[i] = &axis->setting[i];
    }
    qsort(sorted, axis->n, sizeof *sorted, by_name);
    for (size_t i = 1; i < axis->n; i++) {
        if (strcmp(sorted[i - 1]->name, sorted[i]->name) == 0) {
            const bool in_order = sorted[i - 1] < sorted[i];
            diag_add(r->diag, &field_code_duplicate_key, sorted[in_order ? i : i - 1]->at, "again",
                     "axis `%s` has the setting `%s` twice", axis->name, sorted[i]->name);
            diag_other(r->diag, sorted[in_order ? i - 1 : i]->at, "first here");
            diag_help(r->diag, "keep one of them");
            return false;
        }
    }
    return true;
}

static bool read_axes(const struct reading *r)
{
    struct study *s = r->s;
    const struct doc_node *vary = s->vary;
    size_t size = 1;
    if (vary == NULL || doc_is_null(vary)) {
        return true;
    }
    if (vary->kind != DOC_MAP) {
        return wrong(r, vary->at, "`vary` is a mapping of axes");
    }
    s->n_axes = vary->n;
    s->axis = ARENA_ARRAY(r->arena, struct study_axis, vary->n);
    for (size_t i = 0; i < vary->n; i++) {
        const struct doc_entry *e = &vary->entry[i];
        struct study_axis *axis = &s->axis[i];
        *axis = (struct study_axis){.name = setting_name(r, e->key), .at = e->at};
        if (e->value->kind != DOC_MAP || e->value->n == 0) {
            return wrong(r, e->at, "an axis has settings");
        }
        if (!(is_values_axis(e->value) ? read_values(r, axis, e->value)
                                       : read_settings(r, axis, e->value))) {
            return false;
        }
        if (!are_different(r, axis)) {
            return false;
        }
        if (axis->n > CONFIGURATIONS_MAX / size) {
            diag_add(r->diag, &field_code_range, axis->at, "too many",
                     "the axes make more than %d configurations", CONFIGURATIONS_MAX);
            return false;
        }
        size *= axis->n;
    }
    return true;
}

static bool check_where(const struct reading *r)
{
    const char *error = NULL;
    if (r->s->where == NULL) {
        return true;
    }
    (void)study_where(r->s, 0, r->arena, &error);
    if (error != NULL) {
        diag_add(r->diag, &field_code_contradiction, resource_field_at(&r->s->r, "where"),
                 "this filter", "the filter cannot be used: %s", error);
        diag_help(r->diag, "AXIS == SETTING, !=, and, or, not, ( )");
    }
    return error == NULL;
}

static bool check_compare(const struct reading *r)
{
    const struct study_compare *c = &r->s->compare;
    const struct study_axis *axis = NULL;
    bool ok = true;
    for (size_t i = 0; i < r->s->n_axes && r->s->has_compare; i++) {
        axis = strcmp(r->s->axis[i].name, c->by) == 0 ? &r->s->axis[i] : axis;
    }
    if (r->s->has_compare && axis == NULL) {
        diag_add(r->diag, &field_code_word, resource_field_at(&c->r, "by"), "unknown",
                 "there is no axis `%s`", c->by);
        return false;
    }
    for (size_t i = 0; i < c->metrics.n; i++) {
        if (metric_find(c->metrics.v[i]) == NULL) {
            diag_add(r->diag, &field_code_word, c->metrics.at[i], "unknown",
                     "there is no metric `%s`", c->metrics.v[i]);
            ok = false;
        }
    }
    bool found = c->baseline == NULL;
    for (size_t i = 0; axis != NULL && i < axis->n; i++) {
        found = found || strcmp(axis->setting[i].name, c->baseline) == 0;
    }
    if (!found) {
        diag_add(r->diag, &field_code_word, resource_field_at(&c->r, "baseline"), "unknown",
                 "axis `%s` has no setting `%s`", c->by, c->baseline);
    }
    return ok && found;
}

bool study_is(const struct doc_node *root)
{
    return root->kind == DOC_MAP && doc_find(root, "study") != NULL;
}

bool study_read(struct study *s, const struct doc_node *root, const char *directory,
                struct arena *arena, struct diag *diag)
{
    struct binding b = {.arena = arena, .diag = diag, .directory = directory};
    const struct reading r = {s, arena, diag};
    *s = (struct study){.version = 0};
    if (!bind_table(&b, &study_table, root, "study", s) || !read_axes(&r) || !check_where(&r) ||
        !check_compare(&r)) {
        return false;
    }
    s->base_path = s->base[0] == '/' ? s->base : arena_printf(arena, "%s/%s", directory, s->base);
    return true;
}

size_t study_size(const struct study *s)
{
    size_t size = 1;
    for (size_t i = 0; i < s->n_axes; i++) {
        size *= s->axis[i].n;
    }
    return size;
}

size_t study_setting_of(const struct study *s, size_t i, size_t axis)
{
    for (size_t k = s->n_axes; k-- > axis + 1;) {
        i /= s->axis[k].n;
    }
    return i % s->axis[axis].n;
}

bool study_takes(const struct study *s, size_t i)
{
    const char *error = NULL;
    if (s->where == NULL) {
        return true;
    }
    struct arena *scratch = arena_new();
    const bool takes = study_where(s, i, scratch, &error);
    arena_free(scratch);
    return takes;
}
