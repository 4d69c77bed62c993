#include "models/ways.h"

#include <stdlib.h>
#include <string.h>

#include "models/cloud/topo.h"
#include "sim/base/arena.h"

/* --- where ranges begin and end --- */

static void cut(struct ways_cuts *c, uint32_t addr, struct arena *arena)
{
    if (c->n == c->cap) {
        c->cap = c->cap != 0 ? c->cap * 2 : 64;
        uint32_t *more = ARENA_ARRAY(arena, uint32_t, c->cap);
        if (c->n > 0)
            memcpy(more, c->v, c->n * sizeof *more);
        c->v = more;
    }
    c->v[c->n++] = addr;
}

static void cut_prefix(struct ways_cuts *c, struct ip4_prefix p, struct arena *arena)
{
    cut(c, p.addr, arena);
    cut(c, p.addr + ~ip4_mask(p.len) + 1, arena); /* behind 255.255.255.255 it is 0, where nobody is */
}

static void cut_prefixes(struct ways_cuts *c, const struct topo_prefixes *p, struct arena *arena)
{
    for (size_t i = 0; i < p->n; i++)
        cut_prefix(c, p->v[i], arena);
}

static void cut_ranges(struct ways_cuts *c, const struct ranges *r, struct arena *arena)
{
    for (size_t i = 0; i < r->n; i++) {
        cut(c, r->v[i].low, arena);
        cut(c, r->v[i].high + 1, arena);
    }
}

static void cut_filters(struct ways_cuts *c, const struct topo *t, struct arena *arena)
{
    for (size_t i = 0; i < t->n_route_tables; i++) {
        for (size_t k = 0; k < t->route_tables[i].n_routes; k++) {
            const struct topo_route *r = &t->route_tables[i].routes[k];
            cut_prefixes(c, &r->prefix, arena);
            if (r->next_hop.text != NULL) /* an appliance is no end as others are: packets for them pass it */
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

/* What is a cut of the addresses as they are known behind a NAT rule is one of those before it, and the other way round. */
static void cut_renamed(struct ways_cuts *c, const struct topo *t, struct arena *arena)
{
    const size_t known = c->n;
    for (size_t g = 0; g < t->n_gateways; g++) {
        for (size_t k = 0; k < t->gateways[g].n_nat_rules; k++) {
            const struct ip4_prefix in = t->gateways[g].nat_rules[k].internal.v[0], out = t->gateways[g].nat_rules[k].external.v[0];
            cut_prefix(c, in, arena);
            cut_prefix(c, out, arena);
            for (size_t i = 0; i < known; i++) {
                if (ip4_prefix_has(in, c->v[i]))
                    cut(c, c->v[i] - in.addr + out.addr, arena);
                if (ip4_prefix_has(out, c->v[i]))
                    cut(c, c->v[i] - out.addr + in.addr, arena);
            }
        }
    }
}

static int by_number(const void *x, const void *y)
{
    const uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
    return (a > b) - (a < b);
}

void ways_cuts_find(struct ways_cuts *c, const struct network *n, struct arena *arena)
{
    size_t kept = 0;
    *c = (struct ways_cuts){.n = 0};
    cut_networks(c, n->topo, arena);
    cut_connections(c, n->topo, arena);
    cut_filters(c, n->topo, arena);
    cut_renamed(c, n->topo, arena);
    if (c->n > 1)
        qsort(c->v, c->n, sizeof *c->v, by_number);
    for (size_t i = 0; i < c->n; i++)
        if (kept == 0 || c->v[kept - 1] != c->v[i])
            c->v[kept++] = c->v[i];
    c->n = kept;
}

/* The first cut above addr. */
static size_t cut_above(const struct ways_cuts *c, uint32_t addr)
{
    size_t low = 0, high = c->n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (c->v[middle] <= addr)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* --- ends --- */

struct end { /* stands for VMs of an entry, or for members of a front */
    uint32_t number, count;
};

struct ends {
    struct end *v;
    size_t n;
};

/* Of VMs with consecutive addresses, `vm` the first, how many lie before the next cut; at most `most`. */
static uint32_t piece(const struct network *n, const struct ways_cuts *cuts, uint32_t vm, uint32_t most)
{
    const size_t next = cut_above(cuts, n->vm[vm].addr);
    return next < cuts->n && cuts->v[next] - n->vm[vm].addr < most ? cuts->v[next] - n->vm[vm].addr : most;
}

/* A VM, or its entry: `vm` is the first of it then. */
static struct ends ends_of(const struct network *n, uint32_t vm, bool is_entry, const struct ways_cuts *cuts, struct arena *arena)
{
    struct ends e = {.n = 0};
    const uint32_t count = is_entry ? (uint32_t)n->vm[vm].declared->count : 1;
    e.v = ARENA_ARRAY(arena, struct end, cut_above(cuts, n->vm[vm].addr + count - 1) - cut_above(cuts, n->vm[vm].addr) + 1);
    for (uint32_t k = 0; k < count; k += e.v[e.n - 1].count) {
        e.v[e.n] = (struct end){vm + k, piece(n, cuts, vm + k, count - k)};
        e.n++;
    }
    return e;
}

/* Numbers + 1 of members of a front: pieces of their addresses, and the sender, where it is one, by itself. Of others 0. */
static struct ends members_of(const struct network *n, uint32_t to, uint32_t from, const struct ways_cuts *cuts, struct arena *arena)
{
    const struct front *f = n->vm[to].front;
    struct ends e = {.v = ARENA_ARRAY(arena, struct end, f != NULL && f->n > 0 ? f->n : 1)};
    for (uint32_t i = 0; f != NULL && i < f->n;) {
        uint32_t k = i + 1;
        const uint32_t end = f->member[i] + piece(n, cuts, f->member[i], f->member[f->n - 1] - f->member[i] + 1);
        while (k < f->n && f->member[i] != from && f->member[k] != from && f->member[k] < end)
            k++;
        e.v[e.n++] = (struct end){i + 1, k - i};
        i = k;
    }
    if (e.n == 0)
        e.v[e.n++] = (struct end){0, 1};
    return e;
}

/* --- ways --- */

static bool is_like(const struct ways_kind *a, const struct ways_kind *b)
{
    if (ways_kind_arrives(a) || ways_kind_arrives(b))
        return ways_kind_arrives(a) && ways_kind_arrives(b);
    const struct trace *x = ways_kind_failing(a), *y = ways_kind_failing(b);
    return a->there.arrived == b->there.arrived && x->cause == y->cause && x->here.line == y->here.line && x->here.col == y->here.col;
}

static void keep(struct ways *w, struct ways_kind *k, struct arena *arena)
{
    w->through += ways_kind_arrives(k) ? k->share : 0;
    for (size_t i = 0; i < w->n; i++) {
        if (is_like(w->kind[i], k)) {
            w->kind[i]->share += k->share;
            return;
        }
    }
    if (w->n == w->cap) {
        w->cap = w->cap != 0 ? w->cap * 2 : 4;
        struct ways_kind **more = ARENA_ARRAY(arena, struct ways_kind *, w->cap);
        if (w->n > 0)
            memcpy(more, w->kind, w->n * sizeof *more);
        w->kind = more;
    }
    size_t at = w->n++;
    for (; ways_kind_arrives(k) && at > 0; at--)
        w->kind[at] = w->kind[at - 1];
    w->kind[at] = k;
}

/* Of all hashes there and back, from 0 up: each interval of one way once. */
static void walk_hashes(struct ways *w, const struct network *n, const struct trace_question *out, double share, struct arena *arena)
{
    for (uint64_t there = 0, there_end = 0, back_end = 0; there < UINT64_C(1) << 32; there = there_end) {
        for (uint64_t back = 0; back < UINT64_C(1) << 32; back = back_end) {
            struct ways_kind *k = ARENA_NEW(arena, struct ways_kind);
            k->out = k->in = *out;
            k->out.hash = (uint32_t)there;
            k->in.hash = (uint32_t)back;
            k->in.from = out->to;
            k->in.to = out->from;
            k->in.is_answer = true;
            k->in.request = &k->there;
            trace_walk(&k->there, n, &k->out, arena);
            there_end = k->there.hash_end;
            back_end = UINT64_C(1) << 32; /* what does not arrive has no answer */
            if (k->there.arrived) {
                trace_walk(&k->back, n, &k->in, arena);
                back_end = k->back.hash_end;
            }
            k->share = share * (double)(there_end - there) * (double)(back_end - back) / 0x1p64;
            keep(w, k, arena);
        }
    }
}

void ways_find(struct ways *w, const struct network *n, const struct trace_question *out, bool are_entries, const struct ways_cuts *cuts, struct arena *arena)
{
    const struct ends from = ends_of(n, out->from, are_entries, cuts, arena), to = ends_of(n, out->to, are_entries, cuts, arena);
    const double n_from = (double)(from.v[from.n - 1].number + from.v[from.n - 1].count - from.v[0].number);
    const double n_to = (double)(to.v[to.n - 1].number + to.v[to.n - 1].count - to.v[0].number);
    *w = (struct ways){.n = 0};
    for (size_t a = 0; a < from.n; a++) {
        for (size_t b = 0; b < to.n; b++) {
            const struct ends member = members_of(n, to.v[b].number, from.v[a].number, cuts, arena);
            const double n_members = (double)(member.v[member.n - 1].number + member.v[member.n - 1].count - member.v[0].number);
            for (size_t m = 0; m < member.n; m++) {
                struct trace_question q = *out;
                q.from = from.v[a].number;
                q.to = to.v[b].number;
                q.member = member.v[m].number;
                walk_hashes(w, n, &q, from.v[a].count / n_from * to.v[b].count / n_to * member.v[m].count / n_members, arena);
            }
        }
    }
    if (w->n == 1) /* what adds up to all is all */
        w->through = ways_kind_arrives(w->kind[0]) ? 1 : 0;
}

const struct ways_kind *ways_worst(const struct ways *w)
{
    const struct ways_kind *worst = NULL;
    for (size_t i = 0; i < w->n; i++)
        if (!ways_kind_arrives(w->kind[i]) && (worst == NULL || w->kind[i]->share > worst->share))
            worst = w->kind[i];
    return worst;
}
