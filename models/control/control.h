/*
 * Control: what changes in the running cloud. Faults strike at their instants (fault.h); gateways
 * and devices learn of it from their tunnels and BGP sessions (session.h, speaker.h), change their
 * routes, and tell their networks (view.h). A scenario has it that has faults, or a tunnel that may
 * fall by itself: by its SAs, or by losses; of all others nothing changes, and BGP is its converged
 * result.
 */
#ifndef MODELS_CONTROL_CONTROL_H
#define MODELS_CONTROL_CONTROL_H

#include "models/control/fault.h"
#include "models/control/speaker.h"
#include "models/control/view.h"

struct build;
struct region;

struct control {
    struct view **view;        /* [region] */
    struct fault_clock *clock; /* [region] */
    struct speaker **speaker;  /* [gateway or device]; NULL: its routes never change */
    struct session *
        *session; /* [tunnel]: of the end at its `from`; NULL: there is no BGP over it */
    const struct ip4_prefix *prefix; /* all that BGP tells anybody */
    size_t n_prefixes;
    bool has_lasting; /* a fault that the run does not see the end of */
};

/* Where something may change: sets network.control. After routes, links, gateways and tunnels. */
void control_build(struct build *b);

/* At the beginning of the run. */
void control_start(struct network *n);

/* A segment of a BGP session has come to `own`, the end that stands in region r. */
void control_receive(struct region *r, struct tunnel *own, const struct packet *p, sim_time_t now);
/* News of a gateway in another region. */
void control_hear(struct region *r, const struct packet *p, sim_time_t now);

#endif
