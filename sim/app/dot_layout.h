/*
 * Layout: which way a topology's picture runs, so that it is readable on a page. Graphviz places the boxes by the direction of
 * edges; this file chooses the directions: from the network with most neighbours outwards, its leaves on both sides or on one,
 * and the ranks from left to right or from top to bottom, whichever an A4 page shows larger.
 */
#ifndef SIM_APP_DOT_LAYOUT_H
#define SIM_APP_DOT_LAYOUT_H

#include <stdbool.h>

#include "models/cloud/topo.h"

struct arena;

struct dot_layout {
    bool is_upright;     /* ranks from top to bottom */
    const size_t *order; /* [network]: edges go from the lower to the higher */
};

struct dot_layout dot_layout_choose(const struct topo *t, struct arena *arena);

#endif
