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

/* Has the instance + 1 the rule? NAT_FIRST: whoever has it. */
static bool is_of(const struct topo_nat_rule *rule, uint32_t by)
{
    return rule->by == 0 || by == NAT_FIRST || rule->by == by;
}

static bool holds(const struct topo_nat_rule *rule, const struct nat_end *end)
{
    const bool has_port = (end->protocol == TOPO_TCP || end->protocol == TOPO_UDP) &&
                          end->port >= rule->internal_ports.low &&
                          end->port <= rule->internal_ports.high;
    return ip4_prefix_has(rule->internal.v[0], end->addr) && is_of(rule, nat_by_first(end->by)) &&
           (!nat_is_for_ports(rule) || has_port);
}

static bool goes_before(const struct topo_nat_rule *a, const struct topo_nat_rule *b)
{
    return a->internal.v[0].len != b->internal.v[0].len
               ? a->internal.v[0].len > b->internal.v[0].len
               : nat_is_for_ports(a) && !nat_is_for_ports(b);
}

const struct topo_nat_rule *nat_rule_for(struct nat_rules rules, const struct nat_end *end)
{
    const struct topo_nat_rule *best = NULL;
    for (size_t i = 0; i < rules.n; i++) {
        if (holds(rules.v[i], end) && (best == NULL || goes_before(rules.v[i], best))) {
            best = rules.v[i];
        }
    }
    return best;
}

/* Of all packets of a prefix, at instance + 1; of several the one that a packet takes. */
static const struct topo_nat_rule *rule_of_all(struct nat_rules rules, struct ip4_prefix p,
                                               uint32_t by)
{
    const struct topo_nat_rule *best = NULL;
    for (size_t i = 0; i < rules.n; i++) {
        const struct topo_nat_rule *rule = rules.v[i];
        if (!nat_is_for_ports(rule) && ip4_prefix_contains(rule->internal.v[0], p) &&
            is_of(rule, by) && (best == NULL || goes_before(rule, best))) {
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

/* --- prefixes --- */

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
