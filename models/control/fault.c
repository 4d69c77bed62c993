#include "models/control/fault.h"

#include <stdlib.h>

#include "models/build.h"
#include "models/cloud/zone.h"
#include "models/control/control.h"
#include "models/control/session.h"
#include "models/vpn/instance.h"
#include "models/vpn/tunnel.h"
#include "sim/base/arena.h"
#include "sim/engine/rng.h"

#define OWNER_OF(member_ptr, type, member) ((type *)(void *)((char *)(member_ptr)-offsetof(type, member)))

enum fault_deed {
    DEED_NOTE,
    DEED_FAIL,
    DEED_FAIL_ANNOUNCED,
    DEED_RETURN,
    DEED_TAKE_OVER,
    DEED_MOVE_PATH,
    DEED_HOLD_TUNNEL,
    DEED_RELEASE_TUNNEL,
    DEED_RESTART_TUNNEL,
    DEED_HOLD_SESSION,
    DEED_RELEASE_SESSION,
    DEED_FAIL_LINK,
    DEED_MEND_LINK,
    DEED_PEERING_DOWN,
    DEED_PEERING_UP,
    DEED_GONE,
    DEED_BACK,
};

struct fault_act {
    sim_time_t at;
    uint32_t order; /* as they were made */
    enum fault_deed deed;
    const struct topo_fault *fault;
    union {
        struct { struct gateway *gateway; int instance; }; /* -1: the one that carries */
        struct tunnel *tunnel;
        struct link *link;
        const struct topo_peering *peering;
    };
};

/* --- at run time --- */

static struct gateway_instance *struck(const struct fault_act *a)
{
    return a->instance < 0 ? instance_of(a->gateway, 0) : &a->gateway->instance[a->instance];
}

static const char *word_of(const struct topo_fault *f)
{
    static const char *const word[] = {
        [TOPO_FAULT_PLANNED] = "planned_failover", [TOPO_FAULT_UNPLANNED] = "unplanned_failover", [TOPO_FAULT_DOWN] = "down", [TOPO_FAULT_RESET] = "reset"};

    return word[f->kind];
}

static void act(struct region *r, const struct fault_act *a, sim_time_t now)
{
    const char *why = a->fault->r.name;
    struct network *n = r->net;

    switch (a->deed) {
    case DEED_NOTE:
        network_log(n, r, now, "fault", why, word_of(a->fault), a->fault->name[a->fault->target]);
        break;
    case DEED_FAIL:
    case DEED_FAIL_ANNOUNCED:
        instance_fail(r, struck(a), a->deed == DEED_FAIL ? INSTANCE_SILENT : INSTANCE_ANNOUNCED, why, now);
        break;
    case DEED_RETURN:
        instance_return(r, struck(a), why, now);
        break;
    case DEED_TAKE_OVER:
        instance_take_over(r, a->gateway, why, now);
        break;
    case DEED_MOVE_PATH:
        a->tunnel->path = tunnel_path(a->tunnel, ++a->tunnel->n_moves);
        break;
    case DEED_HOLD_TUNNEL:
        tunnel_hold(r, a->tunnel, now, why);
        break;
    case DEED_RELEASE_TUNNEL:
        tunnel_release(r, a->tunnel, now, why);
        break;
    case DEED_RESTART_TUNNEL:
        tunnel_hold(r, a->tunnel, now, why);
        tunnel_release(r, a->tunnel, now, why);
        break;
    case DEED_HOLD_SESSION:
        session_hold(r, n->control->session[a->tunnel->number], why, now);
        break;
    case DEED_RELEASE_SESSION:
        session_release(r, n->control->session[a->tunnel->number], now);
        break;
    case DEED_FAIL_LINK:
        link_fail(a->link);
        break;
    case DEED_MEND_LINK:
        link_mend(a->link);
        break;
    case DEED_PEERING_DOWN:
    case DEED_PEERING_UP:
        view_set_peering(r, a->peering, a->deed == DEED_PEERING_DOWN);
        for (size_t i = 0; i < n->n_gateways; i++)
            if (n->gateway[i].region == r && n->control->speaker[i] != NULL)
                speaker_look(r, n->control->speaker[i], now);
        break;
    case DEED_GONE:
    case DEED_BACK:
        speaker_set_gone(r, n->control->speaker[a->gateway->number], a->gateway->instance[0].n_down > 0, now);
        break;
    }
}

static void strike(struct lp *lp, struct event *ev, sim_time_t now)
{
    struct fault_clock *c = OWNER_OF(ev, struct fault_clock, ev);

    while (c->next < c->n && c->act[c->next].at == now)
        act(c->region, &c->act[c->next++], now);
    lp_at(lp, ev, c->next < c->n ? c->act[c->next].at : SIM_NEVER);
}

/* --- building --- */

struct making {
    struct build *b;
    const struct topo_fault *fault;
    sim_time_t at, end_at; /* end_at SIM_NEVER: it does not end */
    const struct making *all; /* [fault], in the order in which they are made */
};

static void add(const struct making *m, struct region *r, sim_time_t at, struct fault_act a)
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

/* A deed at the beginning, and what undoes it at the end. */
static void both(const struct making *m, struct region *r, enum fault_deed begin, enum fault_deed end, struct fault_act a)
{
    a.deed = begin;
    add(m, r, m->at, a);
    a.deed = end;
    add(m, r, m->end_at, a);
}

/* From the standby's first message to packets: two round trips of IKE over the farthest tunnel, and where routes are learned three of
 * BGP, and the time in which the networks learn them. */
static sim_time_t resume_dur(const struct network *n, const struct gateway *g)
{
    sim_time_t longest = 0;
    bool learns = false;

    for (size_t i = 0; i < n->n_tunnels; i++) {
        const struct tunnel *t = &n->tunnel[i];
        if (t->from != g || t->reverse == NULL)
            continue;
        const sim_time_t trip = tunnel_path_delay(t) + tunnel_path_delay(t->reverse);
        longest = trip > longest ? trip : longest;
        learns = learns || n->control->session[i] != NULL;
    }
    return learns ? 5 * longest + n->control->speaker[g->number]->program_dur : 2 * longest;
}

static struct gateway *gateway_of(const struct making *m, const struct topo_gateway *g)
{
    return &m->b->net->gateway[BUILD_INDEX(m->b->topo->gateways, g)];
}

/* Until the standby has taken over. */
static sim_time_t draw_failover(const struct making *m, enum topo_fault_kind kind, const struct gateway *g, struct rng *rng)
{
    static const struct { double min_s, max_s; } published[] = {[TOPO_FAULT_PLANNED] = {10, 15}, [TOPO_FAULT_UNPLANNED] = {60, 90}};
    const double s = published[kind].min_s + (published[kind].max_s - published[kind].min_s) * gsl_rng_uniform(&rng->gsl);
    const sim_time_t whole = (sim_time_t)(s * 1e12), last = resume_dur(m->b->net, g);

    return whole > last ? whole - last : 0;
}

/* How long the fault lasts; SIM_NEVER: to the end of the run. */
static sim_time_t draw(const struct making *m)
{
    const struct topo_fault *f = m->fault;
    struct rng rng;

    rng_stream(&rng, m->b->net->seed, f->r.name, "fault");
    if (f->has_for)
        return dist_whole(dist_draw(&f->lasts, &rng.gsl));
    if (f->kind != TOPO_FAULT_PLANNED && f->kind != TOPO_FAULT_UNPLANNED)
        return SIM_NEVER;
    return draw_failover(m, (enum topo_fault_kind)f->kind, gateway_of(m, f->gateway), &rng);
}

static void fail_gateway(const struct making *m, struct gateway *g)
{
    for (int i = 0; i < (int)g->n_active; i++)
        both(m, g->region, DEED_FAIL, DEED_RETURN, (struct fault_act){.gateway = g, .instance = g->n_active == 1 ? -1 : i});
}

/* The active instance fails at the beginning, and the standby carries from the end on. */
static void fail_over(const struct making *m, struct gateway *g, enum fault_deed fail)
{
    const struct network *n = m->b->net;

    both(m, g->region, fail, DEED_TAKE_OVER, (struct fault_act){.gateway = g, .instance = -1});
    for (size_t i = 0; i < n->n_tunnels; i++)
        if (n->tunnel[i].to == g)
            add(m, n->tunnel[i].from->region, m->end_at, (struct fault_act){.deed = DEED_MOVE_PATH, .tunnel = &n->tunnel[i]});
}

static void strike_gateway(const struct making *m)
{
    struct gateway *g = gateway_of(m, m->fault->gateway);
    const enum fault_deed fail = m->fault->kind == TOPO_FAULT_PLANNED ? DEED_FAIL_ANNOUNCED : DEED_FAIL;

    if (m->fault->kind == TOPO_FAULT_DOWN) {
        fail_gateway(m, g);
        return;
    }
    if (g->n_active > 1) {
        both(m, g->region, fail, DEED_RETURN, (struct fault_act){.gateway = g, .instance = (int)m->fault->instance});
        return;
    }
    fail_over(m, g, fail);
}

static void strike_device(const struct making *m)
{
    struct gateway *g = gateway_of(m, m->fault->gateway);

    both(m, g->region, DEED_FAIL, DEED_RETURN, (struct fault_act){.gateway = g, .instance = 0});
    both(m, g->region, DEED_GONE, DEED_BACK, (struct fault_act){.gateway = g, .instance = 0});
}

static void fail_link(const struct making *m, struct link *l)
{
    if (l != NULL)
        both(m, l->near, DEED_FAIL_LINK, DEED_MEND_LINK, (struct fault_act){.link = l});
}

static void strike_uplink(const struct making *m)
{
    struct network *n = m->b->net;

    for (size_t i = 0; i < n->n_gateways; i++) {
        const struct gateway *g = &n->gateway[i];
        const bool own = g->declared->device != NULL && g->declared->device->has_uplink;
        const bool first = g->uplink_out != NULL && (i == 0 || n->gateway[i - 1].uplink_out != g->uplink_out);
        if (m->fault->site != NULL ? first && !own && g->declared->vnet->site == m->fault->site : g->declared == m->fault->gateway) {
            fail_link(m, g->uplink_out);
            fail_link(m, g->uplink_in);
            return;
        }
    }
}

/* Of the tunnels of the fault's connection: those it means, in one direction or both. */
static void strike_tunnels(const struct making *m, enum fault_deed begin, enum fault_deed end, bool both_ends)
{
    struct network *n = m->b->net;
    const struct topo_fault *f = m->fault;

    for (size_t i = 0; i < n->n_tunnels; i++) {
        struct tunnel *t = &n->tunnel[i];
        const int here = (int)(t->at - t->from->instance), there = (int)(t->far - t->to->instance);
        if (t->declared != f->connection || (f->here >= 0 && (here != f->here || there != f->there)))
            continue;
        struct tunnel *end_of[] = {t, both_ends ? t->reverse : NULL};
        for (int k = 0; k < 2; k++) {
            if (end_of[k] == NULL)
                continue;
            if (f->kind == TOPO_FAULT_RESET)
                add(m, end_of[k]->from->region, m->at, (struct fault_act){.deed = DEED_RESTART_TUNNEL, .tunnel = end_of[k]});
            else
                both(m, end_of[k]->from->region, begin, end, (struct fault_act){.tunnel = end_of[k]});
        }
    }
}

static void strike_session(const struct making *m)
{
    struct network *n = m->b->net;
    struct making now = *m;

    if (m->fault->kind == TOPO_FAULT_RESET)
        now.end_at = m->at;
    for (size_t i = 0; i < n->n_tunnels; i++)
        if (n->tunnel[i].declared == m->fault->connection && n->control->session[i] != NULL)
            both(&now, n->tunnel[i].from->region, DEED_HOLD_SESSION, DEED_RELEASE_SESSION, (struct fault_act){.tunnel = &n->tunnel[i]});
}

static void strike_peering(const struct making *m)
{
    for (size_t i = 0; i < m->b->net->n_regions; i++) /* whoever goes by it */
        both(m, m->b->net->region[i], DEED_PEERING_DOWN, DEED_PEERING_UP, (struct fault_act){.peering = m->fault->peering});
}

static void strike_link(const struct making *m)
{
    const struct network *n = m->b->net;
    const struct topo_fault *f = m->fault;

    fail_link(m, n->between[(size_t)f->region * n->n_regions + f->other_region]);
    if (f->both_ways)
        fail_link(m, n->between[(size_t)f->other_region * n->n_regions + f->region]);
}

/* zone 0: all of the region. */
static void fail_vms(const struct making *m, int zone)
{
    const struct network *n = m->b->net;

    for (size_t i = 0; i < n->n_vms; i++) {
        const struct net_vm *vm = &n->vm[i];
        if (vm->region != m->fault->region || vm->declared->site != NULL || (zone != 0 && vm->zone != zone))
            continue;
        fail_link(m, vm->out);
        fail_link(m, vm->in);
    }
}

/* Which instance of an active-standby gateway carries at m->at, as far as faults have been made. */
static int active_at(const struct making *m, const struct gateway *g)
{
    const struct fault_clock *c = &m->b->net->control->clock[g->region->index];
    int active = 0;

    for (size_t i = 0; i < c->n; i++)
        if (c->act[i].deed == DEED_TAKE_OVER && c->act[i].gateway == g && c->act[i].at <= m->at)
            active = 1 - active;
    return active;
}

/* When the zone of the region works, from the instant on. */
static sim_time_t zone_works_at(const struct making *m, int zone, sim_time_t at)
{
    for (size_t i = 0; i < m->b->topo->n_faults; i++) { /* by their begin */
        const struct making *o = &m->all[i];
        if (o->fault->target == TOPO_FAULT_ZONE && o->fault->region == m->fault->region && o->fault->zone == zone && o->at <= at && o->end_at > at)
            at = o->end_at;
    }
    return at;
}

/* An active-standby gateway with one instance in the zone: an unplanned failover, when the zone of the other one works, unless this
 * one is back before. */
static void fail_over_from_zone(const struct making *m, struct gateway *g)
{
    struct making over = *m;
    struct rng rng;

    rng_stream(&rng, m->b->net->seed, arena_printf(m->b->arena, "%s/%s", m->fault->r.name, g->name), "fault");
    over.end_at = zone_works_at(m, zone_of_instance(g->declared, 1 - active_at(m, g)), m->at + draw_failover(m, TOPO_FAULT_UNPLANNED, g, &rng));
    if (over.end_at < m->end_at)
        fail_over(&over, g, DEED_FAIL);
    else
        both(m, g->region, DEED_FAIL, DEED_RETURN, (struct fault_act){.gateway = g, .instance = -1});
}

static void strike_zone(const struct making *m)
{
    struct network *n = m->b->net;

    fail_vms(m, m->fault->zone);
    for (size_t i = 0; i < n->n_gateways; i++) {
        struct gateway *g = &n->gateway[i];
        if (g->region->index != m->fault->region || g->declared->sku == NULL)
            continue;
        const bool in[GATEWAY_INSTANCES] = {zone_of_instance(g->declared, 0) == m->fault->zone, zone_of_instance(g->declared, 1) == m->fault->zone};
        if (in[0] && in[1])
            fail_gateway(m, g);
        else if (g->n_active == 1 && in[active_at(m, g)])
            fail_over_from_zone(m, g);
        else if (g->n_active > 1 && (in[0] || in[1]))
            both(m, g->region, DEED_FAIL, DEED_RETURN, (struct fault_act){.gateway = g, .instance = in[1]});
    }
}

static void strike_region(const struct making *m)
{
    struct network *n = m->b->net;
    const uint32_t r = m->fault->region;

    fail_vms(m, 0);
    for (size_t i = 0; i < n->n_gateways; i++)
        if (n->gateway[i].region->index == r && n->gateway[i].declared->sku != NULL)
            fail_gateway(m, &n->gateway[i]);
    for (uint32_t o = 0; o < n->n_regions; o++) {
        if (o == r)
            continue;
        fail_link(m, n->between[(size_t)r * n->n_regions + o]);
        fail_link(m, n->between[(size_t)o * n->n_regions + r]);
    }
}

static struct region *home(const struct making *m)
{
    const struct topo_fault *f = m->fault;
    struct network *n = m->b->net;

    if (f->connection != NULL)
        return gateway_of(m, f->connection->from)->region;
    if (f->gateway != NULL)
        return gateway_of(m, f->gateway)->region;
    if (f->site != NULL)
        return n->region[f->site->network->region];
    return n->region[f->peering != NULL && f->peering->reverse != NULL ? f->peering->reverse->remote->region : f->region];
}

static void make(const struct making *m)
{
    add(m, home(m), m->at, (struct fault_act){.deed = DEED_NOTE});
    switch (m->fault->target) {
    case TOPO_FAULT_GATEWAY:
        strike_gateway(m);
        break;
    case TOPO_FAULT_DEVICE:
        strike_device(m);
        break;
    case TOPO_FAULT_UPLINK:
        strike_uplink(m);
        break;
    case TOPO_FAULT_TUNNEL:
        strike_tunnels(m, DEED_HOLD_TUNNEL, DEED_RELEASE_TUNNEL, true);
        break;
    case TOPO_FAULT_CONNECTION:
        strike_tunnels(m, DEED_HOLD_TUNNEL, DEED_RELEASE_TUNNEL, false);
        break;
    case TOPO_FAULT_BGP_SESSION:
        strike_session(m);
        break;
    case TOPO_FAULT_PEERING:
        strike_peering(m);
        break;
    case TOPO_FAULT_LINK:
        strike_link(m);
        break;
    case TOPO_FAULT_ZONE:
        strike_zone(m);
        break;
    case TOPO_FAULT_REGION:
        strike_region(m);
        break;
    case TOPO_FAULT_TARGETS:
        SIM_ASSERT(m->fault->target != TOPO_FAULT_TARGETS);
    }
}

static int by_instant(const void *a, const void *b)
{
    const struct fault_act *x = a, *y = b;

    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

/* By name; those of zones behind the others, in the order of time: which instance they strike depends on what was before. */
static int zones_last(const void *a, const void *b)
{
    const struct topo_fault *x = *(const struct topo_fault *const *)a, *y = *(const struct topo_fault *const *)b;
    const bool x_zone = x->target == TOPO_FAULT_ZONE, y_zone = y->target == TOPO_FAULT_ZONE;

    if (x_zone != y_zone)
        return x_zone ? 1 : -1;
    if (x_zone && x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return (x > y) - (x < y);
}

void fault_build(struct build *b)
{
    struct network *n = b->net;

    n->control->clock = ARENA_ARRAY(b->arena, struct fault_clock, n->n_regions);
    for (size_t i = 0; i < n->n_regions; i++)
        n->control->clock[i].region = n->region[i];
    const struct topo_fault **order = ARENA_ARRAY(b->arena, const struct topo_fault *, b->topo->n_faults);
    for (size_t i = 0; i < b->topo->n_faults; i++)
        order[i] = &b->topo->faults[i];
    if (b->topo->n_faults > 1)
        qsort(order, b->topo->n_faults, sizeof *order, zones_last);
    struct making *m = ARENA_ARRAY(b->arena, struct making, b->topo->n_faults);
    for (size_t i = 0; i < b->topo->n_faults; i++) {
        m[i] = (struct making){.b = b, .fault = order[i], .at = order[i]->at, .all = m};
        const sim_time_t lasts = draw(&m[i]);
        m[i].end_at = lasts == SIM_NEVER || lasts > n->duration ? SIM_NEVER : m[i].at + lasts;
    }
    for (size_t i = 0; i < b->topo->n_faults; i++)
        make(&m[i]);
    for (size_t i = 0; i < n->n_regions; i++) {
        struct fault_clock *c = &n->control->clock[i];
        if (c->n > 1)
            qsort(c->act, c->n, sizeof *c->act, by_instant);
        if (c->n > 0)
            lp_add_event(&n->region[i]->lp, &c->ev, strike);
    }
}

void fault_start(struct network *n)
{
    for (size_t i = 0; i < n->n_regions; i++)
        if (n->control->clock[i].n > 0)
            lp_at(&n->region[i]->lp, &n->control->clock[i].ev, n->control->clock[i].act[0].at);
}

bool fault_moves(const struct topo *t, const struct topo_gateway *g)
{
    for (size_t i = 0; i < t->n_faults && !g->active_active; i++) {
        const struct topo_fault *f = &t->faults[i];
        const bool of_zone = f->target == TOPO_FAULT_ZONE && g->vnet->region == f->region &&
                             (zone_of_instance(g, 0) == f->zone) != (zone_of_instance(g, 1) == f->zone);
        if (of_zone || (f->target == TOPO_FAULT_GATEWAY && f->gateway == g && f->kind != TOPO_FAULT_DOWN))
            return true;
    }
    return false;
}
