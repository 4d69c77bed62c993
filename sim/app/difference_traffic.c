/*
 * What becomes of traffic entries: the share of their flows that gets lost, or gets no answer, over
 * all ways that they may go.
 */
#include <string.h>

#include "models/flow/flow.h"
#include "models/front.h"
#include "models/tcp/tcp.h"
#include "models/trace/reach.h"
#include "sim/app/difference_parts.h"
#include "sim/base/arena.h"

struct arrival { /* of a traffic entry, on one side */
    const char *name;
    double flows, failing; /* of a flow that fails by some of its ways the share of these */
    struct trace first;    /* of the first flow that fails; texts in the arena of the difference */
    bool no_answer;
};

struct arrivals {
    struct arrival *v;
    size_t n;
};

/* Parts of an entry's flows that fare alike. */
struct kind {
    uint64_t from, to; /* ways_cuts_kind */
    uint32_t port;     /* as security groups tell them apart */
    bool is_member;    /* the sender, of the front that it sends to */
    bool has_no_room;
    double failing;
};

struct side { /* while its entries are looked at */
    const struct network *n;
    const struct ways_cuts *cuts;
    uint32_t *port; /* [source port]: number of those that fare alike */
    struct kind *kind;
    size_t n_kinds, cap;
    struct arena *arena;
};

/* --- a flow --- */

static bool is_member(const struct front *f, uint32_t vm)
{
    uint32_t i = 0;
    while (f != NULL && i < f->n && f->member[i] != vm)
        i++;
    return f != NULL && i < f->n;
}

static void note_first(struct arrival *a, const struct ways_kind *k, struct arena *arena)
{
    const struct trace *t = ways_kind_failing(k);
    a->no_answer = k->there.arrived;
    a->first = (struct trace){.cause = t->cause,
                              .code = t->code,
                              .place = arena_strdup(arena, t->place),
                              .why = arena_strdup(arena, t->why),
                              .mend = arena_strdup(arena, t->mend)};
}

/* Share of the ways of such packets that fail. */
static double failing(const struct side *s, const struct trace_question *q, bool wants_answer,
                      struct arrival *a, struct arena *keep)
{
    struct arena *arena = arena_new();
    struct ways w;
    const struct ways_kind *worst = NULL;
    double share = 0;
    ways_find(&w, s->n, q, false, s->cuts, arena);
    for (size_t i = 0; i < w.n; i++) {
        const struct ways_kind *k = w.kind[i];
        if (ways_kind_arrives(k) || (k->there.arrived && !wants_answer))
            continue;
        share += k->share;
        worst = worst == NULL || k->share > worst->share ? k : worst;
    }
    if (worst != NULL && a->first.why == NULL)
        note_first(a, worst, keep);
    arena_free(arena);
    return share;
}

static bool is_like(const struct kind *a, const struct kind *b)
{
    return a->from == b->from && a->to == b->to && a->port == b->port &&
           a->is_member == b->is_member && a->has_no_room == b->has_no_room;
}

/* As failing, each kind of them once. */
static double failing_of_kind(struct side *s, struct trace_question q, bool wants_answer,
                              struct arrival *a, struct arena *keep)
{
    struct kind new = {.from = ways_cuts_kind(s->cuts, s->n->vm[q.from].addr),
                       .to = ways_cuts_kind(s->cuts, s->n->vm[q.to].addr),
                       .port = s->port[q.src_port],
                       .is_member = is_member(s->n->vm[q.to].front, q.from),
                       .has_no_room = q.has_no_room};
    for (size_t i = 0; i < s->n_kinds; i++)
        if (is_like(&s->kind[i], &new))
            return s->kind[i].failing;
    q.only_verdict = true;
    new.failing = failing(s, &q, wants_answer, a, keep);
    ARENA_ROOM(s->arena, s->kind, s->n_kinds, s->cap, 16);
    s->kind[s->n_kinds++] = new;
    return new.failing;
}

/* Of all its connections, or its targets where it has none. */
static double failing_of_flow(struct side *s, uint32_t flow, struct arrival *a, struct arena *keep)
{
    const struct flow_src *src = s->n->src[flow];
    const uint32_t parts = src->tcp != NULL ? src->kind->n_tcp : s->n->flow[flow].n_targets;
    const bool wants_answer = trace_of_flow_wants_answer(s->n, flow);
    double sum = 0;
    for (uint32_t k = 0; k < parts; k++) {
        const struct trace_question q = trace_of_flow(
            s->n, flow, src->tcp != NULL ? src->tcp[k].target : k, src->tcp != NULL ? k : 0, NULL);
        if (q.from != q.to) /* nobody sends to himself */
            sum += failing_of_kind(s, q, wants_answer, a, keep);
    }
    return parts > 0 ? sum / parts : 0;
}

/* --- entries --- */

static uint32_t *port_kinds(const struct network *n, struct arena *arena)
{
    const bool *begins = reach_ports(n, arena);
    uint32_t *kind = ARENA_ARRAY(arena, uint32_t, UINT16_MAX + 1);
    for (uint32_t p = 1; p <= UINT16_MAX; p++)
        kind[p] = kind[p - 1] + begins[p];
    return kind;
}

static struct arrivals arrivals_of(const struct network *n, const struct ways_cuts *cuts,
                                   struct arena *keep)
{
    struct arrivals l = {.v = ARENA_ARRAY(keep, struct arrival, n->topo->n_traffic)};
    struct side s = {.n = n, .cuts = cuts, .arena = arena_new()};
    s.port = port_kinds(n, s.arena);
    for (size_t i = 0; i < n->n_flows; i++) { /* flows of an entry follow each other */
        if (i == 0 || n->flow[i].spec != n->flow[i - 1].spec) {
            l.v[l.n++] = (struct arrival){.name = n->flow[i].spec->r.name};
            s.n_kinds = 0;
        }
        struct arrival *a = &l.v[l.n - 1];
        a->failing += failing_of_flow(&s, (uint32_t)i, a, keep);
        a->flows++;
    }
    arena_free(s.arena);
    return l;
}

static const struct arrival *arrival_named(const struct arrivals *l, const char *name)
{
    for (size_t i = 0; i < l->n; i++)
        if (strcmp(l->v[i].name, name) == 0)
            return &l->v[i];
    return NULL;
}

static const char *arrival_word(const struct arrival *a, struct arena *arena)
{
    const double share = a->failing / a->flows;
    const char *word = a->no_answer ? "without answer" : "lost";
    return share < DIFFERENCE_NOISE ? "arriving"
           : share > 1 - DIFFERENCE_NOISE
               ? arena_printf(arena, "%s for all flows", word)
               : arena_printf(arena, "%s for %.1f%% of flows", word, 100 * share);
}

void difference_traffic(struct difference *d, const struct network *old,
                        const struct ways_cuts *old_cuts, const struct network *new,
                        const struct ways_cuts *new_cuts)
{
    const struct arrivals before = arrivals_of(old, old_cuts, d->arena),
                          after = arrivals_of(new, new_cuts, d->arena);
    for (size_t i = 0; i < before.n; i++) {
        const struct arrival *was = &before.v[i], *is = arrival_named(&after, was->name);
        if (is == NULL)
            continue;
        const double more = is->failing / is->flows - was->failing / was->flows;
        if (more <= DIFFERENCE_NOISE && more >= -DIFFERENCE_NOISE)
            continue;
        const struct arrival *bad = more < 0 ? was : is;
        difference_judge(d,
                         difference_add(d, DIFFERENCE_TRAFFIC, was->name,
                                        arrival_word(was, d->arena), arrival_word(is, d->arena)),
                         more < 0, &bad->first, bad->no_answer);
    }
}
