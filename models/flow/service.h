/*
 * Service: what a VM, a cloud service's role or a managed instance does between a request's arrival
 * and its response. Each member has servers of its own; a request takes an idle one for a drawn
 * time, or waits, first come first served, without a limit (assumed). The packet ends when it
 * arrives, so the wait is in the round trip and in no one-way delay; it has its own account here
 * and in services.csv.
 *
 * Counts cover the time from the warm-up's end to the end of the run: `requests`, `wait_dur` and
 * `service_dur` of what begins to be served in it. Times are ps.
 */
#ifndef MODELS_FLOW_SERVICE_H
#define MODELS_FLOW_SERVICE_H

#include <stdint.h>

#include "models/cloud/topo.h"
#include "models/flow/flow.h"
#include "models/net/fifo.h"

struct service;

struct service_server {
    struct event ev; /* the end of what it is at work on */
    struct service *service;
    struct packet request;
    bool busy;
};

struct service { /* in its VM's region */
    uint32_t vm, n_servers;
    const struct dist *time;
    double faster; /* than that */
    struct rng rng;
    struct service_server *server;
    struct fifo waiting; /* due_at: when it came */
    sim_time_t last_at;  /* of a change of the queue */
    uint64_t requests, waiting_max;
    flow_sum_t wait_dur, service_dur, busy_dur; /* busy: of all servers together */
    flow_sum_t waiting_ps;                      /* requests that wait, times time */
    sim_time_t wait_max_dur;
};

/* Of VM number vm, whose group has a service_time; before the LPs are sealed. */
struct service *service_new(struct network *n, uint32_t vm);
/* A request has come to the service's VM. */
void service_take(struct region *r, struct service *s, const struct packet *p, sim_time_t now);
/* Up to the end of the run; once, after it. */
void service_close(const struct network *n, struct service *s);

#endif
