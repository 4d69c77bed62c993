/*
 * Campaign: the configurations that scenario files and studies make, in a fixed order, each with
 * the overrides that make it and the name that its runs are known by. A run's name is a hash of the
 * expanded scenario in canonical form, of the model data and of the version, and its seed: what is
 * there need not be run again.
 */
#ifndef SIM_CAMPAIGN_CAMPAIGN_H
#define SIM_CAMPAIGN_CAMPAIGN_H

#include <stddef.h>
#include <stdint.h>

#include "sim/campaign/study.h"

struct catalog;
struct scenario_list;

#define CAMPAIGN_RUN_MAX 64

struct configuration {
    const char *study; /* its name, or the scenario's */
    const char *label; /* "pair=westus-northeurope sku=VpnGw1AZ"; a plain scenario: "" */
    const char *path;  /* of the scenario */
    const char **set;
    size_t n_sets;
    const struct study *of; /* NULL: a plain scenario, run once */
    char hash[17];
    uint64_t first_seed;
    const char *refused; /* why it cannot run; NULL */
};

struct campaign {
    struct arena *arena; /* owns everything */
    const struct catalog *catalog;
    struct scenario_list *files; /* the studies' documents, which configurations point into */
    struct configuration *configuration;
    size_t n, cap;
    const char
        *study_path;   /* of the study, when the campaign is one study and nothing else; NULL */
    const char *error; /* of the world; NULL */
};

/* Diagnostics as they were said, for a command that plans several campaigns of one scenario: what
 * stands here is not said again. */
struct campaign_said {
    struct arena *arena; /* the caller's */
    const char **text;
    size_t n, cap;
};

/*
 * Plans the files, with the --set of the command line on top of each. Diagnostics go to stderr as
 * they come up, but for those in said (may be NULL), which takes the others in. 0; -EINVAL: some
 * file cannot be read as scenario or study (said); another negative errno: error. Configurations
 * that the checks refuse are kept, with the reason: they become failed rows.
 */
int campaign_plan(struct campaign *c, const char *const *path, size_t n, const char *const *sets,
                  size_t n_sets, struct campaign_said *said) __attribute__((warn_unused_result));
void campaign_close(struct campaign *c);

int64_t campaign_least_runs(const struct configuration *c);
int64_t campaign_most_runs(const struct configuration *c);

/* "HASH-SEED" of replication k. Returns buf. */
char *campaign_run_name(const struct configuration *c, int64_t k, char buf[CAMPAIGN_RUN_MAX]);

#endif
