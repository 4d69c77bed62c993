#include "sim/scenario/schema_json.h"

#include <ctype.h>

#include "models/language/schema.h"
#include "sim/base/arena.h"
#include "sim/scenario/schema_json_parts.h"
#include "sim/scenario/tables.h"

/* "virtual network gateway" -> "virtual_network_gateway" */
static const char *def_name(struct schema_json *w, const struct field_table *t)
{
    char *name = arena_strdup(w->arena, t->kind);
    for (char *c = name; *c != '\0'; c++) {
        *c = isalnum((unsigned char)*c) ? *c : '_';
    }
    return name;
}

void schema_json_write_ref(struct schema_json *w, const struct field_table *t)
{
    json_key_string(&w->j, "$ref", arena_printf(w->arena, "#/$defs/%s", def_name(w, t)));
}

static void write_property(struct schema_json *w, const struct field *f)
{
    struct json *j = &w->j;
    const char *about =
        f->def != NULL ? arena_printf(w->arena, "%s. Default: %s", f->help, f->def) : f->help;
    json_object_begin(j);
    json_key_string(j, "description", about);
    if ((f->flags & FIELD_ONLY_DEFAULT) != 0 && f->def != NULL) {
        schema_json_write_const(j, f);
    } else {
        schema_json_write_type(w, f);
    }
    json_object_end(j);
}

static bool is_property(const struct field *f)
{
    return (f->flags & FIELD_OTHERS) == 0;
}

static void write_required(struct schema_json *w, const struct field_table *t, int64_t word,
                           bool always)
{
    json_key(&w->j, "required");
    json_array_begin(&w->j);
    for (size_t i = 0; i < field_count(t); i++) {
        const struct field *f = field_at(t, i);
        if (always ? f->required_when == 0 && (f->flags & FIELD_REQUIRED) != 0
                   : (f->required_when >> word & 1) != 0) {
            json_string(&w->j, f->name);
        }
    }
    json_array_end(&w->j);
}

/* What each word of the switch requires. */
static void write_conditions(struct schema_json *w, const struct field_table *t)
{
    const struct field *sw = field_find(t, t->switch_name);
    json_key(&w->j, "allOf");
    json_array_begin(&w->j);
    for (const struct field_word *word = sw->words; word->word != NULL; word++) {
        if (word->later) {
            continue;
        }
        json_object_begin(&w->j);
        json_key(&w->j, "if");
        json_object_begin(&w->j);
        json_key(&w->j, "properties");
        json_object_begin(&w->j);
        json_key(&w->j, sw->name);
        json_object_begin(&w->j);
        json_key_string(&w->j, "const", word->word);
        json_object_end(&w->j);
        json_object_end(&w->j);
        json_key(&w->j,
                 "required"); /* one that is left out has its default, and asks for nothing */
        json_array_begin(&w->j);
        json_string(&w->j, sw->name);
        json_array_end(&w->j);
        json_object_end(&w->j);
        json_key(&w->j, "then");
        json_object_begin(&w->j);
        write_required(w, t, word->value, false);
        json_object_end(&w->j);
        json_object_end(&w->j);
    }
    json_array_end(&w->j);
}

static void write_object(struct schema_json *w, const struct field_table *t)
{
    struct json *j = &w->j;
    const struct field *others = NULL;
    json_key_string(j, "type", "object");
    json_key(j, "properties");
    json_object_begin(j);
    for (size_t i = 0; i < field_count(t); i++) {
        const struct field *f = field_at(t, i);
        if ((f->flags & FIELD_OTHERS) != 0) {
            others = f;
        } else if (is_property(f)) {
            json_key(j, f->name);
            write_property(w, f);
        }
    }
    json_object_end(j);
    write_required(w, t, 0, true);
    json_key(j, "additionalProperties");
    if (others != NULL) {
        json_object_begin(j);
        schema_json_write_ref(w, others->table);
        json_object_end(j);
    } else {
        json_bool(j, false);
    }
    if (t->switch_name != NULL) {
        write_conditions(w, t);
    }
}

/* A scalar may stand in place of the mapping. */
static void write_either(struct schema_json *w, const struct field_table *t)
{
    json_key(&w->j, "oneOf");
    json_array_begin(&w->j);
    json_object_begin(&w->j);
    if (t->shorthand_word != NULL) {
        json_key_string(&w->j, "const", t->shorthand_word);
    } else {
        schema_json_write_string(w, field_find(t, t->shorthand[0]));
    }
    json_object_end(&w->j);
    json_object_begin(&w->j);
    write_object(w, t);
    json_object_end(&w->j);
    json_array_end(&w->j);
}

static void write_table(struct schema_json *w, const struct field_table *t)
{
    json_key_string(&w->j, "description", t->help);
    if (t->shorthand != NULL) {
        write_either(w, t);
    } else {
        write_object(w, t);
    }
}

void schema_json_write(FILE *out)
{
    struct schema_json w = {.arena = arena_new()};
    struct tables all;
    tables_collect(&all, &schema_scenario);
    json_init(&w.j, out);
    json_object_begin(&w.j);
    json_key_string(&w.j, "$schema", "https://json-schema.org/draft/2020-12/schema");
    json_key_string(&w.j, "title", "vnetsim scenario");
    write_table(&w, all.v[0]);
    json_key(&w.j, "$defs");
    json_object_begin(&w.j);
    for (size_t i = 1; i < all.n; i++) {
        json_key(&w.j, def_name(&w, all.v[i]));
        json_object_begin(&w.j);
        write_table(&w, all.v[i]);
        json_object_end(&w.j);
    }
    json_object_end(&w.j);
    json_object_end(&w.j);
    json_fini(&w.j);
    arena_free(w.arena);
}
