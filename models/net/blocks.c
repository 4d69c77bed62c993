#include "models/net/blocks.h"

#include <string.h>

#include "sim/base/arena.h"
#include "sim/base/assert.h"

/* The number of the least size that holds `bytes`, and that size. */
static unsigned size_of(size_t *bytes)
{
    const size_t steps = (*bytes + BLOCKS_STEP - 1) / BLOCKS_STEP;
    unsigned k = BLOCKS_STEPS;

    if (steps <= BLOCKS_STEPS) {
        *bytes = (steps > 0 ? steps : 1) * BLOCKS_STEP;
        return steps > 0 ? (unsigned)steps - 1 : 0;
    }
    while (((size_t)BLOCKS_STEP * BLOCKS_STEPS * 2) << (k - BLOCKS_STEPS) < *bytes)
        k++;
    SIM_ASSERT(k < BLOCKS_SIZES);
    *bytes = ((size_t)BLOCKS_STEP * BLOCKS_STEPS * 2) << (k - BLOCKS_STEPS);
    return k;
}

static void put(struct blocks *b, void *block, unsigned k)
{
    memcpy(block, &b->free[k], sizeof b->free[k]);
    b->free[k] = block;
}

/* Small ones come by the slab, so that demand that grows by a few soon finds them there. */
static void *grow(struct blocks *b, unsigned k, size_t bytes)
{
    enum { SLAB_BYTES = 8192 };
    const size_t n = bytes < SLAB_BYTES ? SLAB_BYTES / bytes : 1;
    char *slab = arena_alloc(b->arena, n * bytes);

    for (size_t i = n - 1; i > 0; i--)
        put(b, slab + i * bytes, k);
    return slab;
}

void *blocks_take(struct blocks *b, size_t *bytes)
{
    const unsigned k = size_of(bytes);
    void *block = b->free[k];

    if (block == NULL)
        return grow(b, k, *bytes);
    memcpy(&b->free[k], block, sizeof b->free[k]);
    return block;
}

void blocks_ready(struct blocks *b, size_t bytes)
{
    const unsigned k = size_of(&bytes);

    if (b->free[k] == NULL)
        put(b, grow(b, k, bytes), k);
}

void blocks_give(struct blocks *b, void *block, size_t bytes)
{
    if (block != NULL)
        put(b, block, size_of(&bytes));
}
