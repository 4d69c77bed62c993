/*
 * Study: a file that varies a scenario: axes of named settings, which multiply; a filter; how often
 * each configuration is run; what is to be compared. Each setting is a list of overrides,
 * PATH=VALUE, as --set takes them.
 */
#ifndef SIM_CAMPAIGN_STUDY_H
#define SIM_CAMPAIGN_STUDY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "models/cloud/topo.h"
#include "sim/base/diag.h"
#include "sim/base/field.h"
#include "sim/scenario/doc.h"

struct study_setting {
    const char *name;
    struct span at;
    const char **set; /* PATH=VALUE */
    size_t n_sets;
};

struct study_axis {
    const char *name;
    struct span at;
    struct study_setting *setting;
    size_t n;
};

struct study_until {
    struct resource r;
    const char *metric;
    double half_width; /* of the mean */
};

struct study_replications {
    struct resource r;
    int64_t min, max;
    struct study_until until;
    bool has_until;
    double confidence;
};

struct study_compare {
    struct resource r;
    const char *by, *baseline;
    struct field_names metrics;
};

struct study {
    struct resource r;
    int64_t version;
    const char *name;
    const char *base; /* as written; relative to the study */
    const struct doc_node *vary;
    const char *where;
    struct study_replications replications;
    struct study_compare compare;
    bool has_compare;
    /* derived */
    const char *base_path;
    struct study_axis *axis;
    size_t n_axes;
};

extern const struct field_table study_table;

/* --- sim/campaign/study_read.c --- */

/* Is the document a study, rather than a scenario? */
bool study_is(const struct doc_node *root);
/* Fills a study from its document. directory: of the file. False: the reason is in diag. */
bool study_read(struct study *s, const struct doc_node *root, const char *directory,
                struct arena *arena, struct diag *diag) __attribute__((warn_unused_result));

/* --- sim/campaign/study.c --- */

/* How many configurations the axes make, before the filter. */
size_t study_size(const struct study *s);
/* Number of the setting on an axis in configuration i; the last axis turns fastest. */
size_t study_setting_of(const struct study *s, size_t i, size_t axis);

#endif
