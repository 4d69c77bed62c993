/*
 * State: what a stateful appliance or device remembers of each connection of TCP, of others of each
 * pair of ends of a flow. It lets an answer pass only when it has seen the request; and of TCP,
 * where it has seen a SYN, what its sender says next only when it has seen an answer: without it
 * the handshake is unfinished. What is under way when it comes to see it first is taken up. As
 * Linux does (net/netfilter/nf_conntrack_proto_tcp.c: of SYN_SENT an ACK is invalid;
 * nf_conntrack_tcp_loose).
 *
 * Of connections that a client opens one after the other (segment.turn) the last one is remembered,
 * and whether the one before was known; older ones count as that. Nothing is forgotten but with
 * state_clear.
 */
#ifndef MODELS_STATE_H
#define MODELS_STATE_H

#include <stdbool.h>
#include <stdint.h>

struct network;
struct packet;
struct region;
struct arena;

/* Once flows and their connections are built: n->first_state. */
void state_number(struct network *n);
/* Before the run; of no flow anything is known. */
uint16_t *state_new(const struct network *n, struct arena *arena);
void state_clear(const struct network *n, uint16_t *seen);
/* Does it let the packet pass? */
bool state_lets(const struct region *r, uint16_t *seen, const struct packet *p);

#endif
