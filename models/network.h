/*
 * The running network: everything that the build made of the declared cloud, by number. Regions own
 * what they touch; the arrays here only hold it. Names are shared with the declared cloud, which
 * must outlive the network.
 */
#ifndef MODELS_NETWORK_H
#define MODELS_NETWORK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "models/cloud/topo.h"
#include "models/net/route.h"
#include "models/routing/effective.h"
#include "models/routing/nat.h"
#include "sim/base/simtime.h"

struct appliance; /* models/appliance.h */
struct capture;   /* models/capture/capture.h */
struct control;   /* models/control/control.h */
struct packet;    /* models/net/packet.h */
struct arena;
struct catalog;
struct flow; /* models/flow/flow.h */
struct flow_count;
struct flow_dst;
struct flow_src;
struct front;   /* models/front.h */
struct gateway; /* models/vpn/gateway.h */
struct gateway_instance;
struct link;    /* models/net/link.h */
struct region;  /* models/net/region.h */
struct service; /* models/flow/service.h */
struct tunnel;

enum place_kind {
    PLACE_NIC,
    PLACE_LINK,
    PLACE_GATEWAY,
    PLACE_TUNNEL,
    PLACE_VNET,
    PLACE_FLOW,
    PLACE_SITE,
    PLACE_BALANCER,
    PLACE_ENDPOINT,
    PLACE_INTERNET
};
struct place { /* "nic:web-0", "link:westus->northeurope", "gateway:gw", "tunnel:x", "vnet:v",
                  "flow:f", "site:s", "balancer:b", "endpoint:e", "internet:h" */
    enum place_kind kind;
    const char *text;
};

struct net_vm {
    const char *name;
    const struct topo_vm_group *declared;
    uint32_t addr, vnet, region, subnet;
    uint8_t zone;                /* 0: none is said */
    bool forwards;               /* ip_forwarding */
    struct appliance *appliance; /* with limits or state; NULL: it just forwards */
    struct link *out, *in;
    struct front *front;     /* others answer for it; NULL: it answers itself */
    struct service *service; /* what a request takes; NULL: nothing */
    uint8_t *asked_for;      /* [flow]: a request has passed its security groups; NULL: it does not
                                forward, or has none */
};

enum {
    NETWORK_FIRST_PORT = 49152, /* the first that is not registered (RFC 6335, 6) */
    NETWORK_RESERVED_PORT =
        65330, /* of UDP, the platform's own (Virtual Network FAQ, 2020-06-26) */
};

struct net_vnet { /* a virtual network, or an on-premises site */
    const struct topo_vnet *declared;
    uint32_t region, place;
    uint32_t first_subnet; /* its subnets follow each other */
};

struct net_subnet {
    const struct topo_subnet *declared;
    uint32_t vnet;
    uint32_t bare; /* number of its double without route table and security group, which private
                      endpoints stand in; 0: none */
    struct effective effective; /* what the routes were compiled from; also says what VirtualNetwork
                                   is to a security group */
    struct route_table routes;
    struct route_table declared_routes; /* as the run begins: what other regions go by */
};

struct control_event { /* events.csv */
    sim_time_t at;
    const char *kind, *name, *event, *detail;
};

struct control_log { /* one a region */
    struct control_event *v;
    size_t n, cap;
};

struct series; /* models/series.h */
struct stays;  /* models/trace/stays.h */
struct stays_clock;
struct life; /* models/trace/lives.h */
struct lives_clock;
struct steady; /* models/steady.h */
struct watch;  /* models/watch.h */

struct network {
    const struct topo *topo;
    const struct catalog *catalog;
    struct arena *arena;
    uint64_t seed;
    sim_time_t duration, warmup; /* duration: at most, while it runs (models/settle.h) */
    sim_time_t end_at;           /* the run's end, as far as is known */
    struct region **region;      /* sorted by name */
    struct net_vnet *vnet;
    struct net_subnet *subnet;
    struct route_table *gateway_routes; /* [gateway]: which tunnel, as the run begins; in its region
                                           gateway.routes */
    bool has_nat,
        has_nat_ports; /* some gateway translates addresses; those of packets with certain ports */
    bool has_nsgs, has_fronts;
    struct net_vm *vm;
    struct link **link;    /* order of links.csv: access links by VM (out, in), then region pairs */
    struct link **between; /* [from * n_regions + to], NULL where no link is in use; from == to:
                              fabric between gateways */
    struct gateway *gateway; /* devices of sites too */
    struct tunnel *tunnel;
    uint32_t *first_tunnel; /* [connection]: its tunnels follow each other, by instance here, then
                               there */
    struct flow *flow;
    struct flow_src **src; /* [flow] */
    struct flow_dst **dst;
    uint32_t *first_state; /* [flow], and of all behind the last; NULL: nobody keeps state
                              (models/state.h) */
    struct place *place;
    struct control_log *log; /* [region] */
    struct series *series;
    struct steady *steady;
    struct watch *watch;     /* NULL: nothing breaks */
    struct capture *capture; /* NULL: no packets are captured */
    struct control *control; /* NULL: nothing changes */
    struct stays *stays;     /* [flow]: the ways that it has taken (models/trace/stays.h); NULL: no
                                route changes */
    struct stays_clock *stays_clock;
    struct life *lives; /* [flow] (models/trace/lives.h); NULL: all flows live all the time */
    struct lives_clock *lives_clock;
    struct probe *probe; /* of load balancers; NULL: no member fails */
    size_t n_regions, n_vnets, n_vms, n_links, n_gateways, n_tunnels, n_flows, n_places, n_subnets;
    size_t n_bare;   /* behind the subnets: their doubles */
    size_t n_probes; /* behind the flows, in the same arrays: probes of their ways, in no result but
                        outages.csv */
};

/* Builds the network of a resolved, checked cloud (models/build_network.c). NULL: *error says what
 * of it cannot run. */
struct network *network_build(const struct topo *topo, const struct catalog *catalog,
                              const char **error) __attribute__((warn_unused_result));
void network_free(struct network *n);

struct network_run {
    unsigned threads;
    const atomic_bool *stop;
    void (*progress)(void *arg, sim_time_t now);
    void *progress_arg;
};

/* Runs to topo->simulation.duration, or until faults have settled; n->duration then. 0, -EINTR when
 * stopped, or a negative errno. Asserts conservation at the end. */
int network_run(struct network *n, const struct network_run *run)
    __attribute__((warn_unused_result));

uint64_t network_events(const struct network *n);      /* dispatched */
uint64_t network_fingerprint(const struct network *n); /* over every delivery, in flow order */

/* Whose flow it is, and to whom: a VM, or of pairing random the entry of several. */
const char *network_src_name(const struct network *n, const struct flow *f);
const char *network_dst_name(const struct network *n, const struct flow *f);
/* ENTRY:SOURCE->DESTINATION, #NUMBER where the entry has several a pair; made in the arena, since
 * none is kept. */
const char *network_flow_name(const struct network *n, const struct flow *f, struct arena *arena);
/* Totals of a flow over both its ends; in flight = offered - received - dropped. */
struct flow_count network_flow_fwd(const struct network *n, size_t flow);
struct flow_count network_flow_rev(const struct network *n, size_t flow);

/* Who answers for VM number vm: itself, or the first member of a front (they are alike);
 * models/front.c. */
uint32_t network_answers(const struct network *n, uint32_t vm);

/* Control plane: routing changes of a region take effect with the next packet. */
void network_log(struct network *n, struct region *r, sim_time_t at, const char *kind,
                 const char *name, const char *event, const char *detail);

/* --- models/forward_route.c --- */

/* The route that the flow's packets, or their answers, take at the sender's subnet; of what the
 * gateway decides the tunnel's. NULL: none. */
const struct route *network_route(const struct network *n, const struct flow *f, bool is_answer);
/* What a gateway does with a packet for an address, as its network knows it, that was routed to it
 * (ROUTE_GATEWAY), by the routes of *subnet, its own. NULL: none. */
const struct route *network_gateway_route(const struct network *n, uint32_t gateway, uint32_t addr,
                                          uint32_t *subnet);
/* Does such a route make the gateway a router, which sends packets on without a tunnel? */
bool network_is_routed(const struct route *route);

/* The path of VM number vm's link for what comes from a VM of its region in that zone; 0: from
 * elsewhere. */
static inline uint8_t network_zone_path(const struct network *n, uint8_t from_zone, uint32_t vm)
{
    return n->vm[vm].zone != 0 ? from_zone : 0;
}

/* --- models/ends.c --- */

/* Of a ROUTE_TUNNEL the tunnel that packets of a hash take. */
uint32_t network_choose(const struct route *route, uint32_t hash);
/* The VM that a packet is for, and the one that it is from. */
uint32_t network_destination(const struct network *net, const struct packet *p);
uint32_t network_source(const struct network *net, const struct packet *p);
/* An end of a packet, VM number vm, as those in a network know it: as it is, unless a gateway
 * translates. */
struct nat_end network_seen(const struct network *n, uint32_t vnet, uint32_t vm,
                            struct nat_end end);
/* The same of a packet; vm: whose it is of the two. */
struct nat_end network_end(const struct region *r, const struct packet *p, uint32_t vnet,
                           uint32_t vm);
/* What a flow's packets are spread by over tunnels side by side; target as in struct packet. */
uint32_t network_hash(const struct flow *f, uint32_t target, bool is_answer);
/* Of the five-tuple of a packet as a link of region r shows it: in a tunnel that of the tunnel, of
 * TCP a connection's. */
uint32_t network_five_tuple(const struct region *r, const struct packet *p);
/* The source port of a flow's first, second ... connection. */
uint32_t network_client_port(const struct flow *f, uint32_t connection);
/* The number of the connection that has the port, 1024 or more. */
uint32_t network_connection_of_port(uint32_t port);
/* Is it a port that VM number vm sends nothing from (models/build_ports.c)? */
bool network_is_reserved(const struct network *n, uint32_t vm, int protocol, uint32_t port);
/* The source port of a packet's connection, of an answer the one that it is for: a VM counts those
 * that its flows open. */
uint32_t network_source_port(const struct region *r, const struct packet *p);
/* Do the traffic selectors of the tunnel hold the packet? */
bool network_selects(const struct network *n, const struct tunnel *t, const struct packet *p);

#endif
