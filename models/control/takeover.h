/*
 * Takeover: which instances of a gateway are down when, and which one carries, out of all faults
 * that strike it. Played before the run, since the other ends of its tunnels act at the same
 * instants (fault.h). What breaks it in whatever way is a strike:
 *
 *   An instance is down while any strike that hit it lasts.
 *   Active-standby: the standby takes over once the active instance has been down for as long as
 * one of its strikes says, and not before the standby works itself. Back before that, the active
 * instance carries on. A failover is over when its time has come and the other instance carries:
 * what it struck is the standby then.
 *
 * At equal instants strikes begin before others end, so that nothing is up for no time.
 */
#ifndef MODELS_CONTROL_TAKEOVER_H
#define MODELS_CONTROL_TAKEOVER_H

#include <stdbool.h>
#include <stddef.h>

#include "models/cloud/topo.h"
#include "models/vpn/instance.h"

enum { TAKEOVER_ACTIVE = -1 };

struct takeover_strike {
    const struct topo_fault *fault;
    sim_time_t at, end_at; /* SIM_NEVER: it does not end */
    sim_time_t relief_at; /* from when on the other instance may carry in place of the struck one */
    int instance;         /* TAKEOVER_ACTIVE: the one that carries then */
    enum instance_end how;
    bool is_failover;
    bool has_begun, has_ended; /* takeover_play's; false */
};

enum takeover_deed { TAKEOVER_FAIL, TAKEOVER_RETURN, TAKEOVER_CARRY };

struct takeover_step {
    sim_time_t at;
    enum takeover_deed deed; /* instance: of FAIL and RETURN, one each a strike; CARRY: the one that
                                carries from now on */
    int instance;
    enum instance_end how;
    const struct topo_fault *fault; /* the cause */
};

/* Tells all steps in order. has_standby: instance 0 carries at first, and 1 is its standby; else
 * each carries by itself. Strikes in the order in which those of one instant begin. */
void takeover_play(struct takeover_strike *s, size_t n, bool has_standby,
                   void (*tell)(void *arg, const struct takeover_step *step), void *arg);

#endif
