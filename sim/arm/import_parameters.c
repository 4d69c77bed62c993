/* Values of parameters: of files, of the command line, of a request to deploy. */
#include "sim/arm/import_parts.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "sim/arm/code.h"
#include "sim/arm/read.h"
#include "sim/arm/template.h"
#include "sim/base/arena.h"
#include "sim/base/assert.h"

static void give(struct arm_import *im, struct arm_given g)
{
    struct arm_world *w = &im->w;
    if (w->n_given == w->cap_given) {
        w->cap_given = w->cap_given == 0 ? 32 : w->cap_given * 2;
        w->given = realloc(w->given, w->cap_given * sizeof *w->given);
        SIM_ASSERT(w->given != NULL);
    }
    w->given[w->n_given++] = g;
}

void arm_import_param(struct arm_import *im, const char *text)
{
    struct arena *a = im->w.arena;
    const char *equals = strchr(text, '=');
    const uint32_t source = diag_source(im->w.diag, "--param", text, strlen(text));
    if (equals == NULL || equals == text) {
        diag_add(im->w.diag, &arm_code_value, (struct span){source, 1, 1, 1}, "here",
                 "a parameter is given as NAME=VALUE");
        return;
    }
    give(im, (struct arm_given){.name = arena_strndup(a, text, (size_t)(equals - text)),
                                .text = arena_strdup(a, equals + 1),
                                .at = {source, 1, 1, (uint32_t)(equals - text)}});
}

/* {value}, {reference} to a key vault, or the value itself. */
static const struct arm_value *value_of(struct arm_import *im, const struct arm_member *m)
{
    const struct arm_value *value = arm_get(m->value, "value");
    if (value != NULL) {
        return value;
    }
    if (arm_get(m->value, "reference") == NULL) {
        return m->value;
    }
    struct arm_value *v =
        arm_value_text(im->w.arena, arena_printf(im->w.arena, "placeholder-%s", m->name), m->at);
    v->secret = true;
    diag_add(im->w.diag, &arm_code_secret, m->at, "in a key vault",
             "secret `%s` is not in the file: a placeholder stands in", m->name);
    return v;
}

void arm_import_parameters(struct arm_import *im, const char *name, const char *text, size_t len)
{
    struct arm_world *w = &im->w;
    if (len > ARM_FILE_MAX) {
        diag_add(w->diag, &arm_code_limit, (struct span){0}, NULL, "%s is larger than 100 MB",
                 name);
        return;
    }
    text = arm_read_utf8(text, &len, w->arena);
    const struct arm_value *root =
        arm_read(diag_source(w->diag, name, text, len), text, len, w->arena, w->diag);
    const struct arm_value *list =
        arm_get(root, "parameters") != NULL ? arm_get(root, "parameters") : root;
    if (root == NULL) {
        return;
    }
    if (list->kind != ARM_OBJECT || arm_get(root, "resources") != NULL) {
        diag_add(w->diag, &arm_code_shape, root->at, "here",
                 "this is no file of parameters: an object {\"parameters\": {NAME: {\"value\": "
                 "...}}} is");
        return;
    }
    for (size_t i = 0; i < list->object->n; i++) {
        const struct arm_member *m = &list->object->member[i];
        if (list == root &&
            (strcasecmp(m->name, "$schema") == 0 || strcasecmp(m->name, "contentVersion") == 0 ||
             strcasecmp(m->name, "metadata") == 0)) {
            continue;
        }
        give(im, (struct arm_given){.name = m->name, .value = value_of(im, m), .at = m->at});
    }
}

static bool is_given(const struct arm_import *im, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++) {
        if (strcasecmp(im->w.given[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* What is given to the program goes before. */
void arm_import_values(struct arm_import *im, const struct arm_value *list)
{
    const size_t n = im->w.n_given;
    for (size_t i = 0; list != NULL && list->kind == ARM_OBJECT && i < list->object->n; i++) {
        const struct arm_member *m = &list->object->member[i];
        if (is_given(im, n, m->name)) {
            continue;
        }
        give(im, (struct arm_given){.name = m->name, .value = value_of(im, m), .at = m->at});
    }
}

void arm_import_report_unused(struct arm_import *im)
{
    struct arm_world *w = &im->w;
    const char *names[200];
    size_t n = 0;
    for (size_t i = 0; i < im->roots.n; i++) {
        const struct arm_value *declared =
            arm_get(((struct arm_deployment *)im->roots.v[i])->template, "parameters");
        for (size_t k = 0;
             declared != NULL && declared->kind == ARM_OBJECT && k < declared->object->n && n < 200;
             k++) {
            names[n++] = declared->object->member[k].name;
        }
    }
    for (size_t i = 0; i < w->n_given && im->has_template && diag_count(w->diag, DIAG_ERROR) < 20;
         i++) {
        const char *near = diag_closest(w->given[i].name, names, n);
        if (w->given[i].used || (near != NULL && strcasecmp(near, w->given[i].name) ==
                                                     0)) { /* an error came before its use */
            continue;
        }
        diag_add(w->diag, &arm_code_value, w->given[i].at, "not declared",
                 "no template has a parameter `%s`", w->given[i].name);
        if (near != NULL) {
            diag_help(w->diag, "did you mean `%s`?", near);
        }
    }
}
