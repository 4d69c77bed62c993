/* What a person wants to know of a run at a glance, on stdout. */
#ifndef SIM_RESULTS_SUMMARY_H
#define SIM_RESULTS_SUMMARY_H

#include <stdio.h>

#include "sim/results/results.h"
#include "sim/scenario/scenario.h"

struct summary_cost {
    double wall_s, write_s; /* of the simulation; of its files */
    uint64_t packet_hops;
    const char *dir; /* where the files are */
};

void summary_write(const struct results *r, const struct scenario *s,
                   const struct summary_cost *cost, FILE *out);

#endif
