/*
 * Frame: a packet as it would stand on the wire, by its headers. What the model does not carry
 * follows from what it does, and is the same at every point of the capture: source ports and echo
 * ids count the connections of a VM from 49152 on (RFC 6335, 6), behind a dynamic NAT rule ports
 * count all connections of the run; first sequence numbers and the offset of time stamps from a
 * flow's name, IP ids from the instant of sending. TTL: 64, of Windows 128, less one for each
 * gateway or appliance on the way.
 */
#ifndef MODELS_CAPTURE_FRAME_H
#define MODELS_CAPTURE_FRAME_H

#include "models/network.h"
#include "models/wire/ip.h"
#include "models/wire/tcp.h"

struct frame {
    sim_time_t at;
    struct wire_ip ip;
    uint32_t mtu;
    uint32_t n_head; /* bytes of head: what stands behind the IP header, save zeros */
    uint8_t head[WIRE_TCP_MOST];
    uint8_t interface;
    bool out, whole; /* whole: never cut */
};

struct frame_names {
    uint32_t *first_of_all; /* [flow]: its first connection among those of the run */
};

void frame_names_init(struct frame_names *names, const struct network *n);

/* Who looks: a VM of that number, or somebody in the network. Addresses and ports are those known
 * there. */
struct frame_viewer {
    uint32_t vnet, vm; /* vm: UINT32_MAX, nobody's */
    uint32_t own; /* 0: none; else what it sees is outside, and bears this address of its own and a
                     port for each connection of the run */
};

/* A packet in clear in region r. at, mtu, interface and direction are the caller's. */
void frame_inner(struct frame *f, const struct region *r, const struct packet *p,
                 struct frame_viewer viewer);

/* Where an instance answers at the inner side, to BGP of the other end of c (NULL: to anybody): as
 * declared, else as the platform gives it; of a device that says none the first address of its
 * site (assumed). Instances have addresses side by side. */
uint32_t frame_inside(const struct gateway *g, uint32_t instance, const struct topo_connection *c);
/* The outer address of an instance's end of tunnels; without a declared one, of the range for
 * benchmarks 198.18.0.0/15 (RFC 2544). */
uint32_t frame_public(const struct gateway *g, uint32_t instance);
/* The IP header of what is sent in tunnel t. */
struct wire_ip frame_outer(const struct tunnel *t, const struct packet *p, uint8_t protocol,
                           uint32_t bytes);
/* A packet in tunnel t, under an SPI and a number. */
void frame_esp(struct frame *f, const struct tunnel *t, const struct packet *p, uint32_t spi,
               uint32_t number);
/* A message in it: the head goes to head[FRAME_MESSAGE_MOST], n_head long. */
enum { FRAME_MESSAGE_MOST = 1500 };
void frame_ike(struct frame *f, uint8_t head[FRAME_MESSAGE_MOST], const struct tunnel *t,
               const struct packet *p);

#endif
