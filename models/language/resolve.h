/*
 * Completes the declared cloud: names become pointers, SKUs and VM sizes their published figures,
 * VMs get their addresses, connections and peerings find the other side's half. Every field of
 * topo.h that says "by resolve" is filled here and nowhere else. What makes sense to the platform
 * is the rules' business (rules.h).
 */
#ifndef MODELS_LANGUAGE_RESOLVE_H
#define MODELS_LANGUAGE_RESOLVE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct catalog;
struct diag;
struct diag_code;
struct topo;

/*
 * All errors are reported, not the first alone. False when there was one: then pointers may be
 * NULL, and the rules and the builder must not see the topo. New text and arrays come from the
 * arena.
 */
bool resolve(struct topo *t, const struct catalog *c, struct arena *a, struct diag *d)
    __attribute__((warn_unused_result));

/* VN01xx, by id. */
const struct diag_code *const *resolve_codes(size_t *n);

#endif
