/* What is said of the keys of a mapping that do not fit its field table. */
#include <string.h>

#include "models/cloud/topo.h"
#include "sim/base/arena.h"
#include "sim/base/field_code.h"
#include "sim/scenario/bind_parts.h"

static const char *article(const char *noun)
{
    return strchr("aeioAEIO", noun[0]) != NULL ? "an" : "a";
}

void bind_say_unknown(struct bind_object *o, const struct doc_entry *e)
{
    enum { FIELDS_MAX = 64 };
    const char *names[FIELDS_MAX];
    size_t n = 0;
    for (size_t i = 0; i < field_count(o->table); i++) {
        if ((field_at(o->table, i)->flags & FIELD_OTHERS) == 0) {
            names[n++] = field_at(o->table, i)->name;
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

void bind_say_not_here(struct bind_object *o, const struct field *f, const struct doc_entry *e)
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
}

void bind_say_missing(struct bind_object *o, const struct field *f, struct span at)
{
    const bool is_whole =
        strcmp(o->r->name, o->table->kind) == 0; /* the scenario itself bears no name */
    diag_add(o->b->diag, &field_code_missing, at, "here", "%s%s needs a `%s`",
             is_whole ? "a " : o->table->kind,
             is_whole ? o->table->kind : arena_printf(o->b->arena, " `%s`", o->r->name), f->name);
    diag_help(o->b->diag, "%s: %s%s%s", f->name, f->help,
              f->example != NULL ? "; for example " : "", f->example != NULL ? f->example : "");
}

void bind_say_not_a_name(struct bind_object *o, const struct field *f, const struct doc_entry *e)
{
    diag_add(o->b->diag, &field_code_name, e->at, "not a name", "`%s` is not a name", e->key);
    diag_help(o->b->diag,
              (f->flags & FIELD_LINK_NAMES) != 0
                  ? "name two regions: westus--northeurope, or westus->northeurope for one way"
                  : "names have letters, digits, - and _, and at most 80 of them");
}

void bind_say_no_mapping(struct bind_object *o)
{
    diag_add(o->b->diag, &field_code_type, o->node->at, "not what belongs here",
             "%s %s is a mapping", article(o->table->kind), o->table->kind);
    diag_help(o->b->diag, "write key: value pairs, indented below the name or in {}");
}

void bind_say_shorthand(struct bind_object *o)
{
    const struct field_table *t = o->table;
    diag_add(o->b->diag, &field_code_type, o->node->at, "not what belongs here",
             "`%s` takes a mapping, or the word %s", o->r->name, t->shorthand_word);
    diag_help(o->b->diag, "for example {%s: ...}, or %s", t->fields[0].name, t->shorthand_word);
}
