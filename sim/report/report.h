/*
 * Report: the results of a run or a campaign as one HTML file that needs nothing else: what was run
 * and how to run it again, key figures, verdicts, the topology, all pictures, and every CSV file as
 * a table whose rows the figures link to. The same folder gives the same bytes.
 */
#ifndef SIM_REPORT_REPORT_H
#define SIM_REPORT_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "models/cloud/table.h"

struct arena;
struct doc_node;
struct scenario;

enum {
    REPORT_FILES_MAX = 16,
    REPORT_ROWS_MAX = 1000
}; /* rows of a table; the rest is in the file */

struct report_file {  /* a CSV file of the folder */
    const char *file; /* "flows.csv" */
    const char *id;   /* "flows": of its table; "flows-3": of its third row */
    struct table table;
};

struct report {
    struct arena *arena;
    const char *dir;
    bool is_campaign;
    const char *title;
    const struct doc_node *manifest; /* of a run; NULL */
    struct scenario *source;         /* what the manifest was read by; NULL */
    struct report_file file[REPORT_FILES_MAX];
    size_t n_files;
    const char *error; /* what cannot be read; NULL */
};

/* Reads the folder. False: error. report_close is due either way. */
bool report_open(struct report *r, const char *dir, struct arena *arena)
    __attribute__((warn_unused_result));
void report_close(struct report *r);
/* 0 or a negative errno. */
int report_write(const struct report *r, FILE *out) __attribute__((warn_unused_result));

/* --- parts --- */

/* NULL: the folder has no such file. */
const struct report_file *report_find(const struct report *r, const char *file);
/* What a manifest says of a key; NULL: nothing. */
const char *report_value(const struct doc_node *map, const char *key);
/* The cell of a row by the column's name; "": there is none. */
const char *report_cell(const struct report_file *f, size_t row, const char *column);
/* A number of a CSV file, as a link to its row; what is longer than `digits` significant digits is
 * shortened. */
void report_figure(const struct report *r, FILE *out, const struct report_file *f, size_t row,
                   const char *column, int digits);

void report_figures(const struct report *r, FILE *out);  /* key figures and verdicts */
void report_topology(const struct report *r, FILE *out); /* the resources of scenario.yaml */
void report_tables(const struct report *r, FILE *out);   /* the CSV files */

extern const char report_css[], report_js[];

#endif
