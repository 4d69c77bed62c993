/*
 * Outside: hosts of the Internet, and how packets leave the cloud for them.
 *
 * A packet leaves where the routes lead out and there is a way out: at the VM that it comes from
 * last, whose address is translated there, or at a site, over the line of the device that it has
 * come by. Answers come back to that very place, and go on from there as the routes say: the exit
 * travels with the packet (packet.target) to the host's end of the flow, and answers take it from
 * there. It is a number: 0 for the sender itself, then the gateways (devices of sites), then the
 * VMs (appliances).
 */
#ifndef MODELS_OUTSIDE_H
#define MODELS_OUTSIDE_H

#include "models/net/link.h"
#include "models/network.h"

struct gateway;
struct net_vm;
struct network;

/* Is VM number vm one of the Internet? */
bool outside_is_host(const struct network *n, uint32_t vm);

/* May VM number `number` of the network, or the gateway of that number, send to the Internet? */
bool outside_has_way(const struct network *n, uint32_t vnet, uint32_t number, bool is_gateway);
/* The exit of what VM number src_vm has sent, when it leaves there. */
uint32_t outside_exit(const struct network *n, uint32_t src_vm, uint32_t vnet, uint32_t number,
                      bool is_gateway);
/* Whose line an exit that is a site's leads over. */
const struct gateway *outside_device(const struct network *n, uint32_t exit);
/* Why the network cannot run, or NULL: exits have 16 bits. */
const char *outside_refuses(const struct network *n);

/* A packet for the Internet has left the line of a site. */
void outside_leave(struct region *r, struct packet *p, sim_time_t now);
/* Sinks of a host's links: a packet has come to it, and an answer leaves. */
link_sink_fn outside_arrive, outside_answer;

#endif
