/*
 * An import, as its files share it: what was given, and what the files hold.
 */
#ifndef SIM_ARM_IMPORT_PARTS_H
#define SIM_ARM_IMPORT_PARTS_H

#include "sim/arm/import.h"
#include "sim/arm/plan.h"

struct arm_import {
    struct arm_world w;
    struct arm_plan plan;
    struct arm_texts files;
    struct arm_things roots; /* deployments, one a template */
    struct arm_things parameter_files;
    bool has_template;
    const struct arm_resource *first_listed; /* without its properties */
    size_t n_listed;
};

/* Values of parameters that stand in a file beside its template; what is given to the program goes
 * before. list may be NULL. */
void arm_import_values(struct arm_import *im, const struct arm_value *list);
/* Those that no template declares. */
void arm_import_report_unused(struct arm_import *im);

#endif
