#include "models/control/fault.h"

#include <math.h>
#include <stdlib.h>

#include "models/build.h"
#include "models/cloud/zone.h"
#include "models/control/control.h"
#include "models/control/session.h"
#include "models/control/takeover.h"
#include "models/vpn/instance.h"
#include "models/vpn/tunnel.h"
#include "sim/base/arena.h"
#include "sim/engine/rng.h"

#define OWNER_OF(member_ptr, type, member)                                                         \
    ((type *)(void *)((char *)(member_ptr)-offsetof(type, member)))

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
};

struct fault_act {
    sim_time_t at;
    bool mends;
    uint32_t order; /* as they were made */
    enum fault_deed deed;
    const struct topo_fault *fault;
    union {
        struct {
            struct gateway *gateway;
            int instance;
        };
        struct tunnel *tunnel;
        struct link *link;
        const struct topo_peering *peering;
    };
};

/* --- at run time --- */

static const char *word_of(const struct topo_fault *f)
{
    static const char *const word[] = {[TOPO_FAULT_PLANNED] = "planned_failover",
                                       [TOPO_FAULT_UNPLANNED] = "unplanned_failover",
                                       [TOPO_FAULT_DOWN] = "down",
                                       [TOPO_FAULT_RESET] = "reset"};

    return word[f->kind];
}

/* A device that is down has no routes. */
static void tell_device(struct region *r, const struct gateway *g, sim_time_t now)
{
    if (g->declared->device != NULL)
        speaker_set_gone(r, r->net->control->speaker[g->number], g->instance[0].n_down > 0, now);
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
        instance_fail(r, &a->gateway->instance[a->instance],
                      a->deed == DEED_FAIL ? INSTANCE_SILENT : INSTANCE_ANNOUNCED, why, now);
        tell_device(r, a->gateway, now);
        break;
    case DEED_RETURN:
        instance_return(r, &a->gateway->instance[a->instance], why, now);
        tell_device(r, a->gateway, now);
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

struct strikes { /* on one gateway or device */
    struct takeover_strike *v;
    size_t n, cap;
};

struct making {
    struct build *b;
    const struct topo_fault *fault;
    sim_time_t at, end_at;   /* end_at SIM_NEVER: it does not end */
    struct strikes *strikes; /* [gateway] */
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
static void both(const struct making *m, struct region *r, enum fault_deed begin,
                 enum fault_deed end, struct fault_act a)
{
    a.deed = begin;
    add(m, r, m->at, a);
    a.deed = end;
    a.mends = true;
    add(m, r, m->end_at, a);
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

static struct gateway *gateway_of(const struct making *m, const struct topo_gateway *g)
{
    return &m->b->net->gateway[BUILD_INDEX(m->b->topo->gateways, g)];
}

/* Until the standby takes over, so that packets pass again after what is published: where what
 * follows differs too much from tunnel to tunnel, none later. */
static sim_time_t draw_failover(const struct making *m, enum topo_fault_kind kind,
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

static void add_strike(const struct making *m, const struct gateway *g,
                       struct takeover_strike strike)
{
    struct strikes *s = &m->strikes[g->number];

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

/* What is active is then replaced as in an unplanned failover, unless it is back before. */
static void fail_instance(const struct making *m, const struct gateway *g, int instance)
{
    struct rng rng;
    sim_time_t relief_at = SIM_NEVER;

    if (g->declared->sku != NULL) {
        rng_stream(&rng, m->b->net->seed,
                   arena_printf(m->b->arena, "%s/%s", m->fault->r.name, g->name), "fault");
        relief_at = m->at + draw_failover(m, TOPO_FAULT_UNPLANNED, g, &rng);
    }
    add_strike(m, g,
               (struct takeover_strike){
                   .instance = instance, .how = INSTANCE_SILENT, .relief_at = relief_at});
}

static void strike_gateway(const struct making *m)
{
    const struct gateway *g = gateway_of(m, m->fault->gateway);
    const int active = g->n_active > 1 ? (int)m->fault->instance : TAKEOVER_ACTIVE;
    const enum instance_end how =
        m->fault->kind == TOPO_FAULT_PLANNED ? INSTANCE_ANNOUNCED : INSTANCE_SILENT;

    if (m->fault->kind != TOPO_FAULT_DOWN) {
        add_strike(
            m, g,
            (struct takeover_strike){
                .instance = active, .how = how, .relief_at = m->end_at, .is_failover = true});
        return;
    }
    for (int i = 0; i < GATEWAY_INSTANCES; i++)
        fail_instance(m, g, i);
}

static void strike_device(const struct making *m)
{
    fail_instance(m, gateway_of(m, m->fault->gateway), 0);
}

struct playing {
    const struct making *m;
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
    struct making m = *p->m;

    if ((uint32_t)s->instance >= g->n_built) /* a standby that never carries */
        return;
    m.fault = s->fault;
    add(&m, g->region, s->at,
        (struct fault_act){.deed = s->deed == TAKEOVER_FAIL && s->how == INSTANCE_ANNOUNCED
                                       ? DEED_FAIL_ANNOUNCED
                                       : deed[s->deed],
                           .gateway = g,
                           .instance = s->instance,
                           .mends = s->deed != TAKEOVER_FAIL});
    for (size_t i = 0; i < n->n_tunnels && s->deed == TAKEOVER_CARRY; i++)
        if (n->tunnel[i].to == g)
            add(&m, n->tunnel[i].from->region, s->at,
                (struct fault_act){.deed = DEED_MOVE_PATH, .tunnel = &n->tunnel[i], .mends = true});
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
        const bool first =
            g->uplink_out != NULL && (i == 0 || n->gateway[i - 1].uplink_out != g->uplink_out);
        if (m->fault->site != NULL ? first && !own && g->declared->vnet->site == m->fault->site
                                   : g->declared == m->fault->gateway) {
            fail_link(m, g->uplink_out);
            fail_link(m, g->uplink_in);
            return;
        }
    }
}

/* Of the tunnels of the fault's connection: those it means, in one direction or both. */
static void strike_tunnels(const struct making *m, enum fault_deed begin, enum fault_deed end,
                           bool both_ends)
{
    struct network *n = m->b->net;
    const struct topo_fault *f = m->fault;

    for (size_t i = 0; i < n->n_tunnels; i++) {
        struct tunnel *t = &n->tunnel[i];
        const int here = (int)(t->at - t->from->instance), there = (int)(t->far - t->to->instance);
        if (t->declared != f->connection ||
            (f->here >= 0 && (here != f->here || there != f->there)))
            continue;
        struct tunnel *end_of[] = {t, both_ends ? t->reverse : NULL};
        for (int k = 0; k < 2; k++) {
            if (end_of[k] == NULL)
                continue;
            if (f->kind == TOPO_FAULT_RESET)
                add(m, end_of[k]->from->region, m->at,
                    (struct fault_act){.deed = DEED_RESTART_TUNNEL, .tunnel = end_of[k]});
            else
                both(m, end_of[k]->from->region, begin, end,
                     (struct fault_act){.tunnel = end_of[k]});
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
            both(&now, n->tunnel[i].from->region, DEED_HOLD_SESSION, DEED_RELEASE_SESSION,
                 (struct fault_act){.tunnel = &n->tunnel[i]});
}

static void strike_peering(const struct making *m)
{
    for (size_t i = 0; i < m->b->net->n_regions; i++) /* whoever goes by it */
        both(m, m->b->net->region[i], DEED_PEERING_DOWN, DEED_PEERING_UP,
             (struct fault_act){.peering = m->fault->peering});
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
        if (vm->region != m->fault->region || vm->declared->site != NULL ||
            (zone != 0 && vm->zone != zone))
            continue;
        fail_link(m, vm->out);
        fail_link(m, vm->in);
    }
}

/* Instances of gateways that stand there; zone 0: all of the region. */
static void fail_gateways(const struct making *m, int zone)
{
    const struct network *n = m->b->net;

    for (size_t i = 0; i < n->n_gateways; i++) {
        const struct gateway *g = &n->gateway[i];
        for (int k = 0; k < GATEWAY_INSTANCES; k++)
            if (g->region->index == m->fault->region && g->declared->sku != NULL &&
                (zone == 0 || zone_of_instance(g->declared, k) == zone))
                fail_instance(m, g, k);
    }
}

static void strike_zone(const struct making *m)
{
    fail_vms(m, m->fault->zone);
    fail_gateways(m, m->fault->zone);
}

static void strike_region(const struct making *m)
{
    const struct network *n = m->b->net;
    const uint32_t r = m->fault->region;

    fail_vms(m, 0);
    fail_gateways(m, 0);
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
    return n->region[f->peering != NULL && f->peering->reverse != NULL
                         ? f->peering->reverse->remote->region
                         : f->region];
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
    struct making m = {.b = b, .strikes = ARENA_ARRAY(b->arena, struct strikes, n->n_gateways)};

    for (size_t i = 0; i < b->topo->n_faults; i++) { /* by name */
        m.fault = &b->topo->faults[i];
        m.at = m.fault->at;
        const sim_time_t lasts = draw(&m);
        m.end_at = lasts == SIM_NEVER || lasts > n->duration ? SIM_NEVER : m.at + lasts;
        n->control->has_lasting |=
            m.fault->kind != TOPO_FAULT_RESET && (m.end_at == SIM_NEVER || m.end_at >= n->duration);
        make(&m);
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
            lp_add_event(&n->region[i]->lp, &c->ev, strike);
    }
}

void fault_start(struct network *n)
{
    for (size_t i = 0; i < n->n_regions; i++)
        if (n->control->clock[i].n > 0)
            lp_at(&n->region[i]->lp, &n->control->clock[i].ev, n->control->clock[i].act[0].at);
}

bool fault_is_over(const struct network *n)
{
    for (size_t i = 0; i < n->n_regions; i++)
        if (n->control->clock[i].next < n->control->clock[i].n)
            return false;
    return !n->control->has_lasting;
}

bool fault_moves(const struct topo *t, const struct topo_gateway *g)
{
    for (size_t i = 0; i < t->n_faults && !g->active_active; i++) {
        const struct topo_fault *f = &t->faults[i];
        const bool of_zone =
            f->target == TOPO_FAULT_ZONE && g->vnet->region == f->region &&
            (zone_of_instance(g, 0) == f->zone) != (zone_of_instance(g, 1) == f->zone);
        if (of_zone ||
            (f->target == TOPO_FAULT_GATEWAY && f->gateway == g && f->kind != TOPO_FAULT_DOWN))
            return true;
    }
    return false;
}
