/*
 * From resources to a scenario.
 */
#ifndef SIM_ARM_MAP_H
#define SIM_ARM_MAP_H

struct arm_plan; /* sim/arm/plan.h */

void arm_map(struct arm_plan *p);

#endif
