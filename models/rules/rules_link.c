/*
 * Links between regions in use: is there a delay, and can it be?
 */
#include <math.h>
#include <string.h>

#include "models/cloud/catalog.h"
#include "models/cloud/geo.h"
#include "models/rules/rules_parts.h"
#include "sim/base/units.h"

/* A pair of regions that some peering or connection joins. */
struct pair {
    const char *a, *b;
    const struct topo_region_used *from, *to;
    const struct resource *by;
};

/* The first peering or connection between two regions, either way; NULL when none joins them. */
static const struct resource *joined_by(const struct topo *t, size_t a, size_t b)
{
    for (size_t i = 0; i < t->n_connections; i++) {
        const size_t x = t->connections[i].from->vnet->region,
                     y = t->connections[i].to->vnet->region;
        if ((x == a && y == b) || (x == b && y == a)) {
            return &t->connections[i].r;
        }
    }
    for (size_t i = t->n_vnets; i < t->n_networks; i++) {
        const struct topo_vnet *v = &t->vnets[i];
        if (v->outside != NULL && (v->region == a || v->region == b)) {
            return &v->outside->r;
        }
    }
    for (size_t i = 0; i < t->n_vnets; i++) {
        const struct topo_vnet *v = &t->vnets[i];
        for (size_t k = 0; k < v->n_peerings && (v->region == a || v->region == b); k++) {
            if (v->peerings[k].remote->region == (v->region == a ? b : a)) {
                return &v->peerings[k].r;
            }
        }
    }
    return NULL;
}

/* Calls check for a -> b and b -> a of each pair in use; it says whether the other direction needs
 * no look any more. */
typedef bool check_fn(const struct rules *r, const struct pair *p);

static void each_pair(const struct rules *r, check_fn *check)
{
    const struct topo_region_used *used = r->t->regions_used;
    for (size_t a = 0; a < r->t->n_regions_used; a++) {
        for (size_t b = a + 1; b < r->t->n_regions_used; b++) {
            const struct resource *by = joined_by(r->t, a, b);
            const struct pair there = {used[a].name, used[b].name, &used[a], &used[b], by};
            const struct pair back = {used[b].name, used[a].name, &used[b], &used[a], by};
            if (by != NULL && !check(r, &there)) {
                check(r, &back);
            }
        }
    }
}

static bool check_round_trip(const struct rules *r, const struct pair *p)
{
    const struct topo_link link = topo_link_for(r->t, p->a, p->b);
    struct catalog_rtt rtt;
    if (link.latency.kind != TOPO_LATENCY_MEASURED || catalog_rtt(r->c, p->a, p->b, &rtt)) {
        return false;
    }
    diag_add(r->d, &rules_code_no_round_trip, p->by->at, "goes there",
             "no round trip is published from `%s` to `%s`", p->a, p->b);
    diag_help(
        r->d,
        "add under links: %s--%s: {latency: {distribution: fixed, base: ...}}, the delay one way",
        p->a, p->b);
    return true;
}

void rules_no_round_trip(const struct rules *r)
{
    each_pair(r, check_round_trip);
}

static bool check_p95(const struct rules *r, const struct pair *p)
{
    const struct topo_link link = topo_link_for(r->t, p->a, p->b);
    struct catalog_rtt rtt;
    if (link.latency.kind != TOPO_LATENCY_MEASURED || !catalog_rtt(r->c, p->a, p->b, &rtt) ||
        rtt.p95_ms >= 0) {
        return false;
    }
    diag_add(r->d, &rules_code_no_p95, p->by->at, "goes there",
             "between `%s` and `%s` only the median round trip is published: %gms", p->a, p->b,
             rtt.p50_ms);
    diag_help(
        r->d,
        "every path has that delay (assumed); a distribution of your own goes under links: %s--%s",
        p->a, p->b);
    return true;
}

void rules_no_p95(const struct rules *r)
{
    each_pair(r, check_p95);
}

static double least_ms(const struct topo_latency *l)
{
    const double above_ps = l->kind == TOPO_LATENCY_DRAWN ? dist_min(&l->dist) : 0;
    return ((double)l->base + above_ps) / (double)SIM_MS;
}

static bool check_light(const struct rules *r, const struct pair *p)
{
    const struct topo_link link = topo_link_for(r->t, p->a, p->b);
    if (link.latency.kind == TOPO_LATENCY_MEASURED || link.latency.base == 0 ||
        !p->from->has_position || !p->to->has_position) {
        return false;
    }
    const double km = geo_great_circle_km(p->from->latitude, p->from->longitude, p->to->latitude,
                                          p->to->longitude);
    const double floor_ms = km / GEO_FIBRE_KM_PER_MS;
    if (least_ms(&link.latency) >= floor_ms) {
        return false;
    }
    diag_add(r->d, &rules_code_faster_than_light, resource_field_at(&link.latency.r, "base"),
             "one way", "%gms from `%s` to `%s` is faster than light in fibre",
             least_ms(&link.latency), p->a, p->b);
    diag_other(r->d, p->by->at, "joins them");
    diag_help(r->d, "at least %.1fms one way: %.0f km at 200 km a millisecond",
              ceil(floor_ms * 10) / 10, km);
    return true;
}

void rules_faster_than_light(const struct rules *r)
{
    each_pair(r, check_light);
}

static bool check_look_ahead(const struct rules *r, const struct pair *p)
{
    const struct topo_link link = topo_link_for(r->t, p->a, p->b);
    if (link.latency.kind == TOPO_LATENCY_MEASURED || link.latency.base > 0) {
        return false;
    }
    diag_add(r->d, &rules_code_no_look_ahead, resource_field_at(&link.latency.r, "base"),
             "must be above 0", "the delay from `%s` to `%s` has no base", p->a, p->b);
    diag_other(r->d, p->by->at, "joins them");
    diag_help(r->d, "give it a base above 0, the part of the delay that every packet has");
    return true;
}

void rules_no_look_ahead(const struct rules *r)
{
    each_pair(r, check_look_ahead);
}

static bool is_used(const struct topo *t, const struct topo_link *l)
{
    size_t a = 0, b = 0;
    while (a < t->n_regions_used && strcmp(t->regions_used[a].name, l->a) != 0) {
        a++;
    }
    while (b < t->n_regions_used && strcmp(t->regions_used[b].name, l->b) != 0) {
        b++;
    }
    return a < t->n_regions_used && b < t->n_regions_used && joined_by(t, a, b) != NULL;
}

void rules_unused_link(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_links; i++) {
        const struct topo_link *l = &r->t->links[i];
        if (!is_used(r->t, l)) {
            diag_add(r->d, &rules_code_unused_link, l->r.at, "not in use",
                     "nothing joins `%s` and `%s`: this entry has no effect", l->a, l->b);
        }
    }
}

static bool check_fabric(const struct rules *r, const struct pair *p)
{
    const struct topo_link link = topo_link_for(r->t, p->a, p->b);
    const struct topo_latency *fabric = &r->t->intra_region.latency;
    const double mean_ps = fabric->kind == TOPO_LATENCY_DRAWN ? dist_mean(&fabric->dist) : 0;
    const double own_ms = ((double)fabric->base + mean_ps) / (double)SIM_MS;
    struct catalog_rtt rtt;
    if (link.latency.kind != TOPO_LATENCY_MEASURED || !catalog_rtt(r->c, p->a, p->b, &rtt) ||
        own_ms < rtt.p50_ms / 2) {
        return false;
    }
    diag_add(r->d, &rules_code_fabric, resource_field_at(&fabric->r, "base"), "too long",
             "%gms inside a region is longer than the way from `%s` to `%s`", own_ms, p->a, p->b);
    diag_other(r->d, p->by->at, "joins them");
    diag_help(r->d, "half of the published round trip is %gms", rtt.p50_ms / 2);
    return true;
}

void rules_fabric(const struct rules *r)
{
    each_pair(r, check_fabric);
}
