/*
 * Groups: networks that are joined to the same others by the same lines, and among themselves all
 * of them by one line or none at all, are drawn as one frame with a box each: a hub's spokes, a
 * full mesh. A line to the frame is one to each of its networks; what joins them to each other is
 * its title. A network of which one line differs is none of them: it stands out, by itself.
 */
#ifndef SIM_APP_DOT_GROUP_H
#define SIM_APP_DOT_GROUP_H

#include "sim/app/dot_parts.h"

struct dot_group {
    const size_t *member; /* networks, by region */
    size_t n;
    const struct dot_line *inside; /* that joins each to each; NULL: nothing does */
    bool is_of_regions; /* of more than one, or of sites: it stands outside all regions */
};

struct dot_groups {
    const struct dot_group *group;
    size_t n;
    const size_t *of; /* [network]: its group, or n */
};

struct dot_groups dot_group_find(const struct topo *t, const struct dot_line *line, size_t n_lines,
                                 struct arena *arena);

#endif
