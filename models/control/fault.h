/*
 * Fault: what breaks at its instant, and what mends it later. All instants are drawn before the
 * run, from the fault's name and the seed, so each region has its list of acts and knows nothing
 * of the others' at run time: only that a gateway's other instance has another five-tuple, both
 * ends of a tunnel act on at the same instant.
 *
 * Durations that no `for` gives: a planned failover ends 10 s to 15 s, an unplanned one 60 s to 90
 * s after it began, uniformly, when packets pass again both ways; so the gateway is away two round
 * trips of its farthest tunnel less, which IKE takes, and where it learns routes three more, which
 * BGP takes, and the other end's route_programming (Highly available connectivity, 2016-09-24;
 * the edition of 2024-07-24 says the same of a planned one, and 1 min to 3 min at worst of the
 * other). The uniform law is assumed. No tunnel is
 * back before the least of these times, but one way of it may be, by route_programming. One is back
 * after the most of them where that leaves no choice: by route_programming beyond 7 s, or beyond 4
 * s beside tunnels with static routes, by waiting for an other end that alone begins beside
 * tunnels that need not wait, and by an other end that alone begins and whose dead peer detection
 * takes longer. Other durations last to the end.
 *
 * A zone takes with it the VMs that say they are in it, and the instances of gateways there
 * (models/cloud/zone.h); a region all of them, and its links. The active instance of an
 * active-standby gateway is then replaced as in an unplanned failover.
 *
 * Faults may overlap: what several of them strike is down until the last one of them is over. Which
 * instance of a gateway carries meanwhile takeover.h says.
 */
#ifndef MODELS_CONTROL_FAULT_H
#define MODELS_CONTROL_FAULT_H

#include <stdbool.h>
#include <stddef.h>

#include "models/cloud/topo.h"
#include "sim/engine/lp.h"

struct build;
struct fault_act;
struct network;

struct fault_clock { /* of a region */
    struct region *region;
    struct fault_act *act; /* by instant, then in the order of the faults' names */
    size_t n, cap, next;
    struct event ev;
};

void fault_build(struct build *b);
void fault_start(struct network *n);

/* Has all happened, and is all over? */
bool fault_is_over(const struct network *n);

/* Does a fault make an active-standby gateway change its active instance? */
bool fault_moves(const struct topo *t, const struct topo_gateway *g);

#endif
