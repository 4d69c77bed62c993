/*
 * What the mappings of NAT rules must not be: of the networks around, and of the BGP peer.
 */
#include "models/routing/nat.h"
#include "models/routing/rib.h"
#include "models/rules/rules_nat_use.h"
#include "models/rules/rules_parts.h"

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
            if (n->mode != TOPO_NAT_INGRESS || !rules_nat_in_use(r->t, n)) {
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
