/*
 * Flow: one sender's packets to one destination (or, pairing random, to any VM of a group), and the
 * answers. Its two ends live in the regions of source and destination; each writes only its own
 * end, the report adds them up.
 *
 * Counts hold the cohort of packets sent at or after the warm-up's end, so that in each direction
 * offered = received + dropped + in flight. Delays are ps.
 */
#ifndef MODELS_FLOW_FLOW_H
#define MODELS_FLOW_FLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "models/cloud/topo.h"
#include "models/net/packet.h"
#include "models/net/region.h"
#include "models/net/route.h"
#include "sim/engine/histogram.h"
#include "sim/engine/lp.h"
#include "sim/engine/rng.h"

struct network;
struct tcp; /* models/tcp/tcp.h */

typedef unsigned __int128
    flow_sum_t; /* a sum of ps: 64 bits would hold 214 days only, packets together */

struct flow_delay { /* of a set of packets or round trips */
    sim_time_t min, max;
    flow_sum_t sum;
    struct histogram histogram;
};

/*
 * Does what the application wants get through? One way: bytes that reach it at the destination;
 * where it asks: answers in time. TCP: in the order of the stream. at: the last time, and where it
 * begins to be measured; longest_dur: the longest time without, so far.
 */
struct flow_progress {
    sim_time_t at, longest_dur;
};

/* Where the flow's packets leave their region; looked up once an epoch. */
struct flow_route {
    uint64_t epoch;    /* 0: not looked up yet */
    struct link *link; /* access link of the VM, or the link to its region; TUNNEL: to the gateway's
                          region, NULL in this one */
    uint32_t tunnel;   /* ROUTE_TUNNEL: number of the tunnel direction; ROUTE_APPLIANCE: of the VM;
                          ROUTE_GATEWAY: of the gateway */
    uint8_t kind;      /* enum route_kind */
    uint8_t cause;     /* ROUTE_NONE: enum drop_cause */
    uint8_t path;      /* on that link */
};

/* A request loop of request_response, or one echo of a ping that is being waited for. */
struct flow_request {
    sim_time_t sent_at;
    uint32_t seq;
    uint16_t connection; /* a loop over TCP: the one that it asks on */
    bool waiting;
};

enum flow_draw { FLOW_DRAW_GAP, FLOW_DRAW_SIZE, FLOW_DRAW_TARGET, FLOW_DRAW_THINK, FLOW_DRAWS };

struct flow_loop { /* request_response: ask, wait for the answer or the time-out, think, ask again
                    */
    struct event ev;
    struct flow_src *src;
    struct flow_request request;
};

struct flow_asks { /* of a source that waits for answers: request_response, ping; behind it its
                      loops, or its ring of echoes */
    struct flow_progress progress;
    uint32_t timeouts;
    uint32_t requests_lost; /* of those made since the warm-up's end: no response in time */
};

/* What is counted, from the warm-up's end on: taken with the first of it, so that a flow that is
 * silent since before is small. */
struct flow_src_count { /* at the source: offered fwd, received rev, dropped of both */
    struct flow_count fwd, rev;
    struct flow_delay rtt;
    uint64_t written_bytes; /* to TCP, by applications that say when and how much */
};

struct flow_dst_count { /* at the destination: received fwd, offered rev, dropped of both */
    struct flow_count fwd, rev;
    struct flow_delay owd;
    flow_sum_t propagation, transmission, queueing, gateway;
    flow_sum_t jitter; /* sum of |differences| of consecutive one-way delays (RFC 3393) */
    sim_time_t last_owd;
    uint64_t late_bytes; /* of TCP: sent after the entry's stop; in no rate */
};

/* What the sources of a traffic entry have in common; const after the build. */
struct flow_kind {
    const struct topo_traffic *spec;
    const struct traffic_ops *ops;
    uint32_t n_tcp;             /* connections of each; 0: not over TCP */
    uint32_t echo_mask;         /* ping: of its ring */
    size_t asks_bytes;          /* of a flow_asks and what is behind it; 0: it does not ask */
    uint16_t fixed_bytes;       /* packet size when it is one number, else 0 */
    uint8_t n_streams;          /* random streams of each */
    uint8_t stream[FLOW_DRAWS]; /* where among a source's random streams; FLOW_DRAWS: nothing of it
                                   is drawn */
    sim_time_t gap_dur;         /* cbr: between packets; exact part */
    double mean_gap_ps;         /* poisson */
    double ps_per_byte;         /* cbr, on_off with drawn sizes */
};

struct flow_src {    /* in the source's region */
    struct event ev; /* the application's next act */
    uint32_t flow;
    uint32_t seq;
    const struct flow_kind *kind;
    struct link *out; /* the source VM's egress */
    struct flow_route route;
    struct flow_route *entry; /* of answers that leave a tunnel in this region; NULL: none has */
    struct flow_src_count *count; /* NULL: nothing yet */
    struct rng_state *rng;        /* its streams, side by side; NULL: it draws nothing */
    union {
        sim_time_t burst_end_at; /* on_off */
        struct flow_asks *asks;  /* of one that asks */
    };
    struct tcp *tcp; /* connections' ends here; NULL: not over TCP */
};

struct flow_front {  /* of a flow to a front; see models/front.h */
    uint32_t member; /* the VM that answers */
    uint32_t epoch;  /* of what it was picked from */
    bool has_member;
    uint64_t hash;       /* what picks the member; const */
    uint64_t turn;       /* how often it was hashed anew */
    sim_time_t heard_at; /* a packet of it passed, either way */
};

struct flow_dst { /* in the destination's region */
    uint32_t flow;
    uint16_t exit; /* on the Internet: where the flow's last packet has left the cloud, so that
                      answers come back there; see models/outside.h */
    struct flow_route route;       /* of the way back */
    struct flow_route *entry;      /* of what leaves a tunnel in this region; NULL: nothing has */
    struct flow_dst_count *count;  /* NULL: nothing yet */
    struct flow_front *front;      /* NULL: it goes to a VM */
    uint64_t goodput_bytes;        /* application bytes */
    struct flow_progress progress; /* one way */
    uint64_t fingerprint;          /* hash over (arrival, seq) in order */
    struct rng_state *size_rng;    /* response sizes; NULL: they are fixed */
    struct tcp *tcp;
};

/* NULL: nothing of it is drawn. */
static inline struct rng_state *flow_rng(const struct flow_src *s, enum flow_draw what)
{
    const uint8_t at = s->kind->stream[what];

    return at < FLOW_DRAWS ? &s->rng[at] : NULL;
}

static inline uint64_t flow_requests_lost(const struct flow_src *s)
{
    return s->kind->asks_bytes > 0 ? s->asks->requests_lost : 0;
}

/* request_response: `connections` of them. */
static inline struct flow_loop *flow_loops(const struct flow_src *s)
{
    return (struct flow_loop *)(void *)(s->asks + 1);
}

/* ping: a ring over the time-out. */
static inline struct flow_request *flow_echo(const struct flow_src *s, uint32_t seq)
{
    return (struct flow_request *)(void *)(s->asks + 1) + (seq & s->kind->echo_mask);
}

struct flow { /* const after the build; its name: network_flow_name */
    const struct topo_traffic *spec;
    uint32_t src_vm, dst_vm; /* dst_vm: the first of n_targets consecutive ones */
    uint32_t n_targets : 24; /* 1, or the group for pairing random */
    uint32_t
        refused : 8; /* enum drop_cause: none of its packets gets away from its sender; DROP_N */
    uint32_t
        first_connection; /* among those of its source VM, which count from its first flow on */
    struct region *src_region, *dst_region;
    sim_time_t start_at;
    double u;         /* quantile of its paths, 0..1, both ways */
    uint32_t hash[2]; /* there and back: which of several tunnels side by side; the two ends choose
                         each for itself */
    uint32_t number;  /* among those of its pair, of an entry with several; in its name */
    uint32_t probes;  /* a probe: so many before it is the flow whose way it takes; else 0 */
};

/* The flow whose way a probe takes; NULL: it is none. */
static inline const struct flow *flow_probed(const struct flow *f)
{
    return f->probes > 0 ? f - f->probes : NULL;
}

/* What security groups and load balancers take its packets for: a probe passes where the flow does
 * that it probes. */
static inline enum topo_protocol flow_protocol(const struct flow *f)
{
    const struct topo_traffic *t = (f - f->probes)->spec;

    return t->app == TOPO_PING                  ? TOPO_ICMP
           : t->transport == TOPO_TRANSPORT_TCP ? TOPO_TCP
                                                : TOPO_UDP;
}

/* The VM that a packet of the way there is for. To a single one `target` says whether a front has
 * handed it on. */
static inline uint32_t flow_target(const struct flow *f, const struct packet *p)
{
    return f->n_targets > 1 ? f->dst_vm + p->target : f->dst_vm;
}

/* Delivery of a packet to the VM at its end: number vm. */
void flow_deliver(struct region *r, struct packet *p, uint32_t vm, sim_time_t now);
/* VM number vm answers a request. */
void flow_answer(struct region *r, const struct packet *request, uint32_t vm, sim_time_t now);

/* Counts what has come to the destination: id, the packet's own for the fingerprint; bytes of
 * goodput in it. */
void flow_arrive(struct region *r, struct flow_dst *d, const struct packet *p, uint64_t id,
                 uint32_t goodput, sim_time_t now);

/* The end of `f` that lives in r: counts of the direction the packet goes. */
region_count_fn flow_count_of;

/* To count: taken from the region's arena with the first. */
struct flow_src_count *flow_src_count_new(struct flow_src *s, struct arena *arena);
struct flow_dst_count *flow_dst_count_new(struct flow_dst *d, struct arena *arena);

static inline struct flow_src_count *flow_src_count(struct flow_src *s, struct arena *arena)
{
    return SIM_LIKELY(s->count != NULL) ? s->count : flow_src_count_new(s, arena);
}

static inline struct flow_dst_count *flow_dst_count(struct flow_dst *d, struct arena *arena)
{
    return SIM_LIKELY(d->count != NULL) ? d->count : flow_dst_count_new(d, arena);
}

/* The counted life of a flow: [max(start, warm-up), its end). */
sim_time_t flow_begin_at(const struct network *n, size_t flow);
sim_time_t flow_end_at(const struct network *n, size_t flow);

/* When the flow last got something through (where it has not yet: since when that is measured), and
 * its longest time without, up to `until`. */
sim_time_t flow_progress_at(const struct network *n, size_t flow);
sim_time_t flow_stall_dur(const struct network *n, size_t flow, sim_time_t until);

static inline void flow_progress_note(struct flow_progress *g, sim_time_t now)
{
    if (now <= g->at) /* before it is measured */
        return;
    if (now - g->at > g->longest_dur)
        g->longest_dur = now - g->at;
    g->at = now;
}

void flow_count_add(struct flow_count *to, const struct flow_count *more);
void flow_delay_add(struct flow_delay *d, sim_time_t value, struct arena *arena);

#endif
