/*
 * Network security groups.
 */
#include "models/rules/rules_parts.h"

void rules_gateway_nsg(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_vnets; i++) {
        const struct topo_subnet *s = r->t->vnets[i].gateway_subnet;
        if (s == NULL || s->nsg == NULL) {
            continue;
        }
        diag_add(r->d, &rules_code_gateway_nsg, s->nsg_ref.at, "not here",
                 "the GatewaySubnet of `%s` has a security group", r->t->vnets[i].r.name);
        diag_other(r->d, s->nsg->r.at, "this group");
        diag_platform(r->d, "refused: NetworkSecurityGroupCannotBeAttachedToGatewaySubnet");
        diag_help(r->d, "leave it out there; filter at the subnets of the VMs");
    }
}

void rules_same_priority(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_nsgs; i++) {
        const struct topo_nsg *g = &r->t->nsgs[i];
        for (size_t k = 0; k < g->n_rules; k++) {
            for (size_t m = 0; m < k; m++) {
                if (g->rules[k].priority != g->rules[m].priority ||
                    g->rules[k].direction != g->rules[m].direction) {
                    continue;
                }
                const bool in_order = rules_is_first(&g->rules[m].r, &g->rules[k].r);
                const struct topo_rule *first = &g->rules[in_order ? m : k],
                                       *second = &g->rules[in_order ? k : m];
                diag_add(r->d, &rules_code_same_priority, resource_field_at(&second->r, "priority"),
                         "again", "`%s` and `%s` of `%s` have the same priority", first->r.name,
                         second->r.name, g->r.name);
                diag_other(r->d, resource_field_at(&first->r, "priority"), "here already");
                diag_platform(r->d, "the second rule is refused");
                diag_help(r->d, "another priority, 100 to 4096: the lower number goes first");
            }
        }
    }
}

static void check_list(const struct rules *r, const struct topo_rule *rule,
                       const struct topo_match *m, const char *one)
{
    for (size_t i = 0; m->tags != 0 && i < m->texts.n; i++) {
        const char *text = m->texts.v[i];
        if (text[0] >= '0' && text[0] <= '9') {
            continue;
        }
        diag_add(r->d, &rules_code_tag_in_list, m->texts.at[i], "not in a list",
                 "rule `%s` has `%s` in a list", rule->r.name, text);
        diag_platform(r->d, "refused: SecurityRuleParameterContainsUnsupportedValue");
        diag_help(r->d, m->texts.n == 1 ? "write %s: \"%s\"" : "a rule of its own with %s: \"%s\"",
                  one, text);
    }
}

void rules_tag_in_list(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_nsgs; i++) {
        for (size_t k = 0; k < r->t->nsgs[i].n_rules; k++) {
            const struct topo_rule *rule = &r->t->nsgs[i].rules[k];
            check_list(r, rule, &rule->source, "source_address_prefix");
            check_list(r, rule, &rule->destination, "destination_address_prefix");
            check_list(r, rule, &rule->source_ports, "source_port_range");
            check_list(r, rule, &rule->destination_ports, "destination_port_range");
        }
    }
}
