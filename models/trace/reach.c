#include "models/trace/reach.h"

#include <string.h>

#include "models/flow/flow.h"
#include "models/front.h"
#include "models/tcp/tcp.h"
#include "models/trace/trace_parts.h"
#include "sim/base/arena.h"

struct walked { /* a flow: each of its connections, or of its targets where it has none */
    struct trace there, back;    /* of the first that fails */
    const struct trace *failing; /* NULL: none */
    bool no_answer;              /* it is the way back */
    uint32_t target, connection; /* its */
    uint32_t parts, failing_parts;
};

/* Parts of a flow fare alike that have the same ends and source ports that no rule of a security
 * group tells apart. */
struct alike {
    bool *begins;       /* [port]: a range of some rule begins here, or has ended before */
    signed char *fares; /* [target, or number + 1 of a front's member]: 1 it arrives, -1 it does
                           not, 0 not walked yet */
    uint32_t n;
};

static void begin_ports(bool *begins, const struct ranges *ports)
{
    for (size_t i = 0; i < ports->n; i++) {
        begins[ports->v[i].low] = true;
        begins[ports->v[i].high + 1] = true;
    }
}

bool *reach_ports(const struct network *n, struct arena *arena)
{
    bool *begins = ARENA_ARRAY(arena, bool, UINT16_MAX + 2);
    for (size_t i = 0; i < n->topo->n_nsgs; i++) {
        for (size_t k = 0; k < n->topo->nsgs[i].n_rules; k++) {
            const struct topo_rule *rule = &n->topo->nsgs[i].rules[k];
            begin_ports(begins, &rule->source_ports.ranges);
            begin_ports(begins,
                        &rule->destination_ports.ranges); /* an answer goes to the client's port */
        }
    }
    begin_ports(begins,
                &(struct ranges){
                    .v = (struct range[]){{NETWORK_RESERVED_PORT, NETWORK_RESERVED_PORT}}, .n = 1});
    return begins;
}

static struct alike alike_of(const struct network *n, struct arena *arena)
{
    struct alike a = {.begins = reach_ports(n, arena), .n = 1};
    for (size_t i = 0; i < n->n_flows; i++) {
        const struct front *front = n->vm[n->flow[i].dst_vm].front;
        const uint32_t ends = front != NULL ? front->n + 1 : n->flow[i].n_targets;
        a.n = ends > a.n ? ends : a.n;
    }
    a.fares = ARENA_ARRAY(arena, signed char, a.n);
    return a;
}

struct entry { /* one traffic entry, while its flows are walked */
    struct reach r;
    struct arena *own;    /* of what it shares with the others */
    struct arena *arena;  /* of the first flow that fails; NULL: none does */
    struct walked walked; /* its ways */
};

/* There and, where it wants answers, back. */
static bool arrives(struct walked *w, const struct network *n, uint32_t flow, uint32_t target,
                    uint32_t connection, struct entry *e, struct arena *arena)
{
    struct trace_question out = trace_of_flow(n, flow, target, connection, NULL);
    struct trace there, back = {.arrived = true};
    const bool answered = trace_of_flow_wants_answer(n, flow);
    out.only_verdict = true;
    trace_walk(&there, n, &out, arena);
    if (there.arrived && answered) {
        struct trace_question in = trace_of_flow(n, flow, target, connection, &there);
        in.only_verdict = true;
        trace_walk(&back, n, &in, arena);
    }
    if (there.arrived && back.arrived) {
        fit_find(&e->r.fits, n, e->r.spec, &out, &there, answered ? &back : NULL, e->own, arena);
        return true;
    }
    if (w->failing == NULL) {
        w->there = there;
        w->back = back;
        w->no_answer = there.arrived;
        w->failing = w->no_answer ? &w->back : &w->there;
        w->target = target;
        w->connection = connection;
    }
    return false;
}

static void walk(struct walked *w, const struct network *n, uint32_t flow, struct alike *alike,
                 struct entry *e, struct arena *arena)
{
    const struct flow_src *s = n->src[flow];
    uint32_t last_port = 0;
    *w = (struct walked){.parts = s->tcp != NULL ? s->kind->n_tcp : n->flow[flow].n_targets};
    for (uint32_t k = 0; k < w->parts; k++) {
        const uint32_t target = s->tcp != NULL ? s->tcp[k].target : k,
                       connection = s->tcp != NULL ? k : 0;
        const struct trace_question q = trace_of_flow(n, flow, target, connection, NULL);
        signed char *fares = &alike->fares[q.member != 0 ? q.member : target];
        if (k == 0 || q.src_port < last_port || alike->begins[q.src_port]) {
            memset(alike->fares, 0, alike->n);
        }
        if (*fares == 0) { /* nobody sends to himself */
            *fares = q.from == q.to || arrives(w, n, flow, target, connection, e, arena) ? 1 : -1;
        }
        w->failing_parts += *fares < 0;
        last_port = q.src_port;
    }
}

static void finish(struct entry *e, void (*each)(void *arg, const struct reach *r), void *arg)
{
    if (e->arena != NULL) {
        const struct walked *w = &e->walked;
        e->r.no_answer = w->no_answer;
        e->r.first = w->no_answer ? &w->back : &w->there;
        e->r.target = w->target;
        e->r.connection = w->connection;
        e->r.parts = w->parts;
        e->r.failing_parts = w->failing_parts;
    }
    if (e->r.flows > 0) {
        each(arg, &e->r);
    }
    arena_free(e->arena);
}

void reach_each(const struct network *n, void (*each)(void *arg, const struct reach *r), void *arg)
{
    struct entry e = {.arena = NULL};
    struct arena *own = arena_new();
    struct alike alike = alike_of(n, own);
    for (size_t i = 0; i < n->n_flows; i++) { /* flows of an entry follow each other */
        struct arena *arena = arena_new();
        struct walked w;
        if (i == 0 || n->flow[i].spec != n->flow[i - 1].spec) {
            finish(&e, each, arg);
            e = (struct entry){
                .own = own,
                .r = {.spec = n->flow[i].spec, .fits = {.v = e.r.fits.v, .cap = e.r.fits.cap}}};
        }
        walk(&w, n, (uint32_t)i, &alike, &e, arena);
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
    arena_free(own);
}
