/*
 * The acts of faults, as they are made before the run: at which instant what of which region breaks
 * or is mended.
 */
#include "models/control/fault_parts.h"

#include "models/build.h"
#include "models/control/control.h"
#include "models/vpn/tunnel.h"
#include "sim/base/arena.h"
#include "sim/engine/rng.h"

void fault_add(const struct fault_making *m, struct region *r, sim_time_t at, struct fault_act a)
{
    struct fault_clock *c = &m->b->net->control->clock[r->index];

    if (at == SIM_NEVER || at >= m->b->net->duration)
        return;
    ARENA_ROOM(m->b->arena, c->act, c->n, c->cap, 16);
    a.at = at;
    a.order = (uint32_t)c->n;
    a.fault = m->fault;
    c->act[c->n++] = a;
}

void fault_add_both(const struct fault_making *m, struct region *r, enum fault_deed begin,
                    enum fault_deed end, struct fault_act a)
{
    a.deed = begin;
    fault_add(m, r, m->at, a);
    a.deed = end;
    a.mends = true;
    fault_add(m, r, m->end_at, a);
}

static sim_time_t earlier(sim_time_t a, sim_time_t b)
{
    return a < b ? a : b;
}

static sim_time_t later(sim_time_t a, sim_time_t b)
{
    return a > b ? a : b;
}

struct published {
    sim_time_t least, most; /* packets pass again so long after */
};

/* Likewise of the standby's taking over. */
struct takeover_window {
    sim_time_t least, most;
};

/* Of one tunnel: IKE takes two round trips, and where routes are learned BGP three more, or one
 * less; then the other gateway's networks are programmed. Where the failover is not announced the
 * tunnel may be back before anybody has noticed. Where it is, those networks lose the routes as
 * late as they would have them again: BGP is not back before that, else the way would be out twice.
 * Where the other end alone begins, its next try may have to be waited for, and that too is within
 * what is published. An announced failover is always over by its try after 11 s: the one before is
 * too early, and the one of 15 s too late. */
static struct takeover_window window_of(const struct tunnel *t, struct published published,
                                        bool is_announced)
{
    const struct network *n = t->from->region->net;
    const sim_time_t trip = tunnel_path_delay(t) + tunnel_path_delay(t->reverse);
    const bool waits = t->declared->mode == TOPO_RESPONDER_ONLY ||
                       t->reverse->declared->mode == TOPO_INITIATOR_ONLY;
    const sim_time_t wait = waits ? tunnel_assumed_dur(t, "ike_retry_max_s") : 0;

    if (n->control->session[t->number] == NULL)
        return (struct takeover_window){.least = published.least - 2 * trip,
                                        .most = published.most - 2 * trip - wait};
    const sim_time_t program_dur = n->control->speaker[t->to->number]->program_dur,
                     lost = earlier(program_dur, published.least) - 3 * trip,
                     back = published.least - program_dur - 4 * trip;
    return (struct takeover_window){.least = is_announced ? later(lost, back)
                                                          : published.least - 2 * trip,
                                    .most = published.most - 5 * trip - program_dur - wait};
}

/* Of all tunnels. Where they cannot all be back within what is published, none is back before. */
static struct takeover_window window(const struct network *n, const struct gateway *g,
                                     struct published published, bool is_announced)
{
    struct takeover_window all = {.most = SIM_NEVER};

    for (size_t i = 0; i < n->n_tunnels; i++) {
        const struct tunnel *t = &n->tunnel[i];
        if (t->from != g || t->reverse == NULL)
            continue;
        const struct takeover_window w = window_of(t, published, is_announced);
        all.least = later(all.least, w.least);
        all.most = earlier(all.most, w.most);
    }
    if (all.most == SIM_NEVER) /* nobody is there to notice */
        return (struct takeover_window){published.least, published.most};
    return all;
}

struct gateway *fault_gateway(const struct fault_making *m, const struct topo_gateway *g)
{
    return &m->b->net->gateway[BUILD_INDEX(m->b->topo->gateways, g)];
}

sim_time_t fault_draw_failover(const struct fault_making *m, enum topo_fault_kind kind,
                               const struct gateway *g, struct rng *rng)
{
    static const struct published published[] = {[TOPO_FAULT_PLANNED] = {10 * SIM_S, 15 * SIM_S},
                                                 [TOPO_FAULT_UNPLANNED] = {60 * SIM_S, 90 * SIM_S}};
    const struct takeover_window w =
        window(m->b->net, g, published[kind], kind == TOPO_FAULT_PLANNED);
    const double room = w.most > w.least ? (double)(w.most - w.least) : 0;

    return w.least + (sim_time_t)(room * gsl_rng_uniform(&rng->gsl));
}

void fault_add_strike(const struct fault_making *m, const struct gateway *g,
                      struct takeover_strike strike)
{
    struct fault_strikes *s = &m->strikes[g->number];

    ARENA_ROOM(m->b->arena, s->v, s->n, s->cap, 4);
    strike.fault = m->fault;
    strike.at = m->at;
    strike.end_at = m->end_at;
    s->v[s->n++] = strike;
}
