/*
 * What joins a link to its queue, where it has one (see queue.h): the transmitter asks the queue
 * whenever it is free, by an event a packet. Such a link's free_at is SIM_NEVER and its limit 0, so
 * that a send finds it busy and full, and only then looks further.
 *
 * Control packets (IKE) have no bytes and do not wait here: they go behind what is being
 * transmitted.
 */
#ifndef MODELS_NET_LINK_QUEUE_H
#define MODELS_NET_LINK_QUEUE_H

#include "models/net/link.h"
#include "models/net/queue.h"

struct link_queue {
    struct queue *queue;
    struct event ev;
    struct link *link;
    sim_time_t counted_at; /* waiting_byte_ps is as of then */
};

/* Gives the link, whose near end and name are known, a queue; before link_attach. */
void link_queue_set(struct link *l, struct region *near, const struct queue_spec *spec);
/* A send to a link that has a queue. */
void link_queue_offer(struct link *l, const struct packet *p, uint32_t bytes, uint32_t path,
                      bool held, sim_time_t now);
/* Counts what waits up to `now`. */
void link_queue_count(struct link *l, sim_time_t now);

/* --- parts of link.c for it --- */

/* Sends on a packet that came at queued_at and whose transmission begins now; the instant at which
 * it ends. */
sim_time_t link_transmit(struct link *l, const struct packet *p, uint32_t bytes, uint32_t path,
                         sim_time_t queued_at, sim_time_t now);
/* Counts and ends a packet. */
void link_drop(struct link *l, enum drop_cause cause, const struct packet *p, uint32_t bytes,
               sim_time_t now);
/* Overlap of [a, b) with the counted part of the run. */
sim_time_t link_counted_dur(const struct link *l, sim_time_t a, sim_time_t b);

#endif
