/*
 * Address translation at gateways.
 */
#include <string.h>

#include "models/cloud/catalog.h"
#include "models/routing/nat.h"
#include "models/routing/rib.h"
#include "models/routing/effective.h"
#include "models/rules/rules_parts.h"

enum { POOL_LEN_LEAST = 26 }; /* About NAT on VPN Gateway, limitations, 2024-10-16 */

void rules_nat_untold(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        if (c->n_ingress + c->n_egress == 0 || c->type != TOPO_IPSEC ||
            rib_wants_session(c) != RIB_SESSION || c->from->translates_bgp) {
            continue;
        }
        diag_add(
            r->d, &rules_code_nat_untold,
            resource_field_at(&c->r, c->n_ingress > 0 ? "ingress_nat_rules" : "egress_nat_rules"),
            "not in BGP",
            "BGP over `%s` tells the addresses as they are, not as its NAT rules rename them",
            c->r.name);
        diag_other(r->d, c->from->r.at, "without enable_bgp_route_translation_for_nat");
        diag_platform(r->d, "no route leads to the renamed addresses");
        diag_help(r->d, "enable_bgp_route_translation_for_nat: true at `%s`", c->from->r.name);
    }
}

/* VPN Gateway FAQ, 2026-06-04; until the one of 2024-10-16 it was 100. */
enum { NAT_RULES_MAX = 500 };

static void refuse_many(const struct rules *r, const struct topo_gateway *g)
{
    const struct topo_nat_rule *last = g->nat_rules;
    for (size_t i = 1; i < g->n_nat_rules; i++) {
        last = rules_is_first(&last->r, &g->nat_rules[i].r) ? &g->nat_rules[i] : last;
    }
    diag_add(r->d, &rules_code_nat_refused, last->r.at, "too many",
             "gateway `%s` has %zu NAT rules", g->r.name, g->n_nat_rules);
    diag_other(r->d, g->r.at, "this gateway");
    diag_platform(r->d, "refused: it takes %d", NAT_RULES_MAX);
    diag_help(r->d, "rules for larger ranges");
}

void rules_nat_refused(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_gateways; i++) {
        if (r->t->gateways[i].n_nat_rules > NAT_RULES_MAX) {
            refuse_many(r, &r->t->gateways[i]);
        }
    }
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        const char *sku = c->from->sku->name;
        const bool small =
            strcmp(sku, "Basic") == 0 || strcmp(sku, "VpnGw1") == 0 || strcmp(sku, "VpnGw1AZ") == 0;
        const bool by_apipa =
            c->enable_bgp && c->to_lng != NULL && rib_is_link_local(rib_far_address(c));
        const char *why = c->type != TOPO_IPSEC  ? "it is of type Vnet2Vnet"
                          : small                ? "the SKU has none"
                          : c->selects_by_policy ? "it selects by prefix"
                          : by_apipa             ? "its BGP peer has an address of 169.254.0.0/16"
                                                 : NULL;
        if (c->n_ingress + c->n_egress == 0 || why == NULL) {
            continue;
        }
        diag_add(
            r->d, &rules_code_nat_refused,
            resource_field_at(&c->r, c->n_ingress > 0 ? "ingress_nat_rules" : "egress_nat_rules"),
            "not here", "connection `%s` cannot translate addresses: %s", c->r.name, why);
        diag_other(r->d, small ? resource_field_at(&c->from->r, "sku") : c->r.at,
                   small ? "the SKU" : "this connection");
        diag_platform(r->d, "refused");
        diag_help(r->d, by_apipa ? "a peer with an address of its own site"
                                 : "a connection of type IPsec from VpnGw2AZ or larger, without "
                                   "policy-based selectors");
    }
}

/* Is some of a range of this side known to the other by another name? */
static bool is_renamed_in_part(const struct topo_connection *c, struct ip4_prefix p)
{
    bool found = false;
    for (size_t k = 0; k < c->n_egress; k++) {
        found = found || ip4_prefix_overlaps(c->egress[k]->internal.v[0], p);
    }
    return found;
}

/* of: the gateway's network, or one that uses the gateway. */
static void find_one_side(const struct rules *r, const struct topo_connection *c,
                          const struct topo_vnet *of)
{
    const struct topo_vnet *site = c->to->vnet;
    size_t i, j;
    if (!rules_overlap(&of->prefixes, &site->prefixes, &i, &j) ||
        is_renamed_in_part(c, of->prefixes.v[i])) {
        return;
    }
    diag_add(r->d, &rules_code_nat_one_side, resource_field_at(&c->r, "ingress_nat_rules"),
             "this side only", "for `%s` the addresses of `%s` are its own", site->r.name,
             of->r.name);
    diag_other(r->d, of->prefixes.at[i], "the network's range");
    diag_other(r->d, site->prefixes.at[j], "the site's");
    diag_platform(r->d, "answers from the site stay in the site");
    diag_help(r->d, "egress_nat_rules with a rule for the network's range");
}

void rules_nat_one_side(const struct rules *r)
{
    for (size_t n = 0; n < r->t->n_connections; n++) {
        const struct topo_connection *c = &r->t->connections[n];
        if (c->to->device == NULL || c->n_ingress == 0) {
            continue;
        }
        const struct topo_vnet *hub = c->from->vnet;
        find_one_side(r, c, hub);
        for (size_t k = 0; k < hub->n_peerings; k++) {
            if (effective_gives_gateway(&hub->peerings[k])) {
                find_one_side(r, c, hub->peerings[k].remote);
            }
        }
    }
}

void rules_nat_pool(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_gateways; i++) {
        for (size_t k = 0; k < r->t->gateways[i].n_nat_rules; k++) {
            const struct topo_nat_rule *n = &r->t->gateways[i].nat_rules[k];
            const unsigned out = n->external.v[0].len, in = n->internal.v[0].len;
            if (n->type != TOPO_NAT_DYNAMIC || (out >= POOL_LEN_LEAST && out >= in)) {
                continue;
            }
            diag_add(r->d, &rules_code_nat_pool, n->external.at[0], "too large",
                     "dynamic NAT rule `%s` puts a /%u behind a /%u", n->r.name, in, out);
            diag_other(r->d, n->internal.at[0], "the addresses as they are");
            diag_platform(r->d, "refused");
            diag_help(r->d,
                      "an external mapping of /%u at most, not larger than the internal one; or "
                      "type: Static with one as large",
                      POOL_LEN_LEAST);
        }
    }
}

/* The first of a connection's rules that one instance has, and the other one none for all of its
 * addresses. */
static const struct topo_nat_rule *first_of_one(const struct topo_connection *c)
{
    for (size_t i = 0; i < c->n_ingress + c->n_egress; i++) {
        const struct topo_nat_rule *n =
            i < c->n_ingress ? c->ingress[i] : c->egress[i - c->n_ingress];
        bool other = n->by == 0;
        for (size_t k = 0; k < c->n_ingress + c->n_egress; k++) {
            const struct topo_nat_rule *o =
                k < c->n_ingress ? c->ingress[k] : c->egress[k - c->n_ingress];
            other =
                other || (o->mode == n->mode && o->by != n->by && o->internal_ports.text == NULL &&
                          ip4_prefix_contains(o->internal.v[0], n->internal.v[0]));
        }
        if (!other) {
            return n;
        }
    }
    return NULL;
}

void rules_nat_instances(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        const struct topo_nat_rule *n = first_of_one(c);
        if (n == NULL) {
            continue;
        }
        diag_add(r->d, &rules_code_nat_instances,
                 resource_field_at(&c->r, n->mode == TOPO_NAT_INGRESS ? "ingress_nat_rules"
                                                                      : "egress_nat_rules"),
                 "of one instance",
                 "of `%s` instance %d translates by `%s`, and the other one goes without",
                 c->from->r.name, n->by - 1, n->r.name);
        diag_other(r->d, resource_field_at(&c->from->r, "active_active"), "two instances carry");
        diag_other(r->d, n->r.at, "the rule");
        diag_platform(r->d, "what goes through the other instance has its addresses as they are");
        diag_help(r->d,
                  "a rule with instance: %d and an external mapping of its own, or a static rule",
                  2 - n->by);
    }
}

/* Said once: a way that is too long is mostly found from several networks. */
void rules_nat_in_a_row(const struct rules *r)
{
    const struct topo *t = r->t;
    const struct topo_connection *last = NULL;
    for (size_t i = 0; i < t->n_networks * t->n_networks && last == NULL && nat_is_used(t); i++) {
        last = nat_beyond(t, &t->vnets[i % t->n_networks], &t->vnets[i / t->n_networks]);
    }
    if (last == NULL) {
        return;
    }
    const struct topo_connection *named = last->from->device != NULL ? last->reverse : last;
    diag_add(r->d, &rules_code_nat_in_a_row, named->r.at, "one more of them",
             "an address goes through more than %d dynamic NAT rules of instances in a row",
             NAT_STEPS_MAX);
    diag_platform(r->d, "it deploys; what answers take which way is not simulated");
    diag_help(r->d, "active_active: false or static rules at one of the gateways");
}
