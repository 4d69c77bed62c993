/*
 * Values that are no plain scalars, yet no structs: prefixes, references by name, files of samples.
 * Parts of bind.c and bind_field.c, which alone call them.
 */
#ifndef SIM_SCENARIO_BIND_VALUE_H
#define SIM_SCENARIO_BIND_VALUE_H

#include <stdbool.h>

#include "sim/base/field.h"
#include "sim/scenario/bind.h"

/* Stores the value of any kind but structs, maps and distributions. False: the reason is in diag.
 */
bool bind_value(struct binding *b, const struct field *f, const struct doc_node *node, void *object)
    __attribute__((warn_unused_result));
/* Says what the field takes. Returns false. */
bool bind_wrong_type(struct binding *b, const struct field *f, const struct doc_node *node);

#endif
