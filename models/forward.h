/*
 * Forwarding: what the fabric of a region does with a packet, by the routes of the subnet that it
 * comes from, and what it tells senders of packets that are too large. Links and gateways lie
 * below: they hand packets on by the functions that the build gives them (link.sink, link.large,
 * gateway.around), and know nothing of this file.
 */
#ifndef MODELS_FORWARD_H
#define MODELS_FORWARD_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/base/simtime.h"

struct gateway;
struct gateway_instance;
struct packet;
struct region;
struct tunnel;

/* A packet has left VM number vm and stands at the fabric of its region: its sender's, or an
 * appliance's that sends it on. */
void network_forward(struct region *r, struct packet *p, uint32_t vm, sim_time_t now);
/* A packet has left tunnel t at a gateway: to a VM of its network, of a peer that uses the gateway,
 * or into another tunnel. NULL: the gateway has made it. */
void network_leave_tunnel(struct region *r, struct packet *p, const struct tunnel *t,
                          const struct gateway_instance *at, sim_time_t now);
/* A packet has come to VM number vm: to its end, or to an appliance, which sends it on. */
void network_arrive(struct region *r, struct packet *p, uint32_t vm, sim_time_t now);
/* Do the security groups there let it come to VM number vm? */
bool network_lets_in(const struct region *r, const struct packet *p, uint32_t vm);
/* An answer from the Internet has come to the site of device g. */
void network_enter_from_outside(struct region *r, struct packet *p, const struct gateway *g,
                                sim_time_t now);
/* A gateway that has been a router for a packet sends it on, by its own routes. */
void network_route_on(struct region *r, struct packet *p, const struct gateway *g, sim_time_t now);
/* A packet that is to pass gateway number `gateway` as a router has come to its region. */
void network_enter_router(struct region *r, struct packet *p, uint32_t gateway, sim_time_t now);
/* A packet has come to the gateway that encrypts it into tunnel number `tunnel`, or into another of
 * its own when that is down. */
void network_encrypt(struct region *r, uint32_t tunnel, struct packet *p, sim_time_t now);

/* --- models/path_mtu.c --- */

/* A packet of TCP has been too large for a tunnel that only takes packets of `mtu` bytes: its
 * sender is told by ICMP, from that instance of a gateway. */
void network_tell_mtu(struct region *r, const struct packet *p, uint32_t mtu,
                      const struct gateway_instance *at, sim_time_t now);
/* Does a link tell a sender in that region? Not where there is no way back but a tunnel. */
bool network_tells_mtu(const struct link *l, uint32_t sender_region);

#endif
