#include "models/net/blocks.h"

#include <string.h>

#include "sim/base/arena.h"
#include "sim/base/assert.h"

static unsigned size_of(size_t bytes)
{
    unsigned k = 0;

    while (((size_t)1 << (k + BLOCKS_LEAST_BITS)) < bytes)
        k++;
    SIM_ASSERT(k < BLOCKS_SIZES);
    return k;
}

void *blocks_take(struct blocks *b, size_t *bytes)
{
    unsigned k = size_of(*bytes);
    void *block = b->free[k];

    *bytes = (size_t)1 << (k + BLOCKS_LEAST_BITS);
    if (block != NULL) {
        memcpy(&b->free[k], block, sizeof b->free[k]);
        return block;
    }
    b->n_grown++;
    return arena_alloc(b->arena, *bytes);
}

void blocks_give(struct blocks *b, void *block, size_t bytes)
{
    if (block == NULL)
        return;
    unsigned k = size_of(bytes);
    memcpy(block, &b->free[k], sizeof b->free[k]);
    b->free[k] = block;
}
