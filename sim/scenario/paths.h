/*
 * Paths: on how many independent draws of a path between regions a run's figures rest. All packets
 * of a path share its delay, and all flows of a tunnel share its path: a thousand packets, or
 * flows, of one path are one sample of the pair's delays.
 */
#ifndef SIM_SCENARIO_PATHS_H
#define SIM_SCENARIO_PATHS_H

#include <stddef.h>

#include "models/network.h"

enum {
    PATHS_FEW = 16
}; /* fewer say little of the distribution over paths: with 15, all lie below its 95th percentile
      with probability 0.95^15 = 46 % */

/*
 * Distinct paths, there and back being one, of the flows first to last - 1, on links that have more
 * than one. 0: no flow takes such a link. A flow with many destinations counts once.
 */
size_t paths_count(const struct network *n, size_t first, size_t last, struct arena *arena);

#endif
