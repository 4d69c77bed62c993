/*
 * Claims: flows that stand at elements, in groups of one element each.
 */
#ifndef SIM_RESULTS_LIMIT_CLAIM_H
#define SIM_RESULTS_LIMIT_CLAIM_H

#include <stddef.h>

struct limit_claim {
    const void *resource;
    size_t flow;
};

/* By resource: groups only, their order is of no matter. In a group by flow. */
void limit_claim_sort(struct limit_claim *claim, size_t n);
/* The end of the group that begins at `from`. */
size_t limit_claim_end(const struct limit_claim *claim, size_t n, size_t from);

#endif
