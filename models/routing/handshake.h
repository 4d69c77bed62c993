/*
 * Handshake: what the two ends of a tunnel, as they are declared, will find out about each other:
 * whether their IKE exchange comes to a tunnel, by which cipher, and which packets their traffic
 * selectors let into it. Static: the exchange in time is models/vpn/ike.h's, which asks here.
 * Facts: FAQ on IPsec/IKE policies, 2022-05-25, and About VPN devices, 2023-10-06.
 *
 * Two gateways of the platform agree when both have no policy or the same words in both. A device
 * without a policy takes what the gateway proposes; one with a policy agrees with a gateway without
 * when the policy is among the platform's defaults.
 */
#ifndef MODELS_ROUTING_HANDSHAKE_H
#define MODELS_ROUTING_HANDSHAKE_H

#include "models/cloud/topo.h"

enum handshake { /* in the order in which the exchange would find out */
                 HANDSHAKE_UP,
                 HANDSHAKE_NOBODY,    /* nothing declared has the address */
                 HANDSHAKE_ONE_SIDED, /* no connection at the other end */
                 HANDSHAKE_CUT_OFF,   /* a user-defined route leads the gateway's own subnet, or its
                                         public address, elsewhere */
                 HANDSHAKE_INTO_ITSELF, /* the other side's public address is in the range that goes
                                           into the tunnel */
                 HANDSHAKE_INSIDE,      /* the other side's address is in this side's own network */
                 HANDSHAKE_NO_INITIATOR, /* both only answer */
                 HANDSHAKE_NO_RESPONDER, /* both only start */
                 HANDSHAKE_BEHIND_NAT,   /* the gateway alone is to start, and the device is behind
                                            address translation */
                 HANDSHAKE_VERSION,      /* IKEv1 and IKEv2 */
                 HANDSHAKE_IKE_POLICY,
                 HANDSHAKE_KEY,
                 HANDSHAKE_CHILD_POLICY,
                 HANDSHAKE_SELECTORS
};

/* Of a connection whose from, to, reverse and selectors are set. The same from either end. */
enum handshake handshake_find(const struct topo_connection *c);
/* "keys differ"; NULL for HANDSHAKE_UP. */
const char *handshake_word(enum handshake h);

/* The user-defined route that takes a gateway's own subnet away, or a part of it, or (public) one
 * of its public addresses; NULL: none. */
const struct topo_route *handshake_route_away(const struct topo_gateway *g, bool public);
/* Number of the local network gateway's prefix that holds the other side's public address;
 * SIZE_MAX: none. */
size_t handshake_own_address(const struct topo_connection *c);
/* Number of the prefix of this side's own network that holds it; SIZE_MAX: none. */
size_t handshake_inside(const struct topo_connection *c);

/* Do the two ends' policies agree on the IKE SA, or (child) on that of the packets? */
bool handshake_policies_agree(const struct topo_connection *c, bool child);
/* Does a rekeying of the child SA that this end begins come to an end? Where the PFS groups differ
 * it does not. */
bool handshake_rekey_agrees(const struct topo_connection *c);
/* The policy in force: this end's, else that of a device at the other; NULL: the platform's
 * default. */
const struct topo_policy *handshake_policy(const struct topo_connection *c);

/* An SA a pair of prefixes, and at most so many of them (Troubleshoot site-to-site disconnects,
 * 2017-11-03). */
enum { HANDSHAKE_PAIRS_MAX = 200 };
/* Do the selectors of both ends hold a packet that this end sends from src to dst? Without
 * selectors: any. */
bool handshake_selects(const struct topo_connection *c, uint32_t src, uint32_t dst);
/* Pairs of prefixes that this end's selectors ask for. */
size_t handshake_pairs(const struct topo_connection *c);

#endif
