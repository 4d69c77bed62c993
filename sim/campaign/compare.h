/*
 * Comparison of the settings of an axis over the runs of campaigns: paired differences (same other
 * settings, same replication: the same random numbers), Student's t intervals, Holm's correction
 * over all comparisons made, a verdict in words. Runs that cannot be paired are compared by Welch's
 * t.
 */
#ifndef SIM_CAMPAIGN_COMPARE_H
#define SIM_CAMPAIGN_COMPARE_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/results/csv_out.h"

struct arena;

struct compare_run {          /* a finished run */
    const char *study, *rest; /* rest: its other settings */
    const char *setting;      /* of the axis */
    const char *replication;
    const double *value; /* [metric] */
    size_t setting_no;
};

struct compare_row {
    const char *metric, *a, *b; /* b - a; a is the baseline */
    double diff_mean, lo, hi, ratio, p_value, p_holm;
    size_t n;
    bool paired;
    double correlation;    /* of the paired runs; NAN: not paired, or one of them does not vary */
    double variance_ratio; /* of the difference without pairs to that with them: how many times
                              fewer runs the pairs need */
    const char *verdict;
};

struct compare {
    struct arena *arena;
    const char *axis;
    double confidence;
    const char **metric;
    size_t n_metrics;
    struct compare_run *run;
    size_t n_runs, cap_runs;
    size_t n_unsteady;    /* runs left out: their backlog grows */
    const char **setting; /* in order of appearance; the first is the baseline */
    size_t n_settings, cap_settings;
    const struct compare_run **
        cell; /* [block * n_settings + setting]: a block is runs that differ in the setting alone */
    size_t n_blocks;
    struct compare_row *row;
    size_t n_rows;
    const char *error; /* what cannot be done; NULL */
};

/* Reads runs.csv of a folder and adds its finished runs. axis NULL: the first that is there. False:
 * error. */
bool compare_add(struct compare *c, const char *dir) __attribute__((warn_unused_result));
/* Makes rows: every setting against the baseline (NULL: the first), for every metric. False: error.
 */
bool compare_finish(struct compare *c, const char *baseline) __attribute__((warn_unused_result));

extern const struct csv_table compare_table; /* compare.csv */
void compare_write(const struct compare *c, struct csv_out *o);

#endif
