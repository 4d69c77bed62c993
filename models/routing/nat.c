/*
 * NAT rules: which one a packet takes, and what it makes of an end of it.
 */
#include "models/routing/nat_parts.h"

/* --- rules --- */

struct nat_rules nat_stage(const struct topo_connection *c, enum nat_stage stage)
{
    if (stage == NAT_HERE) {
        return (struct nat_rules){c->ingress, c->n_ingress};
    }
    return c->reverse != NULL ? (struct nat_rules){c->reverse->egress, c->reverse->n_egress}
                              : (struct nat_rules){NULL, 0};
}

static struct nat_rules of_mode(const struct topo_connection *c, enum topo_nat_mode mode)
{
    return mode == TOPO_NAT_INGRESS ? (struct nat_rules){c->ingress, c->n_ingress}
                                    : (struct nat_rules){c->egress, c->n_egress};
}

struct ip4_prefix nat_map(const struct topo_nat_rule *rule, struct ip4_prefix p)
{
    const struct ip4_prefix out = rule->external.v[0];
    return (struct ip4_prefix){out.addr | (p.addr & ~ip4_mask(out.len)),
                               p.len > out.len ? p.len : out.len};
}

bool nat_is_for_ports(const struct topo_nat_rule *rule)
{
    return rule->internal_ports.text != NULL;
}

bool nat_is_of(const struct topo_nat_rule *rule, uint32_t by)
{
    return rule->by == 0 || by == NAT_FIRST || rule->by == by;
}

static bool holds(const struct topo_nat_rule *rule, const struct nat_end *end)
{
    const bool has_port = (end->protocol == TOPO_TCP || end->protocol == TOPO_UDP) &&
                          end->port >= rule->internal_ports.low &&
                          end->port <= rule->internal_ports.high;
    return ip4_prefix_has(rule->internal.v[0], end->addr) &&
           nat_is_of(rule, nat_by_first(end->by)) && (!nat_is_for_ports(rule) || has_port);
}

bool nat_goes_before(const struct topo_nat_rule *a, const struct topo_nat_rule *b)
{
    return a->internal.v[0].len != b->internal.v[0].len
               ? a->internal.v[0].len > b->internal.v[0].len
               : nat_is_for_ports(a) && !nat_is_for_ports(b);
}

const struct topo_nat_rule *nat_rule_for(struct nat_rules rules, const struct nat_end *end)
{
    const struct topo_nat_rule *best = NULL;
    for (size_t i = 0; i < rules.n; i++) {
        if (holds(rules.v[i], end) && (best == NULL || nat_goes_before(rules.v[i], best))) {
            best = rules.v[i];
        }
    }
    return best;
}

/* --- packets --- */

/* Does the name of an end hang on the instance? */
static bool is_step(struct nat_rules rules, struct nat_end end)
{
    bool found = false;
    for (end.by = 1; end.by <= 2; end.by++) {
        const struct topo_nat_rule *rule = nat_rule_for(rules, &end);
        found = found || (rule != NULL && rule->by != 0);
    }
    return found;
}

bool nat_is_step(const struct topo_connection *c, enum topo_nat_mode mode, struct nat_end end)
{
    return is_step(of_mode(c, mode), end);
}

static void rename_end(struct nat_end *end, const struct topo_nat_rule *rule)
{
    end->addr = nat_map(rule, (struct ip4_prefix){end->addr, 32}).addr;
    if (nat_is_for_ports(rule)) {
        end->port += (uint32_t)(rule->external_ports.low - rule->internal_ports.low);
    }
}

bool nat_cross(const struct topo_connection *c, enum nat_stage from, enum nat_stage to,
               struct nat_end *end, bool *pooled)
{
    bool renamed = false;
    for (enum nat_stage s = from; s <= to; s++) {
        const struct nat_rules rules = nat_stage(c, s);
        const struct topo_nat_rule *rule = nat_rule_for(rules, end);
        const bool takes = rules.n > 0 && is_step(rules, *end);
        if (rule != NULL) {
            rename_end(end, rule);
            renamed = true;
            if (pooled != NULL) {
                *pooled = *pooled || rule->type == TOPO_NAT_DYNAMIC;
            }
        }
        end->by = takes ? nat_by_rest(end->by) : end->by;
    }
    return renamed;
}

struct nat_end nat_in_tunnel(const struct topo_connection *c, struct nat_end there)
{
    (void)nat_cross(c, NAT_THERE, NAT_THERE, &there, NULL);
    return there;
}

const struct topo_nat_rule *nat_dynamic(const struct topo_connection *c, enum topo_nat_mode mode,
                                        struct nat_end end, uint32_t instance)
{
    end.by = instance + 1;
    const struct topo_nat_rule *rule = nat_rule_for(of_mode(c, mode), &end);
    return rule != NULL && rule->type == TOPO_NAT_DYNAMIC ? rule : NULL;
}

bool nat_has_dynamic(const struct topo_gateway *g)
{
    for (size_t i = 0; i < g->n_nat_rules; i++) {
        if (g->nat_rules[i].type == TOPO_NAT_DYNAMIC) {
            return true;
        }
    }
    return false;
}

/* --- of all --- */

/* One of the rules that connections name, of which `is` says that it is such. */
static bool is_used(const struct topo *t, bool (*is)(const struct topo_nat_rule *))
{
    bool found = false;
    for (size_t i = 0; i < t->n_connections; i++) {
        const struct topo_connection *c = &t->connections[i];
        for (size_t k = 0; k < c->n_ingress + c->n_egress; k++) {
            found = found || is(k < c->n_ingress ? c->ingress[k] : c->egress[k - c->n_ingress]);
        }
    }
    return found;
}

static bool is_any(const struct topo_nat_rule *rule)
{
    return rule != NULL;
}

bool nat_is_used(const struct topo *t)
{
    return is_used(t, is_any);
}

bool nat_has_ports(const struct topo *t)
{
    return is_used(t, nat_is_for_ports);
}
