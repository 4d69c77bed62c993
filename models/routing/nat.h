/*
 * Address translation at a VPN gateway: rules of its connections to sites (About NAT on Azure VPN
 * Gateway, 2024-10). An IngressSnat rule gives the other side's addresses others on this side, an
 * EgressSnat rule this side's addresses others on the other side; each works both ways, and the
 * routes of the connection change with it: those that BGP brings only with
 * enable_bgp_route_translation_for_nat. Of rules that hold for an address that with the longest
 * internal mapping does it, of two such one with ports.
 *
 * A static rule may be for a port of TCP and UDP, which becomes another one (limitations, the
 * same). Other packets go as they are (assumed: nat_port_rule_covers_rest of assumptions.csv), so
 * the routes as they are stay beside those to the external mapping.
 *
 * A dynamic rule puts many addresses behind few: an address has always the same one of the pool,
 * that with its last bits (assumed; RFC 4787, REQ-2: paired), so that names and routes need no
 * state. What is let through does: models/vpn/napt.h. Of an active-active gateway one instance has
 * it (VPN Gateway FAQ, 2026-06-04), and its external mapping leads there alone (assumed).
 *
 * Both ends of a connection may be gateways of the platform, each with rules of its own. Networks
 * that are joined over others know each other by what every gateway on the way makes of it: on the
 * shortest way that their routes lead (models/routing/nat_seen.c).
 */
#ifndef MODELS_ROUTING_NAT_H
#define MODELS_ROUTING_NAT_H

#include "models/cloud/topo.h"

struct arena;

/* The ports that a dynamic rule gives its flows: nat_ports_per_address of assumptions.csv. */
enum { NAT_PORT_LOW = 1024, NAT_PORT_HIGH = 65535 };

/* By which instances a client's address has come through rules that one of two has: none, or a list
 * of one or two, the first gateway on its way first. NAT_FIRST: the first rule in the file. */
enum { NAT_BY_TWO = 3, NAT_FIRST = 7, NAT_STEPS_MAX = 2 };

/* Of a third one nothing is kept: VN0341 refuses them, but for what goes in a circle. */
static inline uint32_t nat_by_append(uint32_t by, uint32_t instance)
{
    return by < NAT_BY_TWO ? 2 * by + 1 + instance : by;
}

/* The first instance + 1; 0: there is none. */
static inline uint32_t nat_by_first(uint32_t by)
{
    return by == NAT_FIRST || by < NAT_BY_TWO ? by : (by - NAT_BY_TWO) / 2 + 1;
}

/* Those behind it. */
static inline uint32_t nat_by_rest(uint32_t by)
{
    return by == NAT_FIRST ? by : by < NAT_BY_TWO ? 0 : (by - NAT_BY_TWO) % 2 + 1;
}

struct nat_end { /* of a packet, as its own network knows it, or as another does */
    uint32_t addr, port;
    int protocol; /* enum topo_protocol */
    uint32_t by;  /* what gateways between there and its own network have not taken of the list */
};

/* --- models/routing/nat_seen.c --- */

/* Sets t->nat_ways where rules are in use; what connections lead to must be known. */
void nat_ways_find(struct topo *t, struct arena *arena);
/* How those in network `from` know an end in network `of`. */
struct nat_end nat_seen(const struct topo *t, const struct topo_vnet *from,
                        const struct topo_vnet *of, struct nat_end end);
/* Has a dynamic rule given it its port, for those in network `from`? */
bool nat_is_pooled(const struct topo *t, const struct topo_vnet *from, const struct topo_vnet *of,
                   struct nat_end end);
/* On the way between the two: the connections, of which each may have rules that one instance has;
 * the one that goes beyond NAT_STEPS_MAX, seen from `from`. NULL: none does. */
const struct topo_connection *nat_beyond(const struct topo *t, const struct topo_vnet *from,
                                         const struct topo_vnet *of);

/* --- models/routing/nat_prefix.c --- */

typedef void nat_prefix_fn(void *arg, struct ip4_prefix p);
/* What a prefix of the network at the other end of a connection, which may be a device's, is called
 * at this end: by all rules, and as it is where they leave some of it. _here: what comes through
 * the tunnel by that name, as a local network gateway has it. */
void nat_each_name(const struct topo_connection *c, struct ip4_prefix p, nat_prefix_fn *fn,
                   void *arg);
void nat_each_name_here(const struct topo_connection *c, struct ip4_prefix p, nat_prefix_fn *fn,
                        void *arg);
/* Only to what it is called in the tunnel. */
void nat_each_name_there(const struct topo_connection *c, struct ip4_prefix p, nat_prefix_fn *fn,
                         void *arg);
/* The first of all names. */
struct ip4_prefix nat_prefix(const struct topo_connection *c, struct ip4_prefix p);
struct ip4_prefix nat_prefix_here(const struct topo_connection *c, struct ip4_prefix p);
/* The names that BGP tells over it: of a rule for each instance two. */
void nat_each_told(const struct topo_connection *c, struct ip4_prefix p, nat_prefix_fn *fn,
                   void *arg);
void nat_each_told_here(const struct topo_connection *c, struct ip4_prefix p, nat_prefix_fn *fn,
                        void *arg);
/* A name that this end has learned, as it was told in the tunnel. */
struct ip4_prefix nat_as_told(const struct topo_connection *c, struct ip4_prefix name);
/* By which instances of the two gateways a route of the connection leads: their numbers + 1; 0: by
 * either. */
struct nat_route {
    uint32_t here, there;
};
struct nat_route nat_route_by(const struct topo_connection *c, struct ip4_prefix route);

/* Does a rule of the connection give this prefix of the other side other addresses, whatever the
 * packets carry? _here: a rule of this end. */
bool nat_covers(const struct topo_connection *c, struct ip4_prefix p);
bool nat_covers_here(const struct topo_connection *c, struct ip4_prefix p);

/* --- models/routing/nat.c --- */

bool nat_is_used(const struct topo *t);
/* Is one of the rules in use for ports? */
bool nat_has_ports(const struct topo *t);

/* What an end at the other side of the connection is called in the tunnel. */
struct nat_end nat_in_tunnel(const struct topo_connection *c, struct nat_end there);
/* The dynamic rule that holds for an end at an instance, whatever its `by` says: of a gateway's
 * connection, among its rules of that mode. NULL: none does. */
const struct topo_nat_rule *nat_dynamic(const struct topo_connection *c, enum topo_nat_mode mode,
                                        struct nat_end end, uint32_t instance);
/* Does it hang on the instance what becomes of the end? */
bool nat_is_step(const struct topo_connection *c, enum topo_nat_mode mode, struct nat_end end);
/* Is one of the gateway's rules dynamic? */
bool nat_has_dynamic(const struct topo_gateway *g);

#endif
