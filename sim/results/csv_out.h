/*
 * CSV output: RFC 4180 with LF line ends, UTF-8, a header always; doubles as the shortest decimal
 * that reads back the same; a missing value is empty, never inf or nan. A table's columns are data,
 * so that the reference of results is made of them.
 */
#ifndef SIM_RESULTS_CSV_OUT_H
#define SIM_RESULTS_CSV_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum csv_type { CSV_STRING, CSV_NUMBER, CSV_INTEGER };

struct csv_column {
    const char *name; /* carries the unit */
    const char *help;
    enum csv_type type; /* any cell may be missing */
};

struct csv_table {
    const char *file; /* "flows.csv" */
    const char *row;  /* what a row is */
    const char *help; /* for the reference; may be NULL */
    const struct csv_column *column;
    size_t n;
    size_t n_key;     /* the first columns that together name a row; 0: none do */
    bool has_metrics; /* further columns follow, one a metric (metric.h) */
};

/* Who wants to know how far it is: told every CSV_OUT_STRIDE rows. False: no more of it, the file
 * fails with EINTR. */
struct csv_watch {
    bool (*wrote)(void *arg, const char *file, uint64_t rows, uint64_t of); /* NULL: nobody */
    void *arg;
};

enum { CSV_OUT_STRIDE = 4096 };

struct csv_out {
    FILE *out;
    const struct csv_table *table;
    size_t at; /* cells written of this row */
    uint64_t rows;
    uint64_t expected;      /* rows, by a writer that knows; 0 */
    struct csv_watch watch; /* by who has opened it */
    int error;              /* errno of the first write that failed */
    char *path;
};

/* Begins what is to be dir/table->file, in FILE.part beside it, with the header. 0 or a negative
 * errno. */
int csv_out_open(struct csv_out *o, const char *dir, const struct csv_table *table)
    __attribute__((warn_unused_result));
/* Puts the file in its place; when anything failed on the way, nothing new is there. 0 or a
 * negative errno. */
int csv_out_close(struct csv_out *o) __attribute__((warn_unused_result));

/* Cells, in the order of the columns and of their type; the last of a row ends it. */
void csv_out_text(struct csv_out *o, const char *s); /* NULL: missing */
void csv_out_int(struct csv_out *o, uint64_t v);
void csv_out_number(struct csv_out *o, double v); /* NAN: missing */
void csv_out_missing(struct csv_out *o);
/* A cell of another CSV file, as it stands there. */
void csv_out_copy(struct csv_out *o, const char *s);

#endif
