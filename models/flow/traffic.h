/*
 * Traffic: the applications, one file a kind, behind one table. A handler runs in the source's
 * region. Packet sizes are whole IP packets, rounded to whole bytes and bounded to 28..65535; so is
 * the mean that turns a rate into packets per second.
 */
#ifndef MODELS_FLOW_TRAFFIC_H
#define MODELS_FLOW_TRAFFIC_H

#include "models/cloud/topo.h"
#include "models/flow/flow.h"

struct arena;

struct traffic_ops {
    const char *name;
    /* What its sources have in common; NULL: nothing. */
    void (*prepare)(struct flow_kind *k);
    /* Prepares the source and gives its first instant; allocates here only. */
    sim_time_t (*start)(struct flow_src *s, const struct flow *f, const char *name,
                        struct region *r, struct arena *arena);
    event_fn *act;
    /* NULL: each source has an event of its own; else those of an entry begin all at once, by the
     * first one's, and act is traffic_begin. */
    void (*begin)(struct region *r, struct flow_src *s, sim_time_t now);
    /* An answer has come back; NULL for one-way applications. */
    void (*answer)(struct region *r, struct flow_src *s, const struct packet *p, sim_time_t now);
};

const struct traffic_ops *traffic_ops_of(enum topo_app app, enum topo_transport transport);

/* What the applications share. */

/* It is an entry's first source's turn to begin, and all others' too. */
event_fn traffic_begin;

/* Mean of a size distribution as it is sent: rounded, bounded. */
double traffic_mean_bytes(const struct dist *size, uint32_t least, uint32_t most);
/* rng may be NULL where the distribution is fixed. */
double traffic_draw(const struct dist *d, struct rng_state *rng);
uint16_t traffic_draw_bytes(const struct dist *size, struct rng_state *rng, uint32_t least,
                            uint32_t most);
/* Of packet_size: looks whether it is one number, and gives its mean. */
double traffic_prepare_bytes(struct flow_kind *k);
/* The next packet's. */
static inline uint16_t traffic_packet_bytes(const struct flow_src *s)
{
    return s->kind->fixed_bytes != 0
               ? s->kind->fixed_bytes
               : traffic_draw_bytes(&s->kind->spec->packet_size, flow_rng(s, FLOW_DRAW_SIZE),
                                    PACKET_MIN_BYTES, PACKET_MAX_BYTES);
}
/* An answer to request q has come: counts it and its round trip. False: q waits for it no more, and
 * it is dropped. */
bool traffic_answered(struct region *r, struct flow_src *s, struct flow_request *q,
                      const struct packet *p, sim_time_t now);
/* Which of several targets the next packet, request or transfer is for. */
uint32_t traffic_draw_target(const struct flow_src *s, uint32_t n_targets);
/* Sends one packet of the source to its (or a random) destination. */
void traffic_send(struct region *r, struct flow_src *s, enum packet_kind kind, uint16_t bytes,
                  uint32_t seq, sim_time_t now);
/* A uniform phase within one interval, so that sources do not march in step; the only draw
 * of the gaps of the flow of that name. */
sim_time_t traffic_phase(const struct region *r, const char *name, sim_time_t interval);

extern const struct traffic_ops traffic_cbr, traffic_poisson, traffic_on_off, traffic_ping,
    traffic_request_response, traffic_request_response_tcp, traffic_bulk, traffic_replay;

#endif
