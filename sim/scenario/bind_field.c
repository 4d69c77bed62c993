/* The values of an object's fields: structs and maps, which are objects again, distributions, and
 * what is part of the language and not simulated. Scalars and references are bind_value.c's. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/language/schema.h"
#include "sim/base/arena.h"
#include "sim/base/field_code.h"
#include "sim/scenario/bind_parts.h"
#include "sim/scenario/bind_value.h"

static int by_key(const void *x, const void *y)
{
    return strcmp((*(const struct doc_entry *const *)x)->key,
                  (*(const struct doc_entry *const *)y)->key);
}

static bool link_name_ok(const char *name)
{
    const char *arrow = strstr(name, "->");
    char left[256];
    if (arrow == NULL) {
        return field_name_ok(name);
    }
    const size_t n = (size_t)(arrow - name);
    if (n >= sizeof left) {
        return false;
    }
    memcpy(left, name, n);
    left[n] = '\0';
    return field_name_ok(left) && field_name_ok(arrow + 2);
}

static bool name_ok(struct bind_object *o, const struct field *f, const struct doc_entry *e)
{
    if ((f->flags & FIELD_LINK_NAMES) != 0 ? link_name_ok(e->key) : field_name_ok(e->key)) {
        return true;
    }
    bind_say_not_a_name(o, f, e);
    return false;
}

bool bind_members(struct bind_object *o, const struct field *f, const struct doc_entry **entry,
                  size_t n)
{
    struct binding *b = o->b;
    char *array = arena_calloc(b->arena, n, f->table->size);
    bool ok = true;
    size_t kept = 0;
    if (n > 1) {
        qsort(entry, n, sizeof *entry, by_key);
    }
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && strcmp(entry[i - 1]->key, entry[i]->key) == 0) {
            continue; /* reported as a duplicate by the reader */
        }
        ok = name_ok(o, f, entry[i]) && ok;
        ok = bind_object(b, f->table, entry[i]->value, entry[i]->key, entry[i]->at,
                         array + kept * f->table->size) &&
             ok;
        kept++;
    }
    memcpy(o->base + f->offset, &array, sizeof array);
    memcpy(o->base + f->aux, &kept, sizeof kept);
    return ok;
}

static bool take_map(struct bind_object *o, const struct field *f, const struct doc_node *node)
{
    if (doc_is_null(node)) {
        return true;
    }
    if (node->kind != DOC_MAP) {
        return bind_wrong_type(o->b, f, node);
    }
    const struct doc_entry **entry = ARENA_ARRAY(o->b->arena, const struct doc_entry *, node->n);
    for (size_t i = 0; i < node->n; i++) {
        entry[i] = &node->entry[i];
    }
    return bind_members(o, f, entry, node->n);
}

static bool take_struct(struct bind_object *o, const struct field *f, const struct doc_node *node,
                        struct span at, bool given)
{
    if (f->aux != 0) {
        memcpy(o->base + f->aux, &given, sizeof given);
    }
    return bind_object(o->b, f->table, node, f->name, at, o->base + f->offset);
}

static bool take_dist(struct bind_object *o, const struct field *f, const struct doc_node *node,
                      struct span at)
{
    struct schema_dist d = {0};
    if ((f->flags & FIELD_UNLIMITED) != 0 && node->kind == DOC_SCALAR && !node->quoted &&
        strcmp(node->text, "unlimited") == 0) {
        d.dist = (struct dist){.kind = DIST_FIXED, .a = INFINITY};
        memcpy(o->base + f->offset, &d.dist, sizeof d.dist);
        return true;
    }
    if (!bind_object(o->b, f->table, node, f->name, at, &d)) {
        return false;
    }
    if ((f->min != 0 || f->max != 0) && d.dist.kind == DIST_FIXED &&
        (d.dist.a < (double)f->min || d.dist.a > (double)f->max)) {
        diag_add(o->b->diag, &field_code_range, node->at, "out of range", "`%s` is out of range",
                 f->name);
        diag_help(o->b->diag, "allowed: %s", field_range(f, o->b->arena));
        return false;
    }
    memcpy(o->base + f->offset, &d.dist, sizeof d.dist);
    return true;
}

/* Part of the language, nothing of it simulated but its default. */
static bool take_only_default(struct bind_object *o, const struct field *f,
                              const struct doc_node *node)
{
    struct binding *b = o->b;
    int64_t scratch[2] = {0};
    struct field here = *f;
    here.offset = 0;
    if (node->kind != DOC_SCALAR) {
        return bind_wrong_type(b, f, node);
    }
    if (!field_store(&here, (struct field_text){node->text, node->quoted, node->at}, scratch,
                     b->arena, b->diag)) {
        return false;
    }
    if (strcmp(field_text(&here, scratch, b->arena), f->def) == 0) {
        return true;
    }
    diag_add(b->diag, &field_code_later, node->at, "not simulated yet",
             "`%s: %s` is not simulated yet", f->name, node->text);
    diag_help(b->diag, "what can be simulated: %s: %s", f->name, f->def);
    return false;
}

bool bind_field(struct bind_object *o, const struct field *f, const struct doc_node *node,
                struct span at, bool given)
{
    if ((f->flags & FIELD_ONLY_DEFAULT) != 0) {
        return take_only_default(o, f, node);
    }
    switch (f->kind) {
    case FIELD_STRUCT:
        return take_struct(o, f, node, at, given);
    case FIELD_MAP:
        return take_map(o, f, node);
    case FIELD_DIST_TIME:
    case FIELD_DIST_BYTES:
        return take_dist(o, f, node, at);
    default:
        if (f->aux != 0 && f->kind != FIELD_LIMIT && f->kind != FIELD_PREFIX) {
            memcpy(o->base + f->aux, &given, sizeof given);
        }
        return bind_value(o->b, f, node, o->base);
    }
}
