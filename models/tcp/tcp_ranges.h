/*
 * Ranges of a byte stream, sorted, apart from each other: what has arrived out of order (receiver),
 * what has been acknowledged selectively (sender). A few as a rule, so they stand in one array; the
 * front is cut off without moving the rest.
 */
#ifndef MODELS_TCP_TCP_RANGES_H
#define MODELS_TCP_TCP_RANGES_H

#include <stdbool.h>
#include <stdint.h>

struct blocks; /* models/net/blocks.h */

struct tcp_range { /* [from, to) */
    uint64_t from, to;
};

struct tcp_ranges {      /* {0}: empty */
    struct tcp_range *v; /* a block; v[first] .. v[first + n - 1] are in use */
    uint32_t first, n, cap;
};

/* Adds [from, to), from < to; returns the range that it is part of now. */
struct tcp_range tcp_ranges_add(struct tcp_ranges *r, struct blocks *blocks, uint64_t from,
                                uint64_t to);
/* The first part of [*from, to) that is not in: *from is set past it. False: all of it is in. */
bool tcp_ranges_gap(const struct tcp_ranges *r, uint64_t *from, uint64_t to, struct tcp_range *gap);
/* Forgets what is below `to`; with the last one the block is given back. */
void tcp_ranges_cut(struct tcp_ranges *r, struct blocks *blocks, uint64_t to);
void tcp_ranges_clear(struct tcp_ranges *r, struct blocks *blocks);
bool tcp_ranges_has(const struct tcp_ranges *r, uint64_t from, uint64_t to);

static inline const struct tcp_range *tcp_ranges_at(const struct tcp_ranges *r, uint32_t i)
{
    return &r->v[r->first + i];
}

#endif
