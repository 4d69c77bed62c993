#include "models/net/segment.h"

#include "sim/base/arena.h"

void segment_pool_grow(struct segment_pool *pool)
{
    uint32_t cap = pool->cap ? pool->cap * 2 : 256;

    pool->v = arena_grow(pool->arena, pool->v, pool->n, cap, sizeof *pool->v);
    pool->cap = cap;
}

void segment_pool_reserve(struct segment_pool *pool)
{
    ARENA_AHEAD(pool->arena, pool->v, pool->n, pool->cap);
}
