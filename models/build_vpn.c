#include "models/build.h"
#include "models/cloud/catalog.h"
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

/* A peering carries traffic when both links exist; each side's flag decides whether it lets the other in. */
static bool peering_carries(const struct topo_peering *p)
{
    return p->remote != NULL && p->reverse != NULL && p->allow_virtual_network_access &&
           p->reverse->allow_virtual_network_access;
}

void build_routes(struct build *b)
{
    const struct topo *t = b->topo;

    for (uint32_t v = 0; v < t->n_vnets; v++) {
        const struct topo_vnet *vnet = &t->vnets[v];
        struct route_table *table = &b->net->vnet[v].routes;
        size_t cap = 0;

        for (size_t i = 0; i < vnet->prefixes.n; i++)
            add_route(b, table, &cap, (struct route){.prefix = vnet->prefixes.v[i], .kind = ROUTE_LOCAL});
        for (size_t p = 0; p < vnet->n_peerings; p++) {
            const struct topo_peering *peering = &vnet->peerings[p];
            if (!peering_carries(peering))
                continue;
            for (size_t i = 0; i < peering->remote->prefixes.n; i++)
                add_route(b, table, &cap,
                          (struct route){.prefix = peering->remote->prefixes.v[i], .kind = ROUTE_PEERING,
                                         .peer_vnet = BUILD_INDEX(t->vnets, peering->remote)});
        }
        for (uint32_t c = 0; c < t->n_connections; c++) {
            const struct topo_connection *conn = &t->connections[c];
            if (conn->from->vnet != vnet)
                continue;
            /* Vnet2Vnet follows the other VNet by itself; IPsec routes what its local network gateway says, right or wrong. */
            const struct topo_prefixes *remote = conn->type == TOPO_IPSEC ? &conn->to_lng->prefixes : &conn->to->vnet->prefixes;
            for (size_t i = 0; i < remote->n; i++)
                add_route(b, table, &cap, (struct route){.prefix = remote->v[i], .kind = ROUTE_TUNNEL, .tunnel = c});
        }
        route_table_sort(table);
    }
}
