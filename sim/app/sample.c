#include "sim/app/sample.h"

#include <csv.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/arena.h"
#include "sim/base/field_code.h"

struct reading {
    struct arena *arena;
    bool is_time;
    size_t row, column; /* from 1; row 1 is the header */
    double scale;       /* of the header's unit */
    double *value;
    size_t n, cap;
    const char *error;
};

static double unit_scale(const char *header, bool is_time)
{
    static const struct {
        const char *name;
        double scale;
    } time[] = {{"value_ns", 1e3}, {"value_us", 1e6}, {"value_ms", 1e9}, {"value_s", 1e12}};
    if (!is_time) {
        return strcmp(header, "value_bytes") == 0 ? 1 : 0;
    }
    for (size_t i = 0; i < sizeof time / sizeof *time; i++) {
        if (strcmp(header, time[i].name) == 0) {
            return time[i].scale;
        }
    }
    return 0;
}

static void take_field(void *text, size_t len, void *arg)
{
    struct reading *r = arg;
    const char *s = arena_strndup(r->arena, text != NULL ? text : "", len);
    r->column++;
    if (r->error != NULL) {
        return;
    }
    if (r->column > 1) {
        r->error = arena_printf(r->arena, "line %zu has more than one column", r->row);
        return;
    }
    if (r->row == 1) {
        r->scale = unit_scale(s, r->is_time);
        if (r->scale == 0) {
            r->error = arena_printf(r->arena, "its header is `%s`, not %s", s,
                                    r->is_time ? "value_ns, value_us, value_ms or value_s" : "value_bytes");
        }
        return;
    }
    char *end;
    const double v = strtod(s, &end);
    if (end == s || *end != '\0' || !isfinite(v) || v < 0 || v * r->scale > 1e17) {
        r->error = arena_printf(r->arena, "line %zu: `%s` is no value from 0 up", r->row, s);
        return;
    }
    if (r->n == r->cap) {
        r->cap = r->cap == 0 ? 256 : r->cap * 2;
        double *more = ARENA_ARRAY(r->arena, double, r->cap);
        if (r->n > 0) {
            memcpy(more, r->value, r->n * sizeof *more);
        }
        r->value = more;
    }
    r->value[r->n++] = v * r->scale;
}

static void end_row(int c, void *arg)
{
    struct reading *r = arg;
    (void)c;
    r->row++;
    r->column = 0;
}

static void read_file(struct reading *r, const char *path)
{
    struct csv_parser parser;
    char buf[4096];
    size_t n;
    FILE *in = fopen(path, "rb");
    if (in == NULL) {
        r->error = arena_printf(r->arena, "%s: %s", path, strerror(errno));
        return;
    }
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        abort();
    }
    while (r->error == NULL && (n = fread(buf, 1, sizeof buf, in)) > 0) {
        if (csv_parse(&parser, buf, n, take_field, end_row, r) != n && r->error == NULL) {
            r->error = arena_printf(r->arena, "line %zu: %s", r->row, csv_strerror(csv_error(&parser)));
        }
    }
    if (r->error == NULL && ferror(in)) {
        r->error = arena_printf(r->arena, "%s: %s", path, strerror(errno));
    }
    if (r->error == NULL && csv_fini(&parser, take_field, end_row, r) != 0) {
        r->error = arena_printf(r->arena, "line %zu: %s", r->row, csv_strerror(csv_error(&parser)));
    }
    if (r->error == NULL && r->n < 2) {
        r->error = "it has fewer than two values";
    }
    csv_free(&parser);
    fclose(in);
}

static void remember(struct binding *b, struct topo_sample sample)
{
    if (b->n_samples == b->cap_samples) {
        b->cap_samples = b->cap_samples == 0 ? 4 : b->cap_samples * 2;
        struct topo_sample *more = ARENA_ARRAY(b->arena, struct topo_sample, b->cap_samples);
        if (b->n_samples > 0) {
            memcpy(more, b->samples, b->n_samples * sizeof *more);
        }
        b->samples = more;
    }
    b->samples[b->n_samples++] = sample;
}

const struct dist_empirical *sample_find(struct binding *b, const struct doc_node *file, bool is_time)
{
    for (size_t i = 0; i < b->n_samples; i++) {
        if (strcmp(b->samples[i].path, file->text) == 0 && b->samples[i].is_time == is_time) {
            return b->samples[i].sample;
        }
    }
    struct reading r = {.arena = b->arena, .is_time = is_time, .row = 1};
    read_file(&r, file->text[0] == '/' ? file->text : arena_printf(b->arena, "%s/%s", b->directory, file->text));
    if (r.error != NULL) {
        diag_add(b->diag, &field_code_sample, file->at, "this file", "`%s` cannot be used: %s", file->text, r.error);
        return NULL;
    }
    const struct dist_empirical *sample = dist_empirical_new(b->arena, r.value, r.n);
    remember(b, (struct topo_sample){file->text, sample, is_time});
    return sample;
}
