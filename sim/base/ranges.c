#include "sim/base/ranges.h"

#include <stdlib.h>

static int by_low(const void *x, const void *y)
{
    const struct range *a = x, *b = y;
    return (a->low > b->low) - (a->low < b->low);
}

void ranges_tidy(struct ranges *r)
{
    size_t kept = 0;
    if (r->n > 1) {
        qsort(r->v, r->n, sizeof *r->v, by_low);
    }
    for (size_t i = 0; i < r->n; i++) {
        struct range *last = kept > 0 ? &r->v[kept - 1] : NULL;
        if (last == NULL || (last->high < UINT32_MAX && r->v[i].low > last->high + 1)) {
            r->v[kept++] = r->v[i];
        } else if (r->v[i].high > last->high) {
            last->high = r->v[i].high;
        }
    }
    r->n = kept;
}

bool ranges_have(const struct ranges *r, uint32_t x)
{
    size_t low = 0, high = r->n; /* the first that ends at x or behind it */
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (r->v[middle].high < x) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < r->n && r->v[low].low <= x;
}
