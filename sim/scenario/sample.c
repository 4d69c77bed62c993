#include "sim/scenario/sample.h"

#include <math.h>
#include <string.h>

#include "models/cloud/table.h"
#include "sim/base/arena.h"
#include "sim/base/field_code.h"

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

/* The values in base units, in the arena; NULL: the table's error says why. */
static double *read_values(struct table *t, const char *path, bool is_time, struct arena *arena)
{
    if (!table_read(t, path, arena)) {
        return NULL;
    }
    const double scale = t->n_columns == 1 ? unit_scale(t->header[0], is_time) : 0;
    if (scale == 0) {
        t->error =
            arena_printf(arena, "%s:1: one column is wanted, called %s", t->path,
                         is_time ? "value_ns, value_us, value_ms or value_s" : "value_bytes");
        return NULL;
    }
    if (t->n_rows < 2) {
        t->error = arena_printf(arena, "%s: fewer than two values", t->path);
        return NULL;
    }
    double *value = ARENA_ARRAY(arena, double, t->n_rows);
    for (size_t i = 0; i < t->n_rows; i++) {
        value[i] = table_number(t, i, 0, NAN) * scale;
        if (!(value[i] >= 0 && value[i] <= DIST_WHOLE_MAX)) {
            table_fail(t, i, "not a value from 0 up");
        }
    }
    return t->error == NULL ? value : NULL;
}

static void remember(struct binding *b, struct topo_sample sample)
{
    ARENA_ROOM(b->arena, b->samples, b->n_samples, b->cap_samples, 4);
    b->samples[b->n_samples++] = sample;
}

const struct dist_empirical *sample_find(struct binding *b, const struct doc_node *file,
                                         bool is_time)
{
    struct table t;
    for (size_t i = 0; i < b->n_samples; i++) {
        if (strcmp(b->samples[i].path, file->text) == 0 && b->samples[i].is_time == is_time) {
            return b->samples[i].sample;
        }
    }
    const char *path = file->text[0] == '/'
                           ? file->text
                           : arena_printf(b->arena, "%s/%s", b->directory, file->text);
    const double *value = read_values(&t, path, is_time, b->arena);
    if (value == NULL) {
        diag_add(b->diag, &field_code_sample, file->at, "this file",
                 "the sample cannot be used: %s", t.error);
        diag_help(
            b->diag,
            "a CSV file of one column with a header such as %s, and two values or more, one a line",
            is_time ? "value_ms" : "value_bytes");
        return NULL;
    }
    const struct dist_empirical *sample = dist_empirical_new(b->arena, value, t.n_rows);
    remember(b, (struct topo_sample){file->text, sample, is_time});
    return sample;
}
