/*
 * Blocks: memory of powers of two, from 64 bytes up, taken and given back inside handlers: what a
 * connection needs while packets are on their way (its ring of sent segments, ranges that arrived
 * out of order). Free ones wait in a list a size, so after warm-up nothing is taken from the arena.
 * One pool a region.
 */
#ifndef MODELS_NET_BLOCKS_H
#define MODELS_NET_BLOCKS_H

#include <stddef.h>
#include <stdint.h>

struct arena;

enum { BLOCKS_LEAST_BITS = 6, BLOCKS_SIZES = 32 };

struct blocks {
    struct arena *arena;
    void *free[BLOCKS_SIZES];
    uint64_t n_grown; /* times that something was taken from the arena */
};

/* A block of at least `bytes`, which is set to the bytes it has. Not zeroed. */
void *blocks_take(struct blocks *b, size_t *bytes) __attribute__((warn_unused_result));
/* `bytes` as blocks_take set it. NULL is allowed. */
void blocks_give(struct blocks *b, void *block, size_t bytes);

#endif
