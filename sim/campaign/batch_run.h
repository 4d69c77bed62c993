/*
 * One run of a campaign, in a process of its own: a crash, or an assertion that fails, takes down
 * that run alone. Leaves DIR/runs/NAME, written beside it and renamed: metrics.csv always, and what
 * `keep` says.
 */
#ifndef SIM_CAMPAIGN_BATCH_RUN_H
#define SIM_CAMPAIGN_BATCH_RUN_H

#include "sim/campaign/campaign.h"
#include "sim/results/csv_out.h"

enum batch_keep { BATCH_KEEP_SUMMARY, BATCH_KEEP_SERIES, BATCH_KEEP_ALL };

extern const struct csv_table batch_metrics_table; /* metrics.csv: metric, value */

/* In the child. An exit code; on failure the reason is written to `reason` (a file descriptor), one
 * line. */
int batch_run(const struct campaign *campaign, const struct configuration *c, int64_t k,
              const char *dir, enum batch_keep keep, int reason);

#endif
