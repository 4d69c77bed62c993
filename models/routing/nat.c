#include "models/routing/nat.h"

#include "models/routing/effective.h"

struct rules_of {
    const struct topo_nat_rule *const *v;
    size_t n;
};

/* The rules that rename what is at the other end: of a device's end those for this side's going out. */
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
    return (struct ip4_prefix){out.addr | (p.addr & ~ip4_mask(out.len)), p.len > out.len ? p.len : out.len};
}

static const struct topo_nat_rule *rule_for(struct rules_of rules, struct ip4_prefix p)
{
    for (size_t i = 0; i < rules.n; i++) {
        if (ip4_prefix_contains(rules.v[i]->internal.v[0], p)) {
            return rules.v[i];
        }
    }
    return NULL;
}

struct ip4_prefix nat_prefix(const struct topo_connection *c, struct ip4_prefix p)
{
    const struct topo_nat_rule *rule = rule_for(incoming(c), p);
    return rule != NULL ? map(rule, p) : p;
}

struct ip4_prefix nat_told(const struct topo_connection *c, struct ip4_prefix p)
{
    const struct topo_gateway *platform = c->from->device == NULL ? c->from : c->to;
    return platform->translates_bgp ? nat_prefix(c, p) : p;
}

bool nat_covers(const struct topo_connection *c, struct ip4_prefix p)
{
    return rule_for(incoming(c), p) != NULL;
}

const struct topo_nat_rule *nat_dynamic(const struct topo_connection *c, enum topo_nat_mode mode, uint32_t addr)
{
    const struct rules_of rules = mode == TOPO_NAT_INGRESS ? (struct rules_of){c->ingress, c->n_ingress} : (struct rules_of){c->egress, c->n_egress};
    const struct topo_nat_rule *rule = rule_for(rules, (struct ip4_prefix){addr, 32});
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

bool nat_is_used(const struct topo *t)
{
    for (size_t i = 0; i < t->n_connections; i++) {
        if (t->connections[i].n_ingress + t->connections[i].n_egress > 0) {
            return true;
        }
    }
    return false;
}

/* The gateway that a network's packets leave by: its own, that of a peer, or a site's. */
static bool leaves_by(const struct topo_vnet *v, const struct topo_gateway *g)
{
    const struct topo_peering *through;
    return g->vnet == v || effective_gateway(v, &through) == g;
}

const struct topo_nat_rule *nat_between(const struct topo *t, const struct topo_vnet *from, const struct topo_vnet *of, uint32_t addr)
{
    for (size_t i = 0; from != of && i < t->n_ends; i++) {
        const struct topo_connection *c = &t->connections[i];
        if (incoming(c).n > 0 && leaves_by(from, c->from) && leaves_by(of, c->to) && nat_covers(c, (struct ip4_prefix){addr, 32})) {
            return rule_for(incoming(c), (struct ip4_prefix){addr, 32});
        }
    }
    return NULL;
}

uint32_t nat_seen(const struct topo *t, const struct topo_vnet *from, const struct topo_vnet *of, uint32_t addr)
{
    const struct topo_nat_rule *rule = nat_between(t, from, of, addr);
    return rule != NULL ? map(rule, (struct ip4_prefix){addr, 32}).addr : addr;
}
