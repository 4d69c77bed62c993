#include "models/control/control.h"

#include "models/build.h"
#include "models/control/session.h"
#include "models/routing/handshake.h"
#include "sim/base/arena.h"

static bool is_lossy(const struct link *l)
{
    return l != NULL && l->has_loss;
}

/* Without any fault: where a rekeying fails, where IKEv1 makes its main mode anew, where nothing
 * comes for long enough. */
static bool may_fall(const struct tunnel *t)
{
    if (t->reverse == NULL || t->declared->outcome != HANDSHAKE_UP)
        return false;
    return t->declared->protocol == TOPO_IKEV1 || !handshake_rekey_agrees(t->declared) ||
           is_lossy(t->link) || is_lossy(t->from->uplink_out) || is_lossy(t->from->uplink_in);
}

static bool may_change(const struct network *n)
{
    bool any = n->topo->n_faults > 0;

    for (size_t i = 0; i < n->n_tunnels && !any; i++)
        any = may_fall(&n->tunnel[i]);
    return any;
}

void control_build(struct build *b)
{
    struct network *n = b->net;

    if (!may_change(n))
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

void control_receive(struct region *r, struct tunnel *own, const struct packet *p, sim_time_t now)
{
    session_receive(r, r->net->control->session[own->number], p, now);
}

void control_hear(struct region *r, const struct packet *p, sim_time_t now)
{
    speaker_hear(r, r->net->control->speaker[p->flow], p->seq, now);
}
