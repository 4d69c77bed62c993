/*
 * Peerings that lend a gateway, and routes that users define: what the platform refuses, and what
 * it takes and packets suffer from.
 */
#include <strings.h>

#include "models/routing/effective.h"
#include "models/routing/handshake.h"
#include "models/rules/rules_parts.h"

/* Calls found for every peering that is to use the other network's gateway. */
static void each_remote(const struct rules *r,
                        void (*found)(const struct rules *r, const struct topo_vnet *v,
                                      const struct topo_peering *p))
{
    for (size_t i = 0; i < r->t->n_vnets; i++) {
        const struct topo_vnet *v = &r->t->vnets[i];
        for (size_t k = 0; k < v->n_peerings; k++) {
            if (v->peerings[k].use_remote_gateways) {
                found(r, v, &v->peerings[k]);
            }
        }
    }
}

static void find_own_gateway(const struct rules *r, const struct topo_vnet *v,
                             const struct topo_peering *p)
{
    if (v->gateway == NULL) {
        return;
    }
    diag_add(r->d, &rules_code_own_gateway, resource_field_at(&p->r, "use_remote_gateways"),
             "and it has its own", "network `%s` is to use the gateway of `%s`", v->r.name,
             p->remote->r.name);
    diag_other(r->d, v->gateway->r.at, "its own gateway");
    diag_platform(r->d, "the peering is refused");
    diag_help(r->d, "leave out use_remote_gateways, or the gateway");
}

void rules_own_gateway(const struct rules *r)
{
    each_remote(r, find_own_gateway);
}

static void find_two_remote(const struct rules *r, const struct topo_vnet *v,
                            const struct topo_peering *p)
{
    for (const struct topo_peering *o = v->peerings; o < p; o++) {
        if (!o->use_remote_gateways) {
            continue;
        }
        const bool in_order = rules_is_first(&o->r, &p->r);
        diag_add(r->d, &rules_code_two_remote,
                 resource_field_at(in_order ? &p->r : &o->r, "use_remote_gateways"),
                 "the second one", "network `%s` is to use the gateways of two peers", v->r.name);
        diag_other(r->d, resource_field_at(in_order ? &o->r : &p->r, "use_remote_gateways"),
                   "the first one");
        diag_platform(r->d, "the second peering is refused");
        diag_help(r->d, "keep one of them");
    }
}

void rules_two_remote(const struct rules *r)
{
    each_remote(r, find_two_remote);
}

static void find_no_remote_gateway(const struct rules *r, const struct topo_vnet *v,
                                   const struct topo_peering *p)
{
    (void)v;
    if (p->remote->gateway != NULL || p->not_verified) {
        return;
    }
    diag_add(r->d, &rules_code_no_remote_gateway, resource_field_at(&p->r, "use_remote_gateways"),
             "it has none", "`%s` has no gateway to use", p->remote->r.name);
    diag_other(r->d, p->remote->r.at, "this network");
    diag_platform(r->d, "the peering is refused: RemoteVnetHasNoGateways");
    diag_help(r->d, "a gateway for `%s`, or leave out use_remote_gateways", p->remote->r.name);
}

void rules_no_remote_gateway(const struct rules *r)
{
    each_remote(r, find_no_remote_gateway);
}

static void find_not_verified(const struct rules *r, const struct topo_vnet *v,
                              const struct topo_peering *p)
{
    if (p->remote->gateway != NULL || !p->not_verified) {
        return;
    }
    diag_add(r->d, &rules_code_not_verified, resource_field_at(&p->r, "use_remote_gateways"),
             "it has none", "`%s` is to use the gateway of `%s`, which has none", v->r.name,
             p->remote->r.name);
    diag_other(r->d, p->remote->r.at, "this network");
    diag_other(r->d, resource_field_at(&p->r, "do_not_verify_remote_gateways"), "nobody looks");
    diag_platform(
        r->d, "it deploys, and `%s` has no route to anything behind the gateway that is to come",
        v->r.name);
    diag_help(r->d, "a gateway for `%s`", p->remote->r.name);
}

void rules_not_verified(const struct rules *r)
{
    each_remote(r, find_not_verified);
}

static void find_no_transit(const struct rules *r, const struct topo_vnet *v,
                            const struct topo_peering *p)
{
    if (p->reverse == NULL || p->reverse->allow_gateway_transit) {
        return;
    }
    diag_add(r->d, &rules_code_no_transit, resource_field_at(&p->r, "use_remote_gateways"),
             "it is not lent", "`%s` does not lend its gateway to `%s`", p->remote->r.name,
             v->r.name);
    diag_other(r->d, p->reverse->r.at, "here allow_gateway_transit is missing");
    diag_platform(r->d, "the peering is refused");
    diag_help(r->d, "allow_gateway_transit: true on that half");
}

void rules_no_transit(const struct rules *r)
{
    each_remote(r, find_no_transit);
}

/* --- user-defined routes --- */

static const struct topo_subnet *gateway_subnet_with_table(const struct topo_vnet *v)
{
    return v->gateway_subnet != NULL && v->gateway_subnet->route_table != NULL ? v->gateway_subnet
                                                                               : NULL;
}

void rules_gateway_default_route(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_vnets; i++) {
        const struct topo_subnet *s = gateway_subnet_with_table(&r->t->vnets[i]);
        for (size_t k = 0; s != NULL && k < s->route_table->n_routes; k++) {
            const struct topo_route *route = &s->route_table->routes[k];
            if (route->prefix.v[0].len != 0) {
                continue;
            }
            diag_add(r->d, &rules_code_gateway_default_route, s->route_table_ref.at,
                     "takes a default route", "the GatewaySubnet of `%s` has a route for 0.0.0.0/0",
                     r->t->vnets[i].r.name);
            diag_other(r->d, route->r.at, "this route");
            diag_platform(r->d, "the route table is refused there");
            diag_help(r->d, "a table of its own for the GatewaySubnet, without that route");
        }
    }
}

void rules_gateway_propagation(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_vnets; i++) {
        const struct topo_subnet *s = gateway_subnet_with_table(&r->t->vnets[i]);
        if (s == NULL || !s->route_table->no_propagation) {
            continue;
        }
        diag_add(r->d, &rules_code_gateway_propagation, s->route_table_ref.at,
                 "keeps the gateway's routes out",
                 "the GatewaySubnet of `%s` does not get the gateway's routes",
                 r->t->vnets[i].r.name);
        diag_other(r->d, resource_field_at(&s->route_table->r, "disable_bgp_route_propagation"),
                   "because of this");
        diag_platform(r->d, "not supported: the gateway may stop working");
        diag_help(r->d, "a table of its own for the GatewaySubnet, with propagation");
    }
}

void rules_no_gateway(const struct rules *r)
{
    const struct topo_peering *through;
    for (size_t i = 0; i < r->t->n_vnets; i++) {
        const struct topo_vnet *v = &r->t->vnets[i];
        for (size_t k = 0; k < v->n_subnets && effective_gateway(v, &through) == NULL; k++) {
            const struct topo_route_table *table = v->subnets[k].route_table;
            for (size_t m = 0; table != NULL && m < table->n_all; m++) {
                if (table->routes[m].hop != TOPO_HOP_GATEWAY) {
                    continue;
                }
                diag_add(r->d, &rules_code_no_gateway, v->subnets[k].route_table_ref.at,
                         "leads to a gateway", "`%s` has no gateway for route `%s`", v->r.name,
                         table->routes[m].r.name);
                diag_other(r->d, resource_field_at(&table->routes[m].r, "next_hop_type"),
                           "this route");
                diag_platform(r->d, "the route is taken, and its packets are dropped");
                diag_help(r->d,
                          "a gateway in `%s`, or use_remote_gateways on a peering whose other side "
                          "lends one",
                          v->r.name);
            }
        }
    }
}

void rules_gateway_route_away(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_gateways; i++) {
        const struct topo_gateway *g = &r->t->gateways[i];
        const struct topo_route *own = handshake_route_away(g, false),
                                *route = own != NULL ? own : handshake_route_away(g, true);
        if (route == NULL || (route->tag == NULL && route->prefix.v[0].len == 0)) {
            continue; /* a default route is refused */
        }
        diag_add(r->d, &rules_code_gateway_route_away, route->r.at,
                 own == NULL ? "holds its public address"
                 : ip4_prefix_contains(own->prefix.v[0], g->vnet->gateway_subnet->prefix.v[0])
                     ? "holds the GatewaySubnet"
                     : "lies in the GatewaySubnet",
                 "a route takes the %s of `%s` away",
                 own != NULL ? "GatewaySubnet" : "public address", g->r.name);
        diag_other(r->d, g->vnet->gateway_subnet->route_table_ref.at,
                   "the GatewaySubnet takes this table");
        diag_platform(r->d, "the gateway is cut off: its tunnels go down");
        diag_help(r->d, own != NULL ? "routes for the other subnets alone, or a longer one for the "
                                      "GatewaySubnet's own range with next_hop_type: VnetLocal"
                                    : "routes that do not hold it, or a longer one for it with "
                                      "next_hop_type: Internet");
    }
}

static const char *hop_name(const struct topo_route *route)
{
    return field_word_text(field_find(route->r.table, "next_hop_type"), route->hop);
}

static bool is_for_same(const struct topo_route *a, const struct topo_route *b)
{
    return a->tag != NULL && b->tag != NULL
               ? strcasecmp(a->tag, b->tag) == 0
               : a->tag == b->tag && ip4_prefix_equal(a->prefix.v[0], b->prefix.v[0]);
}

void rules_route_twice(const struct rules *r)
{
    char text[IP4_TEXT_MAX];
    for (size_t i = 0; i < r->t->n_route_tables; i++) {
        const struct topo_route_table *t = &r->t->route_tables[i];
        for (size_t k = 0; k < t->n_all; k++) {
            for (size_t m = 0; m < k; m++) {
                if (!is_for_same(&t->routes[k], &t->routes[m])) {
                    continue;
                }
                const bool in_order = rules_is_first(&t->routes[m].r, &t->routes[k].r);
                const struct topo_route *first = &t->routes[in_order ? m : k],
                                        *second = &t->routes[in_order ? k : m];
                diag_add(r->d, &rules_code_route_twice,
                         resource_field_at(&second->r, "address_prefix"), "again",
                         "route table `%s` has two routes for %s", t->r.name,
                         second->tag != NULL ? second->tag
                                             : ip4_prefix_format(second->prefix.v[0], text));
                diag_other(r->d, resource_field_at(&first->r, "address_prefix"),
                           "here already, to %s", hop_name(first));
                diag_platform(r->d, "refused: RouteConflict");
                diag_help(r->d, "one route a prefix; for a part of it, a longer prefix");
            }
        }
    }
}

void rules_not_borrowed(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_vnets; i++) {
        const struct topo_vnet *v = &r->t->vnets[i];
        for (size_t k = 0; v->gateway != NULL && k < v->n_peerings; k++) {
            const struct topo_peering *p = &v->peerings[k];
            const struct topo_peering *through;
            if (!p->allow_gateway_transit || !effective_peering_is_up(p) ||
                p->reverse->use_remote_gateways || effective_gateway(p->remote, &through) != NULL) {
                continue;
            }
            diag_add(r->d, &rules_code_not_borrowed, p->reverse->r.at, "does not ask for it",
                     "`%s` does not use the gateway that `%s` lends", p->remote->r.name, v->r.name);
            diag_other(r->d, resource_field_at(&p->r, "allow_gateway_transit"), "it is lent here");
            diag_platform(r->d, "`%s` has no route to what is behind the gateway",
                          p->remote->r.name);
            diag_help(r->d, "use_remote_gateways: true on that half of the peering");
        }
    }
}
