/*
 * Front: an address that others answer for, the frontend of a load balancer or a private endpoint.
 * What comes for it is handed, where it stands, to the member that the flow's hash picks; it is no
 * hop and takes no time. The answer leaves as from the front.
 *
 * Over TCP each connection has its member, in the far end's state; a connection that is silent for
 * long goes on where it was (assumed).
 *
 * The hash is keyed by declared names: a flow's own (five_tuple: flows differ in their source port)
 * or its source's (source_ip). All state is in the flow's end at the front's region.
 */
#ifndef MODELS_FRONT_H
#define MODELS_FRONT_H

#include <stdbool.h>
#include <stdint.h>

#include "models/net/cause.h"
#include "models/net/region.h"

struct flow_front;
struct network;
struct topo_vm_group;

struct front {
    uint32_t vm; /* the front */
    const struct topo_vm_group *declared;
    uint32_t *member; /* VMs that may answer: the healthy ones; of an endpoint without a service
                         behind it itself */
    uint32_t n, n_declared;
    uint32_t *serving; /* those of them that take flows now (models/probe.h); all of them where
                          nothing fails */
    uint32_t n_serving;
    uint32_t epoch; /* counts its changes */
    uint32_t place;
    uint32_t port, backend_port; /* of a load balancer */
};

/* Makes the fronts of a network whose routes are built: who is healthy depends on what a probe's
 * way through security groups. */
void front_build(struct network *n, const uint32_t *group_first);
/* What the flow's member is drawn from; const after the build. */
uint64_t front_hash(const struct network *n, const struct front *f, const char *flow_name,
                    uint32_t src_vm);

/* The VM that a connection of flow d comes to, as long as nothing fails; of what is not TCP
 * connection 0. UINT32_MAX: nobody serves. */
uint32_t front_member(const struct front *f, const struct flow_front *d, uint32_t connection);

/* Why a packet that comes for the front is dropped; DROP_N: it is not. from_vm: of the member that
 * is picked, its own front. */
enum drop_cause front_refuses(const struct front *f, bool is_ping, uint32_t port);
/* Is the VM one of those that may answer? */
bool front_has(const struct front *f, uint32_t vm);
/* Stands in a network that is peered across regions, and takes nothing from there. */
bool front_is_basic(const struct front *f);

/* Hands a packet that has come for VM number vm, a front, to the member that answers. */
void front_send(struct region *r, struct packet *p, uint32_t vm, sim_time_t now);
/* An answer passes: the flow has not been silent. */
void front_hear(const struct network *n, uint32_t flow, sim_time_t now);

#endif
