/*
 * Which addresses fare alike: those that lie in the same of all the ranges that networks, routes,
 * rules, selectors and NAT rules name, however many pieces that is. A list of a security rule is
 * one such range.
 */
#ifndef MODELS_TRACE_WAYS_CUTS_H
#define MODELS_TRACE_WAYS_CUTS_H

#include <stddef.h>
#include <stdint.h>

struct arena;
struct network;

struct ways_cut {
    uint32_t addr;
    uint64_t kind; /* of the addresses from here to the next cut: the same number, the same ranges
                      (but for 2^-64) */
};

struct ways_cuts { /* sorted; below the first the kind is 0 */
    struct ways_cut *v;
    size_t n, cap;
    uint64_t last_id; /* while they are being found */
};

void ways_cuts_find(struct ways_cuts *c, const struct network *n, struct arena *arena);
/* How many cuts lie at addr or below: the number of the first one above. */
size_t ways_cuts_above(const struct ways_cuts *c, uint32_t addr);
uint64_t ways_cuts_kind(const struct ways_cuts *c, uint32_t addr);

#endif
