#include "sim/scenario/dump.h"

#include <math.h>
#include <string.h>

#include "models/language/schema.h"
#include "sim/base/arena.h"
#include "sim/base/assert.h"
#include "sim/base/json.h"

struct dump {
    const struct topo *topo;
    struct arena *arena;
    FILE *out;
};

static void write_object(const struct dump *d, const struct field_table *table, const void *object,
                         int indent);

static void indent_by(const struct dump *d, int indent)
{
    (void)fprintf(d->out, "%*s", indent, "");
}

/* A JSON string is a double-quoted scalar of YAML. */
static void write_quoted(const struct dump *d, const char *text)
{
    struct json j;
    json_init(&j, d->out);
    json_string(&j, text);
}

static void write_prefixes(const struct dump *d, const struct topo_prefixes *p, bool list)
{
    char buf[IP4_TEXT_MAX];
    (void)fputs(list ? "[" : "", d->out);
    for (size_t i = 0; i < p->n; i++) {
        (void)fprintf(d->out, "%s%s", i > 0 ? ", " : "", ip4_prefix_format(p->v[i], buf));
    }
    (void)fputs(list ? "]\n" : "\n", d->out);
}

static const char *sample_path(const struct topo *t, const struct dist_empirical *sample)
{
    for (size_t i = 0; i < t->n_samples; i++) {
        if (t->samples[i].sample == sample) {
            return t->samples[i].path;
        }
    }
    sim_assert_fail("a sample comes from a file", __FILE__, __LINE__);
}

static void write_dist(const struct dump *d, const struct field *f, const struct dist *dist,
                       int indent)
{
    struct schema_dist s = {.word = dist->kind, .dist = *dist};
    s.r.table = f->table;
    s.r.given = UINT64_MAX;
    if (dist->kind == DIST_FIXED && isinf(dist->a)) {
        (void)fputs(" unlimited\n", d->out);
        return;
    }
    (void)fputc('\n', d->out);
    write_object(d, f->table, &s, indent);
}

static bool is_null_text(const char *s)
{
    return s[0] == '\0' || strcmp(s, "null") == 0 || strcmp(s, "~") == 0;
}

static void write_scalar(const struct dump *d, const struct field *f, const void *object)
{
    const char *text = field_text(f, object, d->arena);
    if (f->kind == FIELD_STRING || f->kind == FIELD_SECRET || is_null_text(text) ||
        text[0] == '*') {
        write_quoted(d, text);
    } else {
        (void)fputs(text, d->out);
    }
    (void)fputc('\n', d->out);
}

/* Is there anything to write? Defaults are; what has none, and was not given, is not. */
static bool has_value(const struct field *f, const struct resource *r, const char *object)
{
    const void *text;
    if ((f->flags & (FIELD_ONLY_DEFAULT | FIELD_OTHERS)) != 0) {
        return false;
    }
    if (f->kind == FIELD_MAP) {
        size_t n;
        memcpy(&n, object + f->aux, sizeof n);
        return n > 0 && resource_field_given(
                            r, f->name); /* not what was derived: selectors from the prefixes */
    }
    if (f->kind == FIELD_STRING || f->kind == FIELD_NAME || f->kind == FIELD_SECRET) {
        memcpy(&text, object + f->offset, sizeof text);
        return text != NULL;
    }
    return f->def != NULL || resource_field_given(r, f->name);
}

/* Of a whole object: without a field to write it is {}. */
static bool has_fields(const struct field_table *table, const char *object)
{
    const struct resource *r = (const struct resource *)(const void *)(object + table->resource);
    for (size_t i = 0; i < field_count(table); i++) {
        if (has_value(field_at(table, i), r, object)) {
            return true;
        }
    }
    return false;
}

static void write_members(const struct dump *d, const struct field *f, const char *object,
                          int indent)
{
    const char *array;
    size_t n;
    memcpy(&array, object + f->offset, sizeof array);
    memcpy(&n, object + f->aux, sizeof n);
    for (size_t i = 0; i < n; i++) {
        const char *member = array + i * f->table->size;
        const struct resource *r =
            (const struct resource *)(const void *)(member + f->table->resource);
        indent_by(d, indent);
        if (is_null_text(r->name) || strstr(r->name, "->") != NULL) {
            write_quoted(d, r->name);
        } else {
            (void)fputs(r->name, d->out);
        }
        (void)fputs(has_fields(f->table, member) ? ":\n" : ": {}\n", d->out);
        write_object(d, f->table, member, indent + 2);
    }
}

/* Fields of its own stand under it, on lines of their own. */
static bool is_nested(const struct field *f)
{
    return f->kind == FIELD_STRUCT || f->kind == FIELD_MAP || f->kind == FIELD_DIST_TIME ||
           f->kind == FIELD_DIST_BYTES;
}

static void write_nested(const struct dump *d, const struct field *f, const char *object,
                         int indent)
{
    const char *at = object + f->offset;
    if (f->kind == FIELD_STRUCT) {
        (void)fputs(has_fields(f->table, at) ? "\n" : " {}\n", d->out);
        write_object(d, f->table, at, indent);
    } else if (f->kind == FIELD_MAP) {
        (void)fputc('\n', d->out);
        write_members(d, f, object, indent);
    } else {
        write_dist(d, f, (const struct dist *)(const void *)at, indent);
    }
}

static void write_prefix_or_tag(const struct dump *d, const struct field *f, const char *object)
{
    const struct topo_prefixes *prefixes =
        (const struct topo_prefixes *)(const void *)(object + f->offset);
    if ((f->flags & FIELD_OR_TAG) != 0 && prefixes->n == 0) {
        const char *tag;
        memcpy(&tag, object + f->aux, sizeof tag);
        (void)fprintf(d->out, "%s\n", tag);
    } else {
        write_prefixes(d, prefixes, false);
    }
}

static void write_names(const struct dump *d, const struct field_names *names)
{
    for (size_t i = 0; i < names->n; i++) {
        (void)fprintf(d->out, "%s%s", i == 0 ? "[" : ", ", names->v[i]);
    }
    (void)fputs("]\n", d->out);
}

static void write_path(const struct dump *d, const char *path)
{
    write_quoted(d, path);
    (void)fputc('\n', d->out);
}

/* What stands behind the name, on its line. */
static void write_value(const struct dump *d, const struct field *f, const char *object)
{
    const char *at = object + f->offset;
    const struct dist_empirical *sample;
    const struct topo_replay *replay;
    switch (f->kind) {
    case FIELD_PREFIX:
        write_prefix_or_tag(d, f, object);
        break;
    case FIELD_PREFIXES:
        write_prefixes(d, (const struct topo_prefixes *)(const void *)at, true);
        break;
    case FIELD_REF:
    case FIELD_SUBNET_REF:
        (void)fprintf(d->out, "%s\n", ((const struct topo_ref *)(const void *)at)->name);
        break;
    case FIELD_NAMES:
        write_names(d, (const struct field_names *)(const void *)at);
        break;
    case FIELD_SAMPLE_TIME:
    case FIELD_SAMPLE_BYTES:
        memcpy(&sample, at, sizeof sample);
        write_path(d, sample_path(d->topo, sample));
        break;
    case FIELD_REPLAY:
        memcpy(&replay, at, sizeof replay);
        write_path(d, replay->path);
        break;
    default:
        write_scalar(d, f, object);
    }
}

static void write_field(const struct dump *d, const struct field *f, const char *object, int indent)
{
    indent_by(d, indent);
    (void)fprintf(d->out, "%s:%s", f->name, is_nested(f) ? "" : " ");
    if (is_nested(f)) {
        write_nested(d, f, object, indent + 2);
    } else {
        write_value(d, f, object);
    }
}

static void write_object(const struct dump *d, const struct field_table *table, const void *object,
                         int indent)
{
    const struct resource *r =
        (const struct resource *)(const void *)((const char *)object + table->resource);
    int64_t word = 0;
    if (table->switch_name != NULL) {
        memcpy(&word, (const char *)object + field_find(table, table->switch_name)->offset,
               sizeof word);
    }
    for (size_t i = 0; i < field_count(table); i++) {
        const struct field *f = field_at(table, i);
        if ((f->flags & FIELD_OTHERS) != 0) {
            write_members(d, f, object, indent);
        } else if ((f->when == 0 || (f->when >> word & 1) != 0) && has_value(f, r, object)) {
            write_field(d, f, object, indent);
        }
    }
}

void dump_write(const struct topo *t, struct arena *arena, FILE *out)
{
    const struct dump d = {t, arena, out};
    write_object(&d, &schema_scenario, t, 0);
}
