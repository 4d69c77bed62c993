/*
 * summary.csv: a configuration and a metric a row, estimated over replications; and what keeps an
 * estimate from being one.
 */
#ifndef SIM_CAMPAIGN_BATCH_SUMMARY_H
#define SIM_CAMPAIGN_BATCH_SUMMARY_H

#include "sim/campaign/batch_wanted.h"
#include "sim/engine/stat.h"
#include "sim/results/csv_out.h"

/* What a reader of the summary must know besides. */
struct batch_doubts {
    size_t few_paths, unsteady, missing; /* configurations; metrics of one */
    uint64_t no_warmup;                  /* runs */
};

extern const struct csv_table batch_summary_table;

/* moments: [metric or fact], over the runs that have it. Adds to the doubts. */
void batch_summary_write(struct csv_out *o, size_t index, const struct configuration *c,
                         const struct batch_wanted *w, const struct stat_moments *moments,
                         struct batch_doubts *doubts, struct arena *arena);
/* On stderr. */
void batch_summary_say(const struct batch_doubts *d);

#endif
