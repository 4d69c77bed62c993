/*
 * Layout: which way a topology's picture runs, so that it is readable on a page. Graphviz places
 * the boxes by the direction of edges; this file chooses the directions: from the box with most
 * neighbours outwards, its leaves on both sides or on one, and the ranks from left to right or from
 * top to bottom, whichever an A4 page shows larger. A box is a network, or a group of them.
 */
#ifndef SIM_APP_DOT_LAYOUT_H
#define SIM_APP_DOT_LAYOUT_H

#include <stdbool.h>

#include "sim/app/dot_group.h"

struct dot_layout {
    bool is_upright;     /* ranks from top to bottom */
    const size_t *order; /* [network]: edges go from the lower to the higher */
};

struct dot_layout dot_layout_choose(const struct topo *t, const struct dot_groups *g,
                                    const struct dot_line *line, size_t n_lines,
                                    struct arena *arena);

/* How many columns a group of n networks has, so that a page shows it large. */
size_t dot_layout_columns(size_t n, bool is_whole);

#endif
