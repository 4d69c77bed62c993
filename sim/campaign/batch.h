/*
 * Batch: runs what is missing of a campaign, several at a time, and writes what came of it:
 * runs.csv (a row a run, failed ones too) and summary.csv (configuration x metric: mean and
 * interval over replications). Killed and started again it goes on, and the final files are the
 * same bytes.
 */
#ifndef SIM_CAMPAIGN_BATCH_H
#define SIM_CAMPAIGN_BATCH_H

#include <stdatomic.h>

#include "sim/campaign/batch_run.h"
#include "sim/campaign/batch_summary.h"
#include "sim/campaign/campaign.h"
#include "sim/engine/stat.h"

struct batch_failure {
    int64_t k;
    int code;
    const char *reason;
    struct batch_failure *next;
};

struct batch_state { /* of a configuration */
    int64_t wanted, started, ended;
    struct batch_failure *failures;
    int64_t judged; /* replications 0..judged-1 are in */
    struct stat_moments until;
};

struct batch {
    const struct campaign *campaign;
    struct batch_state *state;
    const char *dir;
    enum batch_keep keep;
    unsigned jobs;
    unsigned shard, shards; /* configuration i belongs to shard i mod shards + 1 */
    const atomic_bool *stop;
    uint64_t n_run, n_found, n_failed;
    const char *world; /* why a run could not read or write its files: so could no other, and the
                          campaign stopped; NULL */
};

/*
 * 0; -EINTR when stopped; another negative errno. state is the caller's, zeroed, an entry a
 * configuration. May be called again with more of them wanted.
 */
int batch_execute(struct batch *b) __attribute__((warn_unused_result));
/* Writes runs.csv and summary.csv, and what keeps the summary from being an estimate into doubts
 * (batch_summary_say). 0 or a negative errno. */
int batch_report(const struct batch *b, struct batch_doubts *doubts)
    __attribute__((warn_unused_result));

/* For the reference. */
extern const struct csv_table batch_runs_table, batch_configurations_table;

bool batch_owns(const struct batch *b, size_t configuration);

/*
 * The value of a metric in a finished run; NAN: it has none, or there is no such run.
 */
double batch_metric(const struct batch *b, const struct configuration *c, int64_t k,
                    const char *metric);

#endif
