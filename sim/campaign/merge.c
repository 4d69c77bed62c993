#include "sim/campaign/merge.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include "models/cloud/table.h"
#include "sim/base/arena.h"
#include "sim/base/file_end.h"
#include "sim/campaign/batch.h"
#include "sim/campaign/file_copy.h"

/* A shard's file, read a configuration at a time; open only while it is, so there may be any number
 * of shards. */
struct source {
    const char *path;
    off_t at;            /* where the next configuration begins */
    unsigned long index; /* its number */
    bool ended;
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

/* --- files --- */

/* Is a cell of a record that word? */
static bool cell_is(const char *record, size_t column, const char *word)
{
    bool quoted = false;
    for (; column > 0 && *record != '\0'; record++) {
        quoted = quoted != (*record == '"');
        column -= *record == ',' && !quoted;
    }
    const size_t n = strlen(word);
    return strncmp(record, word, n) == 0 && record[n] == ',';
}

static void count_run(struct merge_count *count, const char *record)
{
    size_t status = 0;
    while (strcmp(batch_runs_table.column[status].name, "status") != 0) {
        status++;
    }
    count->refused += cell_is(record, status, "refused");
    count->failed += cell_is(record, status, "failed");
    count->runs += !cell_is(record, status, "refused");
}

/* Takes the configuration that the source stands at, or the header; 0 or a negative errno. */
static int take(struct merging *m, struct source *s, bool header, FILE *out, bool runs)
{
    char *line = NULL;
    size_t cap = 0;
    ssize_t len = 0;
    bool quoted = false; /* a line end in quotes ends no record */
    const unsigned long index = s->index;
    FILE *in = fopen(s->path, "rb");
    int err = in == NULL || fseeko(in, s->at, SEEK_SET) != 0 ? -errno : 0;
    for (bool first = header; err == 0; first = first && quoted) {
        s->at = ftello(in);
        len = getline(&line, &cap, in);
        s->ended = len < 0;
        s->index = s->ended || quoted || first ? index : strtoul(line, NULL, 10);
        if (s->ended || (!quoted && !first && (header || s->index != index))) {
            break;
        }
        if (runs && !quoted && !first) {
            count_run(m->count, line);
        }
        for (ssize_t i = 0; i < len; i++) {
            quoted = quoted != (line[i] == '"');
        }
        if (out != NULL && fwrite(line, 1, (size_t)len, out) != (size_t)len) {
            err = -errno;
        }
    }
    if (err == 0 && ferror(in)) {
        err = -EIO;
    }
    free(line);
    if (in != NULL) {
        (void)fclose(in);
    }
    return err != 0 ? fail(m, err, s->path) : 0;
}

static bool same_header(struct merging *m, const char *a, const char *b)
{
    struct table x = {.error = NULL}, y = {.error = NULL};
    if (!table_read_header(&x, a, m->arena) || !table_read_header(&y, b, m->arena)) {
        m->error = x.error != NULL ? x.error : y.error;
        return false;
    }
    bool same = x.n_columns == y.n_columns;
    for (size_t i = 0; same && i < x.n_columns; i++) {
        same = strcmp(x.header[i], y.header[i]) == 0;
    }
    if (!same) {
        m->error = arena_printf(m->arena, "%s: its columns are not those of %s", b, a);
    }
    return same;
}

/* The source whose configuration comes next; NULL: all have ended. A configuration belongs to one
 * shard. */
static struct source *next_source(struct merging *m, struct source *s)
{
    struct source *next = NULL;
    for (size_t i = 0; i < m->n; i++) {
        if (s[i].ended) {
            continue;
        }
        if (next != NULL && s[i].index == next->index) {
            m->error = arena_printf(m->arena, "%s and %s both have configuration %lu", next->path,
                                    s[i].path, next->index);
            return NULL;
        }
        next = next == NULL || s[i].index < next->index ? &s[i] : next;
    }
    return next;
}

static int merge_rows(struct merging *m, const char *file, FILE *out)
{
    struct source *s = ARENA_ARRAY(m->arena, struct source, m->n), *next;
    const bool runs = strcmp(file, batch_runs_table.file) == 0;
    int err = 0;
    for (size_t i = 0; i < m->n && err == 0; i++) {
        s[i].path = arena_printf(m->arena, "%s/%s", m->shard[i], file);
        if (!same_header(m, s[0].path, s[i].path)) {
            return -EINVAL;
        }
        err = take(m, &s[i], true, i == 0 ? out : NULL, runs);
    }
    while (err == 0 && (next = next_source(m, s)) != NULL) {
        err = take(m, next, false, out, runs);
    }
    return m->error != NULL && err == 0 ? -EINVAL : err;
}

static int merge_file(struct merging *m, const char *file)
{
    const char *to = arena_printf(m->arena, "%s/%s", m->dir, file);
    FILE *out = fopen(to, "wb");
    if (out == NULL) {
        return fail(m, -errno, to);
    }
    const int err = merge_rows(m, file, out), ended = file_end(out);
    return err != 0 ? err : ended != 0 ? fail(m, ended, to) : 0;
}

/* --- folders of runs --- */

static int copy_entries(struct merging *m, const char *from, const char *to,
                        int (*copy)(struct merging *, const char *, const char *))
{
    DIR *dir = opendir(from);
    int err = 0;
    if (dir == NULL) {
        return fail(m, -errno, from);
    }
    for (const struct dirent *e; err == 0 && (e = readdir(dir)) != NULL;) {
        if (e->d_name[0] != '.' && strstr(e->d_name, ".part-") == NULL &&
            strstr(e->d_name, ".old-") == NULL) {
            err = copy(m, arena_printf(m->arena, "%s/%s", from, e->d_name),
                       arena_printf(m->arena, "%s/%s", to, e->d_name));
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

int merge_shards(const char *const *shard, size_t n, const char *dir, struct merge_count *count,
                 struct arena *arena, const char **error)
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
