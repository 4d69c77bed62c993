/*
 * Flows over TCP: the ends of their connections, and what an application's kind makes of them. A
 * flow has one connection, with app request_response as many as it says; of pairing random so many
 * to each target, opened when it is drawn for the first time (a bulk transfer: one, to the one that
 * is drawn). Each end belongs to the region of its VM.
 */
#ifndef MODELS_FLOW_TCP_FLOW_H
#define MODELS_FLOW_TCP_FLOW_H

#include "models/flow/flow.h"
#include "models/tcp/tcp.h"

struct network;
struct packet;

uint32_t tcp_flow_connections(const struct flow *f);
/* Both ends' connections of flow number i, before its application starts; like: a flow of the same
 * entry before it, or NULL. */
void tcp_flow_build(struct network *n, uint32_t i, const struct flow_src *like);

/* The target of the next transfer or request, a number below the flow's n_targets; 0 where there is
 * one. */
uint32_t tcp_flow_draw_target(struct flow_src *s, const struct flow *f);

/* A packet of TCP has come to its end, VM number vm. */
void tcp_flow_deliver(struct region *r, const struct packet *p, uint32_t vm, sim_time_t now);
/* A request over TCP, as service_take got it, has been served: answers, unless its connection has
 * been given up. */
void tcp_flow_respond(struct region *r, const struct packet *request, sim_time_t now);

/* Bytes that the source's application writes; the first ones open the connection. */
void tcp_flow_write(struct region *r, struct flow_src *s, uint64_t bytes, sim_time_t now);

/* Is a flow with an end done, and when: what it had to send has arrived and been acknowledged. -1:
 * no. */
sim_time_t tcp_flow_done_at(const struct network *n, uint32_t i);

struct tcp_flow_sum { /* over both ends of all connections */
    uint64_t retransmits, timeouts, recoveries;
    uint32_t aborted, given_up, waiting; /* connections that ended for want of answers, those opened
                                            anew too; those of the beginning that did; that never
                                            stood */
};
struct tcp_flow_sum tcp_flow_sum(const struct network *n, uint32_t i);

/* What the applications hear; models/flow/app_*.c. */
extern const struct tcp_user_ops tcp_user_stream_src, tcp_user_stream_dst, tcp_user_request,
    tcp_user_response;

#endif
