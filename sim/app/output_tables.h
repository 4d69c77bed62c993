/* Every CSV file that the program can write, in the order of the reference. */
#ifndef SIM_APP_OUTPUT_TABLES_H
#define SIM_APP_OUTPUT_TABLES_H

#include <stdio.h>

struct csv_table;

struct output_tables {
    const struct csv_table *v[24];
    unsigned n;
};

struct output_tables output_tables(void);
/* As a data package. */
void output_tables_write(FILE *out);
/* datapackage.json of those that are in dir. 0 or a negative errno. */
int output_tables_describe(const char *dir) __attribute__((warn_unused_result));

#endif
