/*
 * Where in the files each entry of the scenario comes from: so what check says of the scenario is
 * said at its place in the JSON. The writer notes an entry as it begins it; an entry is answered
 * for until the next one begins.
 */
#ifndef SIM_ARM_ORIGIN_H
#define SIM_ARM_ORIGIN_H

#include <stdio.h>

#include "sim/base/diag.h"

struct arm_plan;
struct arm_value;

/* What is written next comes from json, or else from also (either may be NULL: of no place). */
void arm_origin_note(const struct arm_plan *p, FILE *out, const struct arm_value *json,
                     const struct arm_value *also);
/* The place in the files of a place in the scenario that was written last: of the property whose
 * name the line has there, or else of the resource. Without a place when nothing there comes from
 * the files. */
struct span arm_origin_of(const struct arm_plan *p, const char *text, size_t len, struct span at);

#endif
