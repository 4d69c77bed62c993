/*
 * Router: a gateway that sends a packet on without encrypting it, between networks that use it
 * (gateway transit). A pass takes the instance's aggregate and the time of one pass of processing
 * with its stalls: 0.42 ms in the mean were measured for a gateway as a plain router
 * (models/data/assumptions.csv, gateway_processing_ms). A flow stays at one instance.
 */
#ifndef MODELS_VPN_ROUTER_H
#define MODELS_VPN_ROUTER_H

#include "models/net/fifo.h"
#include "models/net/region.h"
#include "sim/engine/lp.h"

struct gateway;
struct gateway_instance;

struct router { /* of one instance: what stands in its pass */
    struct fifo fifo;
    struct event ev;
    struct gateway_instance *instance;
};

void router_attach(struct router *s, struct gateway_instance *instance);
/* A packet that a route leads to gateway g has come to it; hash: of its five-tuple. It goes on by
 * gateway.around. */
void router_pass(struct region *r, struct gateway *g, uint32_t hash, struct packet *p,
                 sim_time_t now);

#endif
