/*
 * Histogram of non-negative int64 values (ps), log-linear: 512 buckets an octave, so a value is known to within 0.1 %
 * (half a bucket: 2^-10). Values below 512 have a bucket each. Pages, an octave each, come with the first sample in
 * them: an idle flow costs 64 pointers. Counts are exact and mergeable.
 *
 * Percentiles: the definition is the value at rank p * n (1-based, fractional: linear within the bucket), so
 * histogram_quantile of a merged histogram equals that of the pooled sample to within a bucket.
 */
#ifndef SIM_ENGINE_HISTOGRAM_H
#define SIM_ENGINE_HISTOGRAM_H

#include <stddef.h>
#include <stdint.h>

#include "sim/base/assert.h"

struct arena;

#define HISTOGRAM_SUB_BITS 9
#define HISTOGRAM_SUB (1 << HISTOGRAM_SUB_BITS)
#define HISTOGRAM_PAGES (64 - HISTOGRAM_SUB_BITS)

struct histogram {
    uint64_t n;
    uint64_t *page[HISTOGRAM_PAGES]; /* page 0: values below 512; page k: [512 << (k-1), 1024 << (k-1)) */
};

/* Takes a page from the arena at the first sample of its octave. */
uint64_t *histogram_new_page(struct histogram *h, unsigned page, struct arena *arena);

static inline void histogram_add(struct histogram *h, int64_t value, struct arena *arena)
{
    uint64_t v = (uint64_t)value;
    unsigned page = 0;

    SIM_ASSERT(value >= 0);
    if (v >= HISTOGRAM_SUB) {
        page = 64 - HISTOGRAM_SUB_BITS - (unsigned)__builtin_clzll(v);
        v = (v >> (page - 1)) - HISTOGRAM_SUB;
    }
    uint64_t *count = h->page[page];
    if (SIM_UNLIKELY(count == NULL))
        count = histogram_new_page(h, page, arena);
    count[v]++;
    h->n++;
}

/* Adds from's counts to into. */
void histogram_merge(struct histogram *into, const struct histogram *from, struct arena *arena);

/* The value below which a share p (0..1) of the samples lies, interpolated in its bucket. n must be > 0. */
double histogram_quantile(const struct histogram *h, double p);

/* The count of bucket (page, sub) covers [lower, upper). */
int64_t histogram_lower(unsigned page, unsigned sub);
int64_t histogram_upper(unsigned page, unsigned sub);

#endif
