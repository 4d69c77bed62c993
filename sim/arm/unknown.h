/*
 * Values that are not known: what only a deployment knows, and mistakes; and how much work an
 * import may be.
 */
#ifndef SIM_ARM_UNKNOWN_H
#define SIM_ARM_UNKNOWN_H

#include "sim/arm/tree.h"
#include "sim/arm/world.h"

/* The values of expressions are 64 KiB of text at most, arrays of 10,000 items. */
enum { ARM_TEXT_MAX = 1 << 20, ARM_RANGE_MAX = 10000 };

struct arm_value *arm_unknown(struct arm_world *w, struct span at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
struct arm_value *arm_mistake(struct arm_world *w, struct span at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* What reference() gives: v of resource r (or NULL and an id) at a path. */
struct arm_value *arm_referred(struct arm_world *w, struct span at, const struct arm_resource *r,
                               const char *id, const char *path, struct arm_value *v);
/* Reports an unknown value where a value is needed: a mistake as an error, what only a deployment
 * knows as a warning. */
void arm_report_unknown(struct arm_world *w, const struct arm_value *v, const char *what);
/* v, or of a reference the value that stands in the files. */
struct arm_value *arm_plain(struct arm_value *v);

/* The platform refuses this design, and why: the scenario is written all the same. */
void arm_refuse(struct arm_world *w, struct span at, const char *why);

/* Counts work; false (and an unknown is due) when all that is allowed has been done. */
bool arm_may_work(struct arm_world *w, struct span at, uint64_t units);

#endif
