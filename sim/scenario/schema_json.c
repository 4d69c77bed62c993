#include "sim/scenario/schema_json.h"

#include <ctype.h>
#include <string.h>

#include "models/language/schema.h"
#include "sim/base/arena.h"
#include "sim/base/json.h"
#include "sim/scenario/tables.h"

struct writer {
    struct json j;
    struct arena *arena;
};

/* "virtual network gateway" -> "virtual_network_gateway" */
static const char *def_name(struct writer *w, const struct field_table *t)
{
    char *name = arena_strdup(w->arena, t->kind);
    for (char *c = name; *c != '\0'; c++) {
        *c = isalnum((unsigned char)*c) ? *c : '_';
    }
    return name;
}

static void write_ref(struct writer *w, const struct field_table *t)
{
    json_key_string(&w->j, "$ref", arena_printf(w->arena, "#/$defs/%s", def_name(w, t)));
}

static const char *pattern_of(enum field_kind kind, unsigned flags)
{
    switch (kind) {
    case FIELD_NAME:
    case FIELD_REF:
        return (flags & FIELD_IN_PART) != 0 ? "^[A-Za-z0-9_-]{1,80}(/[A-Za-z0-9_-]{1,80})?$"
                                            : "^[A-Za-z0-9_-]{1,80}$";
    case FIELD_SUBNET_REF:
        return "^[A-Za-z0-9_-]+/[A-Za-z0-9_-]+$";
    case FIELD_SECRET:
        return "^[!-~]{1,128}$";
    case FIELD_DURATION:
    case FIELD_DURATION_REAL:
        return "^[0-9]+(\\.[0-9]+)? ?(ps|ns|us|ms|s|min|h)$";
    case FIELD_RATE:
        return "^[0-9]+(\\.[0-9]+)? ?(|k|M|G|T)bps$";
    case FIELD_PPS:
        return "^[0-9]+(\\.[0-9]+)? ?(|k|M)pps$";
    case FIELD_BYTES:
    case FIELD_BYTES_REAL:
    case FIELD_KILOBYTES:
        return "^[0-9]+(\\.[0-9]+)? ?(B|[kKMGT]B|[KMGT]iB)$";
    case FIELD_LIMIT:
        return "^[0-9]+(\\.[0-9]+)? ?(B|[kKMGT]B|[KMGT]iB|packets?)$";
    case FIELD_FRACTION:
        return "^[0-9]+(\\.[0-9]+)? ?%$";
    case FIELD_PREFIX:
    case FIELD_PREFIXES:
        return (flags & FIELD_OR_TAG) != 0 ? "^([0-9]{1,3}(\\.[0-9]{1,3}){3}/"
                                             "[0-9]{1,2}|[A-Za-z][A-Za-z0-9]*(\\.[A-Za-z0-9]+)?)$"
                                           : "^[0-9]{1,3}(\\.[0-9]{1,3}){3}/[0-9]{1,2}$";
    default:
        return NULL;
    }
}

static void write_string(struct writer *w, const struct field *f)
{
    const char *pattern = pattern_of(f->kind, f->flags);
    json_key_string(&w->j, "type", "string");
    if (pattern != NULL && (f->flags & FIELD_UNLIMITED) != 0) {
        pattern = arena_printf(w->arena, "%s|^unlimited$", pattern);
    }
    if (pattern != NULL && f->words != NULL) {
        pattern = arena_printf(w->arena, "%s|^%s$", pattern, f->words[0].word);
    }
    if (pattern != NULL) {
        json_key_string(&w->j, "pattern", pattern);
    }
}

static void write_words(struct writer *w, const struct field *f)
{
    json_key(&w->j, "enum");
    json_array_begin(&w->j);
    for (const struct field_word *word = f->words; word->word != NULL; word++) {
        if (!word->later) {
            json_string(&w->j, word->word);
        }
    }
    json_array_end(&w->j);
}

static void write_bounds(struct writer *w, const struct field *f)
{
    const bool open = (f->flags & FIELD_OPEN) != 0;
    if (f->min == 0 && f->max == 0) {
        return;
    }
    json_key(&w->j, open ? "exclusiveMinimum" : "minimum");
    json_int(&w->j, f->min);
    if (f->max != INT64_MAX) {
        json_key(&w->j, open ? "exclusiveMaximum" : "maximum");
        json_int(&w->j, f->max);
    }
}

static void write_map(struct writer *w, const struct field *f)
{
    json_key_string(&w->j, "type", "object");
    json_key(&w->j, "additionalProperties");
    json_object_begin(&w->j);
    write_ref(w, f->table);
    json_object_end(&w->j);
}

/* What takes one value alone. */
static void write_const(struct json *j, const struct field *f)
{
    json_key(j, "const");
    if (f->kind == FIELD_BOOL) {
        json_bool(j, strcmp(f->def, "true") == 0);
    } else {
        json_string(j, f->def);
    }
}

static void write_ref_or_unlimited(struct writer *w, const struct field *f)
{
    struct json *j = &w->j;
    json_key(j, "anyOf");
    json_array_begin(j);
    json_object_begin(j);
    json_key_string(j, "const", "unlimited");
    json_object_end(j);
    json_object_begin(j);
    write_ref(w, f->table);
    json_object_end(j);
    json_array_end(j);
}

/* YAML reads names such as 1 as numbers. */
static void write_names(struct json *j)
{
    json_key_string(j, "type", "array");
    json_key(j, "items");
    json_object_begin(j);
    json_key(j, "type");
    json_array_begin(j);
    json_string(j, "string");
    json_string(j, "integer");
    json_array_end(j);
    json_object_end(j);
}

static void write_strings(struct writer *w, const struct field *f)
{
    struct json *j = &w->j;
    json_key_string(j, "type", "array");
    json_key(j, "minItems");
    json_int(j, 1);
    json_key(j, "items");
    json_object_begin(j);
    write_string(w, f);
    json_object_end(j);
}

static void write_type(struct writer *w, const struct field *f)
{
    switch (f->kind) {
    case FIELD_BOOL:
        json_key_string(&w->j, "type", "boolean");
        break;
    case FIELD_INT:
    case FIELD_NUMBER:
        json_key_string(&w->j, "type", f->kind == FIELD_INT ? "integer" : "number");
        write_bounds(w, f);
        break;
    case FIELD_WORD:
        write_words(w, f);
        break;
    case FIELD_STRUCT:
        write_ref(w, f->table);
        break;
    case FIELD_DIST_TIME:
    case FIELD_DIST_BYTES:
        if ((f->flags & FIELD_UNLIMITED) != 0) {
            write_ref_or_unlimited(w, f);
        } else {
            write_ref(w, f->table);
        }
        break;
    case FIELD_MAP:
        write_map(w, f);
        break;
    case FIELD_NAMES:
        write_names(&w->j);
        break;
    case FIELD_PREFIXES:
        write_strings(w, f);
        break;
    default:
        write_string(w, f);
    }
}

static void write_property(struct writer *w, const struct field *f)
{
    struct json *j = &w->j;
    const char *about =
        f->def != NULL ? arena_printf(w->arena, "%s. Default: %s", f->help, f->def) : f->help;
    json_object_begin(j);
    json_key_string(j, "description", about);
    if ((f->flags & FIELD_ONLY_DEFAULT) != 0 && f->def != NULL) {
        write_const(j, f);
    } else {
        write_type(w, f);
    }
    json_object_end(j);
}

static bool is_property(const struct field *f)
{
    return (f->flags & FIELD_OTHERS) == 0;
}

static void write_required(struct writer *w, const struct field_table *t, int64_t word, bool always)
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
static void write_conditions(struct writer *w, const struct field_table *t)
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

static void write_object(struct writer *w, const struct field_table *t)
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
        write_ref(w, others->table);
        json_object_end(j);
    } else {
        json_bool(j, false);
    }
    if (t->switch_name != NULL) {
        write_conditions(w, t);
    }
}

/* A scalar may stand in place of the mapping. */
static void write_either(struct writer *w, const struct field_table *t)
{
    json_key(&w->j, "oneOf");
    json_array_begin(&w->j);
    json_object_begin(&w->j);
    if (t->shorthand_word != NULL) {
        json_key_string(&w->j, "const", t->shorthand_word);
    } else {
        write_string(w, field_find(t, t->shorthand[0]));
    }
    json_object_end(&w->j);
    json_object_begin(&w->j);
    write_object(w, t);
    json_object_end(&w->j);
    json_array_end(&w->j);
}

static void write_table(struct writer *w, const struct field_table *t)
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
    struct writer w = {.arena = arena_new()};
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
