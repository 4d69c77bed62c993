#include "sim/scenario/replay.h"

#include <math.h>
#include <string.h>

#include "models/cloud/table.h"
#include "sim/base/arena.h"
#include "sim/base/field_code.h"

#define BYTES_MOST 0x1p50

static double time_scale(const char *header)
{
    static const struct {
        const char *name;
        double scale;
    } time[] = {{"time_ns", 1e3}, {"time_us", 1e6}, {"time_ms", 1e9}, {"time_s", 1e12}};
    for (size_t i = 0; i < sizeof time / sizeof *time; i++) {
        if (strcmp(header, time[i].name) == 0) {
            return time[i].scale;
        }
    }
    return 0;
}

/* The rows, in the arena; NULL: the table's error says why. */
static struct topo_replay_row *read_rows(struct table *t, const char *path, struct arena *arena)
{
    if (!table_read(t, path, arena)) {
        return NULL;
    }
    const double scale =
        t->n_columns == 2 && strcmp(t->header[1], "bytes") == 0 ? time_scale(t->header[0]) : 0;
    if (scale == 0) {
        t->error = arena_printf(
            arena,
            "%s:1: two columns are wanted, called time_s (or time_ms, time_us, time_ns) and bytes",
            t->path);
        return NULL;
    }
    if (t->n_rows == 0) {
        t->error = arena_printf(arena, "%s: holds no row", t->path);
        return NULL;
    }
    struct topo_replay_row *row = ARENA_ARRAY(arena, struct topo_replay_row, t->n_rows);
    for (size_t i = 0; i < t->n_rows && t->error == NULL; i++) {
        const double at = round(table_number(t, i, 0, NAN) * scale),
                     bytes = table_number(t, i, 1, NAN);
        if (!(at >= 0 && at <= DIST_WHOLE_MAX)) {
            table_fail(t, i, "not a time from 0 up");
        } else if (!(bytes >= 1 && bytes <= BYTES_MOST && floor(bytes) == bytes)) {
            table_fail(t, i, "not a whole number of bytes from 1 up");
        } else if (i > 0 && (sim_time_t)at < row[i - 1].at) {
            table_fail(t, i, "earlier than the row before");
        } else {
            row[i] = (struct topo_replay_row){(sim_time_t)at, (int64_t)bytes};
        }
    }
    return t->error == NULL ? row : NULL;
}

const struct topo_replay *replay_read(struct binding *b, const struct doc_node *file)
{
    struct table t;
    const char *path = file->text[0] == '/'
                           ? file->text
                           : arena_printf(b->arena, "%s/%s", b->directory, file->text);
    const struct topo_replay_row *row = read_rows(&t, path, b->arena);
    if (row == NULL) {
        diag_add(b->diag, &field_code_sample, file->at, "this file", "it cannot be replayed: %s",
                 t.error);
        diag_help(b->diag, "a CSV file of two columns with a header such as time_s,bytes, and a "
                           "packet or a write a row, in order of time");
        return NULL;
    }
    struct topo_replay *replay = ARENA_NEW(b->arena, struct topo_replay);
    *replay = (struct topo_replay){.path = file->text, .row = row, .n = t.n_rows};
    return replay;
}
