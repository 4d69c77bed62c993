#include "sim/results/limit_claim.h"

#include <stdint.h>
#include <stdlib.h>

static int by_resource(const void *x, const void *y)
{
    const struct limit_claim *a = x, *b = y;
    if (a->resource != b->resource) {
        return (uintptr_t)a->resource < (uintptr_t)b->resource ? -1 : 1;
    }
    return a->flow < b->flow ? -1 : a->flow > b->flow;
}

void limit_claim_sort(struct limit_claim *claim, size_t n)
{
    if (n > 1) {
        qsort(claim, n, sizeof *claim, by_resource);
    }
}

size_t limit_claim_end(const struct limit_claim *claim, size_t n, size_t from)
{
    size_t to = from + 1;
    while (to < n && claim[to].resource == claim[from].resource) {
        to++;
    }
    return to;
}
