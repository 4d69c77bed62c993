/*
 * Public addresses of gateways, and the pools of their point-to-site clients. Deployments alone are
 * at stake: no packet of a run has a public address, and clients are not simulated.
 */
#include "models/routing/effective.h"
#include "models/rules/rules_parts.h"

/* Where the gateway names the address. */
static struct span named_at(const struct topo_gateway *g, const struct topo_public_ip *p)
{
    for (size_t i = 0; i < g->public_ip_names.n; i++) {
        if (g->public_ips[i] == p) {
            return g->public_ip_names.at[i];
        }
    }
    return g->r.at;
}

void rules_public_basic(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_public_ips; i++) {
        const struct topo_public_ip *p = &r->t->public_ips[i];
        if (p->gateway == NULL || p->sku != TOPO_IP_BASIC) {
            continue;
        }
        diag_add(r->d, &rules_code_public_basic, resource_field_at(&p->r, "sku"),
                 "not for a gateway", "gateway `%s` has a public address of SKU Basic",
                 p->gateway->r.name);
        diag_other(r->d, named_at(p->gateway, p), "the gateway names it");
        diag_platform(r->d, "refused: PublicIpWithBasicSkuNotAllowedOnVPNGateways");
        diag_help(r->d, "sku: Standard, allocation_method: Static");
    }
}

void rules_public_differ(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_gateways; i++) {
        const struct topo_gateway *g = &r->t->gateways[i];
        for (size_t k = 1; k < g->public_ip_names.n && g->active_active; k++) {
            const struct topo_public_ip *a = g->public_ips[0], *b = g->public_ips[k];
            const bool sku = a->sku != b->sku;
            if (!sku && a->zone_bits == b->zone_bits) {
                continue;
            }
            diag_add(r->d, &rules_code_public_differ,
                     sku ? resource_field_at(&b->r, "sku") : b->r.at, "another",
                     "the public addresses of `%s` differ in their %s", g->r.name,
                     sku ? "SKU" : "zones");
            diag_other(r->d, sku ? resource_field_at(&a->r, "sku") : a->r.at, "than here");
            diag_platform(r->d, "refused: ActiveActiveGatewayPublicIPAddressesDiffersInSkuOrZones");
            diag_help(r->d, "the same sku and zones for both");
        }
    }
}

void rules_public_unused(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_public_ips; i++) {
        const struct topo_public_ip *p = &r->t->public_ips[i];
        if (p->gateway == NULL && p->machine == NULL) {
            diag_add(r->d, &rules_code_public_unused, p->r.at, "nobody names it",
                     "public address `%s` is no gateway's and no VM's", p->r.name);
            diag_help(r->d, "public_ip_addresses: [%s] where it belongs, or leave it out",
                      p->r.name);
        }
    }
}

/* --- pools --- */

/* The connection of v's gateway that somebody may expect to carry the pool of g; NULL: none, or v
 * has its route anyway. */
static const struct topo_connection *between(const struct topo *t, const struct topo_vnet *v,
                                             const struct topo_gateway *g)
{
    const struct topo_peering *through;
    const struct topo_gateway *own = effective_gateway(v, &through);
    for (size_t i = 0; i < t->n_connections && own != NULL && own != g; i++) {
        const struct topo_connection *c = &t->connections[i];
        if (c->type == TOPO_VNET2VNET && c->from == own && c->to == g) {
            return c;
        }
    }
    return NULL;
}

/* A route or a security rule for addresses of the pool. */
static struct span expected_at(const struct topo_subnet *s, struct ip4_prefix pool)
{
    for (size_t i = 0; s->route_table != NULL && i < s->route_table->n_routes; i++) {
        const struct topo_route *r = &s->route_table->routes[i];
        if (r->hop == TOPO_HOP_GATEWAY && r->prefix.v[0].len > 0 &&
            ip4_prefix_overlaps(pool, r->prefix.v[0])) {
            return r->r.at;
        }
    }
    for (size_t i = 0; s->nsg != NULL && i < s->nsg->n_rules; i++) {
        const struct topo_rule *r = &s->nsg->rules[i];
        const struct topo_match *far = r->direction == TOPO_INBOUND ? &r->source : &r->destination;
        for (size_t k = 0; r->allow && k < far->prefixes.n; k++) {
            if (ip4_prefix_contains(pool, far->prefixes.v[k])) {
                return far->prefixes.at[k];
            }
        }
    }
    return (struct span){0};
}

static void check_subnet(const struct rules *r, const struct topo_gateway *g,
                         const struct topo_subnet *s, const struct topo_connection *c)
{
    char text[IP4_TEXT_MAX];
    for (size_t k = 0; k < g->client_pool.n; k++) {
        const struct span at = expected_at(s, g->client_pool.v[k]);
        if (at.line == 0) {
            continue;
        }
        diag_add(r->d, &rules_code_client_pool, at, "for these clients",
                 "`%s/%s` expects clients of `%s`, which `%s` does not carry", s->vnet->r.name,
                 s->r.name, g->r.name, c->r.name);
        diag_other(r->d, g->client_pool.at[k], "their pool");
        diag_other(r->d, resource_field_at(&c->r, "type"),
                   "it carries the network's prefixes alone");
        diag_platform(r->d, "no route leads back to %s: the clients do not reach the network",
                      ip4_prefix_format(g->client_pool.v[k], text));
        diag_help(r->d, "connections of type IPsec, and the pool in the local network gateway of "
                        "this side; or a peering with gateway transit");
        return;
    }
}

void rules_client_pool(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_gateways; i++) {
        const struct topo_gateway *g = &r->t->gateways[i];
        for (size_t n = 0; g->client_pool.n > 0 && n < r->t->n_vnets; n++) {
            const struct topo_vnet *v = &r->t->vnets[n];
            const struct topo_connection *c = between(r->t, v, g);
            for (size_t k = 0; c != NULL && k < v->n_subnets; k++) {
                check_subnet(r, g, &v->subnets[k], c);
            }
        }
    }
}
