/*
 * Nested deployments: the template of a Microsoft.Resources/deployments and what it is given, which
 * stand in it or in another of the files (templateLink, parametersLink).
 */
#ifndef SIM_ARM_NEST_H
#define SIM_ARM_NEST_H

#include "sim/arm/world.h"

/* Makes r->deploys of a deployment; it stays NULL where that has no template, which is reported. */
void arm_nest(struct arm_world *w, struct arm_resource *r);
/* Of a resource that is not deployed: nor is the template that it links deployed by itself. */
void arm_drop_linked(const struct arm_deployment *d, const struct arm_frame *frame,
                     const struct arm_value *json);
/* The value of a member that is text, an expression or not; NULL: it is none. */
const char *arm_text_there(struct arm_world *w, const struct arm_frame *frame,
                           const struct arm_value *json, const char *name);

#endif
