/*
 * Every fault of the scenario, made into the acts of each region.
 */
#include "models/control/fault_parts.h"

#include <stdlib.h>

#include "models/build.h"
#include "models/control/control.h"
#include "models/vpn/instance.h"
#include "models/vpn/tunnel.h"
#include "sim/base/arena.h"
#include "sim/engine/rng.h"

/* How long the fault lasts; SIM_NEVER: to the end of the run. */
static sim_time_t draw(const struct fault_making *m)
{
    const struct topo_fault *f = m->fault;
    struct rng rng;

    rng_stream(&rng, m->b->net->seed, f->r.name, "fault");
    if (f->has_for)
        return dist_whole(dist_draw(&f->lasts, &rng.gsl));
    if (f->kind != TOPO_FAULT_PLANNED && f->kind != TOPO_FAULT_UNPLANNED)
        return SIM_NEVER;
    return fault_draw_failover(m, (enum topo_fault_kind)f->kind, fault_gateway(m, f->gateway),
                               &rng);
}

struct playing {
    const struct fault_making *m;
    struct gateway *gateway;
};

static void take_step(void *arg, const struct takeover_step *s)
{
    static const enum fault_deed deed[] = {[TAKEOVER_FAIL] = DEED_FAIL,
                                           [TAKEOVER_RETURN] = DEED_RETURN,
                                           [TAKEOVER_CARRY] = DEED_TAKE_OVER};
    const struct playing *p = arg;
    const struct network *n = p->m->b->net;
    struct gateway *g = p->gateway;
    struct fault_making m = *p->m;

    if ((uint32_t)s->instance >= g->n_built) /* a standby that never carries */
        return;
    m.fault = s->fault;
    fault_add(&m, g->region, s->at,
              (struct fault_act){.deed = s->deed == TAKEOVER_FAIL && s->how == INSTANCE_ANNOUNCED
                                             ? DEED_FAIL_ANNOUNCED
                                             : deed[s->deed],
                                 .gateway = g,
                                 .instance = s->instance,
                                 .mends = s->deed != TAKEOVER_FAIL});
    for (size_t i = 0; i < n->n_tunnels && s->deed == TAKEOVER_CARRY; i++)
        if (n->tunnel[i].to == g)
            fault_add(
                &m, n->tunnel[i].from->region, s->at,
                (struct fault_act){.deed = DEED_MOVE_PATH, .tunnel = &n->tunnel[i], .mends = true});
}

/* At one instant what breaks comes before what is mended: what is out on both sides of it is not up
 * between. */
static int by_instant(const void *a, const void *b)
{
    const struct fault_act *x = a, *y = b;

    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    if (x->mends != y->mends)
        return x->mends ? 1 : -1;
    return (x->order > y->order) - (x->order < y->order);
}

static void make_all(struct build *b)
{
    struct network *n = b->net;
    struct fault_making m = {.b = b,
                             .strikes = ARENA_ARRAY(b->arena, struct fault_strikes, n->n_gateways)};

    for (size_t i = 0; i < b->topo->n_faults; i++) { /* by name */
        m.fault = &b->topo->faults[i];
        m.at = m.fault->at;
        const sim_time_t lasts = draw(&m);
        m.end_at = lasts == SIM_NEVER || lasts > n->duration ? SIM_NEVER : m.at + lasts;
        n->control->has_lasting |=
            m.fault->kind != TOPO_FAULT_RESET && (m.end_at == SIM_NEVER || m.end_at >= n->duration);
        fault_strike_target(&m);
    }
    for (size_t i = 0; i < n->n_gateways; i++) {
        struct playing p = {&m, &n->gateway[i]};
        takeover_play(m.strikes[i].v, m.strikes[i].n,
                      p.gateway->n_active == 1 && p.gateway->declared->sku != NULL, take_step, &p);
    }
}

void fault_build(struct build *b)
{
    struct network *n = b->net;

    n->control->clock = ARENA_ARRAY(b->arena, struct fault_clock, n->n_regions);
    for (size_t i = 0; i < n->n_regions; i++)
        n->control->clock[i].region = n->region[i];
    make_all(b);
    for (size_t i = 0; i < n->n_regions; i++) {
        struct fault_clock *c = &n->control->clock[i];
        if (c->n > 1)
            qsort(c->act, c->n, sizeof *c->act, by_instant);
        if (c->n > 0)
            lp_add_event(&n->region[i]->lp, &c->ev, fault_strike);
    }
}
