#include "models/cloud/table.h"

#include <csv.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/arena.h"

struct reading {
    struct table *table;
    size_t cap, at, column, row; /* row 0 is the header */
    bool header_only;
};

void table_fail(struct table *t, size_t row, const char *why)
{
    if (t->error == NULL) {
        t->error = arena_printf(t->arena, "%s:%zu: %s", t->path, row + 2, why);
    }
}

static void push(struct reading *r, const char *text)
{
    struct table *t = r->table;
    ARENA_ROOM(t->arena, t->cell, r->at, r->cap, 256);
    t->cell[r->at++] = text;
}

static void take_field(void *text, size_t len, void *arg)
{
    struct reading *r = arg;
    if (r->header_only && r->row > 0) {
        return;
    }
    push(r, arena_strndup(r->table->arena, text != NULL ? text : "", len));
    r->column++;
}

static void end_row(int c, void *arg)
{
    struct reading *r = arg;
    struct table *t = r->table;
    (void)c;
    if (r->row == 0) {
        t->header = t->cell;
        t->n_columns = r->column;
        t->cell = NULL;
        r->at = r->cap = 0;
    } else if (!r->header_only && r->column != t->n_columns && t->error == NULL) {
        t->error = arena_printf(t->arena, "%s:%zu: %zu columns, and the header has %zu", t->path,
                                r->row + 1, r->column, t->n_columns);
    }
    r->row++;
    r->column = 0;
}

static bool read_file(struct reading *r, const char *path, struct arena *arena)
{
    struct table *t = r->table;
    struct csv_parser parser;
    char buf[16384];
    size_t n;
    *t = (struct table){.path = arena_strdup(arena, path), .arena = arena};
    FILE *in = fopen(path, "rb");
    if (in == NULL) {
        t->error = arena_printf(arena, "%s: %s", path, strerror(errno));
        return false;
    }
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        abort();
    }
    while (t->error == NULL && !(r->header_only && r->row > 0) &&
           (n = fread(buf, 1, sizeof buf, in)) > 0) {
        if (csv_parse(&parser, buf, n, take_field, end_row, r) != n && t->error == NULL) {
            t->error = arena_printf(arena, "%s:%zu: %s", path, r->row + 1,
                                    csv_strerror(csv_error(&parser)));
        }
    }
    if (t->error == NULL && !(r->header_only && r->row > 0) &&
        csv_fini(&parser, take_field, end_row, r) != 0) {
        t->error =
            arena_printf(arena, "%s:%zu: %s", path, r->row + 1, csv_strerror(csv_error(&parser)));
    }
    if (t->error == NULL && (ferror(in) || r->row == 0)) {
        t->error =
            arena_printf(arena, "%s: %s", path, r->row == 0 ? "the file is empty" : strerror(EIO));
    }
    csv_free(&parser);
    (void)fclose(in);
    t->n_rows = r->row > 0 && !r->header_only ? r->row - 1 : 0;
    return t->error == NULL;
}

bool table_read(struct table *t, const char *path, struct arena *arena)
{
    struct reading r = {.table = t};
    return read_file(&r, path, arena);
}

bool table_read_header(struct table *t, const char *path, struct arena *arena)
{
    struct reading r = {.table = t, .header_only = true};
    return read_file(&r, path, arena);
}

size_t table_column(struct table *t, const char *name)
{
    for (size_t i = 0; i < t->n_columns; i++) {
        if (strcmp(t->header[i], name) == 0) {
            return i;
        }
    }
    if (t->error == NULL) {
        t->error = arena_printf(t->arena, "%s:1: there is no column %s", t->path, name);
    }
    return 0;
}

const char *table_text(const struct table *t, size_t row, size_t column)
{
    return t->cell[row * t->n_columns + column];
}

double table_number(struct table *t, size_t row, size_t column, double empty)
{
    const char *s = table_text(t, row, column);
    char *end;
    if (s[0] == '\0') {
        return empty;
    }
    const double v = strtod(s, &end);
    if (*end != '\0' || !isfinite(v)) {
        table_fail(t, row, arena_printf(t->arena, "`%s` is no number (%s)", s, t->header[column]));
        return empty;
    }
    return v;
}

bool table_yes(struct table *t, size_t row, size_t column)
{
    const char *s = table_text(t, row, column);
    if (strcmp(s, "yes") != 0 && strcmp(s, "no") != 0) {
        table_fail(t, row,
                   arena_printf(t->arena, "`%s` is neither yes nor no (%s)", s, t->header[column]));
    }
    return strcmp(s, "yes") == 0;
}
