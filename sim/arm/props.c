/*
 * Properties of resources, whichever form they have.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "sim/arm/call.h"
#include "sim/arm/code.h"
#include "sim/arm/eval.h"
#include "sim/arm/props.h"
#include "sim/arm/template.h"
#include "sim/arm/unknown.h"
#include "sim/base/arena.h"
#include "sim/base/assert.h"

struct arm_props arm_props(struct arm_plan *p, const struct arm_value *v, const char *kind,
                           const char *name)
{
    const struct arm_value *plain = arm_plain((struct arm_value *)v);
    struct arm_props x = {
        .p = p, .body = plain, .kind = kind, .name = name != NULL ? name : "", .at = v->at};
    struct arm_member *m = arm_member(plain, "properties");
    if (m != NULL) {
        m->value->seen = true;
        const struct arm_value *inner = arm_plain(m->value);
        x.properties = inner->kind == ARM_OBJECT ? inner : NULL;
    }
    return x;
}

/* Declared again, by a nested deployment or another file: the last one counts, as a second
 * deployment replaces the first. Networks and what is inside them add to each other. */
bool arm_is_replaced(const struct arm_plan *p, const struct arm_resource *r)
{
    bool ambiguous;
    return r->id != NULL && strncasecmp(r->type, "Microsoft.Network/virtualNetworks", 33) != 0 &&
           arm_index_find(p->w->by_id, r->id, &ambiguous) != r;
}

static unsigned said_so_far(const struct arm_plan *p)
{
    return diag_count(p->w->diag, DIAG_NOTE) + diag_count(p->w->diag, DIAG_WARNING) +
           diag_count(p->w->diag, DIAG_ERROR);
}

void arm_each(struct arm_plan *p, const char *type,
              void (*each)(struct arm_plan *p, struct arm_resource *r, const struct arm_props *x))
{
    const char *slash = strchr(type, '/');
    for (size_t i = 0; i < p->w->n && !p->w->exhausted; i++) {
        struct arm_resource *r = p->w->resource[i];
        if (r->existing || strcasecmp(r->type, type) != 0 || arm_is_replaced(p, r)) {
            continue;
        }
        const struct arm_value *body = arm_body(p->w, r);
        if (body->kind == ARM_UNKNOWN) {
            arm_report_unknown(p->w, body, r->name);
            continue;
        }
        const struct arm_props x = arm_props(p, body, slash + 1, r->name);
        const unsigned said = said_so_far(p);
        each(p, r, &x);
        if (r->mapped == NULL && !r->looked_at && said_so_far(p) == said) {
            diag_add(p->w->diag, &arm_code_unmapped, r->at, "left out",
                     "%s `%s` is left out: it lacks what it needs", x.kind, r->name);
        }
        r->looked_at = true;
    }
}

struct arm_value *arm_prop_raw(const struct arm_props *x, const char *name)
{
    struct arm_member *m = arm_member(x->properties, name);
    if (m == NULL) {
        m = arm_member(x->body, name);
    }
    if (m == NULL) {
        return NULL;
    }
    m->value->seen = true;
    struct arm_value *v = arm_plain(m->value);
    v->seen = true;
    if (v->kind == ARM_NULL) {
        return NULL;
    }
    return v;
}

/* ConvertTo-Json writes what lies deeper than its -Depth as the name of its type. */
static bool is_cut(const struct arm_props *x, const char *name, const struct arm_value *v)
{
    static const char *const types[] = {"Microsoft.Azure.Commands.", "System.Object[]",
                                        "System.Collections."};
    bool cut = false;
    for (size_t i = 0; v->kind == ARM_TEXT && i < sizeof types / sizeof types[0]; i++) {
        cut = cut || strncmp(v->text, types[i], strlen(types[i])) == 0;
    }
    if (cut && diag_knows(x->p->w->diag, v->at, NULL) == NULL) {
        diag_add(x->p->w->diag, &arm_code_listed, v->at, "its type alone",
                 "%s of %s `%s` was printed without what is in it", name, x->kind, x->name);
        diag_help(x->p->w->diag, "ConvertTo-Json -Depth 100 prints all of it");
    }
    return cut;
}

struct arm_value *arm_prop(const struct arm_props *x, const char *name)
{
    struct arm_value *v = arm_prop_raw(x, name);
    if (v != NULL && is_cut(x, name, v)) {
        return NULL;
    }
    if (v != NULL && v->kind == ARM_UNKNOWN) {
        arm_report_unknown(x->p->w, v,
                           arena_printf(x->p->w->arena, "%s of %s `%s`", name, x->kind, x->name));
        return NULL;
    }
    return v;
}

/* A value of the command line has no place of its own: there the property's object is shown. */
static void wrong(const struct arm_props *x, const char *name, const struct arm_value *v,
                  const char *needed)
{
    diag_add(x->p->w->diag, &arm_code_shape, v->at.line > 0 ? v->at : x->at, "here",
             "%s of %s `%s` is %s, where the platform takes %s", name, x->kind, x->name,
             arm_kind_name(v->kind), needed);
}

const char *arm_prop_text(const struct arm_props *x, const char *name)
{
    const struct arm_value *v = arm_prop(x, name);
    if (v == NULL) {
        return NULL;
    }
    if (v->kind == ARM_ARRAY || v->kind == ARM_OBJECT) {
        wrong(x, name, v, "a string");
        return NULL;
    }
    const char *text = arm_as_text(x->p->w, v);
    return text[0] != '\0' ? text : NULL;
}

bool arm_prop_bool(const struct arm_props *x, const char *name, bool otherwise)
{
    const struct arm_value *v = arm_prop(x, name);
    if (v == NULL) {
        return otherwise;
    }
    if (v->kind == ARM_BOOL) {
        return v->truth;
    }
    if (v->kind == ARM_TEXT &&
        (strcasecmp(v->text, "true") == 0 || strcasecmp(v->text, "false") == 0)) {
        return strcasecmp(v->text, "true") == 0;
    }
    wrong(x, name, v, "a boolean");
    return otherwise;
}

int64_t arm_prop_int(const struct arm_props *x, const char *name, int64_t otherwise)
{
    const struct arm_value *v = arm_prop(x, name);
    if (v == NULL) {
        return otherwise;
    }
    if (v->kind == ARM_INT) {
        return v->whole;
    }
    char *end;
    errno = 0;
    if (v->kind == ARM_TEXT && v->len > 0) {
        const long long n = strtoll(v->text, &end, 10);
        if (*end == '\0' && errno == 0) {
            return n;
        }
    }
    wrong(x, name, v, "a whole number");
    return otherwise;
}

const char *arm_prop_id(const struct arm_props *x, const char *name)
{
    const struct arm_value *v = arm_prop(x, name);
    if (v == NULL || (v->kind == ARM_OBJECT && v->object->n == 0)) {
        return NULL;
    }
    if (v->kind == ARM_TEXT) {
        return v->len > 0 ? v->text : NULL;
    }
    if (v->kind != ARM_OBJECT) {
        wrong(x, name, v, "an object with an id");
        return NULL;
    }
    const struct arm_props inner = arm_props(x->p, v, x->kind, x->name);
    return arm_prop_text(&inner, "id");
}

const struct arm_value *arm_plain_member(const struct arm_value *v, const char *name)
{
    struct arm_value *m = v != NULL ? arm_get(v, name) : NULL;
    return m != NULL ? arm_plain(m) : NULL;
}

struct named {
    const char *name;
    size_t number;
};

static int by_name(const void *x, const void *y)
{
    const struct named *a = x, *b = y;
    const int order = strcasecmp(a->name, b->name);
    return order != 0 ? order : (a->number > b->number) - (a->number < b->number);
}

/* Parts of a resource have names of their own. */
static void judge_names(const struct arm_props *x, const char *list, const struct arm_value *v)
{
    struct arm_world *w = x->p->w;
    size_t n = 0;
    if (v->n < 2 || !arm_may_work(w, v->at, v->n / 8)) {
        return;
    }
    struct named *all = malloc(v->n * sizeof *all);
    SIM_ASSERT(all != NULL);
    for (size_t i = 0; i < v->n; i++) {
        const char *name = arm_get_text(arm_plain(v->item[i]), "name");
        if (name != NULL) {
            all[n++] = (struct named){name, i};
        }
    }
    qsort(all, n, sizeof *all, by_name);
    for (size_t i = 1; i < n; i++) {
        const struct span at = v->item[all[i].number]->at;
        if (strcasecmp(all[i - 1].name, all[i].name) == 0 &&
            diag_knows(w->diag, at, NULL) == NULL) {
            arm_refuse(w, at,
                       arena_printf(w->arena,
                                    "%s of %s `%s` has two of the name `%s` "
                                    "(DuplicateResourceName)",
                                    list, x->kind, x->name, all[i].name));
        }
    }
    free(all);
}

size_t arm_prop_list(const struct arm_props *x, const char *name, struct arm_value ***item)
{
    struct arm_value *v = arm_prop(x, name);
    if (v == NULL ||
        (v->kind == ARM_TEXT &&
         v->len == 0)) { /* "" for null, as conditional expressions of modules give it */
        return 0;
    }
    if (v->kind != ARM_ARRAY) {
        wrong(x, name, v, "an array");
        return 0;
    }
    *item = v->item;
    judge_names(x, name, v);
    if (v->n > 0 && is_cut(x, name, v->item[0])) {
        return 0;
    }
    for (size_t i = 0; i < v->n; i++) { /* as a whole what only a deployment knows: known enough */
        if (v->item[i]->kind == ARM_UNKNOWN && arm_plain(v->item[i])->kind == ARM_UNKNOWN) {
            arm_report_unknown(
                x->p->w, v->item[i],
                arena_printf(x->p->w->arena, "%s of %s `%s`", name, x->kind, x->name));
        }
    }
    return v->n;
}

void arm_prop_ids(const struct arm_props *x, const char *name, struct arm_texts *t)
{
    struct arm_value **item;
    const size_t n = arm_prop_list(x, name, &item);
    for (size_t i = 0; i < n; i++) {
        const struct arm_props one = arm_props(x->p, item[i], x->kind, x->name);
        const char *id = arm_prop_text(&one, "id");
        if (id != NULL) {
            arm_texts_add(x->p->w->arena, t, id);
        }
    }
}

bool arm_prop_texts(const struct arm_props *x, const char *name, struct arm_texts *t)
{
    struct arm_value *v = arm_prop(x, name), *one = v;
    if (v == NULL) {
        return arm_prop_raw(x, name) == NULL;
    }
    const bool list = v->kind == ARM_ARRAY;
    bool known = true;
    struct arm_value *const *item = list ? v->item : &one;
    for (size_t i = 0; i < (list ? v->n : 1); i++) {
        const struct arm_value *text = arm_plain(item[i]);
        if (text->kind == ARM_UNKNOWN) {
            known = false;
            arm_report_unknown(
                x->p->w, text,
                arena_printf(x->p->w->arena, "%s of %s `%s`", name, x->kind, x->name));
        } else if (text->kind == ARM_ARRAY || text->kind == ARM_OBJECT) {
            known = false;
            wrong(x, list ? arena_printf(x->p->w->arena, "an item of %s", name) : name, text,
                  list ? "a string" : "a string, or an array of strings");
        } else if (text->kind != ARM_NULL && arm_as_text(x->p->w, text)[0] != '\0') {
            arm_texts_add(x->p->w->arena, t, arm_as_text(x->p->w, text));
        }
    }
    return known;
}

const char *arm_word(const char *text, const char *const *words)
{
    for (; text != NULL && *words != NULL; words++) {
        if (strcasecmp(text, *words) == 0) {
            return *words;
        }
    }
    return text;
}
