/* Virtual network gateways. */
#include "sim/arm/map_gateway_parts.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "models/cloud/catalog.h"
#include "sim/arm/code.h"
#include "sim/arm/unknown.h"
#include "sim/base/arena.h"

static const char *const gateway_ignored[] = {"enableDnsForwarding",
                                              "enablePrivateIpAddress",
                                              "inboundDnsForwardingEndpoint",
                                              "virtualNetworkGatewayPolicyGroups",
                                              "vNetExtendedLocationResourceId",
                                              "autoScaleConfiguration",
                                              "resiliencyModel",
                                              "adminState",
                                              NULL};
static const char *const config_ignored[] = {"privateIPAllocationMethod", "privateIPAddress", NULL};
static const char *const sku_done[] = {"tier", "capacity", NULL};

/* SKUs of before 2018, for route-based gateways: the figures of the platform's page on legacy SKUs.
 */
static bool is_legacy(struct arm_gateway *g, const char *sku)
{
    if (strcasecmp(sku, "Standard") != 0 && strcasecmp(sku, "HighPerformance") != 0) {
        return false;
    }
    g->sku = "VpnGw1AZ";
    g->aggregate = strcasecmp(sku, "Standard") == 0 ? "100Mbps" : "200Mbps";
    return true;
}

static void take_sku(struct arm_plan *p, struct arm_gateway *g, const struct arm_props *x)
{
    const struct arm_value *sku = arm_prop(x, "sku");
    const char *name = NULL, *const * known;
    if (sku != NULL) {
        const struct arm_props inner = arm_props(p, sku, x->kind, x->name);
        name = arm_prop_text(&inner, "name");
        name = name != NULL ? name : arm_prop_text(&inner, "tier");
        arm_prop_done(&inner, sku_done);
    }
    if (name == NULL) {
        g->sku = "VpnGw1AZ";
        diag_add(p->w->diag, &arm_code_assumed, x->at, NULL,
                 "gateway `%s` has no SKU: VpnGw1AZ is assumed", x->name);
        return;
    }
    if (is_legacy(g, name)) {
        diag_add(p->w->diag, &arm_code_stand_in, sku->at, "here",
                 "VpnGw1AZ with %s stands in for the legacy SKU %s of `%s`", g->aggregate, name,
                 x->name);
        return;
    }
    const size_t n = catalog_sku_names(p->w->catalog, &known);
    g->sku = name; /* what is none of them check refuses */
    for (size_t i = 0; i < n; i++) {
        if (strcasecmp(known[i], name) == 0) {
            g->sku = known[i];
            return;
        }
    }
}

/* Point-to-site: of it all the pool. */
static void take_clients(struct arm_plan *p, struct arm_gateway *g, const struct arm_props *x)
{
    struct arm_value *clients = arm_prop(x, "vpnClientConfiguration");
    struct arm_texts prefixes = {0};
    if (clients == NULL || clients->kind != ARM_OBJECT || clients->object->n == 0) {
        return;
    }
    const struct arm_props inner = arm_props(p, clients, x->kind, x->name);
    const struct arm_value *pool = arm_prop(&inner, "vpnClientAddressPool");
    if (pool != NULL) {
        const struct arm_props space = arm_props(p, pool, x->kind, x->name);
        arm_prop_texts(&space, "addressPrefixes", &prefixes);
        arm_take_prefixes(x, &prefixes, &g->clients);
    }
    arm_settle(clients);
    diag_add(p->w->diag, &arm_code_unmapped, clients->at, "left out",
             "point-to-site clients of gateway `%s` are not simulated%s", x->name,
             g->clients.n > 0 ? ": their pool alone is kept" : "");
}

/* False: none names a subnet; a network that the files do not declare is reported. */
static bool take_configurations(struct arm_plan *p, struct arm_gateway *g,
                                const struct arm_props *x)
{
    struct arm_value **item;
    bool named = false;
    const size_t n = arm_prop_list(x, "ipConfigurations", &item);
    for (size_t i = 0; i < n; i++) {
        const struct arm_props one = arm_props(p, item[i], "ipConfigurations", x->name);
        const char *name = arm_get_text(item[i], "name"), *subnet = arm_prop_id(&one, "subnet"),
                   *public = arm_prop_id(&one, "publicIPAddress");
        arm_texts_add(p->w->arena, &g->ip_configurations, name != NULL ? name : "");
        named = named || arm_prop_raw(&one, "subnet") != NULL;
        if (subnet != NULL && g->network == NULL) {
            g->network = arm_find(p, arm_id_parent(p->w->arena, subnet),
                                  "Microsoft.Network/virtualNetworks", item[i]->at,
                                  arena_printf(p->w->arena, "gateway `%s` is left out", x->name));
            if (g->network != NULL && strcasecmp(arm_last_name(subnet), "GatewaySubnet") != 0) {
                arm_refuse(p->w, item[i]->at,
                           arena_printf(p->w->arena,
                                        "gateway `%s` stands in subnet `%s`; it must be called "
                                        "GatewaySubnet",
                                        x->name, arm_last_name(subnet)));
            }
        }
        if (public != NULL) {
            arm_take_public(p, g, public);
        }
        arm_prop_rest(&one, config_ignored);
    }
    return named;
}

static void map_gateway(struct arm_plan *p, struct arm_resource *r, const struct arm_props *x)
{
    static const char *const vpn_types[] = {"RouteBased", "PolicyBased", NULL};
    const char *type = arm_prop_text(x, "gatewayType"),
               *generation = arm_prop_text(x, "vpnGatewayGeneration");
    if (type != NULL && strcasecmp(type, "Vpn") != 0) {
        diag_add(p->w->diag, &arm_code_unmapped, r->at, "left out",
                 "gateway `%s` is of type %s, which is not simulated", r->name, type);
        if (strcasecmp(type, "ExpressRoute") == 0) {
            arm_map_circuits(p, r, x);
        }
        return;
    }
    struct arm_gateway *g = ARENA_NEW(p->w->arena, struct arm_gateway);
    g->at = r->at;
    g->json = x->body;
    const bool named = take_configurations(p, g, x);
    if (g->network == NULL) {
        if (!named) {
            diag_add(p->w->diag, &arm_code_unknown, r->at, "left out",
                     "gateway `%s` does not say its subnet: it is left out", r->name);
        }
        return;
    }
    take_sku(p, g, x);
    g->vpn_type = arm_word(arm_prop_text(x, "vpnType"), vpn_types);
    g->generation = generation != NULL && strncasecmp(generation, "Generation", 10) == 0
                        ? strtol(generation + 10, NULL, 10)
                        : 0;
    if (g->generation != 0 && g->aggregate != NULL) {
        g->generation = 0;
    }
    g->active_active = arm_prop_bool(x, "activeActive", false);
    g->bgp = arm_prop_bool(x, "enableBgp", false);
    g->translates_bgp = arm_prop_bool(x, "enableBgpRouteTranslationForNat", false);
    g->no_replay = arm_prop_bool(x, "disableIPSecReplayProtection", false);
    arm_take_bgp(x, &g->asn, &g->peer);
    take_clients(p, g, x);
    arm_settle_publics(p, g, r->name);
    const struct arm_value *settings = arm_prop_raw(x, "bgpSettings");
    arm_take_tunnel_addresses(g, settings);
    arm_take_own_bgp_addresses(g, x);
    g->region = arm_location_elsewhere(p, x, g->network);
    g->name = arm_given_name(p, &p->gateway_names, r->name);
    arm_map_nats(p, g, x);
    arm_prop_rest(x, gateway_ignored);
    arm_things_add(p->w->arena, &p->gateways, g);
    r->mapped = g;
}

void arm_map_gateways(struct arm_plan *p)
{
    arm_each(p, ARM_GATEWAY_TYPE, map_gateway);
    arm_judge_circuits(p);
    arm_map_child_nats(p);
}
