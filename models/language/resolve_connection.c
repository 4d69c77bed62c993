/*
 * Connections: both their ends, the two halves of a tunnel, selectors and NAT rules.
 */
#include "models/cloud/catalog.h"
#include "models/language/resolve_parts.h"

#include "sim/base/arena.h"

/* From a gateway of the other kind. */
static void refuse_start(const struct resolve *r, const struct topo_connection *c)
{
    if (c->from == NULL || c->type == TOPO_CLIENTS ||
        resolve_is_express_route(c->from) == (c->type == TOPO_CIRCUIT)) {
        return;
    }
    diag_add(r->d, &resolve_code_other_kind, c->from_ref.at,
             resolve_is_express_route(c->from) ? "an ExpressRoute gateway" : "a VPN gateway",
             "a connection of type %s starts at a gateway of type %s",
             field_word_text(field_find(c->r.table, "type"), c->type),
             resolve_is_express_route(c->from) ? "ExpressRoute" : "Vpn");
    diag_other(r->d, c->from->r.at, "the gateway");
    diag_other(r->d, resource_field_at(&c->r, "type"), "the type");
    diag_platform(r->d, "the connection is refused");
    diag_help(r->d, resolve_is_express_route(c->from) ? "a gateway of type Vpn in the same network"
                                                      : "type: IPsec or Vnet2Vnet");
}

static void resolve_far_end(const struct resolve *r, struct topo_connection *c)
{
    const struct resolve_set gateways =
        RESOLVE_SET("virtual network gateway", r->t->gateways, r->t->n_gateways);
    const struct resolve_set lngs = RESOLVE_SET("local network gateway", r->t->lngs, r->t->n_lngs);
    const bool ipsec = c->type == TOPO_IPSEC;
    refuse_start(r, c);
    if (c->type > TOPO_IPSEC) {
        resolve_refuse_word(r, &c->r, "type", c->type);
        return;
    }
    const struct resolve_set *right = ipsec ? &lngs : &gateways, *wrong = ipsec ? &gateways : &lngs;
    if (resolve_find(right, c->to_ref.name) == NULL &&
        resolve_find(wrong, c->to_ref.name) != NULL) {
        diag_add(r->d, &resolve_code_other_kind, c->to_ref.at,
                 ipsec ? "a virtual network gateway" : "a local network gateway",
                 "a connection of type %s goes to a %s", ipsec ? "IPsec" : "Vnet2Vnet",
                 right->kind);
        diag_other(r->d, resource_field_at(&c->r, "type"), "the type");
        diag_help(r->d, "`%s` is a %s: name a %s here, or write type: %s", c->to_ref.name,
                  wrong->kind, right->kind, ipsec ? "Vnet2Vnet" : "IPsec");
    } else if (ipsec) {
        c->to_lng = resolve_want(r, &lngs, c->to_ref);
        c->to = c->to_lng != NULL ? c->to_lng->endpoint : NULL;
    } else {
        c->to = resolve_want(r, &gateways, c->to_ref);
    }
}

/* What the prefixes ask for, where the connection selects by them (About VPN devices, 2023-10-06):
 * a pair a prefix of each side. */
static void resolve_selectors(const struct resolve *r, struct topo_connection *c)
{
    if (c->n_selectors > 0 || !(c->selects_by_policy || c->from->vpn_type == TOPO_POLICY_BASED)) {
        return;
    }
    c->selectors = ARENA_NEW(r->a, struct topo_selectors);
    c->n_selectors = 1;
    c->selectors[0] = (struct topo_selectors){.r = c->r,
                                              .local = c->from->vnet->prefixes,
                                              .remote = c->to_lng != NULL ? c->to_lng->prefixes
                                                                          : c->to->vnet->prefixes};
}

/* A policy-based gateway has IKEv1 only (About VPN devices, 2023-10-06); for its other end, too,
 * where that does not say. */
static void resolve_protocol(struct topo_connection *c)
{
    if (!resource_field_given(&c->r, "ike_protocol")) {
        c->protocol = c->from->vpn_type == TOPO_POLICY_BASED || c->to->vpn_type == TOPO_POLICY_BASED
                          ? TOPO_IKEV1
                          : TOPO_IKEV2;
    }
}

static void pair_up(const struct resolve *r, struct topo_connection *c)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        struct topo_connection *o = &r->t->connections[i];
        if (o == c || o->from == NULL || o->to == NULL) {
            continue;
        }
        if (c->reverse == NULL && o->from == c->to && o->to == c->from) {
            c->reverse = o;
        }
        const bool by_address = c->to_lng != NULL && o->to_lng != NULL && c->to_lng != o->to_lng &&
                                c->to_lng->address.text != NULL &&
                                o->to_lng->address.text != NULL; /* a rule of its own */
        if (o > c && o->from == c->from && o->to == c->to && !by_address) {
            const bool in_order = resolve_is_before(&c->r, &o->r);
            diag_add(r->d, &resolve_code_two_connections, in_order ? o->r.at : c->r.at,
                     "the second one", "two connections lead from `%s` to `%s`", c->from->r.name,
                     c->to->r.name);
            diag_other(r->d, in_order ? c->r.at : o->r.at, "the first one");
            diag_platform(r->d,
                          "the second one needs other addresses, and BGP to choose between them");
            diag_help(r->d, "keep one of them, or turn one round; redundant tunnels come with "
                            "active_active gateways or further devices");
        }
    }
}

void resolve_from(const struct resolve *r)
{
    const struct resolve_set gateways =
        RESOLVE_SET("virtual network gateway", r->t->gateways, r->t->n_gateways);
    for (size_t i = 0; i < r->t->n_connections; i++) {
        r->t->connections[i].from = resolve_want(r, &gateways, r->t->connections[i].from_ref);
    }
}

static const struct topo_nat_rule **find_nat_rules(const struct resolve *r,
                                                   const struct topo_connection *c,
                                                   const struct field_names *names,
                                                   enum topo_nat_mode mode, size_t *n)
{
    const struct resolve_set rules =
        RESOLVE_SET("NAT rule", c->from->nat_rules, c->from->n_nat_rules);
    const struct topo_nat_rule **v = ARENA_ARRAY(r->a, const struct topo_nat_rule *, names->n);
    *n = 0;
    for (size_t i = 0; i < names->n; i++) {
        const struct topo_nat_rule *rule =
            resolve_want(r, &rules, (struct topo_ref){names->v[i], names->at[i]});
        if (rule != NULL && rule->mode == mode) {
            v[(*n)++] = rule;
        } else if (rule != NULL) {
            diag_add(r->d, &resolve_code_other_kind, names->at[i], "of the other kind",
                     "NAT rule `%s` is of mode %s", rule->r.name,
                     mode == TOPO_NAT_INGRESS ? "EgressSnat" : "IngressSnat");
            diag_other(r->d, rule->r.at, "the rule");
            diag_help(r->d, "ingress_nat_rules takes IngressSnat, egress_nat_rules EgressSnat");
        }
    }
    return v;
}

/* Which instance has a dynamic rule of its own. */
static void assign_nat_rules(const struct resolve *r)
{
    const int64_t given = (int64_t)catalog_assumption(r->c, "nat_default_instance");
    for (size_t i = 0; i < r->t->n_gateways; i++) {
        struct topo_gateway *g = &r->t->gateways[i];
        for (size_t k = 0; k < g->n_nat_rules; k++) {
            struct topo_nat_rule *n = &g->nat_rules[k];
            n->instance = n->has_instance ? n->instance : given;
            n->by =
                (uint8_t)(n->type == TOPO_NAT_DYNAMIC && g->active_active ? n->instance + 1 : 0);
        }
    }
}

void resolve_connections(const struct resolve *r)
{
    struct topo *t = r->t;
    assign_nat_rules(r);
    for (size_t i = 0; i < t->n_connections; i++) {
        resolve_far_end(r, &t->connections[i]);
    }
    for (size_t i = 0; i < t->n_connections; i++) {
        struct topo_connection *c = &t->connections[i];
        if (c->from != NULL && c->to != NULL && c->from->vnet != NULL && c->to->vnet != NULL) {
            resolve_selectors(r, c);
            resolve_protocol(c);
            c->ingress = find_nat_rules(r, c, &c->ingress_names, TOPO_NAT_INGRESS, &c->n_ingress);
            c->egress = find_nat_rules(r, c, &c->egress_names, TOPO_NAT_EGRESS, &c->n_egress);
            pair_up(r, c);
        }
    }
    resolve_device_ends(r);
}
