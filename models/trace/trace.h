/*
 * Trace: the way of one packet from VM to VM, worked out from what is declared, without running: at
 * each hop the route that won and over which others, the rule that let it pass, the tunnel and its
 * state, and how much delay there is so far, without queueing. It asks the same tables that packets
 * of a run are forwarded by; tests/models/test_trace.c holds the two to each other.
 */
#ifndef MODELS_TRACE_TRACE_H
#define MODELS_TRACE_TRACE_H

#include "models/net/region.h"
#include "models/network.h"

enum { TRACE_PORT = 5001 /* as traffic has by default */ };

struct trace_question {
    uint32_t from, to; /* VMs */
    int protocol;      /* enum topo_protocol */
    uint32_t port;     /* of the destination */
    uint32_t src_port; /* of the source; 0: NETWORK_FIRST_PORT. Of an answer both as the request has
                          them */
    bool is_answer;    /* security groups let it pass where they have seen the request */
    const struct trace *request; /* that it answers: stateful devices and security groups ask; NULL:
                                    they let it pass */
    uint32_t hash;               /* which of several tunnels side by side (network_hash) */
    uint32_t member;  /* to or from a front: number + 1 of its member; 0: the first that is not the
                         sender */
    bool has_no_room; /* of a flow: a NIC at one of its ends keeps as many as it can */
    bool outside;     /* `to` is on the Internet, and not declared (trace_outside): it arrives where
                         it leaves */
    bool only_verdict; /* no steps: for who asks often */
};

struct trace_step {
    const char *at, *text; /* "vm web-0", "route 10.2.0.0/16 -> ..." */
    double so_far_ms;      /* base delay up to here */
};

/* Where the size of a packet matters, in order: in front of a transmitter, where it gets ESP around
 * it, where that is taken off. */
enum trace_rung_kind { TRACE_SENDS, TRACE_ENCRYPTS, TRACE_DECRYPTS };
struct trace_rung {
    enum trace_rung_kind kind;
    const struct link *link;     /* TRACE_SENDS */
    const struct tunnel *tunnel; /* else */
};

struct trace_gate { /* an appliance, a gateway as a router (there NULL), or the two ends of a
                       tunnel, in either order of names */
    const void *here, *there;
};

struct trace_keeper { /* a gateway, device, appliance or NAT rule: what may keep state */
    const void *gate;
    bool is_stateful;                /* a firewall; the rest of one alone */
    const char *code, *name, *place; /* what it drops, and where, as in struct trace */
    struct span at;
};

struct trace {
    struct trace_rung *rung;
    size_t n_rungs, cap_rungs;
    struct trace_step *step;
    size_t n, cap;
    bool arrived;
    enum drop_cause cause; /* not arrived: as in drops.csv */
    const char *place;     /* as in drops.csv */
    const char *why, *mend;
    const char *code;        /* that `vnetsim explain` knows */
    struct span here, there; /* the two places of the file that decide; line 0: none */
    struct trace_gate *via;  /* in order */
    size_t n_via, cap_via;
    struct trace_keeper *keeper; /* in order */
    size_t n_keepers, cap_keepers;
    double base_ms;
    uint32_t largest_bytes; /* of a packet that no hop fragments */
    uint32_t by;   /* as nat_end: what a dynamic NAT rule has made of its sender, so that the answer
                      goes there */
    uint32_t exit; /* to a host of the Internet: where it has left (models/outside.h) */
    uint64_t
        hash_end; /* packets of a hash from the asked one up to before this one go the same way */
};

/* What one asks when nothing else is said: a ping; of a front its own port, by UDP. from and to may
 * be turned round for an answer. */
struct trace_question trace_ask(const struct network *n, uint32_t from, uint32_t to);
/* What a flow's packets are: to target number `target` over connection number `connection`, with
 * the member of a front that takes it first. request: NULL; of the answers to it its trace. */
struct trace_question trace_of_flow(const struct network *n, uint32_t flow, uint32_t target,
                                    uint32_t connection, const struct trace *request);
/* Does who sends them want answers? */
bool trace_of_flow_wants_answer(const struct network *n, uint32_t flow);
/* Is it an address that others answer for, or one on the Internet, so that it begins nothing? */
bool trace_is_front(const struct network *n, uint32_t vm);

/* Is it one that VMs reach where they stand? */
bool trace_is_of_platform(uint32_t addr);
/* A network as n, in which VM number *vm stands for an address of the Internet; for trace_walk
 * alone, with q.outside. All in the arena. */
const struct network *trace_outside(const struct network *n, uint32_t addr, uint32_t *vm,
                                    struct arena *arena);

/* Do the two go through the same appliances and gateways, the one way and the other? */
bool trace_is_symmetric(const struct trace *there, const struct trace *back);

/* Everything in the arena. */
void trace_walk(struct trace *t, const struct network *n, const struct trace_question *q,
                struct arena *arena);
/* The ways of a flow's packets to its first target and back, as verdicts alone (only_verdict). */
void trace_ways_of_flow(struct trace *there, struct trace *back, const struct network *n,
                        uint32_t flow, struct arena *arena);

#endif
