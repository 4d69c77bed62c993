/*
 * What the files of a difference share: difference.c compares groups and what reaches what,
 * difference_traffic.c what becomes of traffic, difference_network.c tunnels and routes.
 */
#ifndef SIM_APP_DIFFERENCE_PARTS_H
#define SIM_APP_DIFFERENCE_PARTS_H

#include "models/trace/ways.h"
#include "sim/app/difference.h"

/* In memory of the difference's arena; good until the next one is added. */
struct change *difference_add(struct difference *d, enum difference_part part, const char *what,
                              const char *was, const char *is);

/* Says that it is better, or worse, for what stops (the answer to) it on the worse side. */
void difference_judge(struct difference *d, struct change *c, bool better,
                      const struct trace *stops, bool is_answer);

/* Shares are sums of fractions: what differs by less is the same. */
#define DIFFERENCE_NOISE 1e-9

void difference_traffic(struct difference *d, const struct network *old,
                        const struct ways_cuts *old_cuts, const struct network *new,
                        const struct ways_cuts *new_cuts);
void difference_tunnels(struct difference *d, const struct network *old, const struct network *new);
/* What `from` has and `in` has not; is_old: `from` is the old side. */
void difference_routes(struct difference *d, const struct network *from, const struct network *in,
                       bool is_old);

#endif
