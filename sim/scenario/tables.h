/* All field tables that a table reaches, each once, itself first. */
#ifndef SIM_SCENARIO_TABLES_H
#define SIM_SCENARIO_TABLES_H

#include <stddef.h>

#include "sim/base/field.h"

enum { TABLES_MAX = 64 };

struct tables {
    const struct field_table *v[TABLES_MAX];
    size_t n;
};

void tables_collect(struct tables *all, const struct field_table *root);

#endif
