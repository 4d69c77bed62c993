/*
 * The filter of a study: AXIS == SETTING, !=, and, or, not, ( ). Words are names; and binds tighter
 * than or.
 */
#ifndef SIM_CAMPAIGN_STUDY_WHERE_H
#define SIM_CAMPAIGN_STUDY_WHERE_H

#include "sim/campaign/study.h"

/* What the filter says of configuration i. On a mistake *error (in the arena) says what is wrong,
 * and false comes back. */
bool study_where(const struct study *s, size_t i, struct arena *arena, const char **error);
/* Does the filter, if there is one, let configuration i through? */
bool study_takes(const struct study *s, size_t i);

#endif
