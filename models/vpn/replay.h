/*
 * Replay: the receiver's window against packets that come twice, or too late (RFC 4303, 3.4.3): a
 * bit for each of the last `bits` numbers of an SA; what is behind the window is dropped as if it
 * were a copy. Two SAs are open at a time: the one in force and the one it has replaced. Only
 * tunnels over a link with `reorder: true` have one: on every other path numbers come in order.
 * Left out: numbers that a full queue of the sender's own line has cost.
 */
#ifndef MODELS_VPN_REPLAY_H
#define MODELS_VPN_REPLAY_H

#include <stdbool.h>
#include <stdint.h>

#include "models/net/reorder.h"

struct arena;

struct replay_window {
    uint32_t sa, top; /* the highest number that has come under it */
    uint64_t *seen;   /* [number % bits] */
};

struct replay { /* of one way of a tunnel, at its far end */
    struct replay_window window[2];
    uint32_t bits;
};

struct replay *replay_new(struct arena *arena, uint32_t bits);
/* Is the packet to be taken? If so the window holds it. */
bool replay_takes(struct replay *r, struct reorder_number x);

#endif
