/*
 * How many flows declared traffic puts through a gateway: over the first tunnel of the sender's
 * routes, at both of its ends. Ways over several gateways count at that tunnel alone.
 */
#include "models/routing/effective.h"
#include "models/rules/rules_parts.h"
#include "sim/base/arena.h"

enum {
    FLOWS_MAX = 250000
}; /* of five-tuples, in and out each: Monitoring VPN Gateway, reference, 2022-07-25 */

struct counted {
    uint64_t n;
    const struct topo_traffic *most; /* the entry that has most of them */
    uint64_t most_n;
};

static void add(struct counted *c, const struct topo_traffic *t, uint64_t n)
{
    c->n += n;
    if (n > c->most_n) {
        c->most = t;
        c->most_n = n;
    }
}

static uint64_t flows_of(const struct topo_traffic *t)
{
    const uint64_t pairs =
        t->pairing == TOPO_ALL_TO_ALL ? (uint64_t)t->from_n * t->to_n : t->from_n;
    return pairs * (uint64_t)t->flows;
}

static void count(const struct rules *r, const struct topo_traffic *t, struct counted *at,
                  struct arena *arena)
{
    struct effective e;
    const uint64_t n = flows_of(t);
    if (t->from->subnet->vnet == t->to->subnet->vnet) {
        return;
    }
    effective_routes(&e, r->t, t->from->subnet, NULL, arena);
    const struct effective_route *route = effective_lookup(&e, t->to->first_addr + t->to_first);
    if (route != NULL && route->connection != NULL) {
        add(&at[route->connection->from - r->t->gateways], t, n);
        add(&at[route->connection->to - r->t->gateways], t, n);
    }
}

void rules_gateway_flows(const struct rules *r)
{
    uint64_t all = 0;
    for (size_t i = 0; i < r->t->n_traffic; i++) {
        all += flows_of(&r->t->traffic[i]);
    }
    if (all <= FLOWS_MAX) {
        return;
    }
    struct arena *arena = arena_new();
    struct counted *at = ARENA_ARRAY(arena, struct counted, r->t->n_endpoints);
    for (size_t i = 0; i < r->t->n_traffic; i++) {
        struct arena *passing = arena_new();
        count(r, &r->t->traffic[i], at, passing);
        arena_free(passing);
    }
    for (size_t i = 0; i < r->t->n_gateways; i++) {
        const struct topo_gateway *g = &r->t->gateways[i];
        if (at[i].n <= FLOWS_MAX) {
            continue;
        }
        diag_add(r->d, &rules_code_gateway_flows, g->r.at, "through this gateway",
                 "%llu flows go through gateway `%s`, and its limit is %d",
                 (unsigned long long)at[i].n, g->r.name, FLOWS_MAX);
        diag_other(r->d, at[i].most->r.at, "%llu of them", (unsigned long long)at[i].most_n);
        diag_platform(r->d,
                      "its metrics count at most %d flows in and as many out; what becomes of more "
                      "is not published, and they are simulated as others",
                      FLOWS_MAX);
        diag_help(r->d, "fewer flows, or several gateways");
    }
    arena_free(arena);
}
