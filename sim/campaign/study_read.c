/*
 * Reading a study: its axes, their settings, its filter.
 */
#include <stdlib.h>
#include <string.h>

#include "models/language/schema.h"
#include "sim/base/arena.h"
#include "sim/base/field_code.h"
#include "sim/campaign/study.h"
#include "sim/campaign/study_where.h"
#include "sim/results/metric.h"
#include "sim/scenario/bind.h"
#include "sim/scenario/doc_text.h"

/* 54 x 54 region pairs times a few SKUs fit; a slip with the axes does not run for a year. */
enum { CONFIGURATIONS_MAX = 1000000 };

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
