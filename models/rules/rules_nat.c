/*
 * Address translation at gateways.
 */
#include "models/rules/rules_parts.h"

enum { POOL_LEN_LEAST = 26 }; /* limitations of NAT on VPN Gateway, 2022-05-11 */

void rules_nat_pool(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_gateways; i++) {
        for (size_t k = 0; k < r->t->gateways[i].n_nat_rules; k++) {
            const struct topo_nat_rule *n = &r->t->gateways[i].nat_rules[k];
            const unsigned out = n->external.v[0].len, in = n->internal.v[0].len;
            if (n->type != TOPO_NAT_DYNAMIC || (out >= POOL_LEN_LEAST && out >= in)) {
                continue;
            }
            diag_add(r->d, &rules_code_nat_pool, n->external.at[0], "too large", "dynamic NAT rule `%s` puts a /%u behind a /%u", n->r.name, in, out);
            diag_other(r->d, n->internal.at[0], "the addresses as they are");
            diag_platform(r->d, "refused");
            diag_help(r->d, "an external mapping of /%u at most, not larger than the internal one; or type: Static with one as large", POOL_LEN_LEAST);
        }
    }
}

static const struct topo_nat_rule *first_dynamic(const struct topo_connection *c)
{
    for (size_t i = 0; i < c->n_ingress + c->n_egress; i++) {
        const struct topo_nat_rule *n = i < c->n_ingress ? c->ingress[i] : c->egress[i - c->n_ingress];
        if (n->type == TOPO_NAT_DYNAMIC) {
            return n;
        }
    }
    return NULL;
}

void rules_nat_instances(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        const struct topo_nat_rule *n = first_dynamic(c);
        if (n == NULL || !c->from->active_active) {
            continue;
        }
        diag_add(r->d, &rules_code_nat_instances, resource_field_at(&c->r, n->mode == TOPO_NAT_INGRESS ? "ingress_nat_rules" : "egress_nat_rules"), "dynamic",
                 "either instance of `%s` translates `%s` by itself", c->from->r.name, c->r.name);
        diag_other(r->d, resource_field_at(&c->from->r, "active_active"), "two instances carry");
        diag_other(r->d, n->r.at, "the rule");
        diag_platform(r->d, "an answer that comes to the other instance is lost");
        diag_help(r->d, "active_active: false, or a static rule");
    }
}
