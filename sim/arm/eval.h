/*
 * Evaluates expressions. A result is a value, or ARM_UNKNOWN: what only a deployment knows
 * (reference() of something that is not in the files, listKeys()), or a mistake. Unknown values
 * pass through functions, so that they are reported only where somebody needs them. What
 * reference() says of a resource of the files is known as far as the files say it.
 */
#ifndef SIM_ARM_EVAL_H
#define SIM_ARM_EVAL_H

#include "sim/arm/tree.h"
#include "sim/arm/world.h"

struct arm_expr;

/* The values of expressions are 64 KiB of text at most, arrays of 10,000 items. */
enum { ARM_TEXT_MAX = 1 << 20, ARM_RANGE_MAX = 10000 };

/* Never NULL. */
struct arm_value *arm_eval(struct arm_world *w, const struct arm_frame *frame,
                           const struct arm_expr *e, struct span at);
/* A value of the template with everything in it evaluated: expressions, names, copy loops. */
struct arm_value *arm_expand(struct arm_world *w, const struct arm_frame *frame,
                             const struct arm_value *v);
/* Without what stands in it: an expression's value, else the value itself. */
struct arm_value *arm_expand_top(struct arm_world *w, const struct arm_frame *frame,
                                 const struct arm_value *v);

struct arm_value *arm_parameter(struct arm_world *w, const struct arm_frame *frame,
                                const char *name, struct span at);
struct arm_value *arm_variable(struct arm_world *w, const struct arm_frame *frame, const char *name,
                               struct span at);
/* A resource's body, evaluated; a copy loop of properties and all. */
struct arm_value *arm_body(struct arm_world *w, struct arm_resource *r);
/* The outputs of a nested deployment: {name: {type, value}}. */
struct arm_value *arm_outputs(struct arm_world *w, struct arm_deployment *d);

/* Unknown values. */
struct arm_value *arm_unknown(struct arm_world *w, struct span at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
struct arm_value *arm_mistake(struct arm_world *w, struct span at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* What reference() gives: v of resource r (or NULL and an id) at a path. */
struct arm_value *arm_referred(struct arm_world *w, struct span at, const struct arm_resource *r,
                               const char *id, const char *path, struct arm_value *v);
/* v, or of a reference the value that stands in the files. */
struct arm_value *arm_plain(struct arm_value *v);

/* Counts work; false (and an unknown is due) when all that is allowed has been done. */
bool arm_may_work(struct arm_world *w, struct span at, uint64_t units);

#endif
