/*
 * SAs whose volume is used up before they can be replaced (models/vpn/rekey.h): of the end that
 * begins, the one with the smaller sa_data_size.
 */
#include <math.h>

#include "models/cloud/catalog.h"
#include "models/routing/handshake.h"
#include "models/rules/ceiling.h"
#include "sim/base/arena.h"

static double mean_of(const struct topo_latency *l)
{
    return (double)l->base + (l->kind == TOPO_LATENCY_DRAWN ? dist_mean(&l->dist) : 0);
}

/* In ps, one way, to the edges of the regions; of measured delays the median. */
static double between(const struct rules *r, size_t from, size_t to)
{
    const struct topo_region_used *used = r->t->regions_used;
    const double fabric = mean_of(&r->t->intra_region.latency);
    struct catalog_rtt rtt;
    if (from == to)
        return fabric;
    const struct topo_link link = topo_link_for(r->t, used[from].name, used[to].name);
    if (link.latency.kind != TOPO_LATENCY_MEASURED)
        return mean_of(&link.latency);
    return catalog_rtt(r->c, used[from].name, used[to].name, &rtt)
               ? rtt.p50_ms / 2 * (double)SIM_MS - fabric
               : 0;
}

/* There and back over the line of a site. */
static double line_of(const struct topo_gateway *g)
{
    if (g->device == NULL)
        return 0;
    return 2 * (double)(g->device->has_uplink ? g->device->uplink.latency : g->vnet->site->latency);
}

/* Of a request and its answer, in s: so long the old SA is in use. */
static double exchange_s(const struct rules *r, const struct topo_connection *c)
{
    const size_t a = c->from->vnet->region, b = c->to->vnet->region;
    return (between(r, a, b) + between(r, b, a) + line_of(c->from) + line_of(c->to)) /
           (double)SIM_S;
}

/* Bytes with ESP that may pass one of the tunnels side by side within s seconds of the packet that
 * a rekeying begins with: the flow of that one is in a burst, and of the others so many as may be
 * at once. Bursts are taken to begin as the arrivals of a Poisson process do: the variance of what
 * they bring is its mean times one burst (Campbell's theorem). No more than gets through. */
static double passing_bytes(const struct ceilings *all, const struct topo_connection *c, double s)
{
    const size_t end = (size_t)(c - all->r->t->connections);
    if (all->part[end] == NULL)
        return 0;
    const struct ceiling most = ceilings_most(all, c, true);
    const double tunnels = ceilings_tunnels(all, c),
                 most_bps = all->peak[end].outer_bps / fmax(most.times, 1) / tunnels;
    double mean = 0, bursts = 0, variance = 0, first = 0; /* in bits */
    for (const struct ceiling_part *p = all->part[end]; p != NULL; p = p->next) {
        const double flows = p->flows / tunnels,
                     burst = (p->peak_bps - p->mean_bps) * fmin(s, p->burst_s);
        mean += flows * p->mean_bps * s;
        bursts += flows * burst;
        variance += flows * p->mean_bps * s * burst;
        first = fmax(first, burst);
    }
    const double at_once =
        first + catalog_assumption(all->r->c, "burst_deviations") * sqrt(variance);
    return fmin(mean + fmax(first, fmin(bursts, at_once)), most_bps * s) / 8;
}

static bool begins(const struct topo_connection *c)
{
    const struct topo_connection *o = c->reverse;
    return !o->has_policy || c->policy.sa_data_size < o->policy.sa_data_size ||
           (c->policy.sa_data_size == o->policy.sa_data_size && rules_is_reporting(c));
}

static struct span volume_at(const struct topo_connection *c)
{
    return resource_field_at(&c->policy.r, "sa_data_size");
}

static void check_volume(const struct rules *r, const struct ceilings *all,
                         const struct topo_connection *c)
{
    const struct topo_connection *o = c->reverse;
    const double s = exchange_s(r, c), out = passing_bytes(all, c, s),
                 in = passing_bytes(all, o, s),
                 used = fmax(out, in); /* the larger of both ways counts */
    const double left = 1 - 1 / catalog_assumption(r->c, "rekey_life_ratio"), least = used / left;
    if (least <= (double)c->policy.sa_data_size)
        return;
    diag_add(r->d, &rules_code_volume, volume_at(c), "used up first",
             "the SA of `%s` ends before it can be replaced", c->r.name);
    if (o->has_policy && least > (double)o->policy.sa_data_size)
        diag_other(r->d, volume_at(o), "the other end's, too");
    diag_other(r->d, all->end[(out > in ? c : o) - r->t->connections].one->r.at,
               "this entry is part of it");
    diag_platform(r->d,
                  "the tunnel drops whenever the volume has gone by: a rekeying may begin with "
                  "%.0f KB left, and %.0f KB may pass (%.0f Mbps, with ESP) in the %.0f ms that it "
                  "takes",
                  left * (double)c->policy.sa_data_size / 1024, used / 1024, used * 8 / s / 1e6,
                  s * 1e3);
    diag_help(r->d,
              "sa_data_size: %.0fKB or more at both ends; the platform's default is 102400000KB",
              ceil(least / 1024));
}

void rules_volume(const struct rules *r)
{
    const struct topo *t = r->t;
    struct arena *arena = arena_new();
    struct ceilings all;
    ceilings_init(&all, r, arena);
    for (size_t k = 0; k < t->n_ends; k++) {
        const struct topo_connection *c = &t->connections[k];
        if (c->outcome == HANDSHAKE_UP && c->has_policy && begins(c))
            check_volume(r, &all, c);
    }
    arena_free(arena);
}
