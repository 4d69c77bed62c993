/*
 * Traffic against what lies on its way: security groups at both ends, and what a tunnel carries.
 */
#include "models/cloud/catalog.h"
#include "models/cloud/effective.h"
#include "models/cloud/filter.h"
#include "models/cloud/handshake.h"
#include "models/cloud/rules_parts.h"
#include "sim/base/arena.h"
#include "sim/base/units.h"

enum { SOURCE_PORT = 49152 }; /* as models/nsg.c */

struct asking {
    const struct rules *r;
    const struct topo_traffic *t;
    struct filter_tuple tuple;
    struct arena *arena;
};

/* Says so when the group denies it. */
static bool denies(struct asking *a, const struct topo_nsg *nsg, enum topo_direction direction, const struct topo_subnet *at)
{
    struct effective scope;
    if (nsg == NULL) {
        return false;
    }
    effective_routes(&scope, a->r->t, at, NULL, a->arena);
    const struct filter_verdict v = filter_judge(nsg, direction, &a->tuple, &scope);
    if (v.allowed) {
        return false;
    }
    diag_add(a->r->d, &rules_code_nsg_denies, v.rule != NULL ? v.rule->r.at : nsg->r.at, "denies it", "security group `%s` denies traffic `%s` %s%s", nsg->r.name,
             a->t->r.name, direction == TOPO_INBOUND ? "on its way in" : "on its way out", v.rule != NULL ? "" : ", by a default rule");
    diag_other(a->r->d, a->t->r.at, "this traffic");
    diag_platform(a->r->d, "its packets are dropped");
    diag_help(a->r->d, "a rule of a lower priority number that allows it, in `%s`", nsg->r.name);
    return true;
}

void rules_nsg_denies(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_traffic; i++) {
        const struct topo_traffic *t = &r->t->traffic[i];
        if (t->from->subnet->nsg == NULL && t->from->nsg == NULL && t->to->subnet->nsg == NULL && t->to->nsg == NULL) {
            continue;
        }
        struct asking a = {.r = r, .t = t, .arena = arena_new()};
        a.tuple = (struct filter_tuple){.src = t->from->first_addr + t->from_first, .dst = t->to->first_addr + t->to_first,
                                        .protocol = t->app == TOPO_PING ? TOPO_ICMP : t->transport == TOPO_TRANSPORT_TCP ? TOPO_TCP : TOPO_UDP, .src_port = SOURCE_PORT, .dst_port = (uint32_t)t->port};
        (void)(denies(&a, t->from->nsg, TOPO_OUTBOUND, t->from->subnet) || denies(&a, t->from->subnet->nsg, TOPO_OUTBOUND, t->from->subnet) ||
               (t->to->balancer == NULL && t->to->endpoint == NULL && /* these pass it on to others, or answer to no group */
                (denies(&a, t->to->subnet->nsg, TOPO_INBOUND, t->to->subnet) || denies(&a, t->to->nsg, TOPO_INBOUND, t->to->subnet))));
        arena_free(a.arena);
    }
}

/* Rate and packets a second of an entry that sends whatever the network does; 0: it waits for answers. */
static double entry_bps(const struct topo_traffic *t, double *pps)
{
    const bool open = t->app == TOPO_CBR || t->app == TOPO_POISSON;
    const double pairs = t->pairing == TOPO_ALL_TO_ALL ? (double)t->from_n * t->to_n : t->from_n;
    const double bps = open ? pairs * (double)t->flows * (double)t->rate_bps : 0;
    *pps = open ? bps / 8 / dist_mean(&t->packet_size) : 0;
    return bps;
}

static void check_connection(const struct rules *r, const struct topo_connection *c, double bps, double pps, const struct topo_traffic *one)
{
    const struct topo_policy *p = handshake_policy(c);
    const struct topo_limits *own = &c->from->limits;
    struct catalog_tunnel limit = {.bps = UNITS_UNLIMITED, .pps = UNITS_UNLIMITED};
    const enum catalog_cipher row = p == NULL || p->ipsec_encryption <= TOPO_GCMAES128 ? CATALOG_GCMAES256
                                    : p->ipsec_encryption <= TOPO_AES128               ? CATALOG_AES256_SHA256
                                                                                       : CATALOG_DES3_SHA256;
    const double tunnels = (c->from->active_active ? 2 : 1) * (c->to->active_active ? 2 : 1);
    if (c->from->sku == NULL) {
        return; /* a device */
    }
    (void)catalog_tunnel(r->c, c->from->sku, row, &limit);
    limit.bps = own->tunnel_bps != 0 ? own->tunnel_bps : limit.bps;
    limit.pps = own->tunnel_pps != 0 ? own->tunnel_pps : limit.pps;
    const bool bits = limit.bps != UNITS_UNLIMITED && bps > (double)limit.bps * tunnels;
    const bool packets = limit.pps != UNITS_UNLIMITED && pps > (double)limit.pps * tunnels;
    if (!bits && !packets) {
        return;
    }
    diag_add(r->d, &rules_code_over_ceiling, c->r.at, "through this", "traffic wants %.0f Mbps (%.0f packets/s) through `%s`", bps / 1e6, pps, c->r.name);
    diag_other(r->d, one->r.at, tunnels > 1 ? "this entry is part of it" : "this entry is the first of it");
    diag_platform(r->d, "%s carries %.0f Mbps or %.0f packets/s a tunnel with this cipher", c->from->sku->name, (double)limit.bps / 1e6, (double)limit.pps);
    diag_help(r->d, "a larger SKU, GCMAES256 where another cipher is set, active_active gateways, or a peering");
}

void rules_over_ceiling(const struct rules *r)
{
    struct arena *arena = arena_new();
    double *bps = ARENA_ARRAY(arena, double, r->t->n_ends), *pps = ARENA_ARRAY(arena, double, r->t->n_ends);
    const struct topo_traffic **one = ARENA_ARRAY(arena, const struct topo_traffic *, r->t->n_ends);
    for (size_t i = 0; i < r->t->n_traffic; i++) {
        const struct topo_traffic *t = &r->t->traffic[i];
        struct effective e;
        double packets;
        const double bits = entry_bps(t, &packets);
        if (bits == 0 || t->from->subnet->vnet == t->to->subnet->vnet) {
            continue;
        }
        effective_routes(&e, r->t, t->from->subnet, NULL, arena);
        const struct effective_route *route = effective_lookup(&e, t->to->first_addr + t->to_first);
        if (route == NULL || route->connection == NULL) {
            continue;
        }
        const size_t k = (size_t)(route->connection - r->t->connections);
        bps[k] += bits;
        pps[k] += packets;
        one[k] = one[k] != NULL ? one[k] : t;
    }
    for (size_t k = 0; k < r->t->n_connections; k++) {
        if (bps[k] > 0) {
            check_connection(r, &r->t->connections[k], bps[k], pps[k], one[k]);
        }
    }
    arena_free(arena);
}

static void limit(const struct rules *r, struct span at, size_t n, size_t most, const char *what, const char *of)
{
    if (n > most) {
        diag_add(r->d, &rules_code_limits, at, NULL, "%zu %s%s%s%s, and the limit is %zu", n, what, of != NULL ? " in `" : "", of != NULL ? of : "",
                 of != NULL ? "`" : "", most);
        diag_platform(r->d, "what goes beyond is refused, unless the limit has been raised");
        diag_help(r->d, "ask for a higher limit, or split it");
    }
}

void rules_limits(const struct rules *r)
{
    const struct topo *t = r->t;
    limit(r, t->r.at, t->n_nsgs, 5000, "network security groups", NULL);
    limit(r, t->r.at, t->n_route_tables, 600, "route tables", NULL);
    for (size_t i = 0; i < t->n_vnets; i++) {
        uint64_t hosts = 0;
        for (size_t k = 0; k < t->vnets[i].n_subnets; k++) {
            hosts += t->vnets[i].subnets[k].hosts_used;
        }
        limit(r, t->vnets[i].r.at, t->vnets[i].n_subnets, 3000, "subnets", t->vnets[i].r.name);
        limit(r, t->vnets[i].r.at, t->vnets[i].n_peerings, 500, "peerings", t->vnets[i].r.name);
        limit(r, t->vnets[i].r.at, hosts, 65536, "private addresses", t->vnets[i].r.name);
    }
    for (size_t i = 0; i < t->n_route_tables; i++) {
        limit(r, t->route_tables[i].r.at, t->route_tables[i].n_routes, 1000, "routes", t->route_tables[i].r.name);
    }
    for (size_t i = 0; i < t->n_nsgs; i++) {
        limit(r, t->nsgs[i].r.at, t->nsgs[i].n_rules, 2000, "rules", t->nsgs[i].r.name);
    }
}
