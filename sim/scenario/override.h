/*
 * Overrides: --set PATH=VALUE into a document. PATH names keys with dots between them, * stands for
 * every key of one mapping; keys that are missing on the way are made (the binding then says
 * whether the language knows them). VALUE is YAML.
 */
#ifndef SIM_SCENARIO_OVERRIDE_H
#define SIM_SCENARIO_OVERRIDE_H

#include <stdbool.h>

#include "sim/scenario/doc.h"

/* False: the reason is in diag. `text` is the whole PATH=VALUE. */
bool override_apply(struct doc_node *root, const char *text, struct arena *arena, struct diag *diag)
    __attribute__((warn_unused_result));

#endif
