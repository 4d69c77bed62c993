/*
 * NAPT: a dynamic NAT rule at one instance of a gateway: which flows of its internal side have a
 * port of the pool (About NAT on Azure VPN Gateway, 2024-10: stateful, unidirectional). A flow that
 * begins there takes a port of its external address, one for each of its connections of TCP (RFC
 * 4787, REQ-1: whoever the destination is); ports are counted by external address and protocol. It
 * keeps it until nothing has passed for the idle time, either way: the end of a connection frees
 * nothing (assumed). The state is the instance's own and goes with it. What an instance of an
 * active-active gateway has translated says so on its way (PACKET_BY), and answers to it say the
 * same. Of TCP only a SYN makes a translation: a connection whose translation is gone is dead.
 * Which port it is nobody asks but a capture (models/capture/frame.h).
 */
#ifndef MODELS_VPN_NAPT_H
#define MODELS_VPN_NAPT_H

#include <stdbool.h>
#include <stdint.h>

#include "models/net/cause.h"
#include "sim/base/simtime.h"

struct arena;
struct gateway_instance;
struct packet;
struct region;
struct topo_connection;
struct topo_nat_rule;

struct napt_entry { /* a translation */
    uint64_t key;   /* of the flow, and its connection */
    sim_time_t used_at;
    uint32_t older, newer; /* numbers + 1, by used_at; newer of a free one: the next free */
    uint32_t next;         /* number + 1, in its bucket */
    uint32_t slot;         /* in taken */
};

struct napt {
    const struct topo_nat_rule *rule;
    sim_time_t idle_dur;
    uint32_t n_ports; /* of an address, for each protocol */
    uint32_t *taken;  /* ports: [protocol * addresses + address] */
    struct arena *arena;
    struct napt_entry *entry;              /* doubling */
    uint32_t *bucket;                      /* [cap]: number + 1 */
    uint32_t n, cap, free, oldest, newest; /* the last three: numbers + 1 */
    uint32_t n_live;
};

void napt_init(struct napt *t, const struct topo_nat_rule *rule, uint32_t n_ports,
               sim_time_t idle_dur, struct arena *arena);
/* Room for more translations than there have ever been at once (arena_ahead). */
void napt_reserve(struct napt *t);
/* The instance has failed. */
void napt_clear(struct napt *t);

/*
 * A packet leaves the instance by the gateway's connection c, or has come by it.
 * DROP_N: it passes; else why it does not.
 */
enum drop_cause napt_pass(const struct gateway_instance *at, const struct topo_connection *c,
                          struct region *r, struct packet *p, bool out, sim_time_t now);

#endif
