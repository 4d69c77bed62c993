#include "models/build.h"
#include "models/cloud/catalog.h"
#include "models/cloud/effective.h"
#include "models/net/link.h"
#include "models/vpn/tunnel.h"
#include "sim/base/arena.h"
#include "sim/base/units.h"

static int64_t given_or(int64_t given, int64_t published)
{
    return given != 0 ? given : published;
}

static void set_server(struct build *b, struct server *s, int64_t bps, int64_t pps)
{
    bool limited = bps != UNITS_UNLIMITED || pps != UNITS_UNLIMITED;

    s->rate_bps = bps;
    s->rate_pps = pps;
    s->packet_dur = pps == UNITS_UNLIMITED ? 0 : (SIM_S + pps / 2) / pps;
    s->buffer_dur = limited ? (sim_time_t)(catalog_assumption(b->catalog, "gateway_buffer_ms") * 1e9) : SIM_NEVER;
    s->last_bytes = UINT32_MAX;
}

static void set_processing(struct build *b, struct gateway *g)
{
    const struct topo_gateway *d = g->declared;
    const struct catalog *c = b->catalog;

    g->processing_dur = d->has_processing ? d->processing : (sim_time_t)(catalog_assumption(c, "gateway_processing_ms") * 1e9);
    g->has_stalls = g->processing_dur > 0;
    if (!g->has_stalls)
        return;
    struct stall_component part[] = {
        {.rate_hz = catalog_assumption(c, "gateway_stall_short_rate_hz"),
         .mean_dur = (sim_time_t)(catalog_assumption(c, "gateway_stall_short_mean_ms") * 1e9)},
        {.rate_hz = catalog_assumption(c, "gateway_stall_long_rate_hz"),
         .mean_dur = (sim_time_t)(catalog_assumption(c, "gateway_stall_long_mean_ms") * 1e9)},
    };
    for (int way = 0; way < GATEWAY_WAYS; way++)
        stall_init(&g->stall[way], b->net->seed, arena_printf(b->arena, "%s/%s", g->name, way == GATEWAY_OUT ? "out" : "in"),
                   part, sizeof part / sizeof *part);
}

static void build_gateway(struct build *b, size_t index)
{
    struct gateway *g = &b->net->gateway[index];
    const struct topo_gateway *d = &b->topo->gateways[index];
    struct catalog_tunnel published = {.bps = UNITS_UNLIMITED, .pps = UNITS_UNLIMITED};

    g->name = d->r.name;
    g->declared = d;
    g->number = (uint32_t)index;
    g->vnet = BUILD_INDEX(b->topo->vnets, d->vnet);
    g->region = b->net->region[d->vnet->region];
    g->place = build_place(b, PLACE_GATEWAY, g->name);
    g->shared_budget = d->budget == TOPO_BUDGET_SHARED;
    g->aggregate_bps = given_or(d->limits.aggregate_bps, d->sku->aggregate_bps);
    (void)catalog_tunnel(b->catalog, d->sku, CATALOG_GCMAES256, &published); /* Basic has none: aggregate only */
    g->tunnel_bps = given_or(d->limits.tunnel_bps, published.bps);
    g->tunnel_pps = given_or(d->limits.tunnel_pps, published.pps);
    for (int way = 0; way < GATEWAY_WAYS; way++)
        set_server(b, &g->aggregate[way], g->aggregate_bps, UNITS_UNLIMITED);
    set_processing(b, g);
    gateway_attach(g);
}

static void set_port(struct build *b, struct tunnel_port *port, const struct gateway *g, const struct esp_suite *esp)
{
    const struct topo_gateway *d = g->declared;
    struct catalog_tunnel published = {.bps = UNITS_UNLIMITED, .pps = UNITS_UNLIMITED};

    (void)catalog_tunnel(b->catalog, d->sku, esp_suite_row(esp), &published);
    set_server(b, &port->own, given_or(d->limits.tunnel_bps, published.bps), given_or(d->limits.tunnel_pps, published.pps));
    port->limited = port->own.buffer_dur != SIM_NEVER;
}

/* Both ways of a tunnel and all its instances share a path: the outer five-tuple is that of the two gateways. */
static double tunnel_quantile(struct build *b, const struct tunnel *t)
{
    const char *x = t->from->name, *y = t->to->name;
    struct rng rng;

    if (t->from->number > t->to->number) {
        x = t->to->name;
        y = t->from->name;
    }
    rng_stream(&rng, b->net->seed, arena_printf(b->arena, "%s|%s", x, y), "path");
    return gsl_rng_uniform(&rng.gsl);
}

static void build_tunnel(struct build *b, size_t index)
{
    struct network *n = b->net;
    struct tunnel *t = &n->tunnel[index];
    const struct topo_connection *d = &b->topo->connections[index];

    t->name = d->r.name;
    t->declared = d;
    t->number = (uint32_t)index;
    t->from = &n->gateway[BUILD_INDEX(b->topo->gateways, d->from)];
    t->to = &n->gateway[BUILD_INDEX(b->topo->gateways, d->to)];
    t->reverse = d->reverse == NULL ? NULL : &n->tunnel[BUILD_INDEX(b->topo->connections, d->reverse)];
    t->place = build_place(b, PLACE_TUNNEL, t->name);
    t->esp = d->has_policy ? esp_suite_find((enum topo_encryption)d->policy.ipsec_encryption,
                                               (enum topo_integrity)d->policy.ipsec_integrity)
                           : esp_suite_default();
    set_port(b, &t->out, t->from, t->esp);
    set_port(b, &t->in, t->to, t->esp);
    t->link = n->between[(size_t)t->from->region->index * n->n_regions + t->to->region->index];
    t->mtu_bytes = t->link->mtu_bytes;
    t->path = (uint32_t)(tunnel_quantile(b, t) * t->link->n_paths);
    t->up_at = -1;
    /* Without a policy: 27,000 s and 102,400,000 KB of 1,024 B (About VPN devices, 2023-10-06). */
    t->sa_lifetime = d->has_policy ? d->policy.sa_lifetime : 27000 * SIM_S;
    t->sa_data_bytes = d->has_policy ? (uint64_t)d->policy.sa_data_size : UINT64_C(102400000) * 1024;
}

void build_vpn(struct build *b)
{
    struct network *n = b->net;

    n->n_gateways = b->topo->n_gateways;
    n->gateway = ARENA_ARRAY(b->arena, struct gateway, n->n_gateways);
    for (size_t i = 0; i < n->n_gateways; i++)
        build_gateway(b, i);
    n->n_tunnels = b->topo->n_connections;
    n->tunnel = ARENA_ARRAY(b->arena, struct tunnel, n->n_tunnels);
    for (size_t i = 0; i < n->n_tunnels; i++)
        build_tunnel(b, i);
    for (size_t i = 0; i < n->n_tunnels; i++)
        tunnel_attach(&n->tunnel[i]);
}

static void add_route(struct build *b, struct route_table *t, size_t *cap, struct route route)
{
    if (t->n == *cap) {
        *cap = *cap ? *cap * 2 : 8;
        struct route *v = ARENA_ARRAY(b->arena, struct route, *cap);
        for (size_t i = 0; i < t->n; i++)
            v[i] = t->v[i];
        t->v = v;
    }
    t->v[t->n++] = route;
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

static struct route compile(struct build *b, const struct topo_vnet *v, const struct effective_route *e)
{
    struct route r = {.prefix = e->prefix, .kind = ROUTE_NONE};

    switch (e->hop) {
    case TOPO_HOP_LOCAL:
        r.kind = ROUTE_LOCAL;
        break;
    case TOPO_HOP_PEERING:
        r.kind = ROUTE_PEERING;
        r.peer_vnet = BUILD_INDEX(b->topo->vnets, e->peering->remote);
        r.takes_forwarded = e->peering->reverse->allow_forwarded_traffic;
        r.gives_gateway = effective_gives_gateway(e->peering);
        break;
    case TOPO_HOP_GATEWAY:
        if (e->connection != NULL) {
            r.kind = ROUTE_TUNNEL;
            r.tunnel = BUILD_INDEX(b->topo->connections, e->connection);
        } else if (e->gateway != NULL) {
            r.kind = ROUTE_GATEWAY;
            r.tunnel = BUILD_INDEX(b->topo->gateways, e->gateway);
        }
        break;
    case TOPO_HOP_APPLIANCE:
        r.tunnel = find_appliance(b->net, v, e->user->next_hop_addr);
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
    }
    return r;
}

/* What a gateway does with a packet that a user-defined route has sent to it, whatever the subnets know. */
static void build_gateway_routes(struct build *b, uint32_t index)
{
    struct effective e;
    size_t cap = 0;

    for (size_t v = 0; v < b->topo->n_vnets; v++) {
        const struct topo_vnet *vnet = &b->topo->vnets[v];
        if (vnet->gateway != &b->topo->gateways[index] || vnet->gateway_subnet == NULL)
            continue;
        effective_routes(&e, b->topo, vnet->gateway_subnet, b->arena);
        for (size_t i = 0; i < e.n; i++)
            if (e.v[i].connection != NULL)
                add_route(b, &b->net->gateway_routes[index], &cap, compile(b, vnet, &e.v[i]));
    }
    route_table_sort(&b->net->gateway_routes[index]);
}

void build_routes(struct build *b)
{
    struct network *n = b->net;

    for (size_t s = 0; s < n->n_subnets; s++) {
        const struct topo_subnet *declared = n->subnet[s].declared;
        struct effective *e = &n->subnet[s].effective;
        size_t cap = 0;

        effective_routes(e, b->topo, declared, b->arena);
        for (size_t i = 0; i < e->n; i++)
            if (e->v[i].active)
                add_route(b, &n->subnet[s].routes, &cap, compile(b, declared->vnet, &e->v[i]));
        route_table_sort(&n->subnet[s].routes);
        n->has_nsgs = n->has_nsgs || declared->nsg != NULL;
    }
    for (size_t g = 0; g < b->topo->n_vms; g++)
        n->has_nsgs = n->has_nsgs || b->topo->vms[g].nsg != NULL;
    n->gateway_routes = ARENA_ARRAY(b->arena, struct route_table, n->n_gateways);
    for (uint32_t g = 0; g < n->n_gateways; g++)
        build_gateway_routes(b, g);
}
