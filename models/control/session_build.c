/*
 * Sessions, an end for each tunnel whose two ends speak BGP, as they stand when a run begins.
 */
#include "models/control/session.h"

#include <string.h>

#include "models/build.h"
#include "models/cloud/catalog.h"
#include "models/control/control.h"
#include "sim/base/arena.h"

static bool begins(const struct tunnel *t)
{
    const bool device = t->from->declared->device != NULL, other = t->to->declared->device != NULL;

    return device != other ? device : strcmp(t->from->name, t->to->name) < 0;
}

void session_build(struct build *b)
{
    struct network *n = b->net;

    n->control->session = ARENA_ARRAY(b->arena, struct session *, n->n_tunnels);
    for (size_t i = 0; i < n->n_tunnels; i++) {
        struct tunnel *t = &n->tunnel[i];
        const struct speaker *speaker = n->control->speaker[t->from->number];
        if (speaker == NULL || t->reverse == NULL)
            continue;
        for (size_t e = 0; e < speaker->n_ends; e++) {
            if (speaker->end[e].connection != t->declared || speaker->end[e].peer == NULL)
                continue;
            struct session *s = ARENA_NEW(t->from->region->lp.arena, struct session);
            const sim_time_t own = rib_hold_time(t->from->declared),
                             other = rib_hold_time(t->to->declared);
            *s = (struct session){
                .tunnel = t,
                .end = &speaker->end[e],
                .sent = speaker->end[e].last,
                .state = SESSION_ESTABLISHED,
                .initiates = begins(t),
                .hold_dur = own < other ? own : other,
                .retry_at = SIM_NEVER,
                .retry_dur =
                    (sim_time_t)(catalog_assumption(n->catalog, "bgp_connect_retry_s") * 1e12)};
            stream_init(&s->stream, t);
            stream_init(&s->last, t);
            stream_drop(&s->last);
            s->keepalive_at = SIM_NEVER;
            s->heard_at = (sim_time_t)(catalog_assumption(n->catalog, "ike_retry_max_s") * 1e12) -
                          s->hold_dur;
            s->end->n_sessions++;
            lp_add_event(&t->from->region->lp, &s->ev, session_due);
            n->control->session[i] = s;
        }
    }
}
