/*
 * What those in a network call an address in another one: along the shortest way, in tunnels, on
 * which every gateway's routes lead to the next one by the names that it has (assumed: who asks has
 * been told the name that works); where no such way is there, along the shortest that connections
 * make, so that it can be said what is missing on it.
 */

#include "models/routing/effective.h"
#include "models/routing/nat_parts.h"
#include "models/routing/rib.h"
#include "sim/base/arena.h"

/* The network whose gateway or devices a network's packets leave by. NULL: none. */
static const struct topo_vnet *home_of(const struct topo_vnet *v)
{
    const struct topo_peering *through;
    const struct topo_gateway *g = v->site == NULL ? effective_gateway(v, &through) : NULL;
    return v->site != NULL ? v : g != NULL ? g->vnet : NULL;
}

/* --- ways --- */

struct names { /* what a network calls what is behind the end of the way */
    struct ip4_prefix *v;
    size_t n, cap;
    struct arena *arena;
};

struct finding {
    const struct topo *t;
    struct names *names; /* [network]; n 0: it has not been reached */
    uint32_t *reached;   /* networks, the nearest first */
    size_t n_reached;
    struct arena *arena;
};

static void add_name(void *arg, struct ip4_prefix p)
{
    struct names *n = arg;
    for (size_t i = 0; i < n->n; i++) {
        if (ip4_prefix_equal(n->v[i], p)) {
            return;
        }
    }
    ARENA_ROOM(n->arena, n->v, n->n, n->cap, 4);
    n->v[n->n++] = p;
}

static bool leads_there(const struct topo_connection *c, const struct names *names)
{
    for (size_t i = 0; i < c->from->rib->n; i++) {
        const struct rib_route *r = &c->from->rib->v[i];
        for (size_t k = 0; k < names->n && r->connection == c; k++) {
            if (ip4_prefix_overlaps(r->prefix, names->v[k])) {
                return true;
            }
        }
    }
    return false;
}

/* From the networks that have been reached to one more step back; on: only where routes lead on. */
static void step_back(struct finding *f, const struct topo_vnet *at, bool on, uint32_t *next)
{
    for (size_t i = 0; i < f->t->n_ends; i++) {
        const struct topo_connection *c = &f->t->connections[i];
        const size_t from = (size_t)(c->from->vnet - f->t->vnets);
        struct names names = {.arena = f->arena};
        if (c->to->vnet != at || c->to->is_nobody || f->names[from].n > 0) {
            continue;
        }
        const struct names *there = &f->names[at - f->t->vnets];
        for (size_t k = 0; k < there->n; k++) {
            nat_each_name(c, there->v[k], add_name, &names);
        }
        if (!on || leads_there(c, &names)) {
            f->names[from] = names;
            f->reached[f->n_reached++] = (uint32_t)from;
            next[from] = (uint32_t)(at - f->t->vnets) + 1;
        }
    }
}

/* next: [network]: that to which a packet for `of` goes from there, + 1; 0: none. */
static void find_ways(const struct topo *t, const struct topo_vnet *of, uint32_t *next)
{
    struct arena *arena = arena_new();
    struct finding f = {.t = t,
                        .names = ARENA_ARRAY(arena, struct names, t->n_networks),
                        .reached = ARENA_ARRAY(arena, uint32_t, t->n_networks),
                        .arena = arena};
    struct names *own = &f.names[of - t->vnets];
    own->arena = arena;
    rib_each_behind(of->gateway, NULL, add_name, own);
    f.reached[f.n_reached++] = (uint32_t)(of - t->vnets);
    for (int on = 1; on >= 0; on--) {
        for (size_t i = 0; i < f.n_reached; i++) {
            step_back(&f, &t->vnets[f.reached[i]], on != 0, next);
        }
    }
    arena_free(arena);
}

void nat_ways_find(struct topo *t, struct arena *arena)
{
    if (!nat_is_used(t)) {
        return;
    }
    uint32_t *next = ARENA_ARRAY(arena, uint32_t, t->n_networks * t->n_networks);
    for (size_t i = 0; i < t->n_networks; i++) {
        if (home_of(&t->vnets[i]) == &t->vnets[i]) {
            find_ways(t, &t->vnets[i], &next[i * t->n_networks]);
        }
    }
    t->nat_ways = next;
}

/* The next network on the way. NULL: there is none. */
static const struct topo_vnet *next_of(const struct topo *t, const struct topo_vnet *from,
                                       const struct topo_vnet *of)
{
    if (t->nat_ways == NULL) {
        return NULL;
    }
    const uint32_t next =
        t->nat_ways[(size_t)(of - t->vnets) * t->n_networks + (size_t)(from - t->vnets)];
    return next != 0 ? &t->vnets[next - 1] : NULL;
}

/* --- names --- */

/* Over the first of the connections between two networks that has a rule for it. */
static void cross(const struct topo *t, const struct topo_vnet *here, const struct topo_vnet *there,
                  struct nat_end *end, bool *pooled)
{
    uint32_t by = end->by;
    for (size_t i = 0; i < t->n_ends; i++) {
        const struct topo_connection *c = &t->connections[i];
        struct nat_end other = *end;
        if (c->from->vnet != here || c->to->vnet != there) {
            continue;
        }
        if (nat_cross(c, NAT_THERE, NAT_HERE, &other, pooled)) {
            *end = other;
            return;
        }
        by = other.by != end->by ? other.by : by;
    }
    end->by = by;
}

static void see(const struct topo *t, const struct topo_vnet *from, const struct topo_vnet *of,
                struct nat_end *end, bool *pooled)
{
    const struct topo_vnet *next = from != of ? next_of(t, from, of) : NULL;
    if (next != NULL) {
        see(t, next, of, end, pooled);
        cross(t, from, next, end, pooled);
    }
}

static struct nat_end see_from(const struct topo *t, const struct topo_vnet *from,
                               const struct topo_vnet *of, struct nat_end end, bool *pooled)
{
    if (from != of && t->nat_ways != NULL) {
        const struct topo_vnet *a = home_of(from), *b = home_of(of);
        if (a != NULL && b != NULL) {
            see(t, a, b, &end, pooled);
        }
    }
    return end;
}

struct nat_end nat_seen(const struct topo *t, const struct topo_vnet *from,
                        const struct topo_vnet *of, struct nat_end end)
{
    return see_from(t, from, of, end, NULL);
}

bool nat_is_pooled(const struct topo *t, const struct topo_vnet *from, const struct topo_vnet *of,
                   struct nat_end end)
{
    bool pooled = false;
    (void)see_from(t, from, of, end, &pooled);
    return pooled;
}

/* How many rules that one instance has a name meets over a connection. */
static size_t steps_of(const struct topo_connection *c)
{
    size_t n = 0;
    for (enum nat_stage s = NAT_THERE; s < NAT_STAGES; s++) {
        const struct nat_rules rules = nat_stage(c, s);
        bool is_step = false;
        for (size_t i = 0; i < rules.n; i++) {
            is_step = is_step || rules.v[i]->by != 0;
        }
        n += is_step;
    }
    return n;
}

const struct topo_connection *nat_beyond(const struct topo *t, const struct topo_vnet *from,
                                         const struct topo_vnet *of)
{
    const struct topo_connection *last = NULL;
    size_t steps = 0;
    for (const struct topo_vnet *next; from != of && (next = next_of(t, from, of)) != NULL;
         from = next) {
        size_t most = 0;
        for (size_t i = 0; i < t->n_ends; i++) {
            const struct topo_connection *c = &t->connections[i];
            if (c->from->vnet == from && c->to->vnet == next && steps_of(c) > most) {
                most = steps_of(c);
                last = last == NULL ? c : last;
            }
        }
        steps += most;
    }
    return steps > NAT_STEPS_MAX ? last : NULL;
}
