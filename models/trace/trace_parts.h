/*
 * What the files of trace share: the walk, its steps and its end. trace_walk.c follows the packet,
 * trace_decide.c asks the routes, trace_tunnel.c goes through gateways and their tunnels,
 * trace_end.c comes to VMs and to what others answer for, past their security groups; all of them
 * write down by trace_step.c.
 */
#ifndef MODELS_TRACE_TRACE_PARTS_H
#define MODELS_TRACE_TRACE_PARTS_H

#include "models/net/packet.h"
#include "models/trace/trace.h"
#include "sim/base/arena.h"

struct walk {
    struct trace *t;
    const struct network *n;
    const struct trace_question *q;
    struct arena *arena;
    unsigned hops;
    bool is_silent; /* no steps: not asked for, or it goes round in a circle that has been shown */
    const void *sent_by[PACKET_HOPS_MAX]; /* [hop] */
    const struct front *front;            /* it has been handed on by this one */
    uint32_t zone; /* of the VM that it has left last, in the region where it stands; 0: none */
};

/* Texts are made only where a step is kept. */
#define TRACE_STEP(w, place, ...)                                                                  \
    do {                                                                                           \
        if (!(w)->is_silent)                                                                       \
            trace_step((w), (place), arena_printf((w)->arena, __VA_ARGS__));                       \
    } while (0)
#define TRACE_DROP(w, drop_cause, drop_code, drop_place, reason, remedy)                           \
    do {                                                                                           \
        (w)->t->cause = (drop_cause);                                                              \
        (w)->t->code = (drop_code);                                                                \
        (w)->t->place = (drop_place);                                                              \
        (w)->t->why = (reason);                                                                    \
        (w)->t->mend = (remedy);                                                                   \
    } while (0)
#define TRACE_CODE_LOST "VN0616" /* models/trace/reach.c: what no other code is for */

enum trace_next { TRACE_NEXT_VM, TRACE_NEXT_TUNNEL_END, TRACE_NEXT_DROPPED };

/* --- models/trace/trace_step.c --- */

void trace_step(struct walk *w, const char *at, const char *text);
void trace_pass_by(struct walk *w, const void *here, const void *there);
const char *trace_addr(struct walk *w, uint32_t addr);
const char *trace_vnet_place(struct walk *w, uint32_t vnet);
/* An end of the packet, VM number vm, as those in a network know it where it is now. */
struct nat_end trace_end(const struct walk *w, uint32_t vnet, uint32_t vm);
void trace_narrow(struct walk *w, uint32_t bytes);
void trace_rung(struct walk *w, struct trace_rung r);
void trace_sends(struct walk *w, const struct link *link);
/* Mean delay one way inside a region, or between two; of measured pairs half the median round trip.
 */
double trace_link_ms(const struct network *n, uint32_t a, uint32_t b);
void trace_cross(struct walk *w, uint32_t a, uint32_t b);
/* One more sends it on: `by`. False: its time to live is over. */
bool trace_sent_on(struct walk *w, const void *by, const char *place);
/* What keeps state lets an answer pass where it has seen the request. */
bool trace_keeps_state(struct walk *w, const struct trace_keeper *k);
/* And of TCP what its sender says next where it has seen the answer. */
bool trace_is_seen(struct walk *w);
bool trace_has_seen(const struct trace *t, const void *gate);
void trace_pass_gate(struct walk *w, const struct trace_keeper *k);

/* --- models/trace/trace_route.c --- */

const char *trace_prefix_text(struct walk *w, struct ip4_prefix p);
const char *trace_hop_text(struct walk *w, const struct effective_route *r);
const char *trace_route_text(struct walk *w, const struct net_subnet *s,
                             const struct effective_route *r, uint32_t addr);

/* --- models/trace/trace_decide.c --- */

/* *vm: where it comes to; *region: where it stands; *gateway: whose tunnel it left. */
enum trace_next trace_decide(struct walk *w, uint32_t subnet, bool is_gateway, uint32_t *vm,
                             uint32_t *region, const struct gateway **gateway);

/* --- models/trace/trace_outside.c --- */

/* Where a packet stands that the routes of a network lead out of it. */
struct trace_leaving {
    uint32_t vm; /* that it comes from; of a gateway none */
    uint32_t vnet;
    const struct gateway *gateway; /* that has decrypted it; NULL: a VM asks */
    const struct effective_route *e;
};

/* It is for the Internet, and leaves there, or has no way out. TRACE_NEXT_VM: to the host that is
 * declared, in region *region. False: it is something else. */
bool trace_leaves(struct walk *w, const struct trace_leaving *l, uint32_t *region,
                  enum trace_next *next);
/* The first of an answer from the Internet: it comes back where the request has left. */
enum trace_next trace_comes_back(struct walk *w, uint32_t *vm, uint32_t *region,
                                 const struct gateway **gateway);
/* To an address where no packet comes, or that a VM reaches where it stands: the walk is over. */
bool trace_is_special(struct walk *w, uint32_t vm);

/* --- models/trace/trace_why.c --- */

struct trace_reason {
    const char *why, *mend, *code; /* why NULL: none is found, and the others stay as they are */
};

/* Why no route of a network leads to the address of the VM that is asked for: what would have led
 * there, and what is wrong with it. Marks the places. */
void trace_why_no_route(struct walk *w, const struct topo_vnet *v,
                        const struct topo_route_table *table, uint32_t addr,
                        struct trace_reason *reason);

/* --- models/trace/trace_tunnel.c --- */

/* Why the tunnel of a connection does not come up; marks the two places that decide. */
const char *trace_why_down(struct walk *w, const struct topo_connection *c, const char **mend,
                           const char **code);

const char *trace_gateway(struct walk *w, const struct gateway *g);
/* Over the line of a site, where the gateway is a device of one; else NULL. */
void trace_over_line(struct walk *w, const struct link *line);
/* Into tunnel `number`; *region is where the packet stands, and comes out. */
bool trace_tunnel(struct walk *w, uint32_t number, uint32_t *region);

/* --- models/trace/trace_end.c --- */

const char *trace_machine(struct walk *w, const struct net_vm *vm);
bool trace_groups_let(struct walk *w, uint32_t vm, enum topo_direction direction);
/* Comes to a VM: its end, or an appliance. False: the walk is over. */
bool trace_arrive(struct walk *w, uint32_t vm);
/* Where an answer of the front begins: at the member, or at the endpoint. */
uint32_t trace_answers_from(const struct walk *w, uint32_t vm);

#endif
