/*
 * Appliance: a VM that forwards, with limits of its own. What it sends on passes a server
 * (packets/s, bandwidth) and then takes a constant time. Charged to the gateway account.
 * A stateful one asks models/state.h besides. After a failure of its zone or region it begins
 * anew, without what stood in it and without state.
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
    uint16_t *seen; /* models/state.h; NULL: it keeps no state */
    uint32_t place; /* of its NIC */
};

void appliance_attach(struct appliance *a, struct region *r);
/* A packet that is for others is to pass it. */
void appliance_pass(struct region *r, struct appliance *a, struct packet *p, sim_time_t now);
/* Its VM has been down. */
void appliance_restart(struct region *r, struct appliance *a, sim_time_t now);

#endif
