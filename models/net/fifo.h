/*
 * FIFO of packets in chunks from a pool: a queue that is empty holds one chunk at most, a burst
 * gives its memory back, and addresses stay. One pool a logical process; chunks are recycled last
 * in, first out, so they are warm.
 */
#ifndef MODELS_NET_FIFO_H
#define MODELS_NET_FIFO_H

#include <stddef.h>
#include <stdint.h>

#include "models/net/packet.h"
#include "sim/base/assert.h"

#define FIFO_CHUNK_PACKETS 15 /* with its link a chunk is 1 KiB */

struct fifo_chunk {
    struct packet packet[FIFO_CHUNK_PACKETS];
    struct fifo_chunk *next;
    uint64_t unused[7];
};

struct arena;

struct fifo_pool {
    struct arena *arena;
    struct fifo_chunk *free;
};

struct fifo {
    struct fifo_chunk *head, *tail;
    uint32_t first, end; /* index of the first packet in head, one past the last in tail */
    uint32_t n;
};

/* Takes 64 chunks at a time from the arena. */
void fifo_pool_grow(struct fifo_pool *pool);

static inline struct fifo_chunk *fifo_pool_take(struct fifo_pool *pool)
{
    if (SIM_UNLIKELY(pool->free == NULL))
        fifo_pool_grow(pool);
    struct fifo_chunk *c = pool->free;
    pool->free = c->next;
    return c;
}

/* Room for one packet at the end, to be filled by the caller at once. */
static inline struct packet *fifo_push(struct fifo *f, struct fifo_pool *pool)
{
    if (SIM_UNLIKELY(f->tail == NULL)) {
        f->head = f->tail = fifo_pool_take(pool);
        f->first = f->end = 0;
    } else if (f->end == FIFO_CHUNK_PACKETS) {
        struct fifo_chunk *c = fifo_pool_take(pool);
        f->tail->next = c;
        f->tail = c;
        f->end = 0;
    }
    f->n++;
    return &f->tail->packet[f->end++];
}

/* n must be > 0. */
static inline struct packet *fifo_first(const struct fifo *f)
{
    return &f->head->packet[f->first];
}

/* Drops the first; its address stays readable until the next push to any FIFO of the pool. */
static inline void fifo_pop(struct fifo *f, struct fifo_pool *pool)
{
    f->n--;
    f->first++;
    if (f->n == 0) {
        f->first = f->end = 0;
    } else if (f->first == FIFO_CHUNK_PACKETS) {
        struct fifo_chunk *c = f->head;
        f->head = c->next;
        f->first = 0;
        c->next = pool->free;
        pool->free = c;
    }
}

#endif
