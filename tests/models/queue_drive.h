/*
 * For tests of a queue discipline by itself: packets in, packets out, drops recorded, without a
 * link.
 */
#ifndef TESTS_MODELS_QUEUE_DRIVE_H
#define TESTS_MODELS_QUEUE_DRIVE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/net/queue.h"
#include "sim/base/arena.h"
#include "sim/base/units.h"

struct drive {
    struct queue *q;
    uint64_t n_drops[DROP_N];
    sim_time_t dropped_at; /* the last */
    uint32_t dropped_seq, dropped_flow;
    bool sent_marked; /* of the last that came out */
    uint32_t seq;     /* of packets put in */
};

static inline void drive_drop(void *owner, const struct queue_item *item, enum drop_cause cause,
                              sim_time_t now)
{
    struct drive *d = owner;
    d->n_drops[cause]++;
    d->dropped_at = now;
    d->dropped_seq = item->packet.seq;
    d->dropped_flow = item->packet.flow;
}

static inline void drive_open(struct drive *d, struct queue_spec spec)
{
    memset(d, 0, sizeof *d);
    if (spec.limit == 0)
        spec.limit = UNITS_UNLIMITED;
    if (spec.name == NULL)
        spec.name = "here->there";
    d->q = queue_new(arena_new(), &spec);
    d->q->drop = drive_drop;
    d->q->owner = d;
}

static inline void drive_close(struct drive *d)
{
    arena_free(d->q->arena);
}

struct sent {
    uint32_t flow, bytes;
    bool ect, held;
};

/* The packet's flow is its hash too; its seq counts from 0. */
static inline uint32_t drive_put(struct drive *d, struct sent s, sim_time_t now)
{
    const uint32_t i = queue_take(d->q);

    d->q->item[i] = (struct queue_item){
        .queued_at = now, .bytes = s.bytes, .hash = s.flow, .ect = s.ect, .held = s.held};
    d->q->item[i].packet.flow = PACKET_FLOW(s.flow);
    d->q->item[i].packet.seq = d->seq;
    d->q->ops->enqueue(d->q, i, now);
    return d->seq++;
}

/* The seq of what comes out, or QUEUE_NONE. */
static inline uint32_t drive_get(struct drive *d, sim_time_t now)
{
    const uint32_t i = d->q->ops->dequeue(d->q, now);

    if (i == QUEUE_NONE)
        return QUEUE_NONE;
    const uint32_t seq = d->q->item[i].packet.seq;
    d->sent_marked = d->q->item[i].packet.ce;
    queue_give(d->q, i);
    return seq;
}

#endif
