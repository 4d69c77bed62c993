#include "models/reach.h"

#include "models/trace.h"
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

struct losing { /* of one traffic entry */
    const struct topo_traffic *spec;
    struct arena *arena; /* of the first that fails; NULL: none does */
    struct walked first;
    size_t first_flow, flows, failing;
};

static void say(const struct network *n, const struct losing *l, struct diag *d)
{
    const struct trace *t = l->first.failing;
    const struct flow *f = &n->flow[l->first_flow];
    if (diag_knows(d, l->spec->r.at) || diag_knows(d, t->here) || diag_knows(d, t->there)) {
        return;
    }
    diag_add(d, &lost, l->spec->r.at, NULL, "%zu of %zu flows of `%s` %s: %s", l->failing, l->flows, l->spec->r.name,
             l->first.no_answer ? "get no answer" : "do not arrive", t->why);
    if (t->here.line != 0) {
        diag_other(d, t->here, "decided here");
    }
    if (t->there.line != 0) {
        diag_other(d, t->there, "and here");
    }
    diag_platform(d, "it deploys; the packets are dropped (at %s, cause %s)", t->place, drop_cause_word(t->cause));
    diag_help(d, "%s; vnetsim trace SCENARIO --from %s --to %s shows the way", t->mend, f->src_name, f->dst_name);
}

static void finish(const struct network *n, struct losing *l, struct diag *d)
{
    if (l->arena != NULL) {
        l->first.failing = l->first.no_answer ? &l->first.back : &l->first.there;
        say(n, l, d);
        arena_free(l->arena);
    }
}

void reach_check(const struct network *n, struct diag *d)
{
    struct losing l = {.spec = NULL};
    for (size_t i = 0; i < n->n_flows; i++) { /* flows of an entry follow each other */
        struct arena *arena = arena_new();
        struct walked w;
        if (i == 0 || n->flow[i].spec != n->flow[i - 1].spec) {
            finish(n, &l, d);
            l = (struct losing){.spec = n->flow[i].spec};
        }
        walk(&w, n, i, arena);
        l.flows++;
        l.failing += w.failing != NULL;
        if (w.failing != NULL && l.arena == NULL) {
            l.arena = arena;
            l.first = w;
            l.first_flow = i;
        } else {
            arena_free(arena);
        }
    }
    finish(n, &l, d);
}
