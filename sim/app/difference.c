#include "sim/app/difference.h"

#include <string.h>
#include <strings.h>

#include "models/reach.h"
#include "models/routing/handshake.h"
#include "models/routing/rib.h"
#include "models/vpn/gateway.h"
#include "models/ways.h"
#include "sim/app/route_text.h"
#include "sim/base/arena.h"

/* Both sides, and which member of the old one is which of the new one. */
struct sides {
    struct difference *d;
    const struct where *old, *new;
    const struct ask *ask;
    const uint32_t *group; /* first members of the old groups */
    uint32_t *same;        /* of the new side; UINT32_MAX: there is none */
    size_t n;
    struct ways_cuts old_cuts, new_cuts;
};

static struct change *add(struct difference *d, enum difference_part part, const char *what,
                          const char *was, const char *is)
{
    if (d->n == d->cap) {
        d->cap = d->cap == 0 ? 64 : 2 * d->cap;
        struct change *more = ARENA_ARRAY(d->arena, struct change, d->cap);
        if (d->n > 0) {
            memcpy(more, d->change, d->n * sizeof *more);
        }
        d->change = more;
    }
    struct change *c = &d->change[d->n++];
    *c = (struct change){.part = part, .what = what, .was = was, .is = is};
    return c;
}

/* --- groups --- */

static const struct topo_vm_group *group_at(const struct where *w, uint32_t vm)
{
    return w->net->vm[vm].declared;
}

static uint32_t group_named(const struct where *w, const char *name)
{
    size_t n;
    const uint32_t *first = where_groups(w, &n);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(group_at(w, first[i])->r.name, name) == 0) {
            return first[i];
        }
    }
    return UINT32_MAX;
}

static const char *where_it_is(const struct topo_vm_group *g, struct arena *arena)
{
    char addr[IP4_TEXT_MAX];
    return arena_printf(arena, "%s/%s, %lld from %s", g->subnet->vnet->r.name, g->subnet->r.name,
                        (long long)g->count, ip4_addr_format(g->first_addr, addr));
}

/* A group of the new side that the old one does not know, in the same place. */
static uint32_t group_renamed(const struct sides *s, const struct topo_vm_group *g)
{
    size_t n;
    const uint32_t *first = where_groups(s->new, &n);
    for (size_t i = 0; i < n; i++) {
        const struct topo_vm_group *o = group_at(s->new, first[i]);
        if (o->kind == g->kind && o->first_addr == g->first_addr &&
            strcmp(o->subnet->r.name, g->subnet->r.name) == 0 &&
            strcmp(o->subnet->vnet->r.name, g->subnet->vnet->r.name) == 0 &&
            group_named(s->old, o->r.name) == UINT32_MAX) {
            return first[i];
        }
    }
    return UINT32_MAX;
}

static void match_groups(struct sides *s)
{
    s->group = where_groups(s->old, &s->n);
    s->same = ARENA_ARRAY(s->d->arena, uint32_t, s->n);
    for (size_t i = 0; i < s->n; i++) {
        const struct topo_vm_group *g = group_at(s->old, s->group[i]);
        s->same[i] = group_named(s->new, g->r.name);
        if (s->same[i] == UINT32_MAX) {
            s->same[i] = group_renamed(s, g);
        }
    }
}

static bool is_matched(const struct sides *s, uint32_t new)
{
    for (size_t i = 0; i < s->n; i++) {
        if (s->same[i] == new) {
            return true;
        }
    }
    return false;
}

static void compare_groups(const struct sides *s)
{
    struct difference *d = s->d;
    size_t n;
    for (size_t i = 0; i < s->n; i++) {
        const struct topo_vm_group *g = group_at(s->old, s->group[i]),
                                   *o = s->same[i] != UINT32_MAX ? group_at(s->new, s->same[i])
                                                                 : NULL;
        const char *was = where_it_is(g, d->arena),
                   *is = o != NULL ? where_it_is(o, d->arena) : NULL;
        if (o != NULL && strcmp(o->r.name, g->r.name) != 0) {
            is = arena_printf(d->arena, "%s, renamed %s", is, o->r.name);
        }
        if (is == NULL || strcmp(was, is) != 0) {
            (void)add(d, DIFFERENCE_MACHINE, g->r.name, was, is);
        }
    }
    const uint32_t *first = where_groups(s->new, &n);
    for (size_t i = 0; i < n; i++) {
        const struct topo_vm_group *g = group_at(s->new, first[i]);
        if (!is_matched(s, first[i])) {
            (void)add(d, DIFFERENCE_MACHINE, g->r.name, NULL, where_it_is(g, d->arena));
        }
    }
}

/* --- what reaches what --- */

/* What becomes of a pair, from bad to good: unreachable, one-way, some of its flows, all of them.
 */
struct state {
    double score; /* 0; 1; 2 and the share of flows that get an answer */
    const char *word;
    const struct trace *stops; /* NULL: nothing does */
    bool is_answer;            /* it is that which is stopped */
};

/* Shares are sums of fractions: what differs by less is the same. */
#define SHARE_NOISE 1e-9

static struct state state_of(const struct network *n, const struct ways_cuts *cuts,
                             struct trace_question q, struct arena *arena)
{
    struct ways *w = ARENA_NEW(arena, struct ways);
    q.only_verdict = true;
    ways_find(w, n, &q, true, cuts, arena);
    const struct ways_kind *worst = ways_worst(w);
    if (worst == NULL) {
        return (struct state){.score = 3, .word = "reachable"};
    }
    struct state s = {.stops = ways_kind_failing(worst), .is_answer = worst->there.arrived};
    if (w->through > SHARE_NOISE) {
        s.score = 2 + w->through;
        s.word = arena_printf(arena, "reachable for %.1f%% of flows", 100 * w->through);
    } else {
        s.score = worst->there.arrived ? 1 : 0;
        s.word = worst->there.arrived ? "one-way" : "unreachable";
    }
    return s;
}

static void judge(struct difference *d, struct change *c, bool better, const struct trace *stops,
                  bool is_answer)
{
    c->better = better ? 1 : -1;
    d->better += better;
    d->worse += !better;
    if (stops != NULL) {
        c->cause = drop_cause_word(stops->cause);
        c->place = arena_strdup(d->arena, stops->place);
        c->code = stops->code;
        c->why = arena_printf(d->arena, "%s%s", is_answer ? "the answer: " : "", stops->why);
        c->mend = arena_strdup(d->arena, stops->mend);
    }
}

static void compare_pair(const struct sides *s, size_t a, size_t b)
{
    struct difference *d = s->d;
    struct arena *arena = arena_new();
    const struct state was =
        state_of(s->old->net, &s->old_cuts,
                 ask_question(s->ask, s->old->net, s->group[a], s->group[b]), arena);
    const struct state is =
        state_of(s->new->net, &s->new_cuts,
                 ask_question(s->ask, s->new->net, s->same[a], s->same[b]), arena);
    if (is.score - was.score > SHARE_NOISE || was.score - is.score > SHARE_NOISE) {
        const bool better = is.score > was.score;
        const struct state *bad = better ? &was : &is;
        const char *what = arena_printf(d->arena, "%s -> %s", group_at(s->old, s->group[a])->r.name,
                                        group_at(s->old, s->group[b])->r.name);
        judge(d,
              add(d, DIFFERENCE_PAIR, what, arena_strdup(d->arena, was.word),
                  arena_strdup(d->arena, is.word)),
              better, bad->stops, bad->is_answer);
    }
    arena_free(arena);
}

static void compare_pairs(const struct sides *s)
{
    for (size_t a = 0; a < s->n; a++) {
        for (size_t b = 0; b < s->n; b++) {
            if (s->same[a] != UINT32_MAX && s->same[b] != UINT32_MAX &&
                ways_are_there(s->old->net, s->group[a], s->group[b]) &&
                ways_are_there(s->new->net, s->same[a], s->same[b])) {
                compare_pair(s, a, b);
            }
        }
    }
}

struct arrival { /* of a traffic entry, on one side */
    const char *name;
    size_t flows, failing;
    struct trace first; /* texts in the arena of the difference */
    bool no_answer;
};

struct arrivals {
    struct arrival *v;
    size_t n;
    struct arena *arena;
};

static void keep(void *arg, const struct reach *r)
{
    struct arrivals *l = arg;
    struct arrival *a = &l->v[l->n++];
    *a = (struct arrival){.name = r->spec->r.name,
                          .flows = r->flows,
                          .failing = r->failing,
                          .no_answer = r->no_answer};
    if (r->first != NULL) {
        a->first.cause = r->first->cause;
        a->first.code = r->first->code;
        a->first.place = arena_strdup(l->arena, r->first->place);
        a->first.why = arena_strdup(l->arena, r->first->why);
        a->first.mend = arena_strdup(l->arena, r->first->mend);
    }
}

static struct arrivals arrivals_of(const struct where *w, struct arena *arena)
{
    struct arrivals l = {.v = ARENA_ARRAY(arena, struct arrival, w->net->topo->n_traffic),
                         .arena = arena};
    reach_each(w->net, keep, &l);
    return l;
}

static const struct arrival *arrival_named(const struct arrivals *l, const char *name)
{
    for (size_t i = 0; i < l->n; i++) {
        if (strcmp(l->v[i].name, name) == 0) {
            return &l->v[i];
        }
    }
    return NULL;
}

static const char *arrival_word(const struct arrival *a, struct arena *arena)
{
    return a->failing == 0
               ? "arriving"
               : arena_printf(arena, "%s for %zu of %zu flows",
                              a->no_answer ? "without answer" : "lost", a->failing, a->flows);
}

/* By the part of the flows that fails: an entry may have got more of them. */
static void compare_traffic(const struct sides *s)
{
    struct difference *d = s->d;
    const struct arrivals old = arrivals_of(s->old, d->arena), new = arrivals_of(s->new, d->arena);
    for (size_t i = 0; i < old.n; i++) {
        const struct arrival *was = &old.v[i], *is = arrival_named(&new, was->name);
        if (is == NULL || was->failing * is->flows == is->failing * was->flows) {
            continue;
        }
        const bool better = is->failing * was->flows < was->failing * is->flows;
        const struct arrival *bad = better ? was : is;
        judge(d,
              add(d, DIFFERENCE_TRAFFIC, was->name, arrival_word(was, d->arena),
                  arrival_word(is, d->arena)),
              better, &bad->first, bad->no_answer);
    }
}

/* --- tunnels --- */

/* Its state, and what packets see of it when it is up. */
static const char *tunnel_words(const struct tunnel *t, struct arena *arena)
{
    const char *down = handshake_word((enum handshake)t->declared->outcome);
    return arena_printf(
        arena, "%s%s; %s -> %s, %s%s%s%s, packets of up to %u B", down != NULL ? "down: " : "up",
        down != NULL ? down : "", t->from->name, t->to->name, t->esp->name,
        t->udp_bytes > 0 ? " in UDP" : "", t->has_selectors ? ", with traffic selectors" : "",
        rib_session(t->declared) == RIB_SESSION ? ", BGP" : "", tunnel_largest_inner(t));
}

/* Of a connection of the scenario, not of a device's end of it. */
static bool is_declared(const struct network *n, const struct tunnel *t)
{
    return (size_t)(t->declared - n->topo->connections) < n->topo->n_connections;
}

static const struct tunnel *tunnel_named(const struct network *n, const char *name)
{
    for (size_t i = 0; i < n->n_tunnels; i++) {
        if (strcmp(n->tunnel[i].name, name) == 0 && is_declared(n, &n->tunnel[i])) {
            return &n->tunnel[i];
        }
    }
    return NULL;
}

static void compare_tunnels(const struct sides *s)
{
    struct difference *d = s->d;
    const struct network *old = s->old->net, *new = s->new->net;
    for (size_t i = 0; i < old->n_tunnels; i++) {
        const struct tunnel *t = &old->tunnel[i], *o = tunnel_named(new, t->name);
        const char *was = tunnel_words(t, d->arena),
                   *is = o != NULL ? tunnel_words(o, d->arena) : NULL;
        if (is_declared(old, t) && (is == NULL || strcmp(was, is) != 0)) {
            (void)add(d, DIFFERENCE_TUNNEL, t->name, was, is);
        }
    }
    for (size_t i = 0; i < new->n_tunnels; i++) {
        const struct tunnel *t = &new->tunnel[i];
        if (is_declared(new, t) && tunnel_named(old, t->name) == NULL) {
            (void)add(d, DIFFERENCE_TUNNEL, t->name, NULL, tunnel_words(t, d->arena));
        }
    }
}

/* --- routes --- */

static const struct net_subnet *subnet_like(const struct network *n, const struct topo_subnet *like)
{
    for (size_t i = 0; i < n->n_subnets; i++) {
        const struct topo_subnet *s = n->subnet[i].declared;
        if (strcmp(s->r.name, like->r.name) == 0 &&
            strcmp(s->vnet->r.name, like->vnet->r.name) == 0) {
            return &n->subnet[i];
        }
    }
    return NULL;
}

static bool is_for_same(const struct effective_route *a, const struct effective_route *b)
{
    const char *x = a->user != NULL ? a->user->tag : NULL,
               *y = b->user != NULL ? b->user->tag : NULL;
    return x != NULL && y != NULL ? strcasecmp(x, y) == 0
                                  : x == y && ip4_prefix_equal(a->prefix, b->prefix);
}

static bool has_route(const struct net_subnet *s, const struct effective_route *r,
                      struct arena *arena)
{
    const char *hop = route_text_hop(r, arena);
    for (size_t i = 0; i < s->effective.n + s->effective.n_tags; i++) {
        const struct effective_route *o = &s->effective.v[i];
        if (o->active && is_for_same(o, r) && strcmp(route_text_hop(o, arena), hop) == 0) {
            return true;
        }
    }
    return false;
}

/* What one side has and the other has not. */
static void compare_routes(struct difference *d, const struct network *from,
                           const struct network *in, bool is_old)
{
    for (size_t i = 0; i < from->n_subnets; i++) {
        const struct net_subnet *s = &from->subnet[i], *other = subnet_like(in, s->declared);
        const char *name =
            arena_printf(d->arena, "%s/%s", s->declared->vnet->r.name, s->declared->r.name);
        if (other == NULL) {
            (void)add(d, DIFFERENCE_ROUTE, name, is_old ? "a subnet" : NULL,
                      is_old ? NULL : "a subnet");
        }
        for (size_t k = 0; other != NULL && k < s->effective.n + s->effective.n_tags; k++) {
            const struct effective_route *r = &s->effective.v[k];
            if (r->active && !has_route(other, r, d->arena)) {
                const char *text = arena_printf(
                    d->arena, "%s -> %s, %s", route_text_prefix(r, d->arena),
                    route_text_hop(r, d->arena), route_text_source(r, s->declared, d->arena));
                (void)add(d, DIFFERENCE_ROUTE, name, is_old ? text : NULL, is_old ? NULL : text);
            }
        }
    }
}

void difference_find(struct difference *d, const struct where *old, const struct where *new,
                     const struct ask *ask, struct arena *arena)
{
    *d = (struct difference){.arena = arena};
    struct sides s = {.d = d, .old = old, .new = new, .ask = ask};
    ways_cuts_find(&s.old_cuts, old->net, arena);
    ways_cuts_find(&s.new_cuts, new->net, arena);
    match_groups(&s);
    compare_pairs(&s);
    compare_traffic(&s);
    compare_tunnels(&s);
    compare_groups(&s);
    compare_routes(d, old->net, new->net, true);
    compare_routes(d, new->net, old->net, false);
}
