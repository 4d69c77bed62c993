/*
 * What a campaign's tables speak of: the metrics of its runs, and the facts that figures rest on,
 * by their names in metrics.csv.
 */
#ifndef SIM_CAMPAIGN_BATCH_WANTED_H
#define SIM_CAMPAIGN_BATCH_WANTED_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/campaign/campaign.h"

enum batch_fact { BATCH_WARMUP_S, BATCH_WARMUP_FOUND, BATCH_STEADY, BATCH_N_PATHS, BATCH_FACTS };

/* The metrics of a campaign: all of the run's, and those of traffic entries that a study asks for.
 * Behind the n metrics stand the facts, and the paths of each metric's own flows. */
struct batch_wanted {
    const char **name;
    size_t n, n_all;
    size_t *paths; /* [metric]: where its paths stand */
    bool *asked;   /* [metric]: by a study */
};

/* All of the run's metrics, and those of traffic entries that a study asks for. Names live in the
 * arena or the campaign. */
void batch_want(struct batch_wanted *w, const struct campaign *c, struct arena *arena);

#endif
