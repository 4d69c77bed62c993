#include "sim/results/cost.h"

#include <math.h>

#include "models/cloud/catalog.h"
#include "models/flow/flow.h"
#include "models/net/route.h"
#include "models/vpn/gateway.h"

#define HOURS_A_MONTH 730
enum { TUNNELS_INCLUDED = 10 };

static double zone_price(const struct network *n, const char *item, uint32_t region)
{
    const char *zone = catalog_price_zone(n->catalog, n->region[region]->lp.name);
    return zone != NULL ? catalog_price(n->catalog, item, zone) : NAN;
}

double cost_usd_per_gb(const struct network *n, const struct flow *f, bool is_answer)
{
    const struct net_vm *src = &n->vm[is_answer ? f->dst_vm : f->src_vm],
                        *dst = &n->vm[is_answer ? f->src_vm : f->dst_vm];
    const struct route *r = network_route(n, f, is_answer);
    const bool same_region = src->region == dst->region;
    if (r == NULL || r->kind == ROUTE_LOCAL) {
        return 0;
    }
    if (!topo_is_of_platform(src->declared)) {
        return 0; /* what comes in is free */
    }
    if (!topo_is_of_platform(dst->declared)) {
        return NAN; /* egress to the internet: no figure that could be trusted */
    }
    if (r->kind == ROUTE_TUNNEL) {
        return same_region ? 0 : zone_price(n, "vpn_transfer", src->region);
    }
    return same_region
               ? 2 * catalog_price(n->catalog, "peering", "same region")
               : zone_price(n, "peering", src->region) + zone_price(n, "peering", dst->region);
}

double cost_gateways_usd_month(const struct network *n)
{
    double usd_hour = 0;
    for (size_t i = 0; i < n->topo->n_gateways; i++) { /* a site's devices are its own */
        const struct gateway *g = &n->gateway[i];
        int tunnels = 0;
        for (size_t k = 0; k < n->n_tunnels; k++) {
            tunnels += n->tunnel[k].from == g;
        }
        usd_hour += catalog_price(n->catalog, "vpn_gateway", g->declared->sku_name);
        if (tunnels > TUNNELS_INCLUDED) {
            usd_hour +=
                (tunnels - TUNNELS_INCLUDED) * catalog_price(n->catalog, "vpn_tunnel", "above 10");
        }
    }
    return usd_hour * HOURS_A_MONTH;
}
