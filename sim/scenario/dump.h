/*
 * The canonical text of a declared cloud: YAML, sorted by name, every default written out. Reading
 * it gives the same cloud again, so two scenarios that mean the same have the same text.
 */
#ifndef SIM_SCENARIO_DUMP_H
#define SIM_SCENARIO_DUMP_H

#include <stdio.h>

#include "models/cloud/topo.h"

struct arena;

void dump_write(const struct topo *t, struct arena *arena, FILE *out);

#endif
