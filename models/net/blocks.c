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

/* Small ones come by the slab, so that demand that grows by a few soon finds them there. */
static void *grow(struct blocks *b, unsigned k)
{
    enum { SLAB_BYTES = 8192 };
    const size_t bytes = (size_t)1 << (k + BLOCKS_LEAST_BITS),
                 n = bytes < SLAB_BYTES ? SLAB_BYTES / bytes : 1;
    char *slab = arena_alloc(b->arena, n * bytes);

    b->n_grown++;
    for (size_t i = n - 1; i > 0; i--)
        blocks_give(b, slab + i * bytes, bytes);
    return slab;
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
    return grow(b, k);
}

void blocks_give(struct blocks *b, void *block, size_t bytes)
{
    if (block == NULL)
        return;
    unsigned k = size_of(bytes);
    memcpy(block, &b->free[k], sizeof b->free[k]);
    b->free[k] = block;
}
