/*
 * The topology as Graphviz DOT: regions as clusters, networks as tables of what stands in them,
 * tunnels with their state, peerings, and, if wanted, traffic. Colours are those of plots/style.gp
 * (Okabe and Ito 2008), which colour-blind readers tell apart; a state is never told by colour
 * alone.
 */
#ifndef SIM_APP_DOT_H
#define SIM_APP_DOT_H

#include <stdbool.h>
#include <stdio.h>

#include "models/cloud/topo.h"

struct arena;

void dot_write(const struct topo *t, bool traffic, struct arena *arena, FILE *out);

#endif
