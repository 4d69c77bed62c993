/*
 * datapackage.json: what the CSV files of a folder hold, as a Frictionless Data Package with Table
 * Schemas (specs.frictionlessdata.io, version 1): made from the tables that write the files, so
 * that scripts need not guess types, units and keys.
 */
#ifndef SIM_RESULTS_DATAPACKAGE_H
#define SIM_RESULTS_DATAPACKAGE_H

#include <stddef.h>
#include <stdio.h>

struct csv_table;

/* Describes those of the n tables whose files are in dir, into dir/datapackage.json. The same
 * folder gives the same bytes. 0 or a negative errno. */
int datapackage_write(const char *dir, const struct csv_table *const *table, size_t n)
    __attribute__((warn_unused_result));

/* All of them, whether there or not. */
void datapackage_write_all(const struct csv_table *const *table, size_t n, FILE *out);

#endif
