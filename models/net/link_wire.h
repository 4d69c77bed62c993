/*
 * What lies behind a link's transmitter: its paths, each a FIFO (or, where packets may overtake
 * each other, a heap) at the far end, whose first packet has an event; and the outbox, in which
 * packets for another region stand with their segments until the barrier. Parts of link.c; the
 * region that calls is said by each.
 */
#ifndef MODELS_NET_LINK_WIRE_H
#define MODELS_NET_LINK_WIRE_H

#include "models/net/link.h"
#include "sim/base/arena.h"

enum { LINK_OUTBOX_FIRST = 64 }; /* what each of the outbox's arrays holds at first */

/* Near region: room for a packet in the outbox. */
static inline struct packet *link_outbox_push(struct link *l)
{
    ARENA_ROOM(l->near->lp.arena, l->outbox, l->n_outbox, l->cap_outbox, LINK_OUTBOX_FIRST);
    return &l->outbox[l->n_outbox++];
}

/* The segment of a TCP packet leaves its region's pool with it. */
static inline void link_outbox_push_segment(struct link *l, uint32_t segment)
{
    ARENA_ROOM(l->near->lp.arena, l->outbox_segment, l->n_outbox_segments, l->cap_outbox_segments,
               LINK_OUTBOX_FIRST);
    l->outbox_segment[l->n_outbox_segments++] = l->near->segments.v[segment];
    segment_give(&l->near->segments, segment);
}

/* Beside the packet that link_outbox_push has just made room for, where the link reorders: there
 * are as many numbers as packets. */
static inline void link_outbox_push_number(struct link *l, struct reorder_number number)
{
    const uint32_t n = l->n_outbox - 1;
    ARENA_ROOM(l->near->lp.arena, l->outbox_number, n, l->cap_outbox_numbers, LINK_OUTBOX_FIRST);
    l->outbox_number[n] = number;
}

/* See link_reserve. */
void link_wire_reserve(struct link *l);
/* Far region: onto a path whose packets may overtake it. */
void link_wire_take_any(struct region *far, struct link_wire *w, const struct packet *p,
                        struct reorder_number number);

#endif
