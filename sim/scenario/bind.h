/*
 * Binding: a document into the declared cloud, by the field tables of schema.h. Checks each value
 * alone (type, unit, range, word) and what belongs where; names stay text until resolve. Everything
 * that is wrong is in diag, all at once.
 */
#ifndef SIM_SCENARIO_BIND_H
#define SIM_SCENARIO_BIND_H

#include <stdbool.h>

#include "models/cloud/topo.h"
#include "sim/base/field.h"
#include "sim/scenario/doc.h"

struct arena;

struct binding {
    struct arena *arena;
    struct diag *diag;
    const char *directory;       /* of the scenario file: files of samples are relative to it */
    struct topo_sample *samples; /* read so far; each file once */
    size_t n_samples, cap_samples;
};

/* An object of any table. False: the reason is in diag. */
bool bind_table(struct binding *b, const struct field_table *table, const struct doc_node *node,
                const char *name, void *object) __attribute__((warn_unused_result));

/* The whole file. NULL when something is wrong. */
struct topo *bind_scenario(struct binding *b, const struct doc_node *root);

#endif
