#include <string.h>

#include "sim/base/arena.h"
#include "sim/scenario/schema_json_parts.h"

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

void schema_json_write_string(struct schema_json *w, const struct field *f)
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

static void write_words(struct schema_json *w, const struct field *f)
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

static void write_bounds(struct schema_json *w, const struct field *f)
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

static void write_map(struct schema_json *w, const struct field *f)
{
    json_key_string(&w->j, "type", "object");
    json_key(&w->j, "additionalProperties");
    json_object_begin(&w->j);
    schema_json_write_ref(w, f->table);
    json_object_end(&w->j);
}

/* What takes one value alone. */
void schema_json_write_const(struct json *j, const struct field *f)
{
    json_key(j, "const");
    if (f->kind == FIELD_BOOL) {
        json_bool(j, strcmp(f->def, "true") == 0);
    } else {
        json_string(j, f->def);
    }
}

static void write_ref_or_unlimited(struct schema_json *w, const struct field *f)
{
    struct json *j = &w->j;
    json_key(j, "anyOf");
    json_array_begin(j);
    json_object_begin(j);
    json_key_string(j, "const", "unlimited");
    json_object_end(j);
    json_object_begin(j);
    schema_json_write_ref(w, f->table);
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

static void write_strings(struct schema_json *w, const struct field *f)
{
    struct json *j = &w->j;
    json_key_string(j, "type", "array");
    json_key(j, "minItems");
    json_int(j, 1);
    json_key(j, "items");
    json_object_begin(j);
    schema_json_write_string(w, f);
    json_object_end(j);
}

void schema_json_write_type(struct schema_json *w, const struct field *f)
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
        schema_json_write_ref(w, f->table);
        break;
    case FIELD_DIST_TIME:
    case FIELD_DIST_BYTES:
        if ((f->flags & FIELD_UNLIMITED) != 0) {
            write_ref_or_unlimited(w, f);
        } else {
            schema_json_write_ref(w, f->table);
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
        schema_json_write_string(w, f);
    }
}
