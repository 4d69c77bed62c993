/*
 * The acts of faults, as they are made before the run: at which instant what of which region breaks
 * or is mended.
 */
#include "models/control/fault_parts.h"

#include <math.h>

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
    if (c->n == c->cap) {
        c->cap = c->cap ? c->cap * 2 : 16;
        struct fault_act *v = ARENA_ARRAY(m->b->arena, struct fault_act, c->cap);
        for (size_t i = 0; i < c->n; i++)
            v[i] = c->act[i];
        c->act = v;
    }
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

/* From a standby's taking over to packets, of all tunnels. */
struct resuming {
    sim_time_t least, most;
};

/* Two round trips of IKE, and where routes are learned three of BGP; then the other gateway's
 * networks are programmed. Where a failover is announced they lose the routes as soon; where it is
 * not, the tunnel may be back before anybody has noticed. Where the other end alone begins, its
 * next try may have to be waited for. */
static struct resuming resuming(const struct network *n, const struct gateway *g, bool is_announced)
{
    struct resuming of_all = {.least = SIM_NEVER};

    for (size_t i = 0; i < n->n_tunnels; i++) {
        const struct tunnel *t = &n->tunnel[i];
        if (t->from != g || t->reverse == NULL)
            continue;
        const sim_time_t trip = tunnel_path_delay(t) + tunnel_path_delay(t->reverse);
        const bool learns = n->control->session[i] != NULL;
        const bool waits = t->declared->mode == TOPO_RESPONDER_ONLY ||
                           t->reverse->declared->mode == TOPO_INITIATOR_ONLY;
        const sim_time_t programs = learns ? n->control->speaker[t->to->number]->program_dur : 0,
                         up = (learns ? 5 : 2) * trip,
                         least = up + (is_announced && programs > trip ? programs - trip : 0),
                         most =
                             up + programs + (waits ? tunnel_assumed_dur(t, "ike_retry_max_s") : 0);
        of_all.least = least < of_all.least ? least : of_all.least;
        of_all.most = most > of_all.most ? most : of_all.most;
    }
    of_all.least = of_all.least < of_all.most ? of_all.least : of_all.most;
    return of_all;
}

struct gateway *fault_gateway(const struct fault_making *m, const struct topo_gateway *g)
{
    return &m->b->net->gateway[BUILD_INDEX(m->b->topo->gateways, g)];
}

sim_time_t fault_draw_failover(const struct fault_making *m, enum topo_fault_kind kind,
                               const struct gateway *g, struct rng *rng)
{
    static const struct {
        double min_s, max_s;
    } published[] = {[TOPO_FAULT_PLANNED] = {10, 15}, [TOPO_FAULT_UNPLANNED] = {60, 90}};
    const struct resuming last = resuming(m->b->net, g, kind == TOPO_FAULT_PLANNED);
    const double most_s = published[kind].max_s - sim_time_s(last.most),
                 least_s = fmin(published[kind].min_s - sim_time_s(last.least), most_s),
                 s = least_s + (most_s - least_s) * gsl_rng_uniform(&rng->gsl);

    return s > 0 ? (sim_time_t)(s * 1e12) : 0;
}

void fault_add_strike(const struct fault_making *m, const struct gateway *g,
                      struct takeover_strike strike)
{
    struct fault_strikes *s = &m->strikes[g->number];

    if (s->n == s->cap) {
        s->cap = s->cap ? s->cap * 2 : 4;
        struct takeover_strike *v = ARENA_ARRAY(m->b->arena, struct takeover_strike, s->cap);
        for (size_t i = 0; i < s->n; i++)
            v[i] = s->v[i];
        s->v = v;
    }
    strike.fault = m->fault;
    strike.at = m->at;
    strike.end_at = m->end_at;
    s->v[s->n++] = strike;
}
