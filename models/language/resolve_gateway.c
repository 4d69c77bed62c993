/*
 * Gateways: their SKUs and public addresses, and which of them a network takes side by side.
 */
#include "models/language/resolve_parts.h"

#include <string.h>

#include "models/cloud/catalog.h"
#include "sim/base/arena.h"
#include "sim/base/field_code.h"

static void resolve_sku(const struct resolve *r, struct topo_gateway *g)
{
    const struct span at = resource_field_at(&g->r, "sku");
    const char *const *names;
    g->sku = catalog_sku(r->c, g->sku_name, (int)g->generation);
    if (g->sku != NULL) {
        return;
    }
    const struct catalog_sku *other = catalog_sku(r->c, g->sku_name, 0);
    if (other != NULL) {
        diag_add(r->d, &resolve_code_generation, resource_field_at(&g->r, "generation"),
                 "not of this SKU", "there is no %s of generation %d", g->sku_name,
                 (int)g->generation);
        diag_other(r->d, at, "the SKU");
        diag_help(r->d, "%s is of generation %d", g->sku_name, other->generation);
        return;
    }
    diag_add(r->d, &resolve_code_sku, at, "unknown", "there is no gateway SKU `%s`", g->sku_name);
    const size_t n = catalog_sku_names(r->c, &names);
    resolve_suggest(r, g->sku_name, names, n);
}

static void resolve_public_ips(const struct resolve *r, struct topo_gateway *g)
{
    const struct resolve_set all =
        RESOLVE_SET("public address", r->t->public_ips, r->t->n_public_ips);
    g->at[0] = g->public_ip;
    g->at[1] = g->second_public_ip;
    g->public_ips = ARENA_ARRAY(r->a, const struct topo_public_ip *, g->public_ip_names.n);
    for (size_t i = 0; i < g->public_ip_names.n; i++) {
        struct topo_public_ip *p = resolve_want(
            r, &all, (struct topo_ref){g->public_ip_names.v[i], g->public_ip_names.at[i]});
        g->public_ips[i] = p;
        if (p == NULL) {
            continue;
        }
        p->gateway = p->gateway == NULL || resolve_is_before(&g->r, &p->gateway->r)
                         ? g
                         : p->gateway; /* the first in the file */
        if (i < 2) {
            g->at[i] = p->address;
        }
    }
}

void resolve_public_of_machine(const struct resolve *r, struct topo_vm_group *g)
{
    const struct resolve_set all =
        RESOLVE_SET("public address", r->t->public_ips, r->t->n_public_ips);
    g->public_ips = ARENA_ARRAY(r->a, const struct topo_public_ip *, g->public_ip_names.n);
    for (size_t i = 0; i < g->public_ip_names.n; i++) {
        struct topo_public_ip *p = resolve_want(
            r, &all, (struct topo_ref){g->public_ip_names.v[i], g->public_ip_names.at[i]});
        g->public_ips[i] = p;
        if (p != NULL && (p->machine == NULL || resolve_is_before(&g->r, &p->machine->r))) {
            p->machine = g;
        }
    }
}

bool resolve_is_express_route(const struct topo_gateway *g)
{
    return g->type == TOPO_EXPRESS_ROUTE_GATEWAY || strncmp(g->sku_name, "ErGw", 4) == 0 ||
           strcmp(g->sku_name, "UltraPerformance") == 0;
}

void resolve_refuse_word(const struct resolve *r, const struct resource *of, const char *name,
                         int64_t value)
{
    const struct field *f = field_find(of->table, name);
    diag_add(r->d, &field_code_later, resource_field_at(of, name), "not simulated yet",
             "`%s: %s` is not simulated yet", name, field_word_text(f, value));
    diag_help(r->d, "what can be simulated: %s", field_expects(f, r->a));
}

static void refuse_express_route(const struct resolve *r, const struct topo_gateway *g)
{
    if (g->type == TOPO_EXPRESS_ROUTE_GATEWAY) {
        resolve_refuse_word(r, &g->r, "gateway_type", g->type);
        return;
    }
    diag_add(r->d, &resolve_code_sku, resource_field_at(&g->r, "sku"), "of ExpressRoute",
             "`%s` is an ExpressRoute gateway, and ExpressRoute is not simulated", g->sku_name);
    diag_help(r->d, "private circuits depend on their provider: model the way as an on-premises "
                    "site behind a VPN, or leave it out");
}

static void refuse_second(const struct resolve *r, const struct topo_gateway *a,
                          const struct topo_gateway *b)
{
    const bool in_order = resolve_is_before(&a->r, &b->r);
    const struct topo_gateway *first = in_order ? a : b, *second = in_order ? b : a;
    const char *kind = resolve_is_express_route(a) ? "ExpressRoute" : "VPN";
    diag_add(r->d, &resolve_code_two_gateways, second->vnet_ref.at, "the second one",
             "virtual network `%s` has two %s gateways", a->vnet->r.name, kind);
    diag_other(r->d, first->vnet_ref.at, "`%s` is there already", first->r.name);
    diag_platform(
        r->d, "a virtual network takes one %s gateway; creating the second one is refused", kind);
    diag_help(r->d, "let the connections of `%s` start from `%s`", second->r.name, first->r.name);
}

static void judge_beside(const struct resolve *r, const struct topo_gateway *g,
                         const struct topo_gateway *circuits)
{
    const struct topo_subnet *s = g->vnet->gateway_subnet;
    if (g->bgp.asn != TOPO_BESIDE_ASN) {
        diag_add(r->d, &resolve_code_beside_asn, resource_field_at(&g->bgp.r, "asn"),
                 "another number",
                 "VPN gateway `%s` has the autonomous system number %lld beside ExpressRoute",
                 g->r.name, (long long)g->bgp.asn);
        diag_other(r->d, circuits->r.at, "the ExpressRoute gateway of its network");
        diag_platform(r->d, "the two are refused side by side, or nothing is routed between them");
        diag_help(r->d, "asn: %d, or no asn", TOPO_BESIDE_ASN);
    }
    if (s != NULL && s->prefix.v[0].len > TOPO_BESIDE_LONGEST) {
        diag_add(r->d, &resolve_code_beside_subnet, s->prefix.at[0], "too small for both",
                 "a /%u is too small for a VPN and an ExpressRoute gateway", s->prefix.v[0].len);
        diag_other(r->d, g->r.at, "the VPN gateway");
        diag_other(r->d, circuits->r.at, "the ExpressRoute gateway");
        diag_platform(r->d, "the second of them is refused");
        diag_help(r->d, "a /%d or larger", TOPO_BESIDE_LONGEST);
    }
}

void resolve_gateways(const struct resolve *r)
{
    const struct resolve_set vnets = RESOLVE_SET("virtual network", r->t->vnets, r->t->n_vnets);
    for (size_t i = 0; i < r->t->n_gateways; i++) {
        struct topo_gateway *g = &r->t->gateways[i];
        const bool of_circuits = resolve_is_express_route(g);
        if (of_circuits) {
            refuse_express_route(r, g);
        } else {
            resolve_sku(r, g);
        }
        resolve_public_ips(r, g);
        (void)resolve_region(r, g->region_ref);
        g->vnet = resolve_want(r, &vnets, g->vnet_ref);
        if (g->vnet == NULL) {
            continue;
        }
        const struct topo_gateway **there = of_circuits ? &g->vnet->circuits : &g->vnet->gateway;
        if (*there == NULL) {
            *there = g;
        } else {
            refuse_second(r, *there, g);
        }
    }
    for (size_t i = 0; i < r->t->n_vnets; i++) {
        const struct topo_vnet *v = &r->t->vnets[i];
        if (v->gateway != NULL && v->circuits != NULL) {
            judge_beside(r, v->gateway, v->circuits);
        }
    }
}
