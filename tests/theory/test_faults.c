/*
 * Faults that overlap. What is up when is told by a reference of the rules as scenarios/README.md
 * has them, evaluated from scratch at each instant: a thing is down while any fault that covers it
 * lasts; of an active-standby gateway the standby carries when the active instance has been down
 * for as long as one of its faults says and the standby works itself; a failover is over when the
 * other instance carries. Random combinations are put against it: the plan of one gateway alone, in
 * whole seconds; and whole runs, which end at a random instant: what is down then, and what pings
 * tell of the way.
 */
#include "tests/theory/fault_cloud.h"
#include "tests/theory/simulate.h"

#include "models/control/control.h"
#include "models/control/session.h"
#include "models/control/takeover.h"
#include "models/net/link.h"
#include "models/vpn/instance.h"
#include "models/vpn/tunnel.h"
#include "models/watch.h"
#include "sim/engine/rng.h"

/* --- the reference: one gateway --- */

enum { MOST = 8 };

struct hit {
    sim_time_t at, end, relief;
    int instance; /* -1: the active one */
    bool failover, on;
};

struct gateway_state {
    bool standby; /* has one */
    int active;
    bool down[2];
    sim_time_t relief;
};

static void settle_at(struct gateway_state *g, struct hit *h, int n, sim_time_t t)
{
    for (int i = 0; i < n; i++) {
        if (h[i].at != t)
            continue;
        h[i].on = true;
        h[i].instance = h[i].instance < 0 ? g->active : h[i].instance;
        if (h[i].instance == g->active && h[i].relief < g->relief)
            g->relief = h[i].relief;
    }
    for (int round = 0; round < 2 * n + 2; round++) {
        g->down[0] = g->down[1] = false;
        for (int i = 0; i < n; i++) {
            if (h[i].on && h[i].end <= t &&
                !(g->standby && h[i].failover && h[i].instance == g->active))
                h[i].on = false;
            if (h[i].on)
                g->down[h[i].instance] = true;
        }
        if (!g->down[g->active])
            g->relief = SIM_NEVER;
        if (g->standby && g->down[g->active] && !g->down[1 - g->active] && g->relief <= t) {
            g->active = 1 - g->active;
            g->relief = SIM_NEVER;
        }
    }
}

static struct gateway_state reference(struct hit *h, int n, bool standby, sim_time_t until)
{
    struct gateway_state g = {.standby = standby, .relief = SIM_NEVER};
    sim_time_t now = -1;

    for (;;) {
        sim_time_t next = SIM_NEVER;
        for (int i = 0; i < n; i++) {
            const sim_time_t of[] = {h[i].at, h[i].end, h[i].relief};
            for (int k = 0; k < 3; k++)
                if (of[k] > now && of[k] < next)
                    next = of[k];
        }
        if (next > until || next == SIM_NEVER)
            return g;
        settle_at(&g, h, n, now = next);
    }
}

/* --- the plan of one gateway --- */

struct told {
    sim_time_t until;
    int n_down[2], active, n_carries;
    sim_time_t last;
    struct topo_fault fault[MOST];
};

static void tell(void *arg, const struct takeover_step *s)
{
    struct told *t = arg;

    assert_true(s->at >= t->last);
    t->last = s->at;
    assert_non_null(s->fault);
    if (s->at > t->until)
        return;
    if (s->deed == TAKEOVER_FAIL)
        t->n_down[s->instance]++;
    if (s->deed == TAKEOVER_RETURN)
        t->n_down[s->instance]--;
    if (s->deed == TAKEOVER_CARRY) {
        assert_int_equal(s->instance, 1 - t->active);
        assert_true(t->n_down[t->active] > 0 &&
                    t->n_down[s->instance] == 0); /* from what does not work onto what does */
        t->active = s->instance;
        t->n_carries++;
    }
    assert_true(t->n_down[0] >= 0 && t->n_down[1] >= 0);
}

static int below(struct rng *rng, int n)
{
    return (int)gsl_rng_uniform_int(&rng->gsl, (unsigned long)n);
}

static void test_plans_are_as_the_reference(void **state)
{
    struct rng rng;
    int carried = 0;

    (void)state;
    rng_stream(&rng, 1, "plans", "test");
    for (int run = 0; run < 20000; run++) {
        struct hit h[MOST];
        struct takeover_strike s[MOST];
        struct told t = {.until = below(&rng, 60)};
        const int n = 1 + below(&rng, MOST);
        const bool standby = below(&rng, 4) > 0;

        for (int i = 0; i < n; i++) {
            const bool failover = below(&rng, 2) == 0;
            const sim_time_t at = below(&rng, 40), end = below(&rng, 8) == 0 && !failover
                                                             ? SIM_NEVER
                                                             : at + below(&rng, 25);
            h[i] = (struct hit){.at = at,
                                .end = end,
                                .relief = failover ? end : at + below(&rng, 25),
                                .failover = failover,
                                .instance = failover && standby ? -1 : below(&rng, 2)};
            s[i] = (struct takeover_strike){.fault = &t.fault[i],
                                            .at = at,
                                            .end_at = end,
                                            .relief_at = h[i].relief,
                                            .instance = h[i].instance,
                                            .is_failover = failover};
        }
        takeover_play(s, (size_t)n, standby, tell, &t);
        const struct gateway_state g = reference(h, n, standby, t.until);
        assert_int_equal(t.active, g.active);
        for (int k = 0; k < 2; k++)
            assert_int_equal(t.n_down[k] > 0, g.down[k]);
        carried += t.n_carries;
    }
    assert_true(carried > 5000);
}

/* --- whole runs --- */

enum thing {
    GA,
    GA_DOWN,
    GB,
    GB_DOWN,
    ZONE1,
    ZONE2,
    WEST,
    NORTH,
    LINK,
    LINK_BACK,
    TUNNEL,
    END_AB,
    SITE_TUNNEL,
    SESSION,
    PEERING,
    DEVICE,
    UPLINK,
    THINGS
};

static const char *const what[THINGS] = {
    [GA] = "gateway: ga, kind: planned_failover",
    [GA_DOWN] = "gateway: ga, kind: down",
    [GB] = "gateway: gb, kind: unplanned_failover",
    [GB_DOWN] = "gateway: gb, kind: down",
    [ZONE1] = "zone: westeurope/1, kind: down",
    [ZONE2] = "zone: westeurope/2, kind: down",
    [WEST] = "region: westeurope, kind: down",
    [NORTH] = "region: northeurope, kind: down",
    [LINK] = "link: westeurope--northeurope, kind: down",
    [LINK_BACK] = "link: northeurope->westeurope, kind: down",
    [TUNNEL] = "tunnel: ba, kind: down",
    [END_AB] = "connection: ab, kind: down",
    [SITE_TUNNEL] = "tunnel: bl, kind: down",
    [SESSION] = "bgp_session: bl, kind: down",
    [PEERING] = "peering: c/p, kind: down",
    [DEVICE] = "device: fw, kind: down",
    [UPLINK] = "uplink: hq, kind: down",
};

struct drawn {
    enum thing thing;
    sim_time_t at, end;
};

struct world {
    struct simulation s;
    struct drawn f[MOST];
    int n;
    bool active_active;
    sim_time_t now;
    int n_silent, n_waiting; /* ways out at the end; that of the VPN by a gateway alone */
};

static bool lasts(const struct world *w, enum thing x)
{
    for (int i = 0; i < w->n; i++)
        if (w->f[i].thing == x && w->f[i].at <= w->now && w->f[i].end > w->now)
            return true;
    return false;
}

static const struct gateway *gateway(const struct world *w, const char *name)
{
    for (size_t i = 0; i < w->s.net->n_gateways; i++)
        if (strcmp(w->s.net->gateway[i].name, name) == 0)
            return &w->s.net->gateway[i];
    fail_msg("no gateway %s", name);
    return NULL;
}

static const struct gateway *device(const struct world *w)
{
    const struct gateway *last = &w->s.net->gateway[w->s.net->n_gateways - 1];

    assert_non_null(last->declared->device);
    return last;
}

/* 60 s to 90 s evenly until packets pass: two round trips of IKE less, and three of BGP where it
 * learns routes. */
static sim_time_t relief(const struct world *w, int fault, const struct gateway *g)
{
    const struct network *n = w->s.net;
    struct rng rng;
    char name[32];
    sim_time_t longest = 0;

    for (size_t i = 0; i < n->n_tunnels; i++) {
        const struct tunnel *t = &n->tunnel[i];
        const sim_time_t trip = tunnel_path_delay(t) + tunnel_path_delay(t->reverse);
        longest = t->from == g && trip > longest ? trip : longest;
    }
    (void)snprintf(name, sizeof name, "f%d/%s", fault, g->name);
    rng_stream(&rng, n->seed, name, "fault");
    const sim_time_t whole = (sim_time_t)((60 + 30 * gsl_rng_uniform(&rng.gsl)) * 1e12);
    return w->f[fault].at + whole - (strcmp(g->name, "gb") == 0 ? 5 : 2) * longest;
}

static void check_gateway(struct world *w, const char *name, const sim_time_t (*reliefs)[MOST])
{
    const bool is_a = name[1] == 'a';
    const struct gateway *g = gateway(w, name);
    struct hit h[2 * MOST];
    int n = 0;

    for (int i = 0; i < w->n; i++) {
        const struct drawn *f = &w->f[i];
        const bool both =
            f->thing == (is_a ? GA_DOWN : GB_DOWN) || f->thing == (is_a ? WEST : NORTH);
        const bool hits[] = {both || (is_a && f->thing == ZONE1),
                             both || (is_a && f->thing == ZONE2)};
        if (f->thing == (is_a ? GA : GB))
            h[n++] = (struct hit){.at = f->at,
                                  .end = f->end,
                                  .relief = f->end,
                                  .failover = true,
                                  .instance = is_a && w->active_active ? 0 : -1};
        for (int k = 0; k < 2; k++)
            if (hits[k])
                h[n++] = (struct hit){
                    .at = f->at, .end = f->end, .relief = reliefs[is_a ? 0 : 1][i], .instance = k};
    }
    const struct gateway_state r = reference(h, n, !(is_a && w->active_active), w->now);
    assert_int_equal(g->active, r.active);
    for (int k = 0; k < (g->n_built > 1 ? 2 : 1); k++) {
        assert_int_equal(g->instance[k].n_down > 0, r.down[k]);
        assert_int_equal(g->instance[k].carries,
                         !r.down[k] && ((is_a && w->active_active) || k == r.active));
    }
}

static void check_link(const struct world *w, const char *name, bool is_down)
{
    const struct link *l = simulate_link(&w->s, name);

    assert_int_equal(l->n_down > 0, is_down);
    assert_int_equal(l->loses, is_down || l->has_loss || l->disorder > 0);
}

static void check_tunnels(const struct world *w)
{
    for (size_t i = 0; i < w->s.net->n_tunnels; i++) {
        const struct tunnel *t = &w->s.net->tunnel[i];
        const bool to_site = t->from->declared->device != NULL || t->to->declared->device != NULL;
        const bool faulty =
            to_site ? lasts(w, SITE_TUNNEL)
                    : lasts(w, TUNNEL) || (strncmp(t->name, "ab", 2) == 0 && lasts(w, END_AB));
        assert_int_equal(t->n_holds > 0, faulty || t->at->n_down > 0);
        assert_int_equal(t->cut, t->n_holds > 0);
        assert_false(t->cut && t->up);
        if (t->from->n_active == 1)
            assert_ptr_equal(t->at, &t->from->instance[t->from->active]);
        if (t->to->n_active == 1)
            assert_ptr_equal(t->far, &t->to->instance[t->to->active]);
        if (w->s.net->control->session[i] != NULL &&
            t->from->declared->device == NULL) /* the end that is named closes it */
            assert_int_equal(w->s.net->control->session[i]->n_holds > 0, lasts(w, SESSION));
    }
}

/* For how long have some of the things, or has none of them, lasted at `now` without a break? */
static sim_time_t lasting(struct world *w, const enum thing *x, size_t n, bool some)
{
    const sim_time_t now = w->now;

    for (; w->now > 0; w->now -= SIM_S / 2) {
        bool any = false;
        for (size_t i = 0; i < n; i++)
            any = any || lasts(w, x[i]);
        if (any != some)
            break;
    }
    const sim_time_t dur = now - w->now;
    w->now = now;
    return dur;
}

/* Dead peer detection takes 60 s, then tries of IKE 4 s, of BGP 10 s, and programming 4 s. */
#define RECOVERY (90 * SIM_S)

static bool has_carried(const struct world *w, const char *name)
{
    const struct gateway *g = gateway(w, name);

    for (uint32_t i = 0; i < g->n_active; i++) {
        const struct gateway_instance *x = &g->instance[g->n_active > 1 ? i : g->active];
        if (!x->carries || (x->since_at > 0 && w->now - x->since_at < RECOVERY))
            return false;
    }
    return true;
}

/* Nothing comes back while something on the way is down, and all does when nothing has been for
 * long enough. */
static void check_ways(struct world *w)
{
    static const enum thing peer[] = {ZONE1, ZONE2, WEST, PEERING},
                            site[] = {GB_DOWN, NORTH, SITE_TUNNEL, DEVICE, UPLINK, SESSION},
                            vpn[] = {GA_DOWN, GB_DOWN,   ZONE1,  WEST,  NORTH,
                                     LINK,    LINK_BACK, TUNNEL, END_AB};
    const struct {
        const char *name;
        const enum thing *x;
        size_t n;
        bool a, b;
    } way[] = {{"peer", peer, 4, false, false},
               {"site", site, 6, false, true},
               {"vpn", vpn, 9, true, true}};

    for (size_t i = 0; i < 3; i++) {
        const sim_time_t silent = w->now - w->s.net->watch->flow[i].last_at,
                         down = lasting(w, way[i].x, way[i].n, true),
                         up = lasting(w, way[i].x, way[i].n, false);
        assert_string_equal(w->s.net->flow[i].spec->r.name, way[i].name);
        if (silent + SIM_S < down)
            fail_msg("%s has come through %g s ago, and is down for %g s", way[i].name,
                     sim_time_s(silent), sim_time_s(down));
        if (silent > SIM_S && up > RECOVERY && (!way[i].a || has_carried(w, "ga")) &&
            (!way[i].b || has_carried(w, "gb")))
            fail_msg("%s has not come through for %g s, and is up for %g s", way[i].name,
                     sim_time_s(silent), sim_time_s(up));
        if (i == 2 && silent > SIM_S && down == 0)
            w->n_waiting++;
        w->n_silent += silent > SIM_S;
    }
}

static void run(struct world *w, struct rng *rng)
{
    static char text[8192];
    sim_time_t reliefs[2][MOST];
    const int duration = 60 + below(rng, 240);
    int at = 0;

    w->n = 1 + below(rng, MOST - 2);
    w->active_active = below(rng, 4) == 0;
    w->now = duration * SIM_S + SIM_S / 2;
    at += snprintf(text, sizeof text,
                   "vnetsim: 1\nsimulation: {duration: %d.5s, sample_interval: 0s, seed: %d}\n",
                   duration, below(rng, 1000));
    at += snprintf(text + at, sizeof text - (size_t)at, CLOUD,
                   w->active_active ? ", active_active: true" : "");
    for (int i = 0; i < w->n; i++) {
        const int begin = 5 + below(rng, duration - 10),
                  dur = below(rng, 3) > 0 ? below(rng, 40) : below(rng, 200);
        w->f[i] = (struct drawn){(enum thing)below(rng, below(rng, 2) == 0 ? WEST + 1 : THINGS),
                                 begin * SIM_S, (begin + dur) * SIM_S};
        at += snprintf(text + at, sizeof text - (size_t)at, "  f%d: {at: %ds, %s, for: %ds}\n", i,
                       begin, what[w->f[i].thing], dur);
    }
    simulate_build(&w->s, text);
    for (int i = 0; i < w->n; i++) {
        reliefs[0][i] = relief(w, i, gateway(w, "ga"));
        reliefs[1][i] = relief(w, i, gateway(w, "gb"));
    }
    simulate_run(&w->s, 1);
    check_gateway(w, "ga", reliefs);
    check_gateway(w, "gb", reliefs);
    assert_int_equal(device(w)->instance[0].n_down > 0, lasts(w, DEVICE));
    const bool west = lasts(w, WEST), north = lasts(w, NORTH);
    check_link(w, "westeurope->northeurope", west || north || lasts(w, LINK));
    check_link(w, "northeurope->westeurope",
               west || north || lasts(w, LINK) || lasts(w, LINK_BACK));
    check_link(w, "va-0/out", west || lasts(w, ZONE1));
    check_link(w, "vc-0/in", west || lasts(w, ZONE2));
    check_link(w, "vb-0/in", north);
    assert_int_equal(device(w)->uplink_out->n_down > 0, lasts(w, UPLINK));
    for (size_t i = 0; i < w->s.net->n_regions; i++) {
        const struct view *v = w->s.net->control->view[i];
        const struct topo_peering *p = &w->s.scenario.topo->vnets[2].peerings[0];
        assert_int_equal(v->peering_is_down[p->number], lasts(w, PEERING));
    }
    check_tunnels(w);
    check_ways(w);
    simulate_end(&w->s);
}

static void test_runs_are_as_the_reference(void **state)
{
    struct rng rng;

    (void)state;
    rng_stream(&rng, 2, "runs", "test");
    struct world w = {.n = 0};
    for (int i = 0; i < 150; i++)
        run(&w, &rng);
    assert_true(w.n_silent > 40 && w.n_waiting > 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plans_are_as_the_reference),
        cmocka_unit_test(test_runs_are_as_the_reference),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
