/*
 * Blocks: memory taken and given back inside handlers: what a connection needs while it is open,
 * and while packets are on their way (its ring of sent segments, ranges that arrived out of order).
 * Their sizes are multiples of 16 bytes up to 1 KiB, so that what is kept for long costs what it
 * is, and powers of two beyond, so that what grows is moved seldom. Free ones wait in a list a
 * size; where that is empty, more come of the arena, which has room (models/reserve.h). One pool a
 * region.
 */
#ifndef MODELS_NET_BLOCKS_H
#define MODELS_NET_BLOCKS_H

#include <stddef.h>

struct arena;

enum { BLOCKS_STEP = 16, BLOCKS_STEPS = 64, BLOCKS_SIZES = BLOCKS_STEPS + 27 };

struct blocks {
    struct arena *arena;
    void *free[BLOCKS_SIZES];
};

/* A block of at least `bytes`, which is set to the bytes it has. Not zeroed. */
void *blocks_take(struct blocks *b, size_t *bytes) __attribute__((warn_unused_result));
/* At the build: the first blocks of that size are there before the first is wanted. */
void blocks_ready(struct blocks *b, size_t bytes);
/* `bytes` as blocks_take set it, or as they were asked for. NULL is allowed. */
void blocks_give(struct blocks *b, void *block, size_t bytes);

#endif
