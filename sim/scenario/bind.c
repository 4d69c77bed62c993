#include "sim/scenario/bind.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/language/schema.h"
#include "sim/base/arena.h"
#include "sim/base/assert.h"
#include "sim/base/field_code.h"
#include "sim/scenario/bind_value.h"

/* One object being bound. */
struct object {
    struct binding *b;
    const struct field_table *table;
    const struct doc_node *node;
    struct resource *r;
    char *base;
    struct span *field_at;
    bool switched; /* the switch word is known, or there is none */
    int64_t switch_value;
};

static bool bind_object(struct binding *b, const struct field_table *table,
                        const struct doc_node *node, const char *name, struct span at, void *base);

static bool bind_default(struct object *o, const struct field *f);

static bool applies(const struct object *o, const struct field *f)
{
    return f->when == 0 || (o->switched && (f->when >> o->switch_value & 1) != 0);
}

static bool is_required(const struct object *o, const struct field *f)
{
    if (f->required_when != 0) {
        return o->switched && (f->required_when >> o->switch_value & 1) != 0;
    }
    return (f->flags & FIELD_REQUIRED) != 0;
}

/* --- composite values --- */

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

static bool name_ok(struct object *o, const struct field *f, const struct doc_entry *e)
{
    if ((f->flags & FIELD_LINK_NAMES) != 0 ? link_name_ok(e->key) : field_name_ok(e->key)) {
        return true;
    }
    diag_add(o->b->diag, &field_code_name, e->at, "not a name", "`%s` is not a name", e->key);
    diag_help(o->b->diag,
              (f->flags & FIELD_LINK_NAMES) != 0
                  ? "name two regions: westus--northeurope, or westus->northeurope for one way"
                  : "names have letters, digits, - and _, and at most 80 of them");
    return false;
}

/* An array of the field's table from n entries, sorted by name; entries that fail are counted, not
 * kept. */
static bool bind_members(struct object *o, const struct field *f, const struct doc_entry **entry,
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

static bool bind_map(struct object *o, const struct field *f, const struct doc_node *node)
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

static bool bind_struct(struct object *o, const struct field *f, const struct doc_node *node,
                        struct span at, bool given)
{
    if (f->aux != 0) {
        memcpy(o->base + f->aux, &given, sizeof given);
    }
    return bind_object(o->b, f->table, node, f->name, at, o->base + f->offset);
}

static bool bind_dist(struct object *o, const struct field *f, const struct doc_node *node,
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
static bool bind_only_default(struct object *o, const struct field *f, const struct doc_node *node)
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

static bool bind_field(struct object *o, const struct field *f, const struct doc_node *node,
                       struct span at, bool given)
{
    if ((f->flags & FIELD_ONLY_DEFAULT) != 0) {
        return bind_only_default(o, f, node);
    }
    switch (f->kind) {
    case FIELD_STRUCT:
        return bind_struct(o, f, node, at, given);
    case FIELD_MAP:
        return bind_map(o, f, node);
    case FIELD_DIST_TIME:
    case FIELD_DIST_BYTES:
        return bind_dist(o, f, node, at);
    default:
        if (f->aux != 0 && f->kind != FIELD_LIMIT && f->kind != FIELD_PREFIX) {
            memcpy(o->base + f->aux, &given, sizeof given);
        }
        return bind_value(o->b, f, node, o->base);
    }
}

/* --- objects --- */

static const struct field *others_field(const struct field_table *table)
{
    for (size_t i = 0; i < table->n; i++) {
        if ((table->fields[i].flags & FIELD_OTHERS) != 0) {
            return &table->fields[i];
        }
    }
    return NULL;
}

static const char *article(const char *noun)
{
    return strchr("aeioAEIO", noun[0]) != NULL ? "an" : "a";
}

static void report_unknown(struct object *o, const struct doc_entry *e)
{
    enum { FIELDS_MAX = 64 };
    const char *names[FIELDS_MAX];
    size_t n = 0;
    for (size_t i = 0; i < o->table->n; i++) {
        if ((o->table->fields[i].flags & FIELD_OTHERS) == 0) {
            names[n++] = o->table->fields[i].name;
        }
    }
    const bool is_shown = !diag_is_full(o->b->diag);
    diag_add(o->b->diag, &field_code_unknown_key, e->at, "unknown", "%s %s has no key `%s`",
             article(o->table->kind), o->table->kind, e->key);
    const char *near = is_shown ? diag_closest(e->key, names, n) : NULL;
    if (near != NULL) {
        diag_help(o->b->diag, "did you mean `%s`?", near);
        return;
    }
    const char *all = "";
    for (size_t i = 0; is_shown && i < n; i++) {
        all = arena_printf(o->b->arena, "%s%s%s", all, i > 0 ? ", " : "", names[i]);
    }
    diag_help(o->b->diag, "its keys are %s", all);
}

static bool report_not_here(struct object *o, const struct field *f, const struct doc_entry *e)
{
    const struct field *sw = field_find(o->table, o->table->switch_name);
    diag_add(o->b->diag, &field_code_not_here, e->at, "has no effect here",
             "`%s` does not apply to `%s: %s`", e->key, sw->name,
             field_word_text(sw, o->switch_value));
    const char *where = "";
    for (const struct field_word *w = sw->words; w->word != NULL; w++) {
        if (!w->later && (f->when >> w->value & 1) != 0) {
            where =
                arena_printf(o->b->arena, "%s%s%s", where, where[0] != '\0' ? ", " : "", w->word);
        }
    }
    diag_help(o->b->diag, "it belongs to %s: %s", sw->name, where);
    return false;
}

/* Given: even a value that is refused then is not missing as well. */
static void mark(struct object *o, const struct field *f, struct span at)
{
    const size_t i = (size_t)(f - o->table->fields);
    o->r->given |= UINT64_C(1) << i;
    o->field_at[i] = at;
}

/* The switch word first: it decides which fields there are. */
static bool bind_switch(struct object *o, const char *shorthand)
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

static bool bind_entries(struct object *o)
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
                report_unknown(o, e);
                ok = false;
            }
            continue;
        }
        if (o->table->switch_name != NULL && strcmp(f->name, o->table->switch_name) == 0) {
            continue;
        }
        if (f->when != 0 && !applies(o, f)) {
            ok = o->switched ? report_not_here(o, f, e) : ok;
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

static bool bind_shorthand(struct object *o)
{
    const struct field_table *t = o->table;
    if (t->shorthand_word != NULL && strcmp(o->node->text, t->shorthand_word) != 0) {
        diag_add(o->b->diag, &field_code_type, o->node->at, "not what belongs here",
                 "`%s` takes a mapping, or the word %s", o->r->name, t->shorthand_word);
        diag_help(o->b->diag, "for example {%s: ...}, or %s", t->fields[0].name, t->shorthand_word);
        return false;
    }
    if (t->shorthand_switch != NULL) {
        mark(o, field_find(t, t->switch_name), o->node->at);
    }
    bool ok = bind_switch(o, t->shorthand_switch);
    for (const char *const *name = t->shorthand; *name != NULL && ok; name++) {
        const struct field *f = field_find(t, *name);
        mark(o, f, o->node->at);
        ok = bind_field(o, f, o->node, o->node->at, true);
    }
    return ok;
}

static bool bind_absent(struct object *o, struct span at)
{
    bool ok = true;
    for (size_t i = 0; i < o->table->n; i++) {
        const struct field *f = &o->table->fields[i];
        if ((o->r->given >> i & 1) != 0 || !applies(o, f)) {
            continue;
        }
        if (is_required(o, f)) {
            const bool is_whole =
                strcmp(o->r->name, o->table->kind) == 0; /* the scenario itself bears no name */
            diag_add(o->b->diag, &field_code_missing, at, "here", "%s%s needs a `%s`",
                     is_whole ? "a " : o->table->kind,
                     is_whole ? o->table->kind : arena_printf(o->b->arena, " `%s`", o->r->name),
                     f->name);
            diag_help(o->b->diag, "%s: %s%s%s", f->name, f->help,
                      f->example != NULL ? "; for example " : "",
                      f->example != NULL ? f->example : "");
            ok = false;
        } else if (f->def != NULL && (f->flags & FIELD_ONLY_DEFAULT) == 0) {
            ok = bind_default(o, f) && ok;
        }
    }
    return ok;
}

static bool bind_object(struct binding *b, const struct field_table *table,
                        const struct doc_node *node, const char *name, struct span at, void *base)
{
    struct object o = {.b = b, .table = table, .node = node, .base = base};
    static const struct doc_node nothing = {.kind = DOC_MAP};
    o.r = (struct resource *)(void *)(o.base + table->resource);
    o.field_at = ARENA_ARRAY(b->arena, struct span, table->n);
    *o.r = (struct resource){
        .name = arena_strdup(b->arena, name), .at = at, .table = table, .field_at = o.field_at};
    bool ok;
    if (node->kind == DOC_SCALAR && !doc_is_null(node) && table->shorthand != NULL) {
        ok = bind_shorthand(&o);
    } else if (node->kind == DOC_MAP || doc_is_null(node)) {
        o.node = node->kind == DOC_MAP ? node : &nothing;
        ok = bind_switch(&o, NULL);
        ok = bind_entries(&o) && ok;
    } else {
        diag_add(b->diag, &field_code_type, node->at, "not what belongs here", "%s %s is a mapping",
                 article(table->kind), table->kind);
        diag_help(b->diag, "write key: value pairs, indented below the name or in {}");
        return false;
    }
    ok = bind_absent(&o, at) && ok;
    const unsigned errors = diag_count(b->diag, DIAG_ERROR);
    if (ok && table->finish != NULL) {
        table->finish(base, b->arena, b->diag);
    }
    return ok && diag_count(b->diag, DIAG_ERROR) == errors;
}

/* Defaults are written as a user would write them, and read the same way. They have no place. */
static bool bind_default(struct object *o, const struct field *f)
{
    struct doc_node *node =
        doc_read((struct doc_text){0, f->def, strlen(f->def), 0}, o->b->arena, o->b->diag);
    SIM_ASSERT(node != NULL);
    return bind_field(o, f, node, o->r->at, false);
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
