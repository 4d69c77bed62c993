/*
 * BGP: what devices tell gateways. VPN Gateway FAQ, 2026-06-04.
 */
#include "models/routing/rib_bgp.h"
#include "models/rules/rules_parts.h"

/* Calls found for each connection over which a device tells something to a gateway. */
static void each_teller(const struct rules *r,
                        void (*found)(const struct rules *r, const struct topo_connection *c,
                                      const struct topo_bgp *b))
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        if (c->to->device != NULL && rib_session(c) == RIB_SESSION) {
            found(r, c, &c->to->device->bgp);
        }
    }
}

static void find_many(const struct rules *r, const struct topo_connection *c,
                      const struct topo_bgp *b)
{
    if (b->advertised.n > RIB_PREFIXES_MAX) {
        diag_add(r->d, &rules_code_bgp_many, b->advertised.at[0], "from here on",
                 "`%s` tells %zu prefixes to `%s`", c->to->r.name, b->advertised.n,
                 c->from->r.name);
        diag_platform(r->d, "a session that brings more than %d is dropped", RIB_PREFIXES_MAX);
        diag_help(r->d, "tell summaries");
    }
}

void rules_bgp_many(const struct rules *r)
{
    each_teller(r, find_many);
}

static void find_own(const struct rules *r, const struct topo_connection *c,
                     const struct topo_bgp *b)
{
    for (size_t i = 0; i < b->advertised.n; i++) {
        for (size_t k = 0; k < c->from->vnet->prefixes.n; k++) {
            if (ip4_prefix_contains(c->from->vnet->prefixes.v[k], b->advertised.v[i])) {
                diag_add(r->d, &rules_code_bgp_own, b->advertised.at[i], "is ignored",
                         "`%s` tells `%s` a part of its own network", c->to->r.name,
                         c->from->r.name);
                diag_other(r->d, c->from->vnet->prefixes.at[k], "the network's range");
                diag_platform(r->d, "the prefix is not taken");
            }
        }
    }
}

void rules_bgp_own(const struct rules *r)
{
    each_teller(r, find_own);
}

static void find_default(const struct rules *r, const struct topo_connection *c,
                         const struct topo_bgp *b)
{
    for (size_t i = 0; i < b->advertised.n; i++) {
        if (b->advertised.v[i].len == 0) {
            diag_add(r->d, &rules_code_bgp_default, b->advertised.at[i], "takes everything",
                     "`%s` tells `%s` a default route", c->to->r.name, c->from->r.name);
            diag_other(r->d, c->from->vnet->r.at, "this network's way to the Internet is replaced");
            diag_platform(r->d, "0.0.0.0/0 leads to the gateway; a user-defined route with next "
                                "hop Internet goes before it");
            diag_help(r->d,
                      "nothing to do if that is meant; else leave it out of advertised_prefixes");
        }
    }
}

void rules_bgp_default(const struct rules *r)
{
    each_teller(r, find_default);
}
