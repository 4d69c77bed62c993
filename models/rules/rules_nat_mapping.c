/*
 * What the mappings of NAT rules must not be: of each other, of the networks around, of the
 * connections that name them.
 */
#include "models/routing/nat.h"
#include "models/routing/rib.h"
#include "models/rules/rules_parts.h"

/* --- rules in use --- */

struct used { /* the rules that a connection names; first those for what comes in */
    const struct topo_connection *c;
    size_t n;
};

static struct used used_by(const struct topo_connection *c)
{
    return (struct used){c, c->n_ingress + c->n_egress};
}

static const struct topo_nat_rule *used_rule(struct used u, size_t i)
{
    return i < u.c->n_ingress ? u.c->ingress[i] : u.c->egress[i - u.c->n_ingress];
}

static bool names_rule(const struct topo_connection *c, const struct topo_nat_rule *rule)
{
    const struct used u = used_by(c);
    for (size_t k = 0; k < u.n; k++) {
        if (used_rule(u, k) == rule) {
            return true;
        }
    }
    return false;
}

static bool is_in_use(const struct topo *t, const struct topo_nat_rule *rule)
{
    for (size_t i = 0; i < t->n_connections; i++) {
        if (names_rule(&t->connections[i], rule)) {
            return true;
        }
    }
    return false;
}

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
        if (!rules_is_first(&o->r, &n->r) || !is_in_use(r->t, o) ||
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
            if (is_in_use(r->t, &r->t->gateways[i].nat_rules[k])) {
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
static const struct topo_nat_rule *next_pair(struct used u, pair_fn *is, size_t *k,
                                             const struct topo_nat_rule **n)
{
    for (; *k < u.n; ++*k) {
        for (size_t i = 0; i < *k; i++) {
            if (is(used_rule(u, i), used_rule(u, *k))) {
                *n = used_rule(u, (*k)++);
                return used_rule(u, i);
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
        for (size_t k = 0; next_pair(used_by(c), is_same_rule, &k, &n) != NULL;) {
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
        const struct used u = used_by(&r->t->connections[i]);
        for (size_t k = 0; k < u.n * i; k++) {
            const struct topo_nat_rule *n = used_rule(u, k / i);
            const struct topo_connection *o = &r->t->connections[k % i];
            if (n->type != TOPO_NAT_DYNAMIC || !names_rule(o, n)) {
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
        for (size_t k = 0; (o = next_pair(used_by(c), collide, &k, &n)) != NULL;) {
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

/* --- mappings and networks --- */

static const struct topo_prefixes *overlapped(const struct topo_vnet *v, struct ip4_prefix p,
                                              size_t *at)
{
    for (*at = 0; *at < v->prefixes.n; ++*at) {
        if (ip4_prefix_overlaps(v->prefixes.v[*at], p)) {
            return &v->prefixes;
        }
    }
    return NULL;
}

static void report_into_network(const struct rules *r, const struct topo_nat_rule *n,
                                const struct topo_vnet *v, size_t at)
{
    diag_add(r->d, &rules_code_nat_into_network, n->external.at[0], "addresses of the network",
             "NAT rule `%s` gives the other side addresses that `%s` has", n->r.name, v->r.name);
    diag_other(r->d, v->prefixes.at[at], "the network's");
    diag_platform(
        r->d,
        "refused: an external mapping must not overlap a network that is connected without NAT");
    diag_help(r->d, "an external mapping that nobody on this side has");
}

void rules_nat_into_network(const struct rules *r)
{
    size_t at;
    for (size_t i = 0; i < r->t->n_gateways; i++) {
        const struct topo_vnet *v = r->t->gateways[i].vnet;
        for (size_t k = 0; v != NULL && k < r->t->gateways[i].n_nat_rules; k++) {
            const struct topo_nat_rule *n = &r->t->gateways[i].nat_rules[k];
            if (n->mode != TOPO_NAT_INGRESS || !is_in_use(r->t, n)) {
                continue;
            }
            const struct topo_vnet *has = overlapped(v, n->external.v[0], &at) != NULL ? v : NULL;
            for (size_t p = 0; has == NULL && p < v->n_peerings; p++) {
                has = v->peerings[p].remote != NULL &&
                              overlapped(v->peerings[p].remote, n->external.v[0], &at) != NULL
                          ? v->peerings[p].remote
                          : NULL;
            }
            if (has != NULL) {
                report_into_network(r, n, has, at);
            }
        }
    }
}

/* The prefix of a connection's local network gateway that goes without a new name and has some of
 * p; of a longer way, such as a default route, where there is somebody. */
static bool find_plain(const struct topo_connection *c, struct ip4_prefix p, size_t *at)
{
    size_t there;
    for (*at = 0; c->to_lng != NULL && *at < c->to_lng->prefixes.n; ++*at) {
        const struct ip4_prefix plain = c->to_lng->prefixes.v[*at];
        if (ip4_prefix_overlaps(plain, p) && !nat_covers_here(c, plain) &&
            (ip4_prefix_contains(p, plain) || overlapped(c->to->vnet, p, &there) != NULL)) {
            return true;
        }
    }
    return false;
}

void rules_nat_beside(const struct rules *r)
{
    size_t at;
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        for (size_t k = 0; k < c->n_ingress; k++) {
            const struct topo_nat_rule *n = c->ingress[k];
            for (size_t j = 0; j < r->t->n_connections; j++) {
                const struct topo_connection *o = &r->t->connections[j];
                if (o->from != c->from || !find_plain(o, n->external.v[0], &at)) {
                    continue;
                }
                diag_add(r->d, &rules_code_nat_beside, n->external.at[0],
                         "addresses of another range",
                         "NAT rule `%s` gives `%s` addresses that `%s` leads to as they are",
                         n->r.name, c->to->vnet->r.name, o->to_lng->r.name);
                diag_other(r->d, o->to_lng->prefixes.at[at], "without NAT");
                diag_platform(
                    r->d,
                    "the longer of the two routes takes the packets of both; of two alike one");
                diag_help(r->d, "an external mapping that no site has; address_prefixes are the "
                                "addresses as the site has them");
                break;
            }
        }
    }
}

void rules_nat_at_site(const struct rules *r)
{
    size_t at;
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        for (size_t k = 0; c->to->device != NULL && k < c->n_egress; k++) {
            const struct topo_nat_rule *n = c->egress[k];
            if (overlapped(c->to->vnet, n->external.v[0], &at) == NULL) {
                continue;
            }
            diag_add(r->d, &rules_code_nat_at_site, n->external.at[0], "addresses of the site",
                     "NAT rule `%s` gives this side addresses that `%s` has", n->r.name,
                     c->to->vnet->r.name);
            diag_other(r->d, c->to->vnet->prefixes.at[at], "the site's");
            diag_platform(r->d, "accepted; what the site sends there stays in the site");
            diag_help(r->d, "an external mapping that the site does not have");
        }
    }
}

/* --- BGP --- */

void rules_nat_peer(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        const uint32_t peer = rib_peer_address(c->to);
        for (uint32_t k = 0; c->n_ingress > 0 && c->enable_bgp && peer != 0 && k < 2; k++) {
            const struct nat_end end = {.addr = peer, .protocol = TOPO_ANY_PROTOCOL};
            const struct topo_nat_rule *n = nat_dynamic(c, TOPO_NAT_INGRESS, end, k);
            if (n == NULL) {
                continue;
            }
            diag_add(r->d, &rules_code_nat_peer, n->internal.at[0], "the BGP peer is one of these",
                     "dynamic NAT rule `%s` has the address of the BGP peer of `%s`", n->r.name,
                     c->r.name);
            diag_other(r->d, c->to->device != NULL ? c->to->device->r.at : c->to->r.at, "the peer");
            diag_platform(r->d, "the session has no address that stays");
            diag_help(r->d, "a static rule of the peer's /32 beside it, whose external address the "
                            "local network gateway's bgp_peering_address is");
            break;
        }
    }
}
