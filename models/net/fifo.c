#include "models/net/fifo.h"

#include "sim/base/arena.h"

void fifo_pool_grow(struct fifo_pool *pool)
{
    enum { BATCH = 64 };
    struct fifo_chunk *chunk = ARENA_ARRAY(pool->arena, struct fifo_chunk, BATCH);

    for (int i = BATCH - 1; i >= 0; i--) {
        chunk[i].next = pool->free;
        pool->free = &chunk[i];
    }
}
