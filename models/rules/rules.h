/*
 * What the platform thinks of a resolved cloud: errors (it refuses the deployment), warnings (it
 * deploys, and traffic suffers), notes (assumed or retired figures, entries without effect). One
 * code a rule; the ground of each is in code_*.c, with its source. What a run shows and a
 * declaration does not is not judged here.
 */
#ifndef MODELS_RULES_RULES_H
#define MODELS_RULES_RULES_H

#include <stddef.h>

struct catalog;
struct diag;
struct diag_code;
struct topo;

/* t must be one for which resolve() was true. */
void rules_check(const struct topo *t, const struct catalog *c, struct diag *d);

/* VN02xx to VN09xx, in the order of their checks. */
const struct diag_code *const *rules_codes(size_t *n);

#endif
