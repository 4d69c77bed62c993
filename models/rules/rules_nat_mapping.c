/*
 * What the mappings of NAT rules must not be: by themselves, and of each other at a gateway or a
 * connection that names them.
 */
#include "models/rules/rules_nat_use.h"
#include "models/rules/rules_parts.h"

static bool are_apart(const struct topo_ports *a, const struct topo_ports *b)
{
    return a->text != NULL && b->text != NULL && (a->high < b->low || b->high < a->low);
}

static bool are_same_ports(const struct topo_ports *a, const struct topo_ports *b)
{
    return (a->text == NULL) == (b->text == NULL) &&
           (a->text == NULL || (a->low == b->low && a->high == b->high));
}

/* The same translation twice: of imports, whose static rules may be written once an instance. */
static bool are_same(const struct topo_nat_rule *a, const struct topo_nat_rule *b)
{
    return a->type == TOPO_NAT_STATIC && b->type == TOPO_NAT_STATIC && a->mode == b->mode &&
           ip4_prefix_equal(a->internal.v[0], b->internal.v[0]) &&
           ip4_prefix_equal(a->external.v[0], b->external.v[0]) &&
           are_same_ports(&a->internal_ports, &b->internal_ports) &&
           are_same_ports(&a->external_ports, &b->external_ports);
}

static uint32_t n_ports(const struct topo_ports *p)
{
    return p->high - p->low + 1;
}

/* --- a rule by itself --- */

void rules_nat_ports(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_gateways; i++) {
        for (size_t k = 0; k < r->t->gateways[i].n_nat_rules; k++) {
            const struct topo_nat_rule *n = &r->t->gateways[i].nat_rules[k];
            const bool in = n->internal_ports.text != NULL, out = n->external_ports.text != NULL;
            const char *why = !in && !out ? NULL
                              : n->type == TOPO_NAT_DYNAMIC
                                  ? "it is dynamic, and finds ports by itself"
                              : in != out ? "it says only the ones or the others"
                              : n_ports(&n->internal_ports) > 1 || n_ports(&n->external_ports) > 1
                                  ? "they are ranges"
                                  : NULL;
            if (why == NULL) {
                continue;
            }
            diag_add(r->d, &rules_code_nat_ports,
                     resource_field_at(&n->r, out ? "external_port_range" : "internal_port_range"),
                     "not these", "NAT rule `%s` cannot map ports: %s", n->r.name, why);
            diag_other(r->d, n->r.at, "the rule");
            diag_platform(r->d, "refused");
            diag_help(r->d, n->type == TOPO_NAT_DYNAMIC
                                ? "leave the ports out, or type: Static"
                                : "internal_port_range and external_port_range with a port each");
        }
    }
}

void rules_nat_instance(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_gateways; i++) {
        const struct topo_gateway *g = &r->t->gateways[i];
        for (size_t k = 0; !g->active_active && k < g->n_nat_rules; k++) {
            const struct topo_nat_rule *n = &g->nat_rules[k];
            if (n->type != TOPO_NAT_DYNAMIC || n->instance == 0) {
                continue;
            }
            diag_add(r->d, &rules_code_nat_instance, resource_field_at(&n->r, "instance"),
                     "not there",
                     "NAT rule `%s` is of instance %lld, and gateway `%s` has one IP configuration",
                     n->r.name, (long long)n->instance, g->r.name);
            diag_other(r->d, g->r.at, "active-standby");
            diag_platform(r->d, "refused");
            diag_help(r->d, "leave instance out, or active_active: true");
        }
    }
}

/* --- rules among each other --- */

static void find_external(const struct rules *r, const struct topo_gateway *g,
                          const struct topo_nat_rule *n)
{
    for (size_t i = 0; i < g->n_nat_rules; i++) {
        const struct topo_nat_rule *o = &g->nat_rules[i];
        if (!rules_is_first(&o->r, &n->r) || !rules_nat_in_use(r->t, o) ||
            !ip4_prefix_overlaps(o->external.v[0], n->external.v[0]) || are_same(o, n) ||
            are_apart(&o->external_ports, &n->external_ports)) {
            continue;
        }
        diag_add(r->d, &rules_code_nat_external, n->external.at[0], "taken",
                 "NAT rules `%s` and `%s` of `%s` give the same addresses", o->r.name, n->r.name,
                 g->r.name);
        diag_other(r->d, o->external.at[0], "already given away");
        diag_platform(r->d, "refused: external mappings must not overlap");
        diag_help(r->d, "a range of its own for each rule");
        return;
    }
}

void rules_nat_external(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_gateways; i++) {
        for (size_t k = 0; k < r->t->gateways[i].n_nat_rules; k++) {
            if (rules_nat_in_use(r->t, &r->t->gateways[i].nat_rules[k])) {
                find_external(r, &r->t->gateways[i], &r->t->gateways[i].nat_rules[k]);
            }
        }
    }
}

/* Two rules of a mode at one connection: may both be for these addresses? */
static bool may_share(const struct topo_nat_rule *a, const struct topo_nat_rule *b)
{
    const struct topo_nat_rule *longer = a->internal.v[0].len > b->internal.v[0].len ? a : b,
                               *shorter = longer == a ? b : a;
    const bool apart = (a->by != 0 && b->by != 0 && a->by != b->by) ||
                       are_apart(&a->internal_ports, &b->internal_ports);
    return apart || are_same(a, b) ||
           (longer->type == TOPO_NAT_STATIC && shorter->type == TOPO_NAT_DYNAMIC &&
            longer->internal.v[0].len > shorter->internal.v[0].len);
}

typedef bool pair_fn(const struct topo_nat_rule *o, const struct topo_nat_rule *n);

static bool is_same_rule(const struct topo_nat_rule *o, const struct topo_nat_rule *n)
{
    return o == n;
}

static bool collide(const struct topo_nat_rule *o, const struct topo_nat_rule *n)
{
    return o != n && o->mode == n->mode &&
           ip4_prefix_overlaps(o->internal.v[0], n->internal.v[0]) && !may_share(o, n);
}

/* The next rule of a connection, from *k on, of which an earlier one does not go with it. NULL:
 * there is none. */
static const struct topo_nat_rule *next_pair(struct rules_nat_use u, pair_fn *is, size_t *k,
                                             const struct topo_nat_rule **n)
{
    for (; *k < u.n; ++*k) {
        for (size_t i = 0; i < *k; i++) {
            if (is(rules_nat_used(u, i), rules_nat_used(u, *k))) {
                *n = rules_nat_used(u, (*k)++);
                return rules_nat_used(u, i);
            }
        }
    }
    return NULL;
}

static struct span list_of(const struct topo_connection *c, const struct topo_nat_rule *n)
{
    return resource_field_at(&c->r, n->mode == TOPO_NAT_INGRESS ? "ingress_nat_rules"
                                                                : "egress_nat_rules");
}

void rules_nat_twice(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        const struct topo_nat_rule *n = NULL;
        for (size_t k = 0; next_pair(rules_nat_used_by(c), is_same_rule, &k, &n) != NULL;) {
            diag_add(r->d, &rules_code_nat_twice, list_of(c, n), "twice",
                     "connection `%s` names NAT rule `%s` twice", c->r.name, n->r.name);
            diag_other(r->d, n->r.at, "the rule");
            diag_platform(r->d, "refused");
            diag_help(r->d, "name it once");
        }
    }
}

void rules_nat_once(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct rules_nat_use u = rules_nat_used_by(&r->t->connections[i]);
        for (size_t k = 0; k < u.n * i; k++) {
            const struct topo_nat_rule *n = rules_nat_used(u, k / i);
            const struct topo_connection *o = &r->t->connections[k % i];
            if (n->type != TOPO_NAT_DYNAMIC || !rules_nat_names(o, n)) {
                continue;
            }
            diag_add(r->d, &rules_code_nat_once, list_of(u.c, n), "here too",
                     "connections `%s` and `%s` both name the dynamic NAT rule `%s`", o->r.name,
                     u.c->r.name, n->r.name);
            diag_other(r->d, list_of(o, n), "already named");
            diag_platform(r->d, "refused: a dynamic rule is for one connection");
            diag_help(r->d, "a rule for each, with an external mapping of its own");
            break;
        }
    }
}

void rules_nat_internal(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        const struct topo_nat_rule *o, *n = NULL;
        for (size_t k = 0; (o = next_pair(rules_nat_used_by(c), collide, &k, &n)) != NULL;) {
            diag_add(r->d, &rules_code_nat_internal, list_of(c, n), "both",
                     "connection `%s` has two NAT rules for the same addresses, `%s` and `%s`",
                     c->r.name, o->r.name, n->r.name);
            diag_other(r->d, o->internal.at[0], "for these");
            diag_other(r->d, n->internal.at[0], "and these");
            diag_platform(r->d, "refused: a prefix overlap on the connection");
            diag_help(r->d, "name one of them, or internal mappings that do not overlap");
        }
    }
}

void rules_nat_sites(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        for (size_t k = 0; k < c->n_ingress; k++) {
            for (size_t j = 0; j < i; j++) {
                const struct topo_connection *o = &r->t->connections[j];
                bool both = false;
                for (size_t m = 0; m < o->n_ingress; m++) {
                    both = both || o->ingress[m] == c->ingress[k];
                }
                if (!both || o->to->vnet == c->to->vnet || o->to->is_nobody || c->to->is_nobody) {
                    continue;
                }
                diag_add(r->d, &rules_code_nat_sites, resource_field_at(&c->r, "ingress_nat_rules"),
                         "another site", "NAT rule `%s` gives `%s` and `%s` the same addresses",
                         c->ingress[k]->r.name, o->to->vnet->r.name, c->to->vnet->r.name);
                diag_other(r->d, resource_field_at(&o->r, "ingress_nat_rules"), "already here");
                diag_platform(r->d, "refused: an ingress rule is for one on-premises network");
                diag_help(r->d, "a rule for each site, with an external mapping of its own");
                break;
            }
        }
    }
}
