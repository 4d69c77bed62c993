/*
 * Selection: which configuration of a campaign is the best, by KN (sim/engine/kn.h), one contest a
 * metric. Runs are spent on those alone that are still in one of the contests. alpha is shared
 * among the contests (Bonferroni), so that all of their answers hold together.
 */
#ifndef SIM_CAMPAIGN_SELECTION_H
#define SIM_CAMPAIGN_SELECTION_H

#include "sim/campaign/batch.h"
#include "sim/engine/kn.h"

struct contest {
    const char *metric; /* by name; the smallest wins, or the largest where more is better */
    double delta;       /* indifference zone, in the metric's unit */
    struct kn kn;       /* over the entrants */
    bool done;          /* else stopped at max_runs, or for lack of a value */
};

struct selection {
    struct batch *batch;
    struct contest *contest;
    size_t n_contests;
    double confidence;
    int64_t max_runs; /* of a configuration */
    /* results */
    size_t
        *entrant; /* configurations that have a value of every metric in the first KN_FIRST runs */
    size_t n_entrants;
};

/* 0; -EINTR when stopped; another negative errno. Without an entrant there are no contests. */
int selection_run(struct selection *s, struct arena *arena) __attribute__((warn_unused_result));

/* Configuration that a contest has chosen. */
size_t selection_best(const struct selection *s, const struct contest *c);

#endif
