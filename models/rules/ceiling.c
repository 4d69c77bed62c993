#include "models/rules/ceiling.h"

#include "models/cloud/catalog.h"
#include "models/routing/effective.h"
#include "models/routing/handshake.h"
#include "sim/base/arena.h"
#include "sim/base/units.h"

/* --- demand --- */

static double share_of_time(const struct topo_traffic *t)
{
    if (t->app != TOPO_ON_OFF)
        return t->app == TOPO_CBR || t->app == TOPO_POISSON ? 1 : 0;
    const double on = dist_mean(&t->on), off = dist_mean(&t->off);
    return on + off > 0 ? on / (on + off) : 0;
}

static struct demand demand_of(const struct topo_traffic *t)
{
    const double pairs = t->pairing == TOPO_ALL_TO_ALL ? (double)t->from_n * t->to_n : t->from_n,
                 flows = pairs * (double)t->flows;
    const double share = share_of_time(t),
                 bps = share > 0 ? share * flows * (double)t->rate_bps : 0;
    return (struct demand){.bps = bps,
                           .pps = bps > 0 ? bps / 8 / dist_mean(&t->packet_size) : 0,
                           .flows = flows,
                           .one = t};
}

static void add(struct demand *to, const struct demand *d, double share)
{
    to->bps += d->bps * share;
    to->pps += d->pps * share;
    to->outer_bps += d->outer_bps * share;
    to->flows += d->flows * share;
    to->one = to->one != NULL ? to->one : d->one;
}

/* Devices without an uplink of their own share the site's. */
static size_t line_of(const struct topo *t, const struct topo_gateway *g)
{
    const struct topo_gateway *first = g;
    for (const struct topo_gateway *o = t->gateways + t->n_gateways;
         !g->device->has_uplink && o < g; o++) {
        if (first == g && o->vnet == g->vnet && o->device != NULL && !o->device->has_uplink)
            first = o;
    }
    return (size_t)(first - t->gateways);
}

static void add_part(const struct ceiling_part **to, const struct demand *d, double share,
                     double of_time, struct arena *arena)
{
    struct ceiling_part *p = ARENA_NEW(arena, struct ceiling_part);
    *p = (struct ceiling_part){.flows = d->flows * share,
                               .mean_bps = d->outer_bps / d->flows,
                               .peak_bps = d->outer_bps / d->flows / of_time,
                               .next = *to};
    if (d->one->app == TOPO_ON_OFF)
        p->burst_s = dist_mean(&d->one->on) / (double)SIM_S;
    *to = p;
}

static void add_connection(struct ceilings *c, const struct topo_connection *over, struct demand d,
                           double share, struct arena *arena)
{
    const struct topo *t = c->r->t;
    const struct topo_gateway *const end[CEILING_WAYS] = {over->from, over->to};
    const double inner = d.bps / 8 / d.pps, of_time = share_of_time(d.one);
    const size_t i = (size_t)(over - t->connections);
    d.outer_bps = (double)rules_outer_bytes(over, (int64_t)inner) * 8 * d.pps;
    add(&c->end[i], &d, share);
    const struct demand peak = {.bps = d.bps / of_time,
                                .pps = d.pps / of_time,
                                .outer_bps = d.outer_bps / of_time,
                                .flows = d.flows,
                                .one = d.one};
    add(&c->peak[i], &peak, share);
    add_part(&c->part[i], &d, share, of_time, arena);
    for (int way = CEILING_OUT; way < CEILING_WAYS; way++) {
        add(&c->gate[end[way] - t->gateways][way], &d, share);
        if (end[way]->device != NULL)
            add(&c->line[line_of(t, end[way])][way], &d, share);
    }
}

/* To the Internet from a site, as it is. */
static void add_clear(struct ceilings *c, const struct topo_gateway *device, struct demand d,
                      double share)
{
    const size_t line = line_of(c->r->t, device);
    d.outer_bps = d.bps;
    add(&c->line[line][CEILING_OUT], &d, share);
    add(&c->clear[line], &d, share);
}

/* Over the tunnel that the sender's routes choose; flows are spread over those side by side. What
 * is for the Internet leaves a site by its line, be it of the site or come by a tunnel. */
static void add_entry(struct ceilings *c, const struct topo_traffic *t, struct arena *arena)
{
    struct effective e;
    const struct demand d = demand_of(t);
    const bool is_outside = t->to->kind == TOPO_INTERNET_HOST;
    if (d.bps <= 0 || t->from->subnet->vnet == t->to->subnet->vnet)
        return;
    effective_routes(&e, c->r->t, t->from->subnet, NULL, arena);
    const struct effective_route *route = effective_lookup(&e, t->to->first_addr + t->to_first);
    size_t n = 0;
    for (size_t i = 0; route != NULL && i < e.n; i++)
        n += e.v[i].active && e.v[i].connection != NULL &&
             ip4_prefix_equal(e.v[i].prefix, route->prefix);
    for (size_t i = 0; n > 0 && i < e.n; i++) {
        const struct topo_connection *over = e.v[i].connection;
        if (!e.v[i].active || over == NULL || !ip4_prefix_equal(e.v[i].prefix, route->prefix))
            continue;
        add_connection(c, over, d, 1 / (double)n, arena);
        if (is_outside && over->to->device != NULL && over->outcome == HANDSHAKE_UP)
            add_clear(c, over->to, d, 1 / (double)n);
    }
    if (n == 0 && is_outside && t->from->site != NULL)
        add_clear(c, t->from->subnet->vnet->gateway, d, 1);
}

void ceilings_init(struct ceilings *c, const struct rules *r, struct arena *arena)
{
    const struct topo *t = r->t;
    *c = (struct ceilings){.r = r,
                           .end = ARENA_ARRAY(arena, struct demand, t->n_ends),
                           .peak = ARENA_ARRAY(arena, struct demand, t->n_ends),
                           .part = ARENA_ARRAY(arena, const struct ceiling_part *, t->n_ends)};
    c->gate = arena_calloc(arena, t->n_endpoints, sizeof *c->gate);
    c->line = arena_calloc(arena, t->n_endpoints, sizeof *c->line);
    c->clear = arena_calloc(arena, t->n_endpoints, sizeof *c->clear);
    c->gate_said = arena_calloc(arena, t->n_endpoints, sizeof *c->gate_said);
    c->line_said = arena_calloc(arena, t->n_endpoints, sizeof *c->line_said);
    for (size_t i = 0; i < t->n_traffic; i++)
        add_entry(c, &t->traffic[i], arena);
}

/* --- ceilings --- */

static void exceed(struct ceiling *most, struct ceiling c, double bps, double limit_bps, double pps,
                   double limit_pps)
{
    const double bits = limit_bps < (double)UNITS_UNLIMITED ? bps / limit_bps : 0,
                 packets = limit_pps < (double)UNITS_UNLIMITED ? pps / limit_pps : 0;
    c.times = bits > packets ? bits : packets;
    c.mbps = limit_bps / 1e6;
    c.pps = limit_pps;
    if (c.times > 1 && c.times > most->times)
        *most = c;
}

static double tunnels_of(const struct topo_connection *c)
{
    const struct topo_device *d = c->to->device != NULL ? c->to->device : c->from->device;
    const double n = (c->from->active_active ? 2 : 1) * (c->to->active_active ? 2 : 1);
    return d != NULL && (double)d->tunnels < n ? (double)d->tunnels : n;
}

static struct catalog_tunnel tunnel_limit(const struct rules *r, const struct topo_connection *c,
                                          const struct topo_gateway *g)
{
    const struct topo_policy *p = handshake_policy(c);
    const enum catalog_cipher row = p == NULL || p->ipsec_encryption <= TOPO_GCMAES128
                                        ? CATALOG_GCMAES256
                                    : p->ipsec_encryption <= TOPO_AES128 ? CATALOG_AES256_SHA256
                                                                         : CATALOG_DES3_SHA256;
    struct catalog_tunnel limit = {.bps = UNITS_UNLIMITED, .pps = UNITS_UNLIMITED};
    if (g->sku != NULL)
        (void)catalog_tunnel(r->c, g->sku, row, &limit);
    limit.bps = g->limits.tunnel_bps != 0 ? g->limits.tunnel_bps : limit.bps;
    limit.pps = g->limits.tunnel_pps != 0 ? g->limits.tunnel_pps : limit.pps;
    return limit;
}

static int64_t line_bps(const struct topo_gateway *g)
{
    return g->device->has_uplink ? g->device->uplink.bandwidth_bps : g->vnet->site->bandwidth_bps;
}

/* Limits are those of one instance. */
static int64_t aggregate(const struct topo_gateway *g)
{
    return g->limits.aggregate_bps != 0 ? g->limits.aggregate_bps
           : g->sku != NULL             ? g->sku->aggregate_bps
                                        : UNITS_UNLIMITED;
}

double ceilings_tunnels(const struct ceilings *c, const struct topo_connection *k)
{
    const double n = tunnels_of(k), flows = c->end[k - c->r->t->connections].flows;
    return n < flows ? n : flows; /* a flow takes one */
}

/* more_bps: on top of what is counted there. */
static void exceed_line(struct ceiling *most, const struct ceilings *c,
                        const struct topo_gateway *g, enum ceiling_way way, double more_bps)
{
    const size_t line = line_of(c->r->t, g);
    exceed(most, (struct ceiling){.kind = CEILING_LINE, .at = g, .said = &c->line_said[line][way]},
           c->line[line][way].outer_bps + more_bps, (double)line_bps(g), 0,
           (double)UNITS_UNLIMITED);
}

struct ceiling ceilings_line(const struct ceilings *c, const struct topo_gateway *g)
{
    struct ceiling line = {.at = g};
    exceed_line(&line, c, g, CEILING_OUT, 0);
    return line;
}

struct ceiling ceilings_most(const struct ceilings *c, const struct topo_connection *k,
                             bool at_peak)
{
    const struct topo *t = c->r->t;
    const struct demand *mean = &c->end[k - t->connections],
                        *d = at_peak ? &c->peak[k - t->connections] : mean;
    const struct topo_gateway *const end[CEILING_WAYS] = {k->from, k->to};
    const double n = ceilings_tunnels(c, k);
    struct ceiling most = {.at = k->from};
    for (int way = CEILING_OUT; way < CEILING_WAYS; way++) {
        const struct topo_gateway *g = end[way];
        const size_t i = (size_t)(g - t->gateways);
        const struct catalog_tunnel own = tunnel_limit(c->r, k, g);
        exceed(&most, (struct ceiling){.kind = CEILING_TUNNEL, .at = g}, d->bps / n,
               (double)own.bps, d->pps / n, (double)own.pps);
        const int64_t all = aggregate(g);
        const double instances = g->active_active && n >= 2 ? 2 : 1;
        const bool shared = g->budget == TOPO_BUDGET_SHARED;
        exceed(&most,
               (struct ceiling){.kind = CEILING_GATE,
                                .at = g,
                                .said = &c->gate_said[i][shared ? CEILING_OUT : way]},
               c->gate[i][way].bps + (d->bps - mean->bps) + (shared ? c->gate[i][!way].bps : 0),
               all == UNITS_UNLIMITED ? (double)UNITS_UNLIMITED : (double)all * instances, 0,
               (double)UNITS_UNLIMITED);
        if (g->device != NULL)
            exceed_line(&most, c, g, (enum ceiling_way)way, d->outer_bps - mean->outer_bps);
    }
    return most;
}
