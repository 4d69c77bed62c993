/*
 * Table: a CSV file in memory, columns found by their names. Read with libcsv; everything in the
 * arena.
 */
#ifndef MODELS_CLOUD_TABLE_H
#define MODELS_CLOUD_TABLE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

struct table {
    const char *path;
    const char **cell; /* [row * n_columns + column], the header left out */
    size_t n_columns, n_rows;
    const char **header;
    const char *error; /* file, line and reason; NULL */
    struct arena *arena;
};

/* False: error says why. */
bool table_read(struct table *t, const char *path, struct arena *arena)
    __attribute__((warn_unused_result));
/* The names of the columns and no rows, whatever the size of the file. */
bool table_read_header(struct table *t, const char *path, struct arena *arena)
    __attribute__((warn_unused_result));

/* Number of a column; when there is none, error is set and 0 comes back. */
size_t table_column(struct table *t, const char *name);
const char *table_text(const struct table *t, size_t row, size_t column);
/* A finite number; an empty cell gives `empty`; anything else sets error. */
double table_number(struct table *t, size_t row, size_t column, double empty);
bool table_yes(struct table *t, size_t row, size_t column); /* yes or no */
/* Records the first thing that is wrong with a row. */
void table_fail(struct table *t, size_t row, const char *why);

#endif
