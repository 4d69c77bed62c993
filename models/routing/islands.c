#include "models/routing/islands.h"

#include "models/routing/handshake.h"
#include "models/routing/rib.h"
#include "sim/base/arena.h"

static uint32_t root(uint32_t *up, uint32_t i)
{
    while (up[i] != i) {
        up[i] = up[up[i]]; /* keeps the ways short */
        i = up[i];
    }
    return i;
}

static void join(uint32_t *up, uint32_t a, uint32_t b)
{
    up[root(up, a)] = root(up, b);
}

/* One that is shut by allow_virtual_network_access has no warning of its own. */
static bool peering_works(const struct topo_peering *p)
{
    return p->reverse != NULL && p->state == TOPO_PEERING_CONNECTED &&
           p->reverse->state == TOPO_PEERING_CONNECTED;
}

static bool connection_works(const struct topo_connection *c)
{
    const enum rib_session session = rib_wants_session(c);
    return c->outcome == HANDSHAKE_UP && (session == RIB_NO_SESSION || session == RIB_SESSION) &&
           (c->enable_bgp == c->reverse->enable_bgp ||
            (c->to->device != NULL && !c->to_lng->has_bgp));
}

/* A local network gateway that leads to nobody has the ranges of those that it was to lead to. */
static void join_meant(struct islands *s, const struct topo *t, const struct topo_connection *c)
{
    for (size_t i = t->n_vnets; i < t->n_networks; i++) {
        const struct topo_prefixes *p = &t->vnets[i].prefixes, *q = &c->to_lng->prefixes;
        for (size_t k = 0; k < p->n * q->n; k++) {
            if (ip4_prefix_overlaps(p->v[k / q->n], q->v[k % q->n])) {
                join(s->declared, (uint32_t)i, (uint32_t)(c->from->vnet - t->vnets));
            }
        }
    }
}

void islands_find(struct islands *s, const struct topo *t, struct arena *arena)
{
    s->declared = ARENA_ARRAY(arena, uint32_t, t->n_networks);
    s->working = ARENA_ARRAY(arena, uint32_t, t->n_networks);
    for (uint32_t i = 0; i < t->n_networks; i++) {
        s->declared[i] = s->working[i] = i;
    }
    for (uint32_t i = 0; i < t->n_networks; i++) {
        for (size_t k = 0; k < t->vnets[i].n_peerings; k++) {
            const struct topo_peering *p = &t->vnets[i].peerings[k];
            join(s->declared, i, (uint32_t)(p->remote - t->vnets));
            if (peering_works(p)) {
                join(s->working, i, (uint32_t)(p->remote - t->vnets));
            }
        }
    }
    for (size_t i = 0; i < t->n_connections; i++) {
        const struct topo_connection *c = &t->connections[i];
        join(s->declared, (uint32_t)(c->from->vnet - t->vnets), (uint32_t)(c->to->vnet - t->vnets));
        if (c->to->is_nobody) {
            join_meant(s, t, c);
        }
        if (connection_works(c)) {
            join(s->working, (uint32_t)(c->from->vnet - t->vnets),
                 (uint32_t)(c->to->vnet - t->vnets));
        }
    }
}

bool islands_are_cut(const struct islands *s, const struct topo *t, const struct topo_vnet *a,
                     const struct topo_vnet *b)
{
    const uint32_t i = (uint32_t)(a - t->vnets), k = (uint32_t)(b - t->vnets);
    return root(s->declared, i) == root(s->declared, k) &&
           root(s->working, i) != root(s->working, k);
}
