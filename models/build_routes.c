/*
 * Routes: the effective routes of every subnet, and what the connections of every gateway lead to,
 * made ready for look-ups.
 */
#include "models/build.h"
#include "models/routing/effective.h"
#include "models/routing/nat.h"
#include "models/vpn/gateway.h"
#include "sim/base/arena.h"

struct compiling {
    const struct network *net;
    struct arena *arena;
    struct route_table *table;
    size_t cap, cap_choices; /* of the last route */
    const char *error;
};

static void add_route(struct compiling *c, struct route route)
{
    struct route_table *t = c->table;

    if (t->v == NULL || t->n == c->cap) {
        c->cap = c->cap ? c->cap * 2 : 8;
        t->v = arena_grow(c->arena, t->v, t->v != NULL ? t->n : 0, c->cap, sizeof *t->v);
    }
    t->v[t->n++] = route;
    c->cap_choices = 0;
}

static void add_choice(struct compiling *c, struct route *r, uint32_t tunnel)
{
    ARENA_ROOM(c->arena, r->choice, r->n_choices, c->cap_choices, 4);
    r->choice[r->n_choices++] = tunnel;
}

/* Is it instance number by - 1, where not any one will do? */
static bool is_of(const struct gateway_instance *at, uint32_t by)
{
    return by == 0 || at == &at->gateway->instance[by - 1];
}

/* All tunnels of a connection, or those of the gateways' instances that it leads by, behind those
 * of the table's last route when that has the prefix too: side by side. */
static void add_tunnels(struct compiling *c, struct ip4_prefix prefix,
                        const struct topo_connection *connection, bool learned)
{
    const struct network *n = c->net;
    const size_t index = BUILD_INDEX(n->topo->connections, connection);
    const uint32_t first = n->first_tunnel[index];
    const uint32_t end =
        index + 1 < n->topo->n_ends ? n->first_tunnel[index + 1] : (uint32_t)n->n_tunnels;
    struct route *last = c->table->n > 0 ? &c->table->v[c->table->n - 1] : NULL;

    const struct nat_route by = nat_route_by(connection, prefix);

    for (uint32_t t = first; t < end; t++) {
        if (!is_of(n->tunnel[t].at, by.here) || !is_of(n->tunnel[t].far, by.there))
            continue;
        if (last == NULL || last->kind != ROUTE_TUNNEL || !ip4_prefix_equal(last->prefix, prefix)) {
            add_route(c,
                      (struct route){.prefix = prefix, .kind = ROUTE_TUNNEL, .learned = learned});
            last = &c->table->v[c->table->n - 1];
        }
        add_choice(c, last, t);
    }
}

/* The VM that has an address, seen from a network: in itself or a peer; UINT32_MAX: there is none.
 */
static uint32_t find_appliance(const struct network *n, const struct topo_vnet *v, uint32_t addr)
{
    uint32_t member;

    for (uint32_t i = 0; i < n->n_vms; i++) {
        if (!topo_vm_has(n->vm[i].declared, addr, &member) ||
            n->vm[i].addr != n->vm[i].declared->first_addr + member)
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

static void compile_peering(const struct network *n, const struct topo_peering *p, struct route *r)
{
    r->kind = ROUTE_PEERING;
    r->peer_vnet = BUILD_INDEX(n->topo->vnets, p->remote);
    r->takes_forwarded = p->reverse->allow_forwarded_traffic;
    r->gives_gateway = effective_gives_gateway(p);
}

static void compile(struct compiling *c, const struct topo_vnet *v, const struct effective_route *e)
{
    const struct network *n = c->net;
    struct route r = {.prefix = e->prefix, .kind = ROUTE_NONE};

    switch (e->hop) {
    case TOPO_HOP_LOCAL:
        r.kind = ROUTE_LOCAL;
        break;
    case TOPO_HOP_PEERING:
        compile_peering(n, e->peering, &r);
        break;
    case TOPO_HOP_GATEWAY:
        if (e->connection != NULL) {
            add_tunnels(c, e->prefix, e->connection, e->learned);
            return;
        }
        if (e->gateway != NULL &&
            e->source == EFFECTIVE_USER) { /* the gateway's own without a connection leads to
                                              clients, who are not simulated */
            r.kind = ROUTE_GATEWAY;
            r.tunnel = BUILD_INDEX(n->topo->gateways, e->gateway);
        }
        break;
    case TOPO_HOP_APPLIANCE:
        r.tunnel = find_appliance(n, v, e->user->next_hop.addr);
        r.kind = r.tunnel != UINT32_MAX ? ROUTE_APPLIANCE : ROUTE_NONE;
        if (r.kind == ROUTE_APPLIANCE && r.tunnel >= UINT16_MAX)
            c->error =
                "an appliance is VM number 65,535 or later: packets carry its number in 16 bits";
        break;
    case TOPO_HOP_NONE:
        /* a system route to nowhere means that nobody has the address; one that the user wrote is a
         * filter */
        r.kind = e->source == EFFECTIVE_USER ? ROUTE_DISCARD : ROUTE_NONE;
        break;
    case TOPO_HOP_INTERNET:
        r.kind = ROUTE_INTERNET;
        break;
    case TOPO_HOP_ENDPOINT:
        if (e->peering == NULL)
            r.kind = ROUTE_LOCAL;
        else
            compile_peering(n, e->peering, &r);
        break;
    }
    add_route(c, r);
}

/* What its routes depend on: the network and the route table (models/routing/effective.c). */
static bool has_routes_of(const struct net_subnet *s, const struct net_subnet *other)
{
    return s->vnet == other->vnet && s->declared->route_table == other->declared->route_table;
}

static const char *routes_of_subnet(const struct network *n, struct net_subnet *s,
                                    const struct effective_view *view, struct arena *arena)
{
    struct compiling c = {.net = n, .arena = arena, .table = &s->routes};

    s->routes = (struct route_table){.n = 0};
    effective_routes(&s->effective, n->topo, s->declared, view, arena);
    for (size_t i = 0; i < s->effective.n; i++)
        if (s->effective.v[i].active)
            compile(&c, s->declared->vnet, &s->effective.v[i]);
    route_table_index(c.table, arena);
    return c.error;
}

const char *routes_of_subnets(const struct network *n, size_t first, size_t end,
                              const struct effective_view *view, struct arena *arena)
{
    const char *error = NULL;

    for (size_t i = first; i < end; i++) {
        struct net_subnet *s = &n->subnet[i];
        if (i > first && has_routes_of(s, s - 1)) {
            s->effective = s[-1].effective;
            s->routes = s[-1].routes;
            continue;
        }
        const char *e = routes_of_subnet(n, s, view, arena);
        error = e != NULL ? e : error;
    }
    return error;
}

void routes_of_gateway(const struct network *n, struct route_table *t, const struct rib *rib,
                       struct arena *arena)
{
    struct compiling c = {.net = n, .arena = arena, .table = t};

    *t = (struct route_table){.n = 0};
    for (size_t i = 0; i < rib->n; i++)
        add_tunnels(&c, rib->v[i].prefix, rib->v[i].connection, rib->v[i].learned);
    route_table_index(t, arena);
}

void build_routes(struct build *b)
{
    struct network *n = b->net;

    n->has_nat = nat_is_used(b->topo);
    n->has_nat_ports = nat_has_ports(b->topo);
    const char *error = routes_of_subnets(n, 0, n->n_subnets + n->n_bare, NULL, b->arena);
    b->error = error != NULL ? error : b->error;
    for (size_t s = 0; s < n->n_subnets + n->n_bare; s++) {
        n->subnet[s].declared_routes = n->subnet[s].routes;
        n->has_nsgs = n->has_nsgs || n->subnet[s].declared->nsg != NULL;
    }
    for (size_t g = 0; g < b->topo->n_vms; g++)
        n->has_nsgs = n->has_nsgs || b->topo->vms[g].nsg != NULL;
    n->gateway_routes = ARENA_ARRAY(b->arena, struct route_table, n->n_gateways);
    for (uint32_t g = 0; g < n->n_gateways; g++) {
        routes_of_gateway(n, &n->gateway_routes[g], b->topo->gateways[g].rib, b->arena);
        n->gateway[g].routes = &n->gateway_routes[g];
    }
}
