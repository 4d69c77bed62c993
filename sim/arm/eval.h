/*
 * Evaluates expressions. A result is a value, or ARM_UNKNOWN: what only a deployment knows
 * (reference() of something that is not in the files, listKeys()), or a mistake. Unknown values
 * pass through functions, so that they are reported only where somebody needs them. What
 * reference() says of a resource of the files is known as far as the files say it.
 */
#ifndef SIM_ARM_EVAL_H
#define SIM_ARM_EVAL_H

#include "sim/arm/unknown.h"

struct arm_expr;

enum { ARM_EVAL_DEPTH_MAX = 600 }; /* of expressions and values in each other */

/* Never NULL. */
struct arm_value *arm_eval(struct arm_world *w, const struct arm_frame *frame,
                           const struct arm_expr *e, struct span at);

/* --- sim/arm/expand.c --- */

/* A value of the template with everything in it evaluated: expressions, names, copy loops. */
struct arm_value *arm_expand(struct arm_world *w, const struct arm_frame *frame,
                             const struct arm_value *v);
/* Without what stands in it: an expression's value, else the value itself. */
struct arm_value *arm_expand_top(struct arm_world *w, const struct arm_frame *frame,
                                 const struct arm_value *v);

/* --- sim/arm/template.c --- */

struct arm_value *arm_parameter(struct arm_world *w, const struct arm_frame *frame,
                                const char *name, struct span at);
struct arm_value *arm_variable(struct arm_world *w, const struct arm_frame *frame, const char *name,
                               struct span at);

/* --- sim/arm/body.c --- */

/* A resource's body, evaluated; a copy loop of properties and all. */
struct arm_value *arm_body(struct arm_world *w, struct arm_resource *r);
/* The outputs of a nested deployment: {name: {type, value}}. */
struct arm_value *arm_outputs(struct arm_world *w, struct arm_deployment *d);

#endif
