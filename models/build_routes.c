/*
 * Routes: the effective routes of every subnet, and what the connections of every gateway lead to, made ready for look-ups.
 */
#include "models/build.h"
#include "models/cloud/effective.h"
#include "models/cloud/nat.h"
#include "sim/base/arena.h"

struct compiling {
    struct build *b;
    struct route_table *table;
    size_t cap;
};

static void add_route(struct compiling *c, struct route route)
{
    struct route_table *t = c->table;

    if (t->v == NULL || t->n == c->cap) {
        c->cap = c->cap ? c->cap * 2 : 8;
        struct route *v = ARENA_ARRAY(c->b->arena, struct route, c->cap);
        for (size_t i = 0; t->v != NULL && i < t->n; i++)
            v[i] = t->v[i];
        t->v = v;
    }
    t->v[t->n++] = route;
}

static void add_choice(struct build *b, uint32_t tunnel)
{
    struct network *n = b->net;

    if (n->n_choices == n->cap_choices) {
        n->cap_choices = n->cap_choices ? n->cap_choices * 2 : 64;
        uint32_t *v = ARENA_ARRAY(b->arena, uint32_t, n->cap_choices);
        for (size_t i = 0; i < n->n_choices; i++)
            v[i] = n->choice[i];
        n->choice = v;
    }
    n->choice[n->n_choices++] = tunnel;
}

/* All tunnels of a connection, behind those of the table's last route when that has the prefix too: side by side. */
static void add_tunnels(struct compiling *c, struct ip4_prefix prefix, const struct topo_connection *connection)
{
    struct network *n = c->b->net;
    const size_t index = BUILD_INDEX(c->b->topo->connections, connection);
    const uint32_t first = n->first_tunnel[index];
    const uint32_t end = index + 1 < c->b->topo->n_ends ? n->first_tunnel[index + 1] : (uint32_t)n->n_tunnels;
    struct route *last = c->table->n > 0 ? &c->table->v[c->table->n - 1] : NULL;

    if (last == NULL || last->kind != ROUTE_TUNNEL || !ip4_prefix_equal(last->prefix, prefix)) {
        add_route(c, (struct route){.prefix = prefix, .kind = ROUTE_TUNNEL, .tunnel = (uint32_t)n->n_choices});
        last = &c->table->v[c->table->n - 1];
    }
    for (uint32_t t = first; t < end; t++)
        add_choice(c->b, t);
    last->n_choices += end - first;
}

/* The VM that has an address, seen from a network: in itself or a peer; UINT32_MAX: there is none. */
static uint32_t find_appliance(const struct network *n, const struct topo_vnet *v, uint32_t addr)
{
    for (uint32_t i = 0; i < n->n_vms; i++) {
        if (n->vm[i].addr != addr)
            continue;
        const struct topo_vnet *at = n->vnet[n->vm[i].vnet].declared;
        if (at == v)
            return i;
        for (size_t p = 0; p < v->n_peerings; p++)
            if (v->peerings[p].remote == at && effective_peering_is_up(&v->peerings[p]))
                return i;
    }
    return UINT32_MAX;
}

static void compile_peering(const struct build *b, const struct topo_peering *p, struct route *r)
{
    r->kind = ROUTE_PEERING;
    r->peer_vnet = BUILD_INDEX(b->topo->vnets, p->remote);
    r->takes_forwarded = p->reverse->allow_forwarded_traffic;
    r->gives_gateway = effective_gives_gateway(p);
}

static void compile(struct compiling *c, const struct topo_vnet *v, const struct effective_route *e)
{
    struct build *b = c->b;
    struct route r = {.prefix = e->prefix, .kind = ROUTE_NONE};

    switch (e->hop) {
    case TOPO_HOP_LOCAL:
        r.kind = ROUTE_LOCAL;
        break;
    case TOPO_HOP_PEERING:
        compile_peering(b, e->peering, &r);
        break;
    case TOPO_HOP_GATEWAY:
        if (e->connection != NULL) {
            add_tunnels(c, e->prefix, e->connection);
            return;
        }
        if (e->gateway != NULL) {
            r.kind = ROUTE_GATEWAY;
            r.tunnel = BUILD_INDEX(b->topo->gateways, e->gateway);
        }
        break;
    case TOPO_HOP_APPLIANCE:
        r.tunnel = find_appliance(b->net, v, e->user->next_hop.addr);
        r.kind = r.tunnel != UINT32_MAX ? ROUTE_APPLIANCE : ROUTE_NONE;
        if (r.kind == ROUTE_APPLIANCE && r.tunnel >= UINT16_MAX)
            b->error = "an appliance is VM number 65,535 or later: packets carry its number in 16 bits";
        break;
    case TOPO_HOP_NONE:
        /* a system route to nowhere means that nobody has the address; one that the user wrote is a filter */
        r.kind = e->source == EFFECTIVE_USER ? ROUTE_DISCARD : ROUTE_NONE;
        break;
    case TOPO_HOP_INTERNET:
        break;
    case TOPO_HOP_ENDPOINT:
        if (e->peering == NULL)
            r.kind = ROUTE_LOCAL;
        else
            compile_peering(b, e->peering, &r);
        break;
    }
    add_route(c, r);
}

/* What a gateway does with a packet that a user-defined route has sent to it, whatever the subnets know. */
static void build_gateway_routes(struct build *b, uint32_t index)
{
    const struct rib *rib = b->topo->gateways[index].rib;
    struct compiling c = {.b = b, .table = &b->net->gateway_routes[index]};

    for (size_t i = 0; i < rib->n; i++)
        add_tunnels(&c, rib->v[i].prefix, rib->v[i].connection);
    route_table_index(c.table, b->arena);
}

void build_routes(struct build *b)
{
    struct network *n = b->net;

    for (size_t s = 0; s < n->n_subnets + n->n_bare; s++) {
        const struct topo_subnet *declared = n->subnet[s].declared;
        struct effective *e = &n->subnet[s].effective;
        struct compiling c = {.b = b, .table = &n->subnet[s].routes};

        effective_routes(e, b->topo, declared, b->arena);
        for (size_t i = 0; i < e->n; i++)
            if (e->v[i].active)
                compile(&c, declared->vnet, &e->v[i]);
        route_table_index(c.table, b->arena);
        n->has_nsgs = n->has_nsgs || declared->nsg != NULL;
    }
    for (size_t g = 0; g < b->topo->n_vms; g++)
        n->has_nsgs = n->has_nsgs || b->topo->vms[g].nsg != NULL;
    n->has_nat = nat_is_used(b->topo);
    n->gateway_routes = ARENA_ARRAY(b->arena, struct route_table, n->n_gateways);
    for (uint32_t g = 0; g < n->n_gateways; g++)
        build_gateway_routes(b, g);
}
