/*
 * VPN gateways: their subnet, their SKU and what it takes.
 */
#include <string.h>

#include "models/cloud/catalog.h"
#include "models/rules/rules_parts.h"

/* About VPN gateway settings, 2026-06-04: /29 is possible (Basic), /27 or larger is recommended. */
enum { GATEWAY_LONGEST = 29, GATEWAY_RECOMMENDED = 27 };

static const char gateway_subnet_name[] = "GatewaySubnet";

/* The subnet that was probably meant to be the GatewaySubnet. */
static const struct topo_subnet *misnamed(const struct topo_vnet *v)
{
    static const char *const right[] = {gateway_subnet_name};
    for (size_t k = 0; k < v->n_subnets; k++) {
        if (diag_closest(v->subnets[k].r.name, right, 1) != NULL) {
            return &v->subnets[k];
        }
    }
    return NULL;
}

void rules_gateway_subnet_missing(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_gateways; i++) {
        const struct topo_gateway *g = &r->t->gateways[i];
        if (g->vnet->gateway_subnet == NULL && misnamed(g->vnet) == NULL) {
            diag_add(r->d, &rules_code_gateway_subnet_missing, g->vnet_ref.at,
                     "has no GatewaySubnet",
                     "gateway `%s` stands in a network without a GatewaySubnet", g->r.name);
            diag_other(r->d, g->vnet->r.at, "the network");
            diag_platform(r->d, "the gateway is refused");
            diag_help(
                r->d,
                "add to its subnets a range of at least /%d: GatewaySubnet: {address_prefix: ...}",
                GATEWAY_RECOMMENDED);
        }
    }
}

void rules_gateway_subnet_misnamed(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_gateways; i++) {
        const struct topo_gateway *g = &r->t->gateways[i];
        const struct topo_subnet *s = g->vnet->gateway_subnet == NULL ? misnamed(g->vnet) : NULL;
        if (s != NULL) {
            diag_add(r->d, &rules_code_gateway_subnet_misnamed, s->r.at, "not the name",
                     "the subnet of gateway `%s` is called `%s`", g->r.name, s->r.name);
            diag_other(r->d, g->vnet_ref.at, "the gateway");
            diag_platform(r->d, "the gateway is refused: its subnet must be called %s",
                          gateway_subnet_name);
            diag_help(r->d, "call it %s", gateway_subnet_name);
        }
    }
}

void rules_gateway_subnet_below(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_gateways; i++) {
        const struct topo_subnet *s = r->t->gateways[i].vnet->gateway_subnet;
        if (s != NULL && s->prefix.v[0].len > GATEWAY_LONGEST) {
            diag_add(r->d, &rules_code_gateway_subnet_below, s->prefix.at[0], "too small",
                     "a /%u is too small for a GatewaySubnet", s->prefix.v[0].len);
            diag_other(r->d, r->t->gateways[i].r.at, "this gateway stands in it");
            diag_platform(r->d, "the gateway is refused");
            diag_help(r->d, "use a /%d", GATEWAY_RECOMMENDED);
        }
    }
}

void rules_gateway_subnet_small(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_gateways; i++) {
        const struct topo_subnet *s = r->t->gateways[i].vnet->gateway_subnet;
        if (s != NULL && s->prefix.v[0].len > GATEWAY_RECOMMENDED &&
            s->prefix.v[0].len <= GATEWAY_LONGEST) {
            diag_add(r->d, &rules_code_gateway_subnet_small, s->prefix.at[0], "small",
                     "a /%u is small for a GatewaySubnet", s->prefix.v[0].len);
            diag_other(r->d, r->t->gateways[i].r.at, "this gateway stands in it");
            diag_platform(r->d, "it cannot be enlarged while the gateway stands in it");
            diag_help(r->d, "a /%d or larger is recommended", GATEWAY_RECOMMENDED);
        }
    }
}

static void check_region(const struct rules *r, const struct diag_code *code,
                         const struct resource *of, struct topo_ref region,
                         const struct topo_vnet *v)
{
    if (region.name == NULL || strcmp(region.name, v->region_ref.name) == 0) {
        return;
    }
    diag_add(r->d, code, region.at, "not the network's",
             "`%s` is in %s, and its network `%s` in %s", of->name, region.name, v->r.name,
             v->region_ref.name);
    diag_other(r->d, v->region_ref.at, "the network's region");
    diag_platform(r->d, "it is refused: a network and what stands in it are in one region");
    diag_help(r->d, "leave region out, or write %s", v->region_ref.name);
}

void rules_gateway_elsewhere(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_gateways; i++) {
        const struct topo_gateway *g = &r->t->gateways[i];
        check_region(r, &rules_code_gateway_elsewhere, &g->r, g->region_ref, g->vnet);
    }
}

void rules_idle_window(const struct rules *r)
{
    static const char window[] = "replay_window", off[] = "disable_ipsec_replay_protection";
    for (size_t i = 0; i < r->t->n_gateways; i++) {
        const struct topo_gateway *g = &r->t->gateways[i];
        if (g->no_replay_protection && resource_field_given(&g->r, window)) {
            diag_add(r->d, &rules_code_idle_window, resource_field_at(&g->r, window),
                     "has no effect", "gateway `%s` takes ESP packets in any order", g->r.name);
            diag_other(r->d, resource_field_at(&g->r, off), "the protection is off");
            diag_help(r->d, "leave it out, or %s", off);
        }
    }
}

void rules_machine_elsewhere(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_vms; i++) {
        const struct topo_vm_group *g = &r->t->vms[i];
        check_region(r, &rules_code_machine_elsewhere, &g->r, g->region_ref, g->subnet->vnet);
    }
}

void rules_tunnels(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_gateways; i++) {
        const struct topo_gateway *g = &r->t->gateways[i];
        const struct topo_connection *over = NULL;
        int n = 0;
        for (size_t k = 0; k < r->t->n_connections; k++) {
            const struct topo_connection *c = &r->t->connections[k];
            if (c->from != g) {
                continue;
            }
            n += (g->active_active ? 2 : 1) * (c->to->active_active ? 2 : 1);
            over = n > g->sku->tunnels_max && over == NULL ? c : over;
        }
        if (over != NULL) {
            diag_add(r->d, &rules_code_tunnels, resource_field_at(&g->r, "sku"), "not that many",
                     "gateway `%s` has %d tunnels, and %s takes %d", g->r.name, n, g->sku->name,
                     g->sku->tunnels_max);
            diag_other(r->d, over->r.at, "one too many");
            diag_platform(r->d, "connections beyond the SKU's number of tunnels are refused");
            diag_help(
                r->d,
                "VpnGw4AZ and VpnGw5AZ take 100; beyond that, more gateways in more networks");
        }
    }
}

static const char *assumed_row(const struct topo_policy *p, enum catalog_cipher *row)
{
    switch ((enum topo_encryption)p->ipsec_encryption) {
    case TOPO_GCMAES256:
        return NULL;
    case TOPO_GCMAES192:
    case TOPO_GCMAES128:
        *row = CATALOG_GCMAES256;
        return "GCMAES256";
    case TOPO_DES3:
    case TOPO_DES:
        *row = CATALOG_DES3_SHA256;
        return p->ipsec_encryption == TOPO_DES3 && p->ipsec_integrity == TOPO_SHA256
                   ? NULL
                   : "DES3 with SHA256";
    default:
        *row = CATALOG_AES256_SHA256;
        return p->ipsec_encryption == TOPO_AES256 && p->ipsec_integrity == TOPO_SHA256
                   ? NULL
                   : "AES256 with SHA256";
    }
}

void rules_assumed_cipher(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        const struct topo_limits *own = &c->from->limits;
        enum catalog_cipher row = CATALOG_GCMAES256;
        struct catalog_tunnel published;
        const char *name = c->has_policy ? assumed_row(&c->policy, &row) : NULL;
        if (name == NULL || (own->tunnel_bps != 0 && own->tunnel_pps != 0) ||
            !rules_is_first(&c->r, c->reverse ? &c->reverse->r : NULL) ||
            !catalog_tunnel(r->c, c->from->sku, row, &published)) {
            continue;
        }
        diag_add(r->d, &rules_code_assumed_cipher,
                 resource_field_at(&c->policy.r, "ipsec_encryption"), "not published",
                 "what a tunnel with this cipher carries is not published: that of %s is taken "
                 "(assumed)",
                 name);
        diag_help(r->d,
                  "the gateway's limits: {tunnel: ..., tunnel_packets: ...} take other figures");
    }
}

void rules_retired(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_gateways; i++) {
        const struct topo_gateway *g = &r->t->gateways[i];
        if (g->sku->retired) {
            diag_add(r->d, &rules_code_retired, resource_field_at(&g->r, "sku"), "retired",
                     "gateway SKU %s is retired", g->sku->name);
            diag_platform(r->d, "no new gateway can be created with it since September 2026");
            diag_help(r->d, "%sAZ is its successor", g->sku->name);
        }
    }
}

void rules_policy_refused(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_connections; i++) {
        const struct topo_connection *c = &r->t->connections[i];
        if (c->has_policy && !c->from->sku->policies) {
            diag_add(r->d, &rules_code_policy_refused, c->policy.r.at, "not with this SKU",
                     "%s gateways take no ipsec_policy", c->from->sku->name);
            diag_other(r->d, resource_field_at(&c->from->r, "sku"), "the SKU of `%s`",
                       c->from->r.name);
            diag_platform(r->d, "the connection is refused");
            diag_help(r->d, "leave the policy out at both ends, or take VpnGw1AZ");
        }
    }
}
