#include "sim/engine/histogram.h"

#include "sim/base/arena.h"

enum { PAGE = 1 << HISTOGRAM_PAGE_BITS, PAGES = HISTOGRAM_SUB / PAGE };

uint64_t *histogram_new_page(struct histogram *h, unsigned octave, unsigned sub, struct arena *arena)
{
    if (h->octave[octave] == NULL)
        h->octave[octave] = ARENA_ARRAY(arena, uint64_t *, PAGES);
    uint64_t **page = &h->octave[octave][sub / PAGE];
    if (*page == NULL)
        *page = ARENA_ARRAY(arena, uint64_t, PAGE);
    return *page;
}

void histogram_merge(struct histogram *into, const struct histogram *from, struct arena *arena)
{
    for (unsigned octave = 0; octave < HISTOGRAM_OCTAVES; octave++) {
        for (unsigned sub = 0; from->octave[octave] != NULL && sub < HISTOGRAM_SUB; sub += PAGE) {
            const uint64_t *more = from->octave[octave][sub / PAGE];
            if (more == NULL)
                continue;
            uint64_t *count = histogram_new_page(into, octave, sub, arena);
            for (unsigned i = 0; i < PAGE; i++)
                count[i] += more[i];
        }
    }
    into->n += from->n;
}

static int64_t lower_edge(unsigned octave, unsigned sub)
{
    return octave == 0 ? (int64_t)sub : (int64_t)(HISTOGRAM_SUB + sub) << (octave - 1);
}

/* First value beyond a bucket; that of the last one would not fit. */
static int64_t upper_edge(unsigned octave, unsigned sub, unsigned width)
{
    if (octave == HISTOGRAM_OCTAVES - 1 && sub + width >= HISTOGRAM_SUB)
        return INT64_MAX;
    return octave == 0 ? (int64_t)sub + width : (int64_t)(HISTOGRAM_SUB + sub + width) << (octave - 1);
}

bool histogram_next(const struct histogram *h, struct histogram_cursor *at, unsigned merge_bits, struct histogram_bucket *out)
{
    const unsigned width = 1U << merge_bits;

    SIM_ASSERT(merge_bits <= HISTOGRAM_PAGE_BITS);
    for (; at->octave < HISTOGRAM_OCTAVES; at->octave++, at->sub = 0) {
        while (h->octave[at->octave] != NULL && at->sub < HISTOGRAM_SUB) {
            const uint64_t *page = h->octave[at->octave][at->sub / PAGE];
            const unsigned sub = at->sub;
            uint64_t count = 0;
            if (page == NULL) {
                at->sub += PAGE;
                continue;
            }
            for (unsigned i = 0; i < width; i++)
                count += page[sub % PAGE + i];
            at->sub += width;
            if (count > 0) {
                *out = (struct histogram_bucket){lower_edge(at->octave, sub), upper_edge(at->octave, sub, width), count};
                return true;
            }
        }
    }
    return false;
}

double histogram_quantile(const struct histogram *h, double p)
{
    struct histogram_cursor at = {0};
    struct histogram_bucket b = {0};
    double rank = p * (double)h->n, below = 0;

    SIM_ASSERT(h->n > 0 && p >= 0 && p <= 1);
    while (histogram_next(h, &at, 0, &b)) {
        double count = (double)b.count;
        if (below + count >= rank)
            return (double)b.lower + (double)(b.upper - b.lower) * (rank - below) / count;
        below += count;
    }
    return (double)b.upper;
}
