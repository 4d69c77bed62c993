/*
 * Traffic against the security groups at both ends; and the platform's limits on how much may be declared.
 */
#include <string.h>

#include "models/routing/effective.h"
#include "models/routing/filter.h"
#include "models/rules/rules_parts.h"
#include "sim/base/arena.h"

enum { SOURCE_PORT = 49152 }; /* the first flow's: models/network.h */

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

static void limit(const struct rules *r, struct span at, size_t n, size_t most, const char *what, const char *of)
{
    if (n > most) {
        diag_add(r->d, &rules_code_limits, at, NULL, "%zu %s%s%s%s, and the limit is %zu", n, what, of != NULL ? " in `" : "", of != NULL ? of : "",
                 of != NULL ? "`" : "", most);
        diag_platform(r->d, "what goes beyond is refused, unless the limit has been raised");
        diag_help(r->d, "ask for a higher limit, or split it");
    }
}

static uint64_t addresses_of(const struct topo_vnet *v)
{
    uint64_t hosts = 0;
    for (size_t k = 0; k < v->n_subnets; k++) {
        hosts += v->subnets[k].hosts_used;
    }
    return hosts;
}

static bool is_same_place(const struct topo_vnet *a, const struct topo_vnet *b)
{
    const char *x = a->subscription != NULL ? a->subscription : "", *y = b->subscription != NULL ? b->subscription : "";
    return a->region == b->region && strcmp(x, y) == 0;
}

/* Networks of one subscription and region; said at the first of them. */
static void check_place(const struct rules *r, size_t i)
{
    const struct topo *t = r->t;
    size_t n = 0;
    uint64_t addresses = 0;
    for (size_t k = 0; k < t->n_vnets; k++) {
        if (!is_same_place(&t->vnets[i], &t->vnets[k])) {
            continue;
        }
        if (k < i) {
            return;
        }
        n++;
        addresses += addresses_of(&t->vnets[k]);
    }
    limit(r, t->vnets[i].r.at, n, 1000, "networks", t->regions_used[t->vnets[i].region].name);
    limit(r, t->vnets[i].r.at, addresses, 65536, "network interfaces", t->regions_used[t->vnets[i].region].name);
}

static uint64_t addresses_of_peers(const struct topo_vnet *v)
{
    uint64_t n = addresses_of(v);
    for (size_t k = 0; k < v->n_peerings; k++) {
        n += v->peerings[k].remote != v ? addresses_of(v->peerings[k].remote) : 0;
    }
    return n;
}

void rules_limits(const struct rules *r)
{
    const struct topo *t = r->t;
    limit(r, t->r.at, t->n_nsgs, 5000, "network security groups", NULL);
    limit(r, t->r.at, t->n_route_tables, 600, "route tables", NULL);
    for (size_t i = 0; i < t->n_vnets; i++) {
        check_place(r, i);
        limit(r, t->vnets[i].r.at, t->vnets[i].n_subnets, 3000, "subnets", t->vnets[i].r.name);
        limit(r, t->vnets[i].r.at, t->vnets[i].n_peerings, 500, "peerings", t->vnets[i].r.name);
        limit(r, t->vnets[i].r.at, addresses_of(&t->vnets[i]), 65536, "private addresses", t->vnets[i].r.name);
        limit(r, t->vnets[i].r.at, addresses_of_peers(&t->vnets[i]), 128000, "private addresses, with those of its peers,", t->vnets[i].r.name);
    }
    for (size_t i = 0; i < t->n_route_tables; i++) {
        limit(r, t->route_tables[i].r.at, t->route_tables[i].n_routes, 1000, "routes", t->route_tables[i].r.name);
    }
    for (size_t i = 0; i < t->n_nsgs; i++) {
        limit(r, t->nsgs[i].r.at, t->nsgs[i].n_rules, 2000, "rules", t->nsgs[i].r.name);
    }
}
