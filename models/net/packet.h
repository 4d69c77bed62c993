/*
 * Packet: one cache line, copied from ring to ring, never pointed to across events. `bytes` is the
 * whole IP packet as its sender made it; inside a tunnel the ESP packet's size follows from it and
 * the tunnel's cipher.
 *
 * Every instant of a packet's life is charged to one of four accounts; their sum is its one-way
 * delay, asserted at delivery. All ps.
 */
#ifndef MODELS_NET_PACKET_H
#define MODELS_NET_PACKET_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/base/simtime.h"

enum packet_kind {
    PACKET_DATA,     /* one way, source to destination */
    PACKET_REQUEST,  /* asks for a PACKET_RESPONSE */
    PACKET_RESPONSE, /* on the way back */
    PACKET_IKE,      /* control plane between gateways: no bytes, counted nowhere */
};

/* The other bits of `kind`. */
#define PACKET_KIND 0x03
#define PACKET_BY                                                                                  \
    0x1c /* by which instances of gateways, one after the other, the flow's source has come        \
            through NAT rules that one instance has (models/routing/nat.h): answers go to the      \
            address that it has by them */
#define PACKET_BY_SHIFT     2
#define PACKET_TO_APPLIANCE 0x20 /* `tunnel` is index + 1 of the VM that it goes to first */
#define PACKET_TO_GATEWAY   0x40 /* on its way to the gateway that encrypts it into `tunnel` */
#define PACKET_TO_ROUTER                                                                           \
    0x60 /* both: to the gateway of index + 1 `tunnel`, which just sends it on */
#define PACKET_LATE                                                                                \
    0x20 /* in ESP, behind a link that reorders: its number is behind the receiver's replay window \
          */
#define PACKET_COUNTED 0x80 /* sent at or after the warm-up's end */

#define PACKET_HOPS_MAX                                                                            \
    63 /* appliances and gateways that may send it on: the next one finds a TTL of 64 used up (RFC \
          1700, default) */
#define PACKET_FLOWS_MAX    (UINT32_C(1) << 26)
#define PACKET_FLOW(number) ((number) & (PACKET_FLOWS_MAX - 1)) /* as `flow` takes it */

#define PACKET_MIN_BYTES 28    /* IPv4 header 20 (RFC 791) + UDP header 8 (RFC 768) */
#define PACKET_MAX_BYTES 65535 /* RFC 791: total length is 16 bits */

struct packet {
    sim_time_t due_at;  /* when it leaves the ring it stands in */
    sim_time_t sent_at; /* by its application */
    sim_time_t propagation_dur, transmission_dur, queueing_dur, gateway_dur;
    uint32_t flow : 26;
    uint32_t hops : 6; /* appliances and gateways that have sent it on */
    uint32_t seq; /* of TCP: number of its segment in the region's pool (models/net/segment.h) */
    uint16_t bytes;
    uint16_t target; /* which of the flow's destinations; of one that is a front: 1 when it has been
                        handed on to a member; of one on the Internet, when it has left for it:
                        where from (models/outside.h) */
    uint16_t tunnel; /* index + 1 of the tunnel that carries it, or of the appliance; 0 = none */
    uint8_t kind;    /* enum packet_kind | flags */
    uint8_t path : 6; /* of the inter-region link it is on */
    uint8_t tcp : 1;
    uint8_t ce : 1; /* congestion experienced: a queue has marked it (RFC 3168) */
};

_Static_assert(sizeof(struct packet) == 64, "a packet is one cache line");

static inline bool packet_is_response(const struct packet *p)
{
    return (p->kind & PACKET_KIND) == PACKET_RESPONSE;
}

#endif
