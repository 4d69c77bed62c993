/*
 * Who speaks BGP, over which sessions, what each tells of its own, and what prefixes are called at
 * the other end.
 */
#include "models/routing/rib_bgp_parts.h"

#include <stdlib.h>
#include <string.h>

#include "models/routing/nat.h"
#include "sim/base/arena.h"

static void find_sessions(struct rib_bgp_speaking *s)
{
    s->session = ARENA_ARRAY(s->arena, struct rib_bgp_session, s->t->n_ends);
    s->router = ARENA_ARRAY(s->arena, const struct topo_gateway *, s->t->n_endpoints);
    s->number = ARENA_ARRAY(s->arena, uint32_t, s->t->n_endpoints);
    memset(s->number, 0xff, s->t->n_endpoints * sizeof *s->number);
    for (size_t i = 0; i < s->t->n_ends; i++) {
        const struct topo_connection *c = &s->t->connections[i];
        if (rib_session(c) != RIB_SESSION) {
            continue;
        }
        const struct topo_gateway *end[] = {c->from, c->to};
        for (int k = 0; k < 2; k++) {
            uint32_t *number = &s->number[end[k] - s->t->gateways];
            if (*number == UINT32_MAX) {
                *number = (uint32_t)s->n_routers;
                s->router[s->n_routers++] = end[k];
            }
        }
        s->session[s->n_sessions++] =
            (struct rib_bgp_session){.connection = c,
                                     .to = s->number[c->from - s->t->gateways],
                                     .from = s->number[c->to - s->t->gateways]};
    }
}

struct part { /* of what a gateway tells as its own, or all of one prefix of it */
    struct ip4_prefix p;
    bool is_inside, is_all;
};

static void compare_part(void *arg, struct ip4_prefix p)
{
    struct part *part = arg;
    part->is_inside = part->is_inside || ip4_prefix_contains(p, part->p);
    part->is_all = part->is_all || ip4_prefix_equal(p, part->p);
}

/* Does a rule rename a part of what is behind a gateway, which it does not tell as it is? */
static bool is_part(const struct topo_gateway *g, const struct effective_view *view,
                    struct ip4_prefix p)
{
    struct part part = {.p = p};
    rib_each_behind(g, view, compare_part, &part);
    return part.is_inside && !part.is_all;
}

/* The parts that a connection's rules rename, if BGP tells of them. */
static void each_part(const struct topo_connection *c, const struct effective_view *view,
                      rib_prefix_fn *fn, void *arg)
{
    for (size_t k = 0; c->from->translates_bgp && c->enable_bgp && k < c->n_egress; k++) {
        if (is_part(c->from, view, c->egress[k]->internal.v[0])) {
            fn(arg, c->egress[k]->internal.v[0]);
        }
    }
}

void rib_bgp_each_own(const struct topo *t, const struct topo_gateway *g,
                      const struct effective_view *view, rib_prefix_fn *fn, void *arg)
{
    if (g->device != NULL) {
        rib_each_prefix(g->device->bgp.advertised.n > 0 ? &g->device->bgp.advertised
                                                        : &g->vnet->prefixes,
                        fn, arg);
        return;
    }
    rib_each_behind(g, view, fn, arg);
    for (size_t i = 0; i < t->n_connections; i++) {
        const struct topo_connection *c = &t->connections[i];
        for (size_t k = 0; c->from == g && c->to_lng != NULL && k < c->to_lng->prefixes.n; k++) {
            nat_each_told_here(c, c->to_lng->prefixes.v[k], fn, arg);
        }
        if (c->from == g) {
            each_part(c, view, fn, arg);
        }
    }
}

static void note_prefix(void *arg, struct ip4_prefix p)
{
    struct rib_bgp_speaking *s = arg;
    ARENA_ROOM(s->arena, s->prefix, s->n_prefixes, s->cap_prefixes, 64);
    s->prefix[s->n_prefixes++] = p;
}

static int by_address(const void *x, const void *y)
{
    const struct ip4_prefix *a = x, *b = y;
    return a->addr != b->addr ? (a->addr < b->addr ? -1 : 1) : a->len - b->len;
}

static void sort_prefixes(struct rib_bgp_speaking *s)
{
    size_t kept = 0;
    if (s->n_prefixes > 1) {
        qsort(s->prefix, s->n_prefixes, sizeof *s->prefix, by_address);
    }
    for (size_t i = 0; i < s->n_prefixes; i++) {
        if (kept == 0 || !ip4_prefix_equal(s->prefix[kept - 1], s->prefix[i])) {
            s->prefix[kept++] = s->prefix[i];
        }
    }
    s->n_prefixes = kept;
}

static uint32_t number_of(const struct rib_bgp_speaking *s, struct ip4_prefix p)
{
    const struct ip4_prefix *at = bsearch(&p, s->prefix, s->n_prefixes, sizeof p, by_address);
    return (uint32_t)(at - s->prefix);
}

/* Each session's new names, until none is new: what a gateway has learned under a new name it may
 * tell under another. */
static void find_prefixes(struct rib_bgp_speaking *s)
{
    for (size_t i = 0; i < s->n_routers; i++) {
        rib_bgp_each_own(s->t, s->router[i], NULL, note_prefix, s);
    }
    sort_prefixes(s);
    for (size_t before = 0, round = 0; before != s->n_prefixes && round < 8; round++) {
        before = s->n_prefixes;
        for (size_t i = 0; i < s->n_sessions && nat_is_used(s->t); i++) {
            for (size_t p = 0; p < before; p++) {
                nat_each_told(s->session[i].connection, s->prefix[p], note_prefix, s);
            }
        }
        sort_prefixes(s);
    }
}

struct naming {
    const struct rib_bgp_speaking *s;
    uint32_t as[2];
    size_t n;
    bool renamed;
    struct ip4_prefix p;
};

static void note_name(void *arg, struct ip4_prefix as)
{
    struct naming *n = arg;
    const uint32_t number = number_of(n->s, as);
    const bool again = (n->n > 0 && n->as[0] == number) || (n->n > 1 && n->as[1] == number);
    n->renamed = n->renamed || !ip4_prefix_equal(as, n->p);
    if (!again && n->n < 2) {
        n->as[n->n++] = number;
    }
}

static bool is_told_as_part(const struct topo *t, const struct topo_gateway *g, struct ip4_prefix p)
{
    struct part part = {.p = p};
    for (size_t i = 0; i < t->n_connections; i++) {
        if (t->connections[i].from == g) {
            each_part(&t->connections[i], NULL, compare_part, &part);
        }
    }
    return part.is_all;
}

/* Of the sessions that rename: what each prefix is called at the learning end. */
static void find_names(struct rib_bgp_speaking *s)
{
    for (size_t i = 0; i < s->n_sessions && nat_is_used(s->t); i++) {
        struct rib_bgp_session *session = &s->session[i];
        const struct topo_gateway *from = s->router[session->from];
        struct rib_bgp_names *names = ARENA_NEW(s->arena, struct rib_bgp_names);
        uint32_t *as[] = {ARENA_ARRAY(s->arena, uint32_t, s->n_prefixes),
                          ARENA_ARRAY(s->arena, uint32_t, s->n_prefixes)};
        for (size_t p = 0; p < s->n_prefixes; p++) {
            struct naming n = {.s = s, .as = {RIB_BGP_UNTOLD, RIB_BGP_UNTOLD}, .p = s->prefix[p]};
            nat_each_told(session->connection, n.p, note_name, &n);
            const bool untold =
                !n.renamed && from->device == NULL && is_told_as_part(s->t, from, n.p);
            as[0][p] = untold ? RIB_BGP_UNTOLD : n.as[0];
            as[1][p] = n.as[1];
        }
        *names = (struct rib_bgp_names){{as[0], as[1]}};
        session->names = names;
    }
}

struct owning {
    struct rib_bgp_speaking *s;
    struct rib_bgp_entry *row;
};

static void mark_own(void *arg, struct ip4_prefix p)
{
    const struct owning *o = arg;
    o->row[number_of(o->s, p)] = (struct rib_bgp_entry){.own = true, .has = true};
}

void rib_bgp_start(struct rib_bgp_speaking *s)
{
    for (size_t r = 0; r < s->n_routers; r++) {
        struct owning o = {s, &s->now[r * s->n_prefixes]};
        memset(o.row, 0, s->n_prefixes * sizeof *o.row);
        rib_bgp_each_own(s->t, s->router[r], NULL, mark_own, &o);
    }
}

void rib_bgp_find(struct rib_bgp_speaking *s)
{
    find_sessions(s);
    find_prefixes(s);
    find_names(s);
}
