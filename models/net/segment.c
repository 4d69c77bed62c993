#include "models/net/segment.h"

#include <string.h>

#include "sim/base/arena.h"

void segment_pool_grow(struct segment_pool *pool)
{
    uint32_t cap = pool->cap ? pool->cap * 2 : 256;
    struct segment *v = ARENA_ARRAY(pool->arena, struct segment, cap);

    if (pool->n > 0)
        memcpy(v, pool->v, pool->n * sizeof *v);
    pool->v = v;
    pool->cap = cap;
}
