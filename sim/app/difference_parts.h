/*
 * What the files of a difference share: difference.c compares groups and what reaches what,
 * difference_network.c tunnels and routes.
 */
#ifndef SIM_APP_DIFFERENCE_PARTS_H
#define SIM_APP_DIFFERENCE_PARTS_H

#include "sim/app/difference.h"

/* In memory of the difference's arena; good until the next one is added. */
struct change *difference_add(struct difference *d, enum difference_part part, const char *what,
                              const char *was, const char *is);

void difference_tunnels(struct difference *d, const struct network *old, const struct network *new);
/* What `from` has and `in` has not; is_old: `from` is the old side. */
void difference_routes(struct difference *d, const struct network *from, const struct network *in,
                       bool is_old);

#endif
