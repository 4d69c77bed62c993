#include "models/control/control.h"

#include "models/build.h"
#include "models/control/session.h"
#include "sim/base/arena.h"

void control_build(struct build *b)
{
    struct network *n = b->net;

    if (b->topo->n_faults == 0)
        return;
    n->control = ARENA_NEW(b->arena, struct control);
    n->control->view = ARENA_ARRAY(b->arena, struct view *, n->n_regions);
    for (size_t i = 0; i < n->n_regions; i++)
        n->control->view[i] = view_new(n, n->region[i]);
    speaker_build(b);
    fault_build(b);
}

void control_start(struct network *n)
{
    if (n->control == NULL)
        return;
    for (size_t i = 0; i < n->n_tunnels; i++)
        if (n->control->session[i] != NULL)
            session_start(n->control->session[i]);
    fault_start(n);
}

void control_receive(struct region *r, struct tunnel *own, uint32_t message, uint32_t value, sim_time_t now)
{
    session_receive(r, r->net->control->session[own->number], (enum session_message)message, value, now);
}

void control_hear(struct region *r, const struct packet *p, sim_time_t now)
{
    speaker_hear(r, r->net->control->speaker[p->flow], p->seq, now);
}
