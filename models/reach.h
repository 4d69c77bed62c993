/*
 * Reach: does the traffic of a scenario arrive, by what is declared? Every flow's way is traced there and back; what gets lost
 * for a reason that no rule has shown yet is shown here, at the traffic entry that suffers.
 */
#ifndef MODELS_REACH_H
#define MODELS_REACH_H

#include "models/network.h"

/* Adds a warning for each traffic entry of which flows do not arrive, or get no answer; n is what was built of t. */
void reach_check(const struct topo *t, const struct network *n, struct diag *d);
/* The codes that it gives. */
const struct diag_code *const *reach_codes(size_t *n);

#endif
