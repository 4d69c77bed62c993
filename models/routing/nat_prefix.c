/*
 * What NAT rules make of prefixes: the names that a network bears elsewhere, and which instance a
 * route leads by.
 */
#include "models/routing/nat_parts.h"

/* Of all packets of a prefix, at instance + 1; of several the one that a packet takes. */
static const struct topo_nat_rule *rule_of_all(struct nat_rules rules, struct ip4_prefix p,
                                               uint32_t by)
{
    const struct topo_nat_rule *best = NULL;
    for (size_t i = 0; i < rules.n; i++) {
        const struct topo_nat_rule *rule = rules.v[i];
        if (!nat_is_for_ports(rule) && ip4_prefix_contains(rule->internal.v[0], p) &&
            nat_is_of(rule, by) && (best == NULL || nat_goes_before(rule, best))) {
            best = rule;
        }
    }
    return best;
}

/* By which instances alone rules rename all of it: bit 0 and 1; all 1: by any. */
static unsigned renamed_by(struct nat_rules rules, struct ip4_prefix p)
{
    unsigned by = 0;
    for (size_t i = 0; i < rules.n; i++) {
        if (!nat_is_for_ports(rules.v[i]) && ip4_prefix_contains(rules.v[i]->internal.v[0], p)) {
            by |= rules.v[i]->by == 0 ? 3 : rules.v[i]->by;
        }
    }
    return by;
}

struct naming {
    const struct topo_connection *c;
    nat_prefix_fn *fn;
    void *arg;
};

static void name_here(void *arg, struct ip4_prefix p)
{
    const struct naming *n = arg;
    nat_each_name_here(n->c, p, n->fn, n->arg);
}

static void each_name(struct nat_rules rules, struct ip4_prefix p, nat_prefix_fn *fn, void *arg)
{
    for (size_t i = 0; i < rules.n; i++) {
        if (ip4_prefix_contains(rules.v[i]->internal.v[0], p)) {
            fn(arg, nat_map(rules.v[i], p));
        } else if (ip4_prefix_contains(p, rules.v[i]->internal.v[0])) { /* it is for a part */
            fn(arg, rules.v[i]->external.v[0]);
        }
    }
    if (renamed_by(rules, p) != 3) {
        fn(arg, p);
    }
}

void nat_each_name_here(const struct topo_connection *c, struct ip4_prefix p, nat_prefix_fn *fn,
                        void *arg)
{
    each_name(nat_stage(c, NAT_HERE), p, fn, arg);
}

void nat_each_name_there(const struct topo_connection *c, struct ip4_prefix p, nat_prefix_fn *fn,
                         void *arg)
{
    each_name(nat_stage(c, NAT_THERE), p, fn, arg);
}

void nat_each_name(const struct topo_connection *c, struct ip4_prefix p, nat_prefix_fn *fn,
                   void *arg)
{
    struct naming n = {c, fn, arg};
    each_name(nat_stage(c, NAT_THERE), p, name_here, &n);
}

/* The names that instances tell, which of one alone it may be. */
static void each_told(struct nat_rules rules, struct ip4_prefix p, nat_prefix_fn *fn, void *arg)
{
    const struct topo_nat_rule *by[2] = {rule_of_all(rules, p, 1), rule_of_all(rules, p, 2)};
    for (size_t i = 0; i < 2; i++) {
        if (by[i] != NULL && (i == 0 || by[i] != by[0])) {
            fn(arg, nat_map(by[i], p));
        }
    }
    if (by[0] == NULL && by[1] == NULL) {
        fn(arg, p);
    }
}

void nat_each_told_here(const struct topo_connection *c, struct ip4_prefix p, nat_prefix_fn *fn,
                        void *arg)
{
    if (c->from->translates_bgp) {
        each_told(nat_stage(c, NAT_HERE), p, fn, arg);
    } else {
        fn(arg, p);
    }
}

static void tell_here(void *arg, struct ip4_prefix p)
{
    const struct naming *n = arg;
    nat_each_told_here(n->c, p, n->fn, n->arg);
}

void nat_each_told(const struct topo_connection *c, struct ip4_prefix p, nat_prefix_fn *fn,
                   void *arg)
{
    struct naming n = {c, fn, arg};
    if (c->to->translates_bgp) {
        each_told(nat_stage(c, NAT_THERE), p, tell_here, &n);
    } else {
        tell_here(&n, p);
    }
}

struct ip4_prefix nat_prefix(const struct topo_connection *c, struct ip4_prefix p)
{
    for (enum nat_stage s = NAT_THERE; s < NAT_STAGES; s++) {
        const struct topo_nat_rule *rule = rule_of_all(nat_stage(c, s), p, NAT_FIRST);
        p = rule != NULL ? nat_map(rule, p) : p;
    }
    return p;
}

struct ip4_prefix nat_prefix_here(const struct topo_connection *c, struct ip4_prefix p)
{
    const struct topo_nat_rule *rule = rule_of_all(nat_stage(c, NAT_HERE), p, NAT_FIRST);
    return rule != NULL ? nat_map(rule, p) : p;
}

/* By which instance + 1 a route leads, by the rules of one stage. *p becomes what was renamed. */
static uint32_t leads_by(struct nat_rules rules, struct ip4_prefix *p)
{
    for (size_t i = 0; i < rules.n; i++) {
        const struct topo_nat_rule *rule = rules.v[i];
        if (ip4_prefix_contains(rule->external.v[0], *p) && !nat_is_for_ports(rule)) {
            const struct ip4_prefix in = rule->internal.v[0];
            *p = rule->type == TOPO_NAT_DYNAMIC
                     ? in
                     : (struct ip4_prefix){in.addr | (p->addr & ~ip4_mask(in.len)), p->len};
            return rule->by;
        }
    }
    const unsigned by = renamed_by(rules, *p);
    return by == 1 || by == 2 ? 3 - by : 0; /* as it is it is known by the other one alone */
}

struct nat_route nat_route_by(const struct topo_connection *c, struct ip4_prefix route)
{
    struct nat_route by;
    by.here = leads_by(nat_stage(c, NAT_HERE), &route);
    by.there = leads_by(nat_stage(c, NAT_THERE), &route);
    return by;
}

struct ip4_prefix nat_as_told(const struct topo_connection *c, struct ip4_prefix name)
{
    if (c->from->translates_bgp) {
        (void)leads_by(nat_stage(c, NAT_HERE), &name);
    }
    return name;
}

bool nat_covers(const struct topo_connection *c, struct ip4_prefix p)
{
    return rule_of_all(nat_stage(c, NAT_THERE), p, NAT_FIRST) != NULL || nat_covers_here(c, p);
}

bool nat_covers_here(const struct topo_connection *c, struct ip4_prefix p)
{
    return rule_of_all(nat_stage(c, NAT_HERE), p, NAT_FIRST) != NULL;
}
