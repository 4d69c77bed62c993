/*
 * Flows that stand at one element meet there as long as both live: what there is of all of them, on
 * average of the life of one.
 */
#ifndef SIM_RESULTS_LIMIT_MEET_H
#define SIM_RESULTS_LIMIT_MEET_H

#include "models/network.h"
#include "sim/results/limit_claim.h"

struct arena;

/* mean[i]: over the life of claim i's flow, of the sum of value[k] of all that live; of inverse
 * that of 1 / sum, where value > 0. */
void limit_meet(double *mean, const struct limit_claim *claim, const double *value, size_t n,
                bool inverse, const struct network *net, struct arena *scratch);

#endif
