/*
 * What lies behind a link's transmitter: its paths, each a FIFO (or, where packets may overtake
 * each other, a heap) at the far end, whose first packet has an event; and the outbox, in which
 * packets for another region stand with their segments until the barrier. Parts of link.c; the
 * region that calls is said by each.
 */
#ifndef MODELS_NET_LINK_WIRE_H
#define MODELS_NET_LINK_WIRE_H

#include "models/net/link.h"

/* Near region. */
void link_outbox_grow(struct link *l);
void link_outbox_grow_segments(struct link *l);

/* Room for a packet in the outbox. */
static inline struct packet *link_outbox_push(struct link *l)
{
    if (SIM_UNLIKELY(l->n_outbox == l->cap_outbox))
        link_outbox_grow(l);
    return &l->outbox[l->n_outbox++];
}

/* The segment of a TCP packet leaves its region's pool with it. */
static inline void link_outbox_push_segment(struct link *l, uint32_t segment)
{
    if (SIM_UNLIKELY(l->n_outbox_segments == l->cap_outbox_segments))
        link_outbox_grow_segments(l);
    l->outbox_segment[l->n_outbox_segments++] = l->near->segments.v[segment];
    segment_give(&l->near->segments, segment);
}

/* Beside the packet that link_outbox_push has just made room for, where the link reorders. */
void link_outbox_push_number(struct link *l, struct reorder_number number);

/* Far region: onto a path whose packets may overtake it. */
void link_wire_take_any(struct region *far, struct link_wire *w, const struct packet *p,
                        struct reorder_number number);

#endif
