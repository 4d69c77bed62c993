/*
 * Appliance: a VM that forwards, with limits of its own. What it sends on passes a server
 * (packets/s, bandwidth) and then takes a constant time. Charged to the gateway account.
 *
 * A stateful one lets an answer pass only when it has seen the request; and of TCP, where it has
 * seen a SYN, what its sender says next only when it has seen an answer: without it the handshake
 * is unfinished. What is under way when it comes to see it first is taken up. As Linux does
 * (net/netfilter/nf_conntrack_proto_tcp.c: of SYN_SENT an ACK is invalid; nf_conntrack_tcp_loose),
 * by flows.
 */
#ifndef MODELS_APPLIANCE_H
#define MODELS_APPLIANCE_H

#include "models/net/fifo.h"
#include "models/net/region.h"
#include "models/net/server.h"
#include "sim/engine/lp.h"

struct link;

struct appliance {
    struct server server;
    struct fifo fifo; /* what stands in it */
    struct event ev;
    struct link *out; /* of its VM */
    sim_time_t latency_dur;
    uint8_t *seen;  /* [flow]; NULL: it keeps no state */
    uint32_t place; /* of its NIC */
};

void appliance_attach(struct appliance *a, struct region *r);
/* A packet that is for others is to pass it. */
void appliance_pass(struct region *r, struct appliance *a, struct packet *p, sim_time_t now);

/* Does one that keeps state let the packet pass? seen: [flow]. */
bool appliance_keeps_state(const struct region *r, uint8_t *seen, const struct packet *p);

#endif
