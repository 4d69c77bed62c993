/*
 * Traffic selectors, policy-based gateways, and who starts the exchange.
 */
#include "models/cloud/catalog.h"
#include "models/routing/handshake.h"
#include "models/rules/rules_parts.h"

static struct span selectors_at(const struct topo_connection *c)
{
    return c->n_selectors > 0 ? c->selectors[0].r.at : c->r.at;
}

void rules_selectors(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        if (c->outcome != HANDSHAKE_SELECTORS || c->type == TOPO_VNET2VNET ||
            (c->reverse->from->device == NULL && !rules_is_first(&c->r, &c->reverse->r))) {
            continue;
        }
        diag_add(r->d, &rules_code_selectors, selectors_at(c),
                 c->n_selectors > 0 ? "this end's" : "this end takes any",
                 "the traffic selectors of this tunnel's ends differ");
        diag_other(r->d, selectors_at(c->reverse),
                   c->reverse->n_selectors > 0 ? "the other end's" : "the other end takes any");
        diag_platform(r->d, "both ends stay \"NotConnected\" (TS_UNACCEPTABLE); no packet passes");
        diag_help(r->d, "the same ranges at both ends, local and remote exchanged; "
                        "use_policy_based_traffic_selectors takes them from the prefixes");
    }
}

void rules_modes(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        if ((c->outcome != HANDSHAKE_NO_INITIATOR && c->outcome != HANDSHAKE_NO_RESPONDER) ||
            !rules_is_first(&c->r, &c->reverse->r)) {
            continue;
        }
        diag_add(r->d, &rules_code_modes, resource_field_at(&c->r, "connection_mode"), "this end",
                 "both ends of this tunnel %s",
                 c->outcome == HANDSHAKE_NO_INITIATOR ? "only answer" : "only start");
        diag_other(r->d, resource_field_at(&c->reverse->r, "connection_mode"), "the other end");
        diag_platform(r->d, "the connection stays \"Connecting\"; no packet passes");
        diag_help(r->d, "connection_mode: Default at one end");
    }
}

void rules_selectors_need_policy(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        if (!c->selects_by_policy || (c->has_policy && c->from->sku->policies)) {
            continue;
        }
        diag_add(r->d, &rules_code_selectors_need_policy,
                 resource_field_at(&c->r, "use_policy_based_traffic_selectors"), "needs a policy",
                 "connection `%s` selects by prefix, without %s", c->r.name,
                 c->has_policy ? "a SKU that can" : "an ipsec_policy");
        diag_other(r->d, resource_field_at(&c->from->r, "sku"), "the SKU of `%s`", c->from->r.name);
        diag_platform(r->d, "the connection is refused");
        diag_help(r->d, "a complete ipsec_policy at both ends, and VpnGw1AZ or larger");
    }
}

void rules_pairs(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        const size_t n = handshake_pairs(c);
        if (n > HANDSHAKE_PAIRS_MAX) {
            diag_add(r->d, &rules_code_pairs, selectors_at(c), NULL,
                     "connection `%s` asks for %zu pairs of ranges", c->r.name, n);
            diag_platform(r->d, "the first %d are set up; packets of the others are dropped",
                          HANDSHAKE_PAIRS_MAX);
            diag_help(r->d, "fewer, larger ranges");
        }
    }
}

void rules_weight(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        if (c->routing_weight != 0) {
            diag_add(r->d, &rules_code_weight, resource_field_at(&c->r, "routing_weight"),
                     "no effect", "the routing weight of `%s` does nothing", c->r.name);
            diag_platform(r->d, "it is ignored for VPN connections");
        }
    }
}

static void refuse_policy_based(const struct rules *r, const struct topo_gateway *g, struct span at,
                                const char *what)
{
    diag_add(r->d, &rules_code_policy_based, at, "not with it",
             "policy-based gateway `%s` cannot have %s", g->r.name, what);
    diag_other(r->d, resource_field_at(&g->r, "vpn_type"), "PolicyBased");
    diag_platform(r->d, "refused");
    diag_help(r->d, "vpn_type: RouteBased; with use_policy_based_traffic_selectors where the "
                    "device needs selectors");
}

/* All its Vnet2Vnet connections are one mistake. */
static void refuse_vnet2vnet(const struct rules *r, const struct topo_gateway *g)
{
    bool said = false;
    for (size_t k = 0; k < r->t->n_connections; k++) {
        const struct topo_connection *c = &r->t->connections[k];
        if (c->type != TOPO_VNET2VNET || (c->from != g && c->to != g)) {
            continue;
        }
        if (said) {
            diag_other(r->d, c->r.at, "and this one");
        } else {
            refuse_policy_based(r, g, c->r.at, "a Vnet2Vnet connection");
        }
        said = true;
    }
}

void rules_policy_based(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_gateways; i++) {
        const struct topo_gateway *g = &r->t->gateways[i];
        size_t n = 0;
        if (g->vpn_type != TOPO_POLICY_BASED) {
            continue;
        }
        if (g->sku->policies) {
            refuse_policy_based(r, g, resource_field_at(&g->r, "sku"), "this SKU: it is Basic");
        }
        refuse_vnet2vnet(r, g);
        for (size_t k = 0; k < r->t->n_connections; k++) {
            const struct topo_connection *c = &r->t->connections[k];
            if (c->type == TOPO_IPSEC && c->from == g && ++n == 2) {
                refuse_policy_based(r, g, c->r.at, "a second connection");
            }
        }
    }
}
