/*
 * Gateway: what one VPN gateway instance does to packets. Each direction of a tunnel is a FIFO
 * server with service time max(inner bits / tunnel rate, 1 / tunnel packets per second); behind it
 * the instance's aggregate, likewise in bits; behind that the processing of one pass (a constant
 * and stalls, order kept). Servers have drop-tail buffers of 20 ms at their rate (assumed),
 * unbounded where unlimited. Figures by SKU and cipher: models/data/gateway-*.csv.
 *
 * Two instances always; active-standby: instance 0 carries everything; active-active: both do, each
 * with limits of its own, and a connection has a tunnel from each to each instance of the other
 * side.
 */
#ifndef MODELS_VPN_GATEWAY_H
#define MODELS_VPN_GATEWAY_H

#include <stdbool.h>
#include <stdint.h>

#include "models/cloud/topo.h"
#include "models/net/fifo.h"
#include "models/net/region.h"
#include "models/net/server.h"
#include "models/net/stall.h"
#include "models/vpn/esp.h"
#include "models/vpn/ike.h"
#include "models/vpn/rekey.h"
#include "models/vpn/replay.h"
#include "models/vpn/router.h"
#include "sim/engine/lp.h"

struct gateway;
struct gateway_instance;
struct link;
struct napt; /* models/vpn/napt.h */
struct route_table;
struct tunnel_watch;

enum gateway_way { GATEWAY_OUT, GATEWAY_IN, GATEWAY_WAYS }; /* encrypting; decrypting */

struct gateway_stage { /* packets that stand in a server or in processing */
    struct fifo fifo;
    struct event ev;
    struct gateway_instance *instance;
};

enum { GATEWAY_INSTANCES = 2 };

struct tunnel_port { /* one end of a tunnel direction: the per-tunnel limit at that gateway */
    struct server own;
    struct server *server; /* own, or the other direction's when the budget is shared */
    struct gateway_stage stage;
    bool limited;
    sim_time_t past_dur[GATEWAY_INSTANCES]; /* that the server has worked in an instance, up to the
                                               last take-over */
};

struct tunnel_counters { /* from the warm-up's end on */
    uint64_t packets, bytes_inner, bytes_outer, fragments;
};

/* One direction of a tunnel: from the gateway that declares the connection to the other. */
struct tunnel {
    const char *name; /* of the connection; where it has several, CONNECTION/i-j by the instances */
    const struct topo_connection *declared;
    uint32_t number, place; /* number: = index */
    struct gateway *from, *to;
    struct gateway_instance *at, *far; /* of from, of to */
    struct tunnel *reverse;            /* NULL: one-sided */
    const struct esp_suite *esp;
    uint32_t udp_bytes, mtu_bytes; /* of a header around ESP, behind address translation; of the
                                      largest outer packet */
    struct tunnel_port out, in;    /* at from; at to */
    struct link *link;             /* between the gateways' regions */
    uint32_t path, hash;           /* of the outer five-tuple */
    double quantile;               /* of its path, and of those after it has moved */
    struct replay *replay;         /* at to; NULL: the path keeps the order, or nobody looks */
    struct reorder_number
        numbered;   /* at from, where the path does not keep the order: the last one */
    struct ike ike; /* of the gateway `from`, for its own connection */
    struct rekey rekey;
    struct event ike_ev, rekey_ev, dpd_ev;
    uint32_t n_holds, n_moves; /* tunnel_hold; to another instance of either gateway */
    bool up;                   /* as `from` knows it */
    bool cut;                  /* `from` neither starts nor answers: tunnel_cut */
    bool withdrawn;     /* BGP is wanted over it and has no session: it carries no learned routes */
    bool has_selectors; /* at either end: not every packet is let in */
    bool on_demand,
        is_idle; /* a policy-based end takes it down when idle; it has, and waits for a packet */
    sim_time_t heard_at; /* the last packet or message that came to `from` in this tunnel */
    sim_time_t up_at;    /* the last time it came up; -1: never */
    sim_time_t down_at, down_dur; /* down since; the sum of what has ended, after the warm-up */
    sim_time_t idle_dur, used_at; /* on_demand: after so long without traffic; the last packet */
    sim_time_t dpd_timeout, dpd_interval; /* 0: it has none */
    struct tunnel_watch *watch;           /* list: who is told */
    uint32_t n_sas;                       /* child SAs so far: the last one is in force */
    uint64_t rekeys;                      /* in place, after the warm-up */
    uint64_t out_bytes, in_bytes,
        volume_mark; /* under the child SA each way; where rekey_volume looks */
    struct tunnel_counters sent;
    uint64_t drops_out, drops_in; /* by the two regions */
};

struct gateway_counters { /* of one way, from the warm-up's end on */
    uint64_t packets, bytes_inner, bytes_outer, drops;
};

struct gateway_peak {  /* both ways together, in bins of 1 s; both belong to one region */
    sim_time_t second; /* the bin being filled */
    uint64_t packets, bytes, peak_packets, peak_bytes;
};

struct gateway_instance {
    struct gateway *gateway;
    struct server aggregate[GATEWAY_WAYS];
    struct gateway_stage stage[GATEWAY_WAYS]; /* aggregate and processing of a way */
    struct router router;                     /* of what goes on without a tunnel */
    struct stall stall[GATEWAY_WAYS];
    struct gateway_counters count[GATEWAY_WAYS];
    struct gateway_peak peak;
    struct napt *napt;     /* [NAT rule], the dynamic ones; NULL: the gateway has none */
    uint32_t n_down;       /* faults that keep it down */
    sim_time_t noticed_at; /* when the fabric sends to it no more */
    bool carries;          /* since since_at; carried_dur: what has ended, after the warm-up */
    sim_time_t since_at, carried_dur;
};

/* What lies around gateways: the network that they serve, the control plane, a capture. The build
 * says it. */
struct gateway_around {
    /* A packet has left tunnel t at an instance: it goes on in the network. */
    void (*leave)(struct region *r, struct packet *p, const struct tunnel *t,
                  const struct gateway_instance *at, sim_time_t now);
    /* A packet that the gateway has passed as a router goes on, by its routes. */
    void (*route_on)(struct region *r, struct packet *p, const struct gateway *g, sim_time_t now);
    /* The sender of a packet of TCP is told that packets of `mtu` bytes fit, and this one does not.
     */
    void (*tell_mtu)(struct region *r, const struct packet *p, uint32_t mtu,
                     const struct gateway_instance *at, sim_time_t now);
    /* A segment of a BGP session has come in a tunnel to its end `own`. */
    void (*hear)(struct region *r, struct tunnel *own, const struct packet *p, sim_time_t now);
    /* Of a gateway that is watched: a packet in clear at its inner side, come from the network or
     * (out) going there; and one that tunnel t sends. */
    void (*see_inner)(struct region *r, const struct gateway_instance *at, const struct packet *p,
                      bool out, sim_time_t now);
    void (*see_sent)(struct region *r, const struct tunnel *t, const struct packet *p,
                     sim_time_t now);
};

struct gateway {
    const char *name;
    const struct gateway_around *around;
    const struct topo_gateway *declared;
    struct region *region;
    uint32_t number, vnet, place;
    uint32_t n_active; /* instances that carry traffic at once */
    uint32_t
        n_built; /* instances that ever may: with a failover of an active-standby gateway both */
    uint32_t active; /* n_active 1: which one carries */
    uint16_t *seen;  /* of a stateful device (models/state.h); NULL: it keeps no state */
    struct link *uplink_out,
        *uplink_in; /* of a site's device: its line; NULL: a gateway of the platform */
    struct gateway_instance instance[GATEWAY_INSTANCES];
    sim_time_t processing_dur;
    uint16_t mss_clamp; /* of TCP handshakes through its tunnels; 0: none */
    bool has_stalls, shared_budget, copies_df, tells_mtu;
    bool rerouted; /* its routes, or the tunnels that may carry them, are not those of the beginning
                    */
    const struct route_table *routes; /* which tunnel a prefix takes, now */
    bool watched; /* something looks closer at its packets: a line of its own, state, a capture */
    int64_t aggregate_bps, tunnel_bps,
        tunnel_pps; /* in force, for notes; tunnel: of the default cipher */
};

/* Of the whole outer packet. */
static inline uint32_t tunnel_outer_bytes(const struct tunnel *t, uint32_t inner)
{
    return esp_outer_bytes(t->esp, inner) + t->udp_bytes;
}

/* The largest packet whose ESP packet fits the tunnel's MTU. */
uint32_t tunnel_largest_inner(const struct tunnel *t);

/* A packet routed into tunnel t has come to t->from. */
void gateway_encrypt(struct region *r, struct tunnel *t, struct packet *p, sim_time_t now);
/* An ESP packet of tunnel t has come to t->to. */
void gateway_decrypt(struct region *r, struct tunnel *t, struct packet *p, sim_time_t now);
/* The ESP number of a packet in a tunnel on a link that does not keep the order (link.h): it is
 * given here. */
struct reorder_number gateway_number(const struct region *r, const struct packet *p);
/* What has come through a link that reorders: is it ESP, and behind the replay window of t->to? */
bool gateway_is_late(struct tunnel *t, const struct packet *p);
/* A packet has had its pass of an instance. */
void gateway_count(struct region *r, struct gateway_instance *g, enum gateway_way way,
                   uint32_t inner, uint32_t outer, sim_time_t now);
/* How long the port's server has worked in that instance. */
sim_time_t gateway_port_busy_dur(const struct tunnel_port *port, const struct gateway_instance *g);
/* How long the aggregate of a way has worked, in all instances that have carried what the gateway
 * carries; of several that carry at once in this one. */
sim_time_t gateway_aggregate_busy_dur(const struct gateway_instance *at, enum gateway_way way);
/* The port's limit is in the other instance of the gateway from now on. */
void gateway_port_move(struct tunnel_port *port, struct gateway_instance *to);
/* Events and servers; called by the build for each instance, then for each tunnel. */
void gateway_attach(struct gateway_instance *g);
void tunnel_attach(struct tunnel *t);

uint64_t gateway_in_flight(const struct gateway *g);
uint64_t tunnel_in_flight(const struct tunnel *t);

#endif
