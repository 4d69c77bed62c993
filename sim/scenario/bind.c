/*
 * One object of a field table from its mapping, or from the scalar that stands for it: the switch
 * word first, since it decides which fields there are, then what is given, then the defaults of
 * what is not, then what the table's finish has to say.
 */
#include "sim/scenario/bind.h"

#include <string.h>

#include "models/cloud/topo.h"
#include "models/language/schema.h"
#include "sim/base/arena.h"
#include "sim/base/assert.h"
#include "sim/scenario/bind_parts.h"
#include "sim/scenario/bind_value.h"

static bool applies(const struct bind_object *o, const struct field *f)
{
    return f->when == 0 || (o->switched && (f->when >> o->switch_value & 1) != 0);
}

static bool is_required(const struct bind_object *o, const struct field *f)
{
    if (f->required_when != 0) {
        return o->switched && (f->required_when >> o->switch_value & 1) != 0;
    }
    return (f->flags & FIELD_REQUIRED) != 0;
}

static const struct field *others_field(const struct field_table *table)
{
    for (size_t i = 0; i < field_count(table); i++) {
        if ((field_at(table, i)->flags & FIELD_OTHERS) != 0) {
            return field_at(table, i);
        }
    }
    return NULL;
}

/* Given: even a value that is refused then is not missing as well. */
static void mark(struct bind_object *o, const struct field *f, struct span at)
{
    const size_t i = field_index(o->table, f);
    o->r->given |= UINT64_C(1) << i;
    o->field_at[i] = at;
}

/* The switch word first: it decides which fields there are. */
static bool take_switch(struct bind_object *o, const char *shorthand)
{
    if (o->table->switch_name == NULL) {
        o->switched = true;
        return true;
    }
    const struct field *f = field_find(o->table, o->table->switch_name);
    const struct doc_entry *e = shorthand == NULL ? doc_find(o->node, f->name) : NULL;
    struct field_text text = {shorthand, false, {0}};
    if (e != NULL) {
        mark(o, f, e->value->at);
    }
    if (e != NULL && e->value->kind == DOC_SCALAR) {
        text = (struct field_text){e->value->text, e->value->quoted, e->value->at};
    } else if (e != NULL) {
        return bind_wrong_type(o->b, f, e->value);
    } else if (shorthand == NULL && f->def == NULL) {
        return true; /* reported as missing */
    } else if (shorthand == NULL) {
        text.text = f->def;
    }
    if (!field_store(f, text, o->base, o->b->arena, o->b->diag)) {
        return false;
    }
    memcpy(&o->switch_value, o->base + f->offset, sizeof o->switch_value);
    o->switched = true;
    return true;
}

static bool take_entries(struct bind_object *o)
{
    const struct field *others = others_field(o->table);
    const struct doc_entry **rest = ARENA_ARRAY(o->b->arena, const struct doc_entry *, o->node->n);
    size_t n_rest = 0;
    bool ok = true;
    for (size_t i = 0; i < o->node->n; i++) {
        const struct doc_entry *e = &o->node->entry[i];
        const struct field *f = field_find(o->table, e->key);
        if (f == NULL || f == others) {
            if (others != NULL) {
                rest[n_rest++] = e;
            } else {
                bind_say_unknown(o, e);
                ok = false;
            }
            continue;
        }
        if (o->table->switch_name != NULL && strcmp(f->name, o->table->switch_name) == 0) {
            continue;
        }
        if (f->when != 0 && !applies(o, f)) {
            if (o->switched) {
                bind_say_not_here(o, f, e);
                ok = false;
            }
            continue;
        }
        mark(o, f, doc_is_null(e->value) ? e->at : e->value->at);
        if (doc_is_null(e->value) && f->kind != FIELD_MAP && f->kind != FIELD_STRUCT) {
            ok = bind_wrong_type(o->b, f, e->value);
            continue;
        }
        ok = bind_field(o, f, e->value, e->at, true) && ok;
    }
    if (others != NULL && n_rest > 0) {
        ok = bind_members(o, others, rest, n_rest) && ok;
    }
    return ok;
}

static bool take_shorthand(struct bind_object *o)
{
    const struct field_table *t = o->table;
    if (t->shorthand_word != NULL && strcmp(o->node->text, t->shorthand_word) != 0) {
        bind_say_shorthand(o);
        return false;
    }
    if (t->shorthand_switch != NULL) {
        mark(o, field_find(t, t->switch_name), o->node->at);
    }
    bool ok = take_switch(o, t->shorthand_switch);
    for (const char *const *name = t->shorthand; *name != NULL && ok; name++) {
        const struct field *f = field_find(t, *name);
        mark(o, f, o->node->at);
        ok = bind_field(o, f, o->node, o->node->at, true);
    }
    return ok;
}

/* Defaults are written as a user would write them, and read the same way. They have no place. */
static bool take_default(struct bind_object *o, const struct field *f)
{
    struct doc_node *node =
        doc_read((struct doc_text){0, f->def, strlen(f->def), 0}, o->b->arena, o->b->diag);
    SIM_ASSERT(node != NULL);
    return bind_field(o, f, node, o->r->at, false);
}

static bool take_absent(struct bind_object *o, struct span at)
{
    bool ok = true;
    for (size_t i = 0; i < field_count(o->table); i++) {
        const struct field *f = field_at(o->table, i);
        if ((o->r->given >> i & 1) != 0 || !applies(o, f)) {
            continue;
        }
        if (is_required(o, f)) {
            bind_say_missing(o, f, at);
            ok = false;
        } else if (f->def != NULL && (f->flags & FIELD_ONLY_DEFAULT) == 0) {
            ok = take_default(o, f) && ok;
        }
    }
    return ok;
}

bool bind_object(struct binding *b, const struct field_table *table, const struct doc_node *node,
                 const char *name, struct span at, void *base)
{
    struct bind_object o = {.b = b, .table = table, .node = node, .base = base};
    static const struct doc_node nothing = {.kind = DOC_MAP};
    o.r = (struct resource *)(void *)(o.base + table->resource);
    o.field_at = ARENA_ARRAY(b->arena, struct span, field_count(table));
    *o.r = (struct resource){
        .name = arena_strdup(b->arena, name), .at = at, .table = table, .field_at = o.field_at};
    bool ok;
    if (node->kind == DOC_SCALAR && !doc_is_null(node) && table->shorthand != NULL) {
        ok = take_shorthand(&o);
    } else if (node->kind == DOC_MAP || doc_is_null(node)) {
        o.node = node->kind == DOC_MAP ? node : &nothing;
        ok = take_switch(&o, NULL);
        ok = take_entries(&o) && ok;
    } else {
        bind_say_no_mapping(&o);
        return false;
    }
    ok = take_absent(&o, at) && ok;
    const unsigned errors = diag_count(b->diag, DIAG_ERROR);
    if (ok && table->finish != NULL) {
        table->finish(base, b->arena, b->diag);
    }
    return ok && diag_count(b->diag, DIAG_ERROR) == errors;
}

bool bind_table(struct binding *b, const struct field_table *table, const struct doc_node *node,
                const char *name, void *object)
{
    struct span at = node->at;
    at.len = 1;
    return bind_object(b, table, node, name, at, object);
}

struct topo *bind_scenario(struct binding *b, const struct doc_node *root)
{
    struct topo *t = ARENA_NEW(b->arena, struct topo);
    if (!bind_table(b, &schema_scenario, root, "scenario", t)) {
        return NULL;
    }
    t->samples = b->samples;
    t->n_samples = b->n_samples;
    return t;
}
