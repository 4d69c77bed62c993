#include "models/build.h"
#include "models/cloud/catalog.h"
#include "models/cloud/raise.h"
#include "models/control/fault.h"
#include "models/net/link.h"
#include "models/routing/handshake.h"
#include "models/routing/nat.h"
#include "models/vpn/napt.h"
#include "models/vpn/tunnel.h"
#include "sim/base/arena.h"
#include "sim/base/units.h"

static int64_t given_or(int64_t given, int64_t published)
{
    return given != 0 ? given : published;
}

static int64_t tunnel_bps(const struct build *b, const struct topo_gateway *d,
                          const struct catalog_tunnel *published)
{
    return raise_figure(given_or(d->limits.tunnel_bps, published->bps),
                        raise_factor(b->topo, "gateway:%s/tunnel_bits", d->r.name));
}

static int64_t tunnel_pps(const struct build *b, const struct topo_gateway *d,
                          const struct catalog_tunnel *published)
{
    return raise_figure(given_or(d->limits.tunnel_pps, published->pps),
                        raise_factor(b->topo, "gateway:%s/tunnel_packets", d->r.name));
}

static void set_server(struct build *b, struct server *s, int64_t bps, int64_t pps)
{
    server_init(s, bps, pps,
                (sim_time_t)(catalog_assumption(b->catalog, "gateway_buffer_ms") * 1e9),
                b->net->warmup, b->net->duration);
}

static void set_processing(struct build *b, struct gateway *g)
{
    const struct topo_gateway *d = g->declared;
    const struct catalog *c = b->catalog;

    g->processing_dur = d->has_processing
                            ? d->processing
                            : (sim_time_t)(catalog_assumption(c, "gateway_processing_ms") * 1e9);
    g->has_stalls = g->processing_dur > 0;
    if (!g->has_stalls)
        return;
    struct stall_component part[] = {
        {.rate_hz = catalog_assumption(c, "gateway_stall_short_rate_hz"),
         .mean_dur = (sim_time_t)(catalog_assumption(c, "gateway_stall_short_mean_ms") * 1e9)},
        {.rate_hz = catalog_assumption(c, "gateway_stall_long_rate_hz"),
         .mean_dur = (sim_time_t)(catalog_assumption(c, "gateway_stall_long_mean_ms") * 1e9)},
    };
    for (uint32_t i = 0; i < g->n_built; i++)
        for (int way = 0; way < GATEWAY_WAYS; way++)
            stall_init(&g->instance[i].stall[way], b->net->seed,
                       arena_printf(b->arena, i == 0 ? "%s/%s" : "%s/%s/%u", g->name,
                                    way == GATEWAY_OUT ? "out" : "in", i),
                       part, sizeof part / sizeof *part);
}

/* The line between a site and its region: one a site, or a device's own. */
static void set_uplink(struct build *b, struct gateway *g)
{
    const struct topo_device *d = g->declared->device;

    for (uint32_t i = 0; !d->has_uplink && i < g->number; i++) {
        const struct gateway *o = &b->net->gateway[i];
        if (o->vnet == g->vnet && o->declared->device != NULL && !o->declared->device->has_uplink) {
            g->uplink_out = o->uplink_out;
            g->uplink_in = o->uplink_in;
            return;
        }
    }
    build_uplink(b, g);
}

static void set_napt(const struct build *b, struct gateway *g)
{
    const struct topo_gateway *d = g->declared;
    const sim_time_t idle_dur = (sim_time_t)(catalog_assumption(b->catalog, "nat_idle_s") * 1e12);
    const uint32_t n_ports = (uint32_t)catalog_assumption(b->catalog, "nat_ports_per_address");

    for (uint32_t i = 0; i < g->n_built; i++) {
        g->instance[i].napt = ARENA_ARRAY(g->region->lp.arena, struct napt, d->n_nat_rules);
        for (size_t k = 0; k < d->n_nat_rules; k++)
            if (d->nat_rules[k].type == TOPO_NAT_DYNAMIC)
                napt_init(&g->instance[i].napt[k], &d->nat_rules[k], n_ports,
                          d->nat_rules[k].has_idle_timeout ? d->nat_rules[k].idle_timeout
                                                           : idle_dur,
                          g->region->lp.arena);
    }
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
    g->mss_clamp = (uint16_t)(d->has_mss_clamp ? (double)d->mss_clamp
                                               : catalog_assumption(b->catalog, "mss_clamp_bytes"));
    g->copies_df = d->df == TOPO_DF_COPY;
    g->tells_mtu = d->tells_mtu;
    g->n_active = d->active_active ? GATEWAY_INSTANCES : 1;
    g->n_built = fault_moves(b->topo, d) ? GATEWAY_INSTANCES : g->n_active;
    g->aggregate_bps = raise_figure(
        given_or(d->limits.aggregate_bps, d->sku != NULL ? d->sku->aggregate_bps : UNITS_UNLIMITED),
        raise_factor(b->topo, "gateway:%s/aggregate", g->name));
    if (d->sku != NULL)
        (void)catalog_tunnel(b->catalog, d->sku, CATALOG_GCMAES256,
                             &published); /* Basic has none: aggregate only */
    g->tunnel_bps = tunnel_bps(b, d, &published);
    g->tunnel_pps = tunnel_pps(b, d, &published);
    for (uint32_t i = 0; i < GATEWAY_INSTANCES; i++) {
        g->instance[i].gateway = g;
        g->instance[i].carries = i < g->n_active;
        for (int way = 0; way < GATEWAY_WAYS; way++)
            set_server(b, &g->instance[i].aggregate[way], g->aggregate_bps, UNITS_UNLIMITED);
    }
    set_processing(b, g);
    if (d->device != NULL)
        set_uplink(b, g);
    if (nat_has_dynamic(d))
        set_napt(b, g);
    g->watched = d->device != NULL || nat_has_dynamic(d);
    g->around = &network_around_gateways;
    for (uint32_t i = 0; i < g->n_built; i++) {
        gateway_attach(&g->instance[i]);
        router_attach(&g->instance[i].router, &g->instance[i]);
    }
}

static void set_port(struct build *b, struct tunnel_port *port, const struct gateway *g,
                     const struct esp_suite *esp)
{
    const struct topo_gateway *d = g->declared;
    struct catalog_tunnel published = {.bps = UNITS_UNLIMITED, .pps = UNITS_UNLIMITED};

    if (d->sku != NULL)
        (void)catalog_tunnel(b->catalog, d->sku, esp_suite_row(esp), &published);
    set_server(b, &port->own, tunnel_bps(b, d, &published), tunnel_pps(b, d, &published));
    port->limited = port->own.buffer_dur != SIM_NEVER;
}

/* Both ways of a tunnel share a path: the outer five-tuple is that of the two gateways, by their
 * instances' addresses. */
static double quantile_of(struct build *b, const struct tunnel *t, uint32_t i, uint32_t k)
{
    const bool forth = t->from->number <= t->to->number;
    const char *x = forth ? t->from->name : t->to->name, *y = forth ? t->to->name : t->from->name;
    const uint32_t x_at = forth ? i : k, y_at = forth ? k : i;
    struct rng rng;

    rng_stream(&rng, b->net->seed,
               x_at + y_at == 0 ? arena_printf(b->arena, "%s|%s", x, y)
                                : arena_printf(b->arena, "%s/%u|%s/%u", x, x_at, y, y_at),
               "path");
    return gsl_rng_uniform(&rng.gsl);
}

/* What queues tell it by from other tunnels. */
static uint32_t tunnel_hash(const struct build *b, const struct tunnel *t)
{
    struct rng rng;

    rng_stream(&rng, b->net->seed, t->name, "five_tuple");
    return (uint32_t)(gsl_rng_uniform(&rng.gsl) * 4294967296.0);
}

static uint32_t instances(const struct topo_gateway *own, const struct topo_gateway *other)
{
    if (!own->active_active || (other->device != NULL && other->device->tunnels == 1))
        return 1;
    return GATEWAY_INSTANCES;
}

static uint32_t tunnels_of(const struct topo_connection *c)
{
    return instances(c->from, c->to) * instances(c->to, c->from);
}

/* Of a tunnel's path; a line that is NULL is none. Its gateway knows it, as if it had been told
 * before (RFC 4301, 8.2). */
static uint32_t least_mtu(const struct link *between, const struct link *out, const struct link *in)
{
    uint32_t least = between->mtu_bytes;

    if (out != NULL && out->mtu_bytes < least)
        least = out->mtu_bytes;
    return in != NULL && in->mtu_bytes < least ? in->mtu_bytes : least;
}

/*
 * Without a policy a child SA lives 27,000 s, a policy-based gateway's 3,600 s, and 102,400,000 KB
 * of 1,024 B; the IKE SA 28,800 s (About VPN devices, 2023-10-06). A policy-based gateway has no
 * dead peer detection (the same) and takes down what carries nothing for 5 minutes (VPN Gateway
 * FAQ, 2026-06-04).
 */
static void set_life(struct build *b, struct tunnel *t)
{
    const struct topo_connection *c = t->declared;
    const bool by_policy = c->from->vpn_type == TOPO_POLICY_BASED && c->from->sku != NULL;
    const struct topo_gateway *other = c->to;

    t->on_demand = by_policy || (other->sku != NULL && other->vpn_type == TOPO_POLICY_BASED);
    t->idle_dur = by_policy ? 300 * SIM_S : 0;
    t->rekey.v1 = c->protocol == TOPO_IKEV1;
    t->rekey.lifetime[REKEY_CHILD] =
        c->has_policy ? c->policy.sa_lifetime : (by_policy ? 3600 : 27000) * SIM_S;
    t->rekey.lifetime[REKEY_IKE] = 28800 * SIM_S;
    t->rekey.hard_bytes =
        c->has_policy ? (uint64_t)c->policy.sa_data_size : UINT64_C(102400000) * 1024;
    t->dpd_timeout = c->from->device != NULL ? c->from->device->dpd_timeout : c->dpd_timeout;
    t->dpd_interval =
        t->on_demand ? 0
                     : t->dpd_timeout / (sim_time_t)catalog_assumption(b->net->catalog,
                                                                       "dpd_checks_per_timeout");
}

/* Of connection c from instance i to instance k. */
static void build_tunnel(struct build *b, const struct topo_connection *c, uint32_t i, uint32_t k)
{
    struct network *n = b->net;
    const uint32_t there = instances(c->to, c->from), here = instances(c->from, c->to);
    const uint32_t index = n->first_tunnel[BUILD_INDEX(b->topo->connections, c)] + i * there + k;
    const struct topo_policy *policy = handshake_policy(c);
    struct tunnel *t = &n->tunnel[index];

    t->name = here * there > 1 ? arena_printf(b->arena, "%s/%u-%u", c->r.name, i, k) : c->r.name;
    t->declared = c;
    t->number = index;
    t->from = &n->gateway[BUILD_INDEX(b->topo->gateways, c->from)];
    t->to = &n->gateway[BUILD_INDEX(b->topo->gateways, c->to)];
    t->at = &t->from->instance[i];
    t->far = &t->to->instance[k];
    t->reverse = c->reverse == NULL
                     ? NULL
                     : &n->tunnel[n->first_tunnel[BUILD_INDEX(b->topo->connections, c->reverse)] +
                                  k * here + i];
    t->place = build_place(b, PLACE_TUNNEL, t->name);
    t->esp = policy != NULL ? esp_suite_find((enum topo_encryption)policy->ipsec_encryption,
                                             (enum topo_integrity)policy->ipsec_integrity)
                            : esp_suite_default();
    t->has_selectors = c->n_selectors > 0 || (c->reverse != NULL && c->reverse->n_selectors > 0);
    t->link = n->between[(size_t)t->from->region->index * n->n_regions + t->to->region->index];
    if (t->link->reorders && !c->to->no_replay_protection && c->to->replay_window > 0)
        t->replay = replay_new(t->to->region->lp.arena, (uint32_t)c->to->replay_window);
    t->udp_bytes = (c->from->device != NULL && c->from->device->nat) ||
                           (c->to->device != NULL && c->to->device->nat)
                       ? ESP_UDP_BYTES
                       : 0;
    set_port(b, &t->out, t->from, t->esp);
    set_port(b, &t->in, t->to, t->esp);
    t->mtu_bytes = least_mtu(t->link, t->from->uplink_out, t->to->uplink_in);
    t->quantile = quantile_of(b, t, i, k);
    t->path = tunnel_path(t, 0);
    t->hash = tunnel_hash(b, t);
    t->up_at = -1;
    set_life(b, t);
}

static void build_tunnels(struct build *b)
{
    struct network *n = b->net;

    n->first_tunnel = ARENA_ARRAY(b->arena, uint32_t, b->topo->n_ends);
    for (size_t i = 0; i < b->topo->n_ends; i++) {
        n->first_tunnel[i] = (uint32_t)n->n_tunnels;
        n->n_tunnels += tunnels_of(&b->topo->connections[i]);
    }
    if (n->n_tunnels >= UINT16_MAX)
        b->error =
            "there are more than 65,534 tunnel directions: packets carry their number in 16 bits";
    n->tunnel = ARENA_ARRAY(b->arena, struct tunnel, n->n_tunnels);
    for (size_t c = 0; c < b->topo->n_ends; c++) {
        const struct topo_connection *d = &b->topo->connections[c];
        for (uint32_t i = 0; i < instances(d->from, d->to); i++)
            for (uint32_t k = 0; k < instances(d->to, d->from); k++)
                build_tunnel(b, d, i, k);
    }
    for (size_t i = 0; i < n->n_tunnels; i++) {
        tunnel_attach(&n->tunnel[i]);
        tunnel_ike_attach(&n->tunnel[i]);
    }
}

void build_vpn(struct build *b)
{
    struct network *n = b->net;

    n->n_gateways = b->topo->n_endpoints;
    n->gateway = ARENA_ARRAY(b->arena, struct gateway, n->n_gateways);
    for (size_t i = 0; i < n->n_gateways; i++)
        build_gateway(b, i);
    build_tunnels(b);
}
