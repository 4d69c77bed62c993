#include "sim/engine/histogram.h"

#include "sim/base/arena.h"

enum { PAGE = 1 << HISTOGRAM_PAGE_BITS, PAGES = HISTOGRAM_SUB / PAGE };

struct place { /* of a bucket */
    unsigned octave, sub;
};

static struct place place_of(int64_t value)
{
    const uint64_t v = (uint64_t)value;

    if (v < HISTOGRAM_SUB)
        return (struct place){0, (unsigned)v};
    const unsigned octave = HISTOGRAM_OCTAVES - (unsigned)__builtin_clzll(v);
    return (struct place){octave, (unsigned)((v >> (octave - 1)) - HISTOGRAM_SUB)};
}

/* The counts that hold bucket `sub` of the octave; taken from the arena when they are not there
 * yet. */
static uint64_t *page_of(struct histogram *h, struct place at, struct arena *arena)
{
    if (h->octave[at.octave] == NULL)
        h->octave[at.octave] = ARENA_ARRAY(arena, uint64_t *, PAGES);
    uint64_t **page = &h->octave[at.octave][at.sub / PAGE];
    if (*page == NULL)
        *page = ARENA_ARRAY(arena, uint64_t, PAGE);
    return *page;
}

static void count(struct histogram *h, int64_t value, struct arena *arena)
{
    const struct place at = place_of(value);
    page_of(h, at, arena)[at.sub % PAGE]++;
}

/* From now on in pages. */
static void spread(struct histogram *h, struct arena *arena)
{
    if (h->octave != NULL)
        return;
    h->octave = ARENA_ARRAY(arena, uint64_t **, HISTOGRAM_OCTAVES);
    for (uint64_t i = 0; i < h->n; i++)
        count(h, h->few[i], arena);
}

void histogram_add_new(struct histogram *h, int64_t value, struct arena *arena)
{
    if (h->octave == NULL && h->n < HISTOGRAM_FEW) {
        h->few[h->n++] = value;
        return;
    }
    spread(h, arena);
    count(h, value, arena);
    h->n++;
}

size_t histogram_bytes(unsigned octaves)
{
    const size_t each = PAGES * (sizeof(uint64_t *) + PAGE * sizeof(uint64_t));
    return HISTOGRAM_OCTAVES * sizeof(uint64_t **) + octaves * each;
}

void histogram_merge(struct histogram *into, const struct histogram *from, struct arena *arena)
{
    if (from->octave == NULL) {
        for (uint64_t i = 0; i < from->n; i++)
            histogram_add(into, from->few[i], arena);
        return;
    }
    spread(into, arena);
    for (unsigned octave = 0; octave < HISTOGRAM_OCTAVES; octave++) {
        for (unsigned sub = 0; from->octave[octave] != NULL && sub < HISTOGRAM_SUB; sub += PAGE) {
            const uint64_t *more = from->octave[octave][sub / PAGE];
            if (more == NULL)
                continue;
            uint64_t *counts = page_of(into, (struct place){octave, sub}, arena);
            for (unsigned i = 0; i < PAGE; i++)
                counts[i] += more[i];
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
    return octave == 0 ? (int64_t)sub + width
                       : (int64_t)(HISTOGRAM_SUB + sub + width) << (octave - 1);
}

static bool is_before(struct place a, struct place b)
{
    return a.octave < b.octave || (a.octave == b.octave && a.sub < b.sub);
}

/* As histogram_next, where the samples are kept as they are. */
static bool next_of_few(const struct histogram *h, struct histogram_cursor *at, unsigned width,
                        struct histogram_bucket *out)
{
    const struct place from = {at->octave, at->sub};
    struct place least = {HISTOGRAM_OCTAVES, 0};
    uint64_t n = 0;

    for (uint64_t i = 0; i < h->n; i++) {
        struct place p = place_of(h->few[i]);
        p.sub -= p.sub % width;
        if (is_before(p, from) || is_before(least, p))
            continue;
        n = is_before(p, least) ? 1 : n + 1;
        least = p;
    }
    if (n == 0)
        return false;
    *at = (struct histogram_cursor){least.octave, least.sub + width};
    *out = (struct histogram_bucket){lower_edge(least.octave, least.sub),
                                     upper_edge(least.octave, least.sub, width), n};
    return true;
}

bool histogram_next(const struct histogram *h, struct histogram_cursor *at, unsigned merge_bits,
                    struct histogram_bucket *out)
{
    const unsigned width = 1U << merge_bits;

    SIM_ASSERT(merge_bits <= HISTOGRAM_PAGE_BITS);
    if (h->octave == NULL)
        return next_of_few(h, at, width, out);
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
                *out = (struct histogram_bucket){lower_edge(at->octave, sub),
                                                 upper_edge(at->octave, sub, width), count};
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
