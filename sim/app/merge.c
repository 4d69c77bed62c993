#include "sim/app/merge.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "models/cloud/table.h"
#include "sim/app/batch.h"
#include "sim/app/csv_out.h"
#include "sim/app/file_copy.h"
#include "sim/base/arena.h"

struct row {
    const struct table *table;
    size_t at;      /* row of it */
    unsigned long index; /* of its configuration */
    size_t shard, order;
};

struct merging {
    const char *const *shard;
    size_t n;
    const char *dir;
    struct merge_count *count;
    struct arena *arena;
    const char *error;
};

static int fail(struct merging *m, int err, const char *what)
{
    if (m->error == NULL) {
        m->error = arena_printf(m->arena, "%s: %s", what, strerror(-err));
    }
    return err;
}

static int by_configuration(const void *x, const void *y)
{
    const struct row *a = x, *b = y;
    if (a->index != b->index) {
        return a->index < b->index ? -1 : 1;
    }
    return a->order != b->order ? (a->order > b->order) - (a->order < b->order) : 0;
}

static bool same_header(const struct table *a, const struct table *b)
{
    bool same = a->n_columns == b->n_columns;
    for (size_t i = 0; same && i < a->n_columns; i++) {
        same = strcmp(a->header[i], b->header[i]) == 0;
    }
    return same;
}

/* A configuration belongs to one shard. */
static bool is_disjoint(struct merging *m, const struct row *row, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        if (row[i].index == row[i - 1].index && row[i].shard != row[i - 1].shard) {
            m->error = arena_printf(m->arena, "%s and %s both have configuration %lu: they are no shards of one campaign",
                                    m->shard[row[i - 1].shard], m->shard[row[i].shard], row[i].index);
            return false;
        }
    }
    return true;
}

static int write_rows(struct merging *m, const char *file, const struct table *first, const struct row *row, size_t n)
{
    struct csv_column *column = ARENA_ARRAY(m->arena, struct csv_column, first->n_columns);
    struct csv_out o;
    for (size_t i = 0; i < first->n_columns; i++) {
        column[i] = (struct csv_column){.name = first->header[i], .help = ""};
    }
    const struct csv_table table = {.file = file, .row = "a row", .column = column, .n = first->n_columns};
    const int err = csv_out_open(&o, m->dir, &table);
    if (err != 0) {
        return err;
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t c = 0; c < first->n_columns; c++) {
            csv_out_copy(&o, table_text(row[i].table, row[i].at, c));
        }
    }
    return csv_out_close(&o);
}

static void count_rows(struct merge_count *count, const struct row *row, size_t n, size_t status)
{
    for (size_t i = 0; i < n; i++) {
        const char *s = table_text(row[i].table, row[i].at, status);
        count->failed += strcmp(s, "failed") == 0;
        count->refused += strcmp(s, "refused") == 0;
    }
    count->runs = n - count->refused;
}

static int merge_file(struct merging *m, const char *file)
{
    struct table *t = ARENA_ARRAY(m->arena, struct table, m->n);
    size_t n = 0, at = 0;
    for (size_t s = 0; s < m->n; s++) {
        if (!table_read(&t[s], arena_printf(m->arena, "%s/%s", m->shard[s], file), m->arena)) {
            m->error = t[s].error;
            return -EIO;
        }
        if (!same_header(&t[0], &t[s])) {
            m->error = arena_printf(m->arena, "%s: its columns are not those of %s", t[s].path, t[0].path);
            return -EINVAL;
        }
        n += t[s].n_rows;
    }
    struct row *row = ARENA_ARRAY(m->arena, struct row, n);
    for (size_t s = 0; s < m->n; s++) {
        for (size_t i = 0; i < t[s].n_rows; i++, at++) {
            row[at] = (struct row){&t[s], i, strtoul(table_text(&t[s], i, 0), NULL, 10), s, i};
        }
    }
    if (n > 1) {
        qsort(row, n, sizeof *row, by_configuration);
    }
    if (!is_disjoint(m, row, n)) {
        return -EINVAL;
    }
    if (strcmp(file, batch_runs_table.file) == 0) {
        count_rows(m->count, row, n, table_column(&t[0], "status"));
    }
    const int err = write_rows(m, file, &t[0], row, n);
    return err != 0 ? fail(m, err, file) : 0;
}

/* --- folders of runs --- */

static int copy_entries(struct merging *m, const char *from, const char *to, int (*copy)(struct merging *, const char *, const char *))
{
    DIR *dir = opendir(from);
    int err = 0;
    if (dir == NULL) {
        return fail(m, -errno, from);
    }
    for (const struct dirent *e; err == 0 && (e = readdir(dir)) != NULL;) {
        if (e->d_name[0] != '.' && strstr(e->d_name, ".part-") == NULL && strstr(e->d_name, ".old-") == NULL) {
            err = copy(m, arena_printf(m->arena, "%s/%s", from, e->d_name), arena_printf(m->arena, "%s/%s", to, e->d_name));
        }
    }
    (void)closedir(dir);
    return err;
}

static int copy_one(struct merging *m, const char *from, const char *to)
{
    const int err = file_copy(from, to);
    return err != 0 ? fail(m, err, from) : 0;
}

static int copy_run(struct merging *m, const char *from, const char *to)
{
    if (mkdir(to, 0777) != 0 && errno != EEXIST) {
        return fail(m, -errno, to);
    }
    return copy_entries(m, from, to, copy_one);
}

int merge_shards(const char *const *shard, size_t n, const char *dir, struct merge_count *count, struct arena *arena, const char **error)
{
    struct merging m = {.shard = shard, .n = n, .dir = dir, .count = count, .arena = arena};
    const char *runs = arena_printf(arena, "%s/runs", dir);
    int err = mkdir(runs, 0777) != 0 ? fail(&m, -errno, runs) : 0;
    for (size_t s = 0; s < n && err == 0; s++) {
        err = copy_entries(&m, arena_printf(arena, "%s/runs", shard[s]), runs, copy_run);
    }
    const char *study = arena_printf(arena, "%s/study.yaml", shard[0]);
    if (err == 0 && access(study, R_OK) == 0) {
        err = copy_one(&m, study, arena_printf(arena, "%s/study.yaml", dir));
    }
    err = err == 0 ? merge_file(&m, "runs.csv") : err;
    err = err == 0 ? merge_file(&m, "summary.csv") : err;
    err = err == 0 ? merge_file(&m, "configurations.csv") : err;
    *error = m.error;
    return err;
}
