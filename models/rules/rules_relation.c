/*
 * What rules ask of two things: which of them was written first, whether their prefixes overlap,
 * and what is behind the other end of a connection.
 */
#include "models/rules/rules_parts.h"

#include "models/language/resolve_parts.h"
#include "models/routing/nat.h"
#include "models/routing/rib.h"
#include "sim/base/arena.h"

bool rules_is_first(const struct resource *own, const struct resource *reverse)
{
    return reverse == NULL || resolve_is_before(own, reverse);
}

bool rules_is_reporting(const struct topo_connection *c)
{
    return c->reverse == NULL || c->reverse->from->device != NULL ||
           rules_is_first(&c->r, &c->reverse->r);
}

bool rules_overlap(const struct topo_prefixes *a, const struct topo_prefixes *b, size_t *i,
                   size_t *j)
{
    for (*i = 0; *i < a->n; ++*i) {
        for (*j = 0; *j < b->n; ++*j) {
            if (ip4_prefix_overlaps(a->v[*i], b->v[*j])) {
                return true;
            }
        }
    }
    return false;
}

bool rules_cover(const struct topo_prefixes *set, struct ip4_prefix p)
{
    bool part = false;
    for (size_t i = 0; i < set->n; i++) {
        if (ip4_prefix_contains(set->v[i], p)) {
            return true;
        }
        part = part || ip4_prefix_contains(p, set->v[i]);
    }
    if (!part) {
        return false;
    }
    /* A prefix of the set lies inside p, so p is no single address and has halves. */
    const struct ip4_prefix low = {p.addr, (uint8_t)(p.len + 1)};
    const struct ip4_prefix high = {p.addr | UINT32_C(1) << (31 - p.len), (uint8_t)(p.len + 1)};
    return rules_cover(set, low) && rules_cover(set, high);
}

const struct topo_prefixes *rules_targets(const struct topo_connection *c)
{
    return c->type == TOPO_IPSEC ? &c->to_lng->prefixes : &c->to->vnet->prefixes;
}

struct gathering {
    struct topo_prefixes found;
    size_t cap;
    struct span at; /* of what is gathered */
    struct arena *arena;
};

static void gather(void *arg, struct ip4_prefix p)
{
    struct gathering *g = arg;
    if (g->found.n == g->cap) {
        g->cap = g->cap == 0 ? 16 : g->cap * 2;
        struct ip4_prefix *more = ARENA_ARRAY(g->arena, struct ip4_prefix, g->cap);
        struct span *more_at = ARENA_ARRAY(g->arena, struct span, g->cap);
        for (size_t i = 0; i < g->found.n; i++) {
            more[i] = g->found.v[i];
            more_at[i] = g->found.at[i];
        }
        g->found.v = more;
        g->found.at = more_at;
    }
    g->found.at[g->found.n] = g->at;
    g->found.v[g->found.n++] = p;
}

struct topo_prefixes rules_in_tunnel(const struct topo_connection *c, struct arena *arena)
{
    struct gathering g = {.arena = arena};
    for (size_t i = 0; i < c->to->vnet->prefixes.n; i++) {
        g.at = c->to->vnet->prefixes.at[i];
        nat_each_name_there(c, c->to->vnet->prefixes.v[i], gather, &g);
    }
    return g.found;
}

struct topo_prefixes rules_behind(const struct topo_connection *c, struct arena *arena)
{
    struct gathering all = {.arena = arena}, g = {.arena = arena};
    rib_each_behind(c->to, NULL, gather, &all);
    for (size_t i = 0; i < c->to->client_pool.n; i++) {
        gather(&all, c->to->client_pool.v[i]);
    }
    for (size_t i = 0; i < c->to->rib->n; i++) {
        if (c->to->rib->v[i].connection->to != c->from) {
            gather(&all, c->to->rib->v[i].prefix);
        }
    }
    for (size_t i = 0; i < all.found.n; i++) {
        nat_each_name_there(c, all.found.v[i], gather, &g);
    }
    return g.found;
}

bool rules_are_apart(const struct topo_connection *c)
{
    const struct topo_prefixes *here = &c->from->vnet->prefixes, *there = &c->to->vnet->prefixes;
    for (size_t i = 0; i < here->n * there->n; i++) {
        if (ip4_prefix_overlaps(here->v[i % here->n], nat_prefix(c, there->v[i / here->n]))) {
            return false;
        }
    }
    return true;
}
