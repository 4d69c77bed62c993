/*
 * Queue: what waits in front of a transmitter whose discipline decides when a packet's turn comes,
 * or by more than the room that is left: CoDel, FQ-CoDel, RED, token bucket. (Drop-tail needs none:
 * links compute its departures on arrival.)
 *
 * A discipline is a table of operations and a struct of its own that begins with a struct queue. It
 * keeps its items in lists, which count what waits, and ends each of them by giving it to the
 * transmitter or to queue_drop. Items are numbers in a pool that doubles: pointers to them hold
 * until the next queue_take.
 */
#ifndef MODELS_NET_QUEUE_H
#define MODELS_NET_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "models/net/cause.h"
#include "models/net/packet.h"
#include "sim/base/simtime.h"

#define QUEUE_NONE UINT32_MAX

struct arena;
struct queue;

struct queue_item {
    struct packet packet;
    sim_time_t queued_at;
    uint32_t bytes; /* on the link: inside a tunnel more than packet.bytes */
    uint32_t next;  /* in its list */
    uint32_t hash;  /* of its five-tuple */
    bool ect;       /* may be marked in place of being dropped (RFC 3168) */
    bool held; /* its sender is the link's own machine, which holds it back: it is taken although
                  the queue is full */
};

/* First in, first out. */
struct queue_list {
    uint32_t first, last, packets;
    int64_t bytes;
};

/* What the user says of a queue; of it each discipline reads what is its own. */
struct queue_spec {
    const struct queue_ops *ops;
    const char *name; /* of the link: random streams are keyed by it */
    uint64_t seed;
    int64_t limit; /* UNITS_UNLIMITED: none */
    bool limit_in_packets;
    bool ecn;
    sim_time_t target_dur, interval_dur; /* codel, fq_codel */
    uint32_t n_flows, quantum_bytes;     /* fq_codel */
    double min_threshold, max_threshold; /* red; bytes or packets */
    bool thresholds_in_packets;
    double max_probability, weight;
    bool gentle;
    sim_time_t mean_packet_dur;    /* on the transmitter */
    int64_t rate_bps, burst_bytes; /* token_bucket */
};

struct queue_ops {
    size_t size; /* of the discipline's struct */
    void (*init)(struct queue *q, const struct queue_spec *spec);
    /* Keeps the item, or drops it (or others). */
    void (*enqueue)(struct queue *q, uint32_t item, sim_time_t now);
    /* The item to be sent, out of its list; the caller ends it by queue_give. QUEUE_NONE: none now;
     * q->ready_at then says when to ask again, SIM_NEVER: with the next packet. Asked whenever the
     * transmitter is free, so also when nothing waits. */
    uint32_t (*dequeue)(struct queue *q, sim_time_t now);
};

extern const struct queue_ops queue_codel, queue_fq_codel, queue_red, queue_token_bucket;

/* Counts and ends what is dropped. */
typedef void queue_drop_fn(void *owner, const struct queue_item *item, enum drop_cause cause,
                           sim_time_t now);

struct queue {
    const struct queue_ops *ops;
    struct arena *arena;
    queue_drop_fn *drop;
    void *owner;
    struct queue_item *item;
    uint32_t n_items, cap_items, free; /* free: the first one given back */
    uint32_t packets;                  /* that wait */
    int64_t bytes;
    uint32_t largest_bytes; /* of the packets that came */
    int64_t limit;
    bool limit_in_packets, ecn;
    sim_time_t target_dur; /* of what waits; 0: it has none */
    double mean_threshold; /* between that of the first drop and that of all; 0: it has none */
    bool threshold_in_packets;
    sim_time_t free_at; /* set by the owner: the transmitter is busy until then */
    sim_time_t ready_at;
    sim_time_t warmup_at;
    uint64_t marks; /* from warmup_at on */
};

/* Without an owner; the caller sets drop, owner and warmup_at. */
struct queue *queue_new(struct arena *arena, const struct queue_spec *spec);

void queue_grow(struct queue *q);
/* Room for more than have ever waited at once (arena_ahead). */
void queue_reserve(struct queue *q);

/* An item to be filled and enqueued. */
static inline uint32_t queue_take(struct queue *q)
{
    uint32_t i = q->free;
    if (i != QUEUE_NONE) {
        q->free = q->item[i].next;
        return i;
    }
    if (q->n_items == q->cap_items)
        queue_grow(q);
    return q->n_items++;
}

static inline void queue_give(struct queue *q, uint32_t i)
{
    q->item[i].next = q->free;
    q->free = i;
}

void queue_list_init(struct queue_list *list);
void queue_push(struct queue *q, struct queue_list *list, uint32_t i);
/* QUEUE_NONE when it is empty. */
uint32_t queue_pop(struct queue *q, struct queue_list *list);
/* As queue_push where there is room, or the item is held; else it is dropped: queue_full. */
void queue_push_bounded(struct queue *q, struct queue_list *list, uint32_t i, sim_time_t now);
/* Is there no room for `bytes` more? */
bool queue_is_full(const struct queue *q, uint32_t bytes);

/* For the discipline's own reason: marks the item where that is allowed and it says that it may be;
 * false: it must be dropped. */
bool queue_mark(struct queue *q, uint32_t i, sim_time_t now);
/* Ends an item that is in no list. */
void queue_drop(struct queue *q, uint32_t i, enum drop_cause cause, sim_time_t now);

#endif
