#include "sim/app/difference_parts.h"

#include <string.h>

#include "models/trace/ways.h"
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

struct change *difference_add(struct difference *d, enum difference_part part, const char *what,
                              const char *was, const char *is)
{
    ARENA_ROOM(d->arena, d->change, d->n, d->cap, 64);
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
            (void)difference_add(d, DIFFERENCE_MACHINE, g->r.name, was, is);
        }
    }
    const uint32_t *first = where_groups(s->new, &n);
    for (size_t i = 0; i < n; i++) {
        const struct topo_vm_group *g = group_at(s->new, first[i]);
        if (!is_matched(s, first[i])) {
            (void)difference_add(d, DIFFERENCE_MACHINE, g->r.name, NULL, where_it_is(g, d->arena));
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
    if (w->through > DIFFERENCE_NOISE) {
        s.score = 2 + w->through;
        s.word = arena_printf(arena, "reachable for %.1f%% of flows", 100 * w->through);
    } else {
        s.score = worst->there.arrived ? 1 : 0;
        s.word = worst->there.arrived ? "one-way" : "unreachable";
    }
    return s;
}

void difference_judge(struct difference *d, struct change *c, bool better,
                      const struct trace *stops, bool is_answer)
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
    if (is.score - was.score > DIFFERENCE_NOISE || was.score - is.score > DIFFERENCE_NOISE) {
        const bool better = is.score > was.score;
        const struct state *bad = better ? &was : &is;
        const char *what = arena_printf(d->arena, "%s -> %s", group_at(s->old, s->group[a])->r.name,
                                        group_at(s->old, s->group[b])->r.name);
        difference_judge(d,
                         difference_add(d, DIFFERENCE_PAIR, what, arena_strdup(d->arena, was.word),
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

void difference_find(struct difference *d, const struct where *old, const struct where *new,
                     const struct ask *ask, struct arena *arena)
{
    *d = (struct difference){.arena = arena};
    struct sides s = {.d = d, .old = old, .new = new, .ask = ask};
    ways_cuts_find(&s.old_cuts, old->net, arena);
    ways_cuts_find(&s.new_cuts, new->net, arena);
    match_groups(&s);
    compare_pairs(&s);
    difference_traffic(d, old->net, &s.old_cuts, new->net, &s.new_cuts);
    difference_tunnels(d, old->net, new->net);
    compare_groups(&s);
    difference_routes(d, old->net, new->net, true);
    difference_routes(d, new->net, old->net, false);
}
