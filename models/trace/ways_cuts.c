#include "models/trace/ways_cuts.h"

#include <stdlib.h>
#include <string.h>

#include "models/cloud/topo.h"
#include "models/network.h"
#include "sim/base/arena.h"

/* --- where ranges begin and end --- */

/* A range has a number, in bits that look drawn; the kind of an address is the sum, bit by bit, of
 * those of the ranges that hold it. So a cut is, while they are collected, the number that comes or
 * goes there. (The finaliser of splitmix64: Steele, Lea, Flood 2014.) */
static uint64_t mixed(uint64_t x)
{
    x += UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
    return x ^ x >> 31;
}

static void cut(struct ways_cuts *c, uint32_t addr, uint64_t number, struct arena *arena)
{
    ARENA_ROOM(arena, c->v, c->n, c->cap, 64);
    c->v[c->n++] = (struct ways_cut){addr, number};
}

/* Behind 255.255.255.255 nothing ends. */
static void cut_range(struct ways_cuts *c, uint32_t low, uint32_t high, uint64_t number,
                      struct arena *arena)
{
    cut(c, low, number, arena);
    if (high != UINT32_MAX)
        cut(c, high + 1, number, arena);
}

static void cut_prefix(struct ways_cuts *c, struct ip4_prefix p, struct arena *arena)
{
    cut_range(c, p.addr, p.addr | ~ip4_mask(p.len), mixed(++c->last_id), arena);
}

static void cut_prefixes(struct ways_cuts *c, const struct topo_prefixes *p, struct arena *arena)
{
    for (size_t i = 0; i < p->n; i++)
        cut_prefix(c, p->v[i], arena);
}

/* Any of them is as good as another. */
static void cut_ranges(struct ways_cuts *c, const struct ranges *r, struct arena *arena)
{
    const uint64_t number = mixed(++c->last_id);
    for (size_t i = 0; i < r->n; i++)
        cut_range(c, r->v[i].low, r->v[i].high, number, arena);
}

static void cut_filters(struct ways_cuts *c, const struct topo *t, struct arena *arena)
{
    for (size_t i = 0; i < t->n_route_tables; i++) {
        for (size_t k = 0; k < t->route_tables[i].n_routes; k++) {
            const struct topo_route *r = &t->route_tables[i].routes[k];
            cut_prefixes(c, &r->prefix, arena);
            if (r->next_hop.text !=
                NULL) /* an appliance is no end as others are: packets for them pass it */
                cut_prefix(c, (struct ip4_prefix){r->next_hop.addr, 32}, arena);
        }
    }
    for (size_t i = 0; i < t->n_nsgs; i++) {
        for (size_t k = 0; k < t->nsgs[i].n_rules; k++) {
            cut_ranges(c, &t->nsgs[i].rules[k].source.ranges, arena);
            cut_ranges(c, &t->nsgs[i].rules[k].destination.ranges, arena);
        }
    }
}

static void cut_networks(struct ways_cuts *c, const struct topo *t, struct arena *arena)
{
    for (size_t i = 0; i < t->n_vnets; i++) {
        cut_prefixes(c, &t->vnets[i].prefixes, arena);
        for (size_t k = 0; k < t->vnets[i].n_peerings; k++)
            cut_prefixes(c, &t->vnets[i].peerings[k].known, arena);
    }
    for (size_t i = 0; i < t->n_vms; i++)
        if (t->vms[i].endpoint != NULL)
            cut_prefix(c, (struct ip4_prefix){t->vms[i].first_addr, 32}, arena);
}

static void cut_connections(struct ways_cuts *c, const struct topo *t, struct arena *arena)
{
    for (size_t i = 0; i < t->n_lngs; i++)
        cut_prefixes(c, &t->lngs[i].prefixes, arena);
    for (size_t i = 0; i < t->n_ends; i++) {
        for (size_t k = 0; k < t->connections[i].n_selectors; k++) {
            cut_prefixes(c, &t->connections[i].selectors[k].local, arena);
            cut_prefixes(c, &t->connections[i].selectors[k].remote, arena);
        }
    }
    for (size_t i = 0; i < t->n_endpoints; i++) {
        cut_prefixes(c, &t->gateways[i].client_pool, arena);
        if (t->gateways[i].device != NULL)
            cut_prefixes(c, &t->gateways[i].device->bgp.advertised, arena);
    }
}

static int by_address(const void *x, const void *y)
{
    const struct ways_cut *a = x, *b = y;
    return (a->addr > b->addr) - (a->addr < b->addr);
}

/* Joins those of one address; then each has the kind of the addresses from it on. */
static void settle(struct ways_cuts *c)
{
    size_t kept = 0;
    uint64_t kind = 0;
    if (c->n > 1)
        qsort(c->v, c->n, sizeof *c->v, by_address);
    for (size_t i = 0; i < c->n; i++) {
        kind ^= c->v[i].kind;
        if (i + 1 == c->n || c->v[i + 1].addr != c->v[i].addr)
            c->v[kept++] = (struct ways_cut){c->v[i].addr, kind};
    }
    c->n = kept;
}

/* What addresses are renamed to has kinds: as kinds of `to`, whose addresses have those of `from`
 * in their place. */
static void cut_renamed(struct ways_cuts *more, const struct ways_cuts *known,
                        struct ip4_prefix from, struct ip4_prefix to, struct arena *arena)
{
    const uint64_t rule = mixed(++more->last_id);
    const uint32_t last = ~ip4_mask(from.len > to.len ? from.len : to.len);
    uint64_t number = mixed(ways_cuts_kind(known, from.addr) ^ rule);
    cut(more, to.addr, number, arena);
    for (size_t i = ways_cuts_above(known, from.addr);
         i < known->n && known->v[i].addr - from.addr <= last; i++) {
        const uint64_t next = mixed(known->v[i].kind ^ rule);
        cut(more, to.addr + (known->v[i].addr - from.addr), number ^ next, arena);
        number = next;
    }
    if (to.addr + last != UINT32_MAX)
        cut(more, to.addr + last + 1, number, arena);
}

/* What is a cut of the addresses as they are known behind a NAT rule is one of those before it, and
 * the other way round. */
static void cut_translated(struct ways_cuts *more, const struct ways_cuts *known,
                           const struct topo *t, struct arena *arena)
{
    for (size_t g = 0; g < t->n_gateways; g++) {
        for (size_t k = 0; k < t->gateways[g].n_nat_rules; k++) {
            const struct ip4_prefix in = t->gateways[g].nat_rules[k].internal.v[0],
                                    out = t->gateways[g].nat_rules[k].external.v[0];
            cut_prefix(more, in, arena);
            cut_prefix(more, out, arena);
            cut_renamed(more, known, in, out, arena);
            cut_renamed(more, known, out, in, arena);
        }
    }
}

void ways_cuts_find(struct ways_cuts *c, const struct network *n, struct arena *arena)
{
    struct ways_cuts known = {.n = 0};
    *c = (struct ways_cuts){.n = 0};
    cut_networks(c, n->topo, arena);
    cut_connections(c, n->topo, arena);
    cut_filters(c, n->topo, arena);
    if (n->has_nat) {
        known = (struct ways_cuts){.v = ARENA_ARRAY(arena, struct ways_cut, c->n), .n = c->n};
        if (c->n > 0)
            memcpy(known.v, c->v, c->n * sizeof *known.v);
        settle(&known);
        cut_translated(c, &known, n->topo, arena);
    }
    settle(c);
}

size_t ways_cuts_above(const struct ways_cuts *c, uint32_t addr)
{
    size_t low = 0, high = c->n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (c->v[middle].addr <= addr)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint64_t ways_cuts_kind(const struct ways_cuts *c, uint32_t addr)
{
    const size_t above = ways_cuts_above(c, addr);
    return above > 0 ? c->v[above - 1].kind : 0;
}
