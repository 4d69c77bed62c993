#include "sim/engine/histogram.h"

#include <stddef.h>

#include "sim/base/arena.h"

uint64_t *histogram_new_page(struct histogram *h, unsigned page, struct arena *arena)
{
    h->page[page] = ARENA_ARRAY(arena, uint64_t, HISTOGRAM_SUB);
    return h->page[page];
}

void histogram_merge(struct histogram *into, const struct histogram *from, struct arena *arena)
{
    for (unsigned page = 0; page < HISTOGRAM_PAGES; page++) {
        if (from->page[page] == NULL)
            continue;
        if (into->page[page] == NULL)
            histogram_new_page(into, page, arena);
        for (unsigned sub = 0; sub < HISTOGRAM_SUB; sub++)
            into->page[page][sub] += from->page[page][sub];
    }
    into->n += from->n;
}

int64_t histogram_lower(unsigned page, unsigned sub)
{
    return page == 0 ? (int64_t)sub : (int64_t)(HISTOGRAM_SUB + sub) << (page - 1);
}

int64_t histogram_upper(unsigned page, unsigned sub)
{
    return page == 0 ? (int64_t)sub + 1 : (int64_t)(HISTOGRAM_SUB + sub + 1) << (page - 1);
}

double histogram_quantile(const struct histogram *h, double p)
{
    double rank = p * (double)h->n, below = 0;

    SIM_ASSERT(h->n > 0 && p >= 0 && p <= 1);
    double last = 0;
    for (unsigned page = 0; page < HISTOGRAM_PAGES; page++) {
        if (h->page[page] == NULL)
            continue;
        for (unsigned sub = 0; sub < HISTOGRAM_SUB; sub++) {
            double count = (double)h->page[page][sub];
            if (count == 0)
                continue;
            double lower = (double)histogram_lower(page, sub), upper = (double)histogram_upper(page, sub);
            if (below + count >= rank)
                return lower + (upper - lower) * (rank - below) / count;
            below += count;
            last = upper;
        }
    }
    return last;
}
