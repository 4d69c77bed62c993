/*
 * Which region to pair with: the selection among the candidates, with another edition of the data
 * too, and what a failing gateway costs with each.
 */
#ifndef SIM_APP_PAIR_H
#define SIM_APP_PAIR_H

#include "sim/app/options.h"
#include "sim/campaign/selection.h"

enum { PAIR_CONTESTS_MAX = 16 };

struct pair_options {
    struct arena *arena; /* of what the options say */
    struct options_list sets;
    const char *from, *candidates, *scenario, *dir, *other_data;
    struct contest contest[PAIR_CONTESTS_MAX];
    size_t n_contests;
    unsigned jobs, max_runs;
    bool no_failover;
};

/* Ranks, prints and writes; what goes wrong is said on stderr. Returns the code to leave with. */
int pair_run(const struct pair_options *o);

#endif
