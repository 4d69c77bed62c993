/*
 * Histogram of non-negative int64 values (ps), log-linear: 4,096 buckets an octave, so a value is
 * known to within 0.013 % (half a bucket: 2^-13). Values below 4,096 have a bucket each. Counts
 * stand in pages of 128 buckets that come with the first sample in them: delays of a flow lie close
 * together, so a flow in use costs a few KiB. The first few samples are kept as they are: a
 * connection that stands and says nothing has two or three. Counts are exact and mergeable.
 *
 * Percentiles: the definition is the value at rank p * n (1-based, fractional: linear within the
 * bucket), so histogram_quantile of a merged histogram equals that of the pooled sample to within a
 * bucket.
 */
#ifndef SIM_ENGINE_HISTOGRAM_H
#define SIM_ENGINE_HISTOGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/assert.h"

struct arena;

#define HISTOGRAM_SUB_BITS  12
#define HISTOGRAM_SUB       (1 << HISTOGRAM_SUB_BITS)
#define HISTOGRAM_PAGE_BITS 7
#define HISTOGRAM_OCTAVES   (64 - HISTOGRAM_SUB_BITS)
#define HISTOGRAM_FEW       4

struct histogram {
    uint64_t n;
    uint64_t ***octave; /* NULL: `few` holds the samples. Else HISTOGRAM_OCTAVES x pages; octave 0:
                           values below 4096; k: [4096 << (k-1), 8192 << (k-1)) */
    int64_t few[HISTOGRAM_FEW];
};

/* Adds a sample where pages are wanted that are not there yet: they are taken from the arena. */
void histogram_add_new(struct histogram *h, int64_t value, struct arena *arena);

static inline void histogram_add(struct histogram *h, int64_t value, struct arena *arena)
{
    uint64_t v = (uint64_t)value;
    unsigned octave = 0;

    SIM_ASSERT(value >= 0);
    if (SIM_UNLIKELY(h->octave == NULL)) {
        histogram_add_new(h, value, arena);
        return;
    }
    if (v >= HISTOGRAM_SUB) {
        octave = HISTOGRAM_OCTAVES - (unsigned)__builtin_clzll(v);
        v = (v >> (octave - 1)) - HISTOGRAM_SUB;
    }
    uint64_t **pages = h->octave[octave];
    uint64_t *count = SIM_LIKELY(pages != NULL) ? pages[v >> HISTOGRAM_PAGE_BITS] : NULL;
    if (SIM_UNLIKELY(count == NULL)) {
        histogram_add_new(h, value, arena);
        return;
    }
    count[v & ((1 << HISTOGRAM_PAGE_BITS) - 1)]++;
    h->n++;
}

/* What one takes of the arena whose samples spread over so many octaves. */
size_t histogram_bytes(unsigned octaves);

/* Adds from's counts to into. */
void histogram_merge(struct histogram *into, const struct histogram *from, struct arena *arena);

/* The value below which a share p (0..1) of the samples lies, interpolated in its bucket. n must be
 * > 0. */
double histogram_quantile(const struct histogram *h, double p);

struct histogram_bucket { /* holds the values of [lower, upper) */
    int64_t lower, upper;
    uint64_t count;
};

struct histogram_cursor { /* zeroed: at the beginning */
    unsigned octave, sub;
};

/*
 * The next bucket that is not empty, in order of values; false: none is left. merge_bits > 0 joins
 * 2^merge_bits neighbours into one (at most 2^HISTOGRAM_PAGE_BITS), for output that need not be so
 * fine.
 */
bool histogram_next(const struct histogram *h, struct histogram_cursor *at, unsigned merge_bits,
                    struct histogram_bucket *out);

#endif
