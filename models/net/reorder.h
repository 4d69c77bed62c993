/*
 * Reorder: the wire of a path whose packets may overtake each other: a heap by arrival, packets of
 * one instant in the order in which they were sent. Each slot also keeps the ESP number that the
 * sender's tunnel gave its packet, for the receiver's replay window. Owner: the link, in the region
 * of its far end. Only links with `reorder: true` have one.
 */
#ifndef MODELS_NET_REORDER_H
#define MODELS_NET_REORDER_H

#include <stdint.h>

#include "models/net/packet.h"

struct arena;

struct reorder_number {  /* of a packet in a tunnel */
    uint32_t sa, number; /* which of the sender's child SAs, and the how many-th under it, from 1 */
};

struct reorder_slot {
    struct packet packet;
    uint64_t order;
    struct reorder_number number;
};

struct reorder {
    struct reorder_slot *slot;
    uint32_t n, cap;
    uint64_t order; /* of the next */
};

/* Room for more than have ever been on their way at once (arena_ahead). */
void reorder_reserve(struct reorder *h, struct arena *arena);
void reorder_push(struct reorder *h, struct arena *arena, const struct packet *p,
                  struct reorder_number number);
/* n must be > 0. */
struct reorder_slot reorder_pop(struct reorder *h);

#endif
