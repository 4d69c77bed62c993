/*
 * datapackage.json: what the CSV files of a folder hold, as a Frictionless Data Package with Table Schemas (specs.frictionlessdata.io,
 * version 1): made from the tables that write the files, so that scripts need not guess types, units and keys.
 */
#ifndef SIM_APP_DATAPACKAGE_H
#define SIM_APP_DATAPACKAGE_H

#include <stdio.h>

/* Describes the files of ours that are in dir, into dir/datapackage.json. The same folder gives the same bytes. 0 or a negative errno. */
int datapackage_write(const char *dir) __attribute__((warn_unused_result));

/* Every file that the program can write. */
void datapackage_write_all(FILE *out);

#endif
