/*
 * Metrics of a run, by name: what studies stop by, summaries list and comparisons compare. Taken
 * over all flows of the run (merged histograms); "traffic.NAME.metric" over one traffic entry's.
 */
#ifndef SIM_RESULTS_METRIC_H
#define SIM_RESULTS_METRIC_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/results/measure.h"

struct metric {
    const char *name, *unit; /* unit: "ms", "Mbps", "" */
    const char *words;       /* "the median round trip" */
    bool less_is_better;
    double (*of)(const struct measure *m); /* NAN: the run has none */
};

const struct metric *metric_all(size_t *n);
/* NULL when there is none; a prefix "traffic.NAME." is looked through. */
const struct metric *metric_find(const char *name);
/* What to say of one that is not found (diag_instead). */
const char *metric_instead(const char *name, struct arena *arena);

#endif
