#include "models/reach.h"

#include "models/routing/islands.h"
#include "sim/base/arena.h"

static const struct diag_code lost = {
    .id = "VN0616",
    .severity = DIAG_WARNING,
    .title = "traffic that does not arrive",
    .symptom = "Everything deploys, and packets of this traffic entry are dropped on their way, or get no answer. In the simulation drops.csv has them "
               "at the place and for the cause that the message names: no_route, route_none, ttl, selector, tunnel_down, no_translation and others.",
    .cause = "Routes, gateways, traffic selectors, appliances and security groups together leave no way for it, and no other rule has shown one of the two "
             "places that decide: each flow of the entry is traced, there and, where it wants answers, back.",
    .mend = "`vnetsim trace SCENARIO --from A --to B` shows the way hop by hop, with the route that won at each; mend what it names. Where the traffic is to "
            "be blocked, nothing is to be done.",
    .source = "Virtual network traffic routing, 2023-05-27, for the choice of routes; the way itself is the one that packets of a run take",
    .example = "route_tables:\n  keep: {routes: {r: {address_prefix: 10.2.0.0/16, next_hop_type: None}}}\n"};

const struct diag_code *const *reach_codes(size_t *n)
{
    static const struct diag_code *const all[] = {&lost};
    *n = sizeof all / sizeof *all;
    return all;
}

struct walked {
    struct trace there, back;
    const struct trace *failing; /* NULL: none */
    bool no_answer;              /* it is the way back */
};

static void walk(struct walked *w, const struct network *n, size_t flow, struct arena *arena)
{
    const struct flow *f = &n->flow[flow];
    struct trace_question q = {.from = f->src_vm,
                               .to = f->dst_vm,
                               .protocol = f->spec->app == TOPO_PING                        ? TOPO_ICMP
                                           : f->spec->transport == TOPO_TRANSPORT_TCP ? TOPO_TCP
                                                                                            : TOPO_UDP,
                               .port = (uint32_t)f->spec->port,
                               .src_port = network_client_port(f, 0),
                               .only_verdict = true,
                               .hash = network_hash(f, 0, false)};
    const bool is_answered = f->spec->app == TOPO_PING || f->spec->app == TOPO_REQUEST_RESPONSE || q.protocol == TOPO_TCP;
    w->failing = NULL;
    w->no_answer = false;
    trace_walk(&w->there, n, &q, arena);
    if (!w->there.arrived) {
        w->failing = &w->there;
    } else if (is_answered) {
        q = (struct trace_question){.from = f->dst_vm, .to = f->src_vm, .protocol = q.protocol, .port = q.port, .src_port = q.src_port, .only_verdict = true, .is_answer = true, .request = &w->there,
                                    .hash = network_hash(f, 0, true)};
        trace_walk(&w->back, n, &q, arena);
        w->failing = w->back.arrived ? NULL : &w->back;
        w->no_answer = true;
    }
}

struct entry { /* one traffic entry, while its flows are walked */
    struct reach r;
    struct arena *arena; /* of the first flow that fails; NULL: none does */
    struct walked walked; /* its ways */
};

static void finish(struct entry *e, void (*each)(void *arg, const struct reach *r), void *arg)
{
    if (e->arena != NULL) {
        e->r.no_answer = e->walked.no_answer;
        e->r.first = e->r.no_answer ? &e->walked.back : &e->walked.there;
    }
    if (e->r.flows > 0) {
        each(arg, &e->r);
    }
    arena_free(e->arena);
}

void reach_each(const struct network *n, void (*each)(void *arg, const struct reach *r), void *arg)
{
    struct entry e = {.arena = NULL};
    for (size_t i = 0; i < n->n_flows; i++) { /* flows of an entry follow each other */
        struct arena *arena = arena_new();
        struct walked w;
        if (i == 0 || n->flow[i].spec != n->flow[i - 1].spec) {
            finish(&e, each, arg);
            e = (struct entry){.r.spec = n->flow[i].spec};
        }
        walk(&w, n, i, arena);
        e.r.flows++;
        e.r.failing += w.failing != NULL;
        if (w.failing != NULL && e.arena == NULL) {
            e.arena = arena;
            e.walked = w;
            e.r.first_flow = i;
        } else {
            arena_free(arena);
        }
    }
    finish(&e, each, arg);
}

struct judge {
    const struct topo *t;
    const struct network *n;
    struct diag *d;
    struct islands islands;
};

/* What keeps a tunnel down, a peering from passing anything, a session from coming up, has a warning of its own. */
static bool is_explained(const struct judge *judge, const struct reach *r)
{
    return r->first->cause == DROP_TUNNEL_DOWN || islands_are_cut(&judge->islands, judge->t, r->spec->from->subnet->vnet, r->spec->to->subnet->vnet);
}

/* A warning shows the places that decide. Who may begin behind a dynamic NAT rule is nobody else's to say, whatever is said of the rule. */
static bool is_shown(const struct diag *d, const struct reach *r)
{
    const bool is_outside = r->first->cause == DROP_NO_TRANSLATION && !r->no_answer;
    return diag_knows(d, r->spec->r.at) || (!is_outside && (diag_knows(d, r->first->here) || diag_knows(d, r->first->there)));
}

static void say(void *arg, const struct reach *r)
{
    const struct judge *judge = arg;
    struct diag *d = judge->d;
    const struct trace *t = r->first;
    if (t == NULL || is_explained(judge, r) || is_shown(d, r)) {
        return;
    }
    const struct flow *f = &judge->n->flow[r->first_flow];
    diag_add(d, &lost, r->spec->r.at, NULL, "%zu of %zu flows of `%s` %s: %s", r->failing, r->flows, r->spec->r.name,
             r->no_answer ? "get no answer" : "do not arrive", t->why);
    if (t->here.line != 0) {
        diag_other(d, t->here, "decided here");
    }
    if (t->there.line != 0) {
        diag_other(d, t->there, "and here");
    }
    diag_platform(d, "it deploys; the packets are dropped (at %s, cause %s)", t->place, drop_cause_word(t->cause));
    diag_help(d, "%s; vnetsim trace SCENARIO --from %s --to %s shows the way", t->mend, f->src_name, f->dst_name);
}

void reach_check(const struct topo *t, const struct network *n, struct diag *d)
{
    struct arena *arena = arena_new();
    struct judge judge = {.t = t, .n = n, .d = d};
    islands_find(&judge.islands, t, arena);
    reach_each(n, say, &judge);
    arena_free(arena);
}
