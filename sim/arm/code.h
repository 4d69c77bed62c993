/*
 * Codes of `vnetsim import arm`: VN1001 to VN1099. A mistake that the platform would refuse before
 * it deploys anything is an error; what has no counterpart in a scenario is a warning; what was
 * assumed, or plays no part, is a note.
 */
#ifndef SIM_ARM_CODE_H
#define SIM_ARM_CODE_H

#include <stddef.h>

#include "sim/base/diag.h"

extern const struct diag_code arm_code_syntax, arm_code_limit, arm_code_shape, arm_code_parameter,
    arm_code_value, arm_code_expression, arm_code_evaluation, arm_code_secret, arm_code_linked,
    arm_code_unmapped, arm_code_stand_in, arm_code_unknown, arm_code_refused, arm_code_other,
    arm_code_assumed, arm_code_repeated, arm_code_beside, arm_code_twice, arm_code_listed,
    arm_code_cut_back;

/* All of them, by id. */
const struct diag_code *const *arm_codes(size_t *n);

#endif
