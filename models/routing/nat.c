#include "models/routing/nat.h"

#include "models/routing/effective.h"

struct rules_of {
    const struct topo_nat_rule *const *v;
    size_t n;
};

/* The rules that rename what is at the other end: of a device's end those for this side's going
 * out. */
static struct rules_of incoming(const struct topo_connection *c)
{
    if (c->from->device != NULL && c->reverse != NULL) {
        return (struct rules_of){c->reverse->egress, c->reverse->n_egress};
    }
    return (struct rules_of){c->ingress, c->n_ingress};
}

/* What is larger than the pool of a dynamic rule becomes all of it. */
static struct ip4_prefix map(const struct topo_nat_rule *rule, struct ip4_prefix p)
{
    const struct ip4_prefix out = rule->external.v[0];
    return (struct ip4_prefix){out.addr | (p.addr & ~ip4_mask(out.len)),
                               p.len > out.len ? p.len : out.len};
}

static bool is_for_ports(const struct topo_nat_rule *rule)
{
    return rule->internal_ports.text != NULL;
}

static bool holds(const struct topo_nat_rule *rule, const struct nat_end *end)
{
    const bool has_port = (end->protocol == TOPO_TCP || end->protocol == TOPO_UDP) &&
                          end->port >= rule->internal_ports.low &&
                          end->port <= rule->internal_ports.high;
    return ip4_prefix_has(rule->internal.v[0], end->addr) &&
           (rule->by == 0 || end->by == NAT_FIRST || end->by == rule->by) &&
           (!is_for_ports(rule) || has_port);
}

static bool goes_before(const struct topo_nat_rule *a, const struct topo_nat_rule *b)
{
    return a->internal.v[0].len != b->internal.v[0].len
               ? a->internal.v[0].len > b->internal.v[0].len
               : is_for_ports(a) && !is_for_ports(b);
}

static const struct topo_nat_rule *rule_for(struct rules_of rules, const struct nat_end *end)
{
    const struct topo_nat_rule *best = NULL;
    for (size_t i = 0; i < rules.n; i++) {
        if (holds(rules.v[i], end) && (best == NULL || goes_before(rules.v[i], best))) {
            best = rules.v[i];
        }
    }
    return best;
}

/* Of all packets of a prefix; of several the one that a packet takes. */
static const struct topo_nat_rule *rule_of_all(struct rules_of rules, struct ip4_prefix p)
{
    const struct topo_nat_rule *best = NULL;
    for (size_t i = 0; i < rules.n; i++) {
        const struct topo_nat_rule *rule = rules.v[i];
        if (!is_for_ports(rule) && ip4_prefix_contains(rule->internal.v[0], p) &&
            (best == NULL || goes_before(rule, best))) {
            best = rule;
        }
    }
    return best;
}

/* By which instances alone rules rename all of it: bit 0 and 1; all 1: by any. */
static unsigned renamed_by(struct rules_of rules, struct ip4_prefix p)
{
    unsigned by = 0;
    for (size_t i = 0; i < rules.n; i++) {
        if (!is_for_ports(rules.v[i]) && ip4_prefix_contains(rules.v[i]->internal.v[0], p)) {
            by |= rules.v[i]->by == 0 ? 3 : rules.v[i]->by;
        }
    }
    return by;
}

void nat_each_name(const struct topo_connection *c, struct ip4_prefix p, nat_prefix_fn *fn,
                   void *arg)
{
    const struct rules_of rules = incoming(c);
    for (size_t i = 0; i < rules.n; i++) {
        if (ip4_prefix_contains(rules.v[i]->internal.v[0], p)) {
            fn(arg, map(rules.v[i], p));
        } else if (ip4_prefix_contains(p, rules.v[i]->internal.v[0])) { /* it is for a part */
            fn(arg, rules.v[i]->external.v[0]);
        }
    }
    if (renamed_by(rules, p) != 3) {
        fn(arg, p);
    }
}

struct ip4_prefix nat_prefix(const struct topo_connection *c, struct ip4_prefix p)
{
    const struct topo_nat_rule *rule = rule_of_all(incoming(c), p);
    return rule != NULL ? map(rule, p) : p;
}

uint32_t nat_route_by(const struct topo_connection *c, struct ip4_prefix route)
{
    const struct rules_of rules = incoming(c);
    for (size_t i = 0; i < rules.n; i++) {
        if (rules.v[i]->by != 0 && ip4_prefix_contains(rules.v[i]->external.v[0], route)) {
            return rules.v[i]->by;
        }
    }
    const unsigned by = renamed_by(rules, route);
    return by == 1 || by == 2 ? 3 - by : 0; /* as it is it is known by the other one alone */
}

struct ip4_prefix nat_told(const struct topo_connection *c, struct ip4_prefix p)
{
    const struct topo_gateway *platform = c->from->device == NULL ? c->from : c->to;
    return platform->translates_bgp ? nat_prefix(c, p) : p;
}

/* Do two instances have a rule each for the same addresses? */
static bool is_pair(const struct topo_nat_rule *a, const struct topo_nat_rule *b)
{
    return a->by != 0 && b->by != 0 && a->by != b->by &&
           ip4_prefix_equal(a->internal.v[0], b->internal.v[0]);
}

void nat_each_beside(const struct topo_connection *c, struct ip4_prefix name, nat_prefix_fn *fn,
                     void *arg)
{
    const struct rules_of rules = incoming(c);
    for (size_t i = 0; i < rules.n; i++) {
        for (size_t k = 0; k < rules.n && ip4_prefix_contains(rules.v[i]->external.v[0], name);
             k++) {
            if (is_pair(rules.v[i], rules.v[k])) {
                fn(arg, rules.v[k]->external.v[0]);
            }
        }
    }
}

bool nat_has_beside(const struct topo_connection *c)
{
    const struct rules_of rules = incoming(c);
    for (size_t i = 1; i < rules.n; i++) {
        for (size_t k = 0; k < i; k++) {
            if (is_pair(rules.v[i], rules.v[k])) {
                return true;
            }
        }
    }
    return false;
}

bool nat_covers(const struct topo_connection *c, struct ip4_prefix p)
{
    return rule_of_all(incoming(c), p) != NULL;
}

const struct topo_nat_rule *nat_dynamic(const struct topo_connection *c, enum topo_nat_mode mode,
                                        uint32_t addr, uint32_t instance)
{
    const struct rules_of rules = mode == TOPO_NAT_INGRESS
                                      ? (struct rules_of){c->ingress, c->n_ingress}
                                      : (struct rules_of){c->egress, c->n_egress};
    const struct nat_end end = {.addr = addr, .protocol = TOPO_ANY_PROTOCOL, .by = instance + 1};
    const struct topo_nat_rule *rule = rule_for(rules, &end);
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
    return is_used(t, is_for_ports);
}

/* The gateway that a network's packets leave by: its own, that of a peer, or a site's. */
static bool leaves_by(const struct topo_vnet *v, const struct topo_gateway *g)
{
    const struct topo_peering *through;
    return g->vnet == v || effective_gateway(v, &through) == g;
}

static struct nat_end renamed(struct nat_end end, const struct topo_nat_rule *rule)
{
    if (rule != NULL) {
        end.addr = map(rule, (struct ip4_prefix){end.addr, 32}).addr;
        end.port += is_for_ports(rule)
                        ? (uint32_t)(rule->external_ports.low - rule->internal_ports.low)
                        : 0;
    }
    return end;
}

/* Of a connection between the two: its rule for that end. *joined: there is one. */
static const struct topo_nat_rule *rule_between(const struct topo *t, const struct topo_vnet *from,
                                                const struct topo_vnet *of, struct nat_end end,
                                                bool *joined)
{
    *joined = false;
    for (size_t i = 0; i < t->n_ends; i++) {
        const struct topo_connection *c = &t->connections[i];
        if (!leaves_by(from, c->from) || !leaves_by(of, c->to)) {
            continue;
        }
        *joined = true;
        const struct topo_nat_rule *rule = rule_for(incoming(c), &end);
        if (rule != NULL) {
            return rule;
        }
    }
    return NULL;
}

/* By the rules of a gateway that is joined to both, where they are not joined themselves. */
static struct nat_end seen_through(const struct topo *t, const struct topo_vnet *from,
                                   const struct topo_vnet *of, struct nat_end end)
{
    bool joined;
    for (size_t i = 0; i < t->n_ends; i++) {
        const struct topo_vnet *hub = t->connections[i].from->vnet;
        if (hub == from || hub == of || t->connections[i].from->device != NULL ||
            !leaves_by(of, t->connections[i].to)) {
            continue;
        }
        const struct nat_end there = renamed(end, rule_between(t, hub, of, end, &joined));
        const struct topo_nat_rule *rule = rule_between(t, from, hub, there, &joined);
        if (rule != NULL || (joined && (there.addr != end.addr || there.port != end.port))) {
            return renamed(there, rule);
        }
    }
    return end;
}

const struct topo_nat_rule *nat_between(const struct topo *t, const struct topo_vnet *from,
                                        const struct topo_vnet *of, struct nat_end end)
{
    bool joined;
    return from != of ? rule_between(t, from, of, end, &joined) : NULL;
}

struct nat_end nat_seen(const struct topo *t, const struct topo_vnet *from,
                        const struct topo_vnet *of, struct nat_end end)
{
    bool joined;
    const struct topo_nat_rule *rule = from != of ? rule_between(t, from, of, end, &joined) : NULL;
    if (rule != NULL || from == of || joined) {
        return renamed(end, rule);
    }
    return seen_through(t, from, of, end);
}
