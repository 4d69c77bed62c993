/* Virtual network gateways. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "models/cloud/catalog.h"
#include "sim/arm/call.h"
#include "models/cloud/topo_vpn.h"
#include "sim/arm/code.h"
#include "sim/arm/eval.h"
#include "sim/arm/map.h"
#include "sim/base/arena.h"
#include "sim/base/ip4.h"

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
static const char *const bgp_ignored[] = {"peerWeight", NULL}, *const bgp_done[] = {
                                                                   "bgpPeeringAddresses", NULL};
static const char *const sku_done[] = {"tier", "capacity", NULL};
static const char *const public_ignored[] = {
    "publicIPAddressVersion", "idleTimeoutInMinutes", "dnsSettings", "ddosSettings", "ipTags",
    "publicIPPrefix",         "deleteOption",         NULL};
/* Of a Standard address always static; and read only: whose it is. */
static const char *const public_done[] = {"publicIPAllocationMethod", "ipConfiguration", NULL};
static const char *const nat_ignored[] = {"egressVpnSiteLinkConnections",
                                          "ingressVpnSiteLinkConnections", NULL};
static const char gateway_type[] = "Microsoft.Network/virtualNetworkGateways";

/* --- gateways --- */

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
    g->sku = name;
    for (size_t i = 0; i < n; i++) {
        if (strcasecmp(known[i], name) == 0) {
            g->sku = known[i];
            return;
        }
    }
    diag_add(p->w->diag, &arm_code_refused, sku->at, "here",
             "gateway `%s` has the SKU %s, which is none of a VPN gateway", x->name, name);
}

bool arm_is_address(const char *text)
{
    struct ip4_prefix p;
    char whole[IP4_TEXT_MAX + 4];
    if (text == NULL || strlen(text) >= IP4_TEXT_MAX || strchr(text, '/') != NULL) {
        return false;
    }
    (void)strcat(strcpy(whole, text), "/32");
    return ip4_prefix_parse(whole, &p) == IP4_OK;
}

/* Of no SKU given is Basic, which VPN gateways are refused: Standard stands in for it. */
static void take_public_sku(struct arm_plan *p, const struct arm_props *x)
{
    const struct arm_value *sku = arm_prop(x, "sku");
    const char *name = "Basic";
    if (sku != NULL) {
        const struct arm_props inner = arm_props(p, sku, x->kind, x->name);
        name = arm_prop_text(&inner, "name");
        arm_prop_done(&inner, sku_done);
    } else if (arm_prop_raw(x, "sku") != NULL) {
        return; /* not known, and reported */
    }
    if (name != NULL && strcasecmp(name, "Basic") == 0) {
        diag_add(p->w->diag, &arm_code_stand_in, sku != NULL ? sku->at : x->at, "here",
                 "public address `%s` is of SKU Basic, which VPN gateways are refused "
                 "(PublicIpWithBasicSkuNotAllowedOnVPNGateways): Standard stands in for it",
                 x->name);
    }
}

static void take_zones(struct arm_plan *p, struct arm_public *a, const struct arm_props *x)
{
    struct arm_texts zones = {0};
    arm_prop_texts(x, "zones", &zones);
    for (size_t i = 0; i < zones.n && i < 100; i++) {
        if (zones.v[i][0] >= '1' && zones.v[i][0] <= '3' && zones.v[i][1] == '\0') {
            if (!arm_texts_has(&a->zones, zones.v[i])) {
                arm_texts_add(p->w->arena, &a->zones, zones.v[i]);
            }
        } else {
            diag_add(p->w->diag, &arm_code_unmapped, x->at, "left out",
                     "zone `%.20s` of public address `%s` is left out: 1, 2 and 3 are", zones.v[i],
                     x->name);
        }
    }
}

static struct arm_public *public_of(struct arm_plan *p, struct arm_resource *r,
                                    const struct arm_props *x)
{
    for (size_t i = 0; i < p->publics.n; i++) {
        struct arm_public *a = p->publics.v[i];
        if (a->resource == r) {
            return a;
        }
    }
    const struct arm_value *address = arm_prop_raw(x, "ipAddress");
    struct arm_public *a =
        arm_things_add(p->w->arena, &p->publics, ARENA_NEW(p->w->arena, struct arm_public));
    *a = (struct arm_public){.name = arm_name(p, &p->public_names, r->name), .resource = r};
    a->address = address != NULL && address->kind == ARM_TEXT && arm_is_address(address->text)
                     ? address->text
                     : NULL;
    take_public_sku(p, x);
    take_zones(p, a, x);
    arm_prop_done(x, public_done);
    arm_prop_rest(x, public_ignored);
    r->mapped = a;
    return a;
}

static void take_public(struct arm_plan *p, struct arm_gateway *g, const char *id)
{
    struct arm_resource *r = id[0] == '/' ? arm_resource_by_id(p->w, id) : NULL;
    if (r != NULL && arm_may_work(p->w, r->at, p->publics.n / 16 + 1)) {
        const struct arm_props x = arm_props(p, arm_body(p->w, r), "publicIPAddresses", r->name);
        const struct arm_public *a = arm_things_add(p->w->arena, &g->publics, public_of(p, r, &x));
        if (g->public_ids.n < 2) {
            g->address[g->public_ids.n] = a->address;
        }
    }
    arm_texts_add(p->w->arena, &g->public_ids, r != NULL ? r->id : id);
}

/* What the platform would refuse of them, and so will check. */
static void judge_publics(struct arm_plan *p, struct arm_gateway *g, const char *name)
{
    const size_t n = g->publics.n, right = !g->active_active ? 1 : g->clients.n > 0 ? 3 : 2;
    if (n == 0) {
        return; /* none is in the files: nothing can be said of them */
    }
    if (n != g->public_ids.n) {
        g->publics.n = 0;
        diag_add(p->w->diag, &arm_code_unknown, g->at, "here",
                 "of the %zu public addresses of gateway `%s` only %zu are in the files: none is "
                 "written",
                 g->public_ids.n, name, n);
        return;
    }
    if (n != right) {
        diag_add(p->w->diag, &arm_code_refused, g->at, "here",
                 "gateway `%s` has %zu public addresses, and needs %zu", name, n, right);
    }
    const struct arm_public *first = g->publics.v[0];
    for (size_t i = 0; i < n; i++) {
        struct arm_public *a = g->publics.v[i];
        bool same = a->zones.n == first->zones.n;
        for (size_t k = 0; k < a->zones.n; k++) {
            same = same && arm_texts_has(&first->zones, a->zones.v[k]);
        }
        if (!same && g->active_active) {
            diag_add(p->w->diag, &arm_code_refused, g->at, "here",
                     "the public addresses of active-active gateway `%s` differ in their zones "
                     "(ActiveActiveGatewayPublicIPAddressesDiffersInSkuOrZones)",
                     name);
        }
        if (a->taken) {
            diag_add(p->w->diag, &arm_code_refused, g->at, "here",
                     "gateway `%s` has a public address that is given already: `%s`", name,
                     a->name);
        }
        a->taken = true;
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

static void take_configurations(struct arm_plan *p, struct arm_gateway *g,
                                const struct arm_props *x)
{
    struct arm_value **item;
    const size_t n = arm_prop_list(x, "ipConfigurations", &item);
    for (size_t i = 0; i < n; i++) {
        const struct arm_props one = arm_props(p, item[i], "ipConfigurations", x->name);
        const char *name = arm_get_text(item[i], "name"), *subnet = arm_prop_id(&one, "subnet"),
                   *public = arm_prop_id(&one, "publicIPAddress");
        arm_texts_add(p->w->arena, &g->ip_configurations, name != NULL ? name : "");
        if (subnet != NULL && g->network == NULL) {
            g->network =
                arm_find(p, arm_id_parent(p->w->arena, subnet), "Microsoft.Network/virtualNetworks",
                         item[i]->at, arena_printf(p->w->arena, "gateway `%s`", x->name));
            if (strcasecmp(arm_last_name(subnet), "GatewaySubnet") != 0) {
                diag_add(p->w->diag, &arm_code_refused, item[i]->at, "here",
                         "gateway `%s` stands in subnet `%s`; it must be called GatewaySubnet",
                         x->name, arm_last_name(subnet));
            }
        }
        if (public != NULL) {
            take_public(p, g, public);
        }
        arm_prop_rest(&one, config_ignored);
    }
}

void arm_take_bgp(const struct arm_props *x, int64_t *asn, const char **peer)
{
    const struct arm_value *settings = arm_prop_raw(x, "bgpSettings");
    if (settings == NULL || settings->kind != ARM_OBJECT) {
        return;
    }
    const struct arm_props inner = arm_props(x->p, settings, x->kind, x->name);
    const struct arm_value *address = arm_prop_raw(&inner, "bgpPeeringAddress");
    const char *first;
    *asn = arm_prop_int(&inner, "asn", 0);
    arm_prop_done(&inner, bgp_done); /* both kinds of gateway look at it themselves */
    if (address != NULL && address->kind == ARM_TEXT) { /* of an active-active gateway "a,b" */
        first = arena_strndup(x->p->w->arena, address->text, strcspn(address->text, ","));
        *peer = arm_is_address(first) ? first : NULL;
    }
    arm_prop_rest(&inner, bgp_ignored);
}

/* Of a deployed gateway: the public address of each instance, where the files do not hold it. */
static void take_tunnel_addresses(struct arm_gateway *g, const struct arm_value *settings)
{
    const struct arm_value *list = arm_plain_member(settings, "bgpPeeringAddresses");
    for (size_t i = 0; list != NULL && list->kind == ARM_ARRAY && i < list->n && i < 2; i++) {
        const struct arm_value *of =
            arm_plain_member(arm_plain(list->item[i]), "tunnelIpAddresses");
        const struct arm_value *first =
            of != NULL && of->kind == ARM_ARRAY && of->n > 0 ? arm_plain(of->item[0]) : NULL;
        if (g->address[i] == NULL && first != NULL && first->kind == ARM_TEXT &&
            arm_is_address(first->text)) {
            g->address[i] = first->text;
        }
    }
}

/* Addresses of the gateway's own (169.254.0.0/16) beside those that the platform gives: one is
 * taken, others are said. */
static void take_own_bgp_address(struct arm_plan *p, struct arm_gateway *g,
                                 const struct arm_value *settings, const char *name)
{
    const struct arm_value *list = arm_get(settings, "bgpPeeringAddresses");
    bool has_own = false, said = false;
    for (size_t i = 0; list != NULL && list->kind == ARM_ARRAY && i < list->n; i++) {
        const struct arm_value *own = arm_get(list->item[i], "customBgpIpAddresses");
        for (size_t k = 0; own != NULL && own->kind == ARM_ARRAY && k < own->n; k++) {
            const struct arm_value *address = own->item[k];
            if (address->kind == ARM_TEXT) {
                arm_texts_add(p->w->arena, &g->custom_peers, address->text);
            }
            const bool is_first =
                !has_own && address->kind == ARM_TEXT && arm_is_address(address->text);
            has_own = true;
            if (is_first) {
                g->peer = address->text;
            } else if (!said) {
                said = true;
                diag_add(p->w->diag, &arm_code_unmapped, own->at, "here",
                         "further customBgpIpAddresses of gateway `%s` are left out: here a "
                         "gateway has one",
                         name);
            }
        }
    }
}

/* The language has no place for a gateway's region: it is the network's. What --location stands for
 * is no contradiction. */
static void judge_region(struct arm_plan *p, const struct arm_gateway *g, const struct arm_props *x)
{
    const char *region = arm_location(p, x);
    if (strcmp(region, g->network->region) != 0 &&
        strcmp(region, arm_region(p->w->arena, p->w->location)) != 0) {
        diag_add(p->w->diag, &arm_code_unmapped, g->at, "here",
                 "gateway `%s` is in %s and its network in %s: it is taken to be there, and the "
                 "platform refuses it",
                 x->name, region, g->network->region);
    }
}

/* --- address translation --- */

static const char *mapping(const struct arm_props *x, const char *list, size_t i,
                           const char **ports)
{
    struct arm_value **item;
    *ports = NULL;
    if (i >= arm_prop_list(x, list, &item)) {
        return NULL;
    }
    const struct arm_props one = arm_props(x->p, item[i], list, x->name);
    *ports = arm_prop_text(&one, "portRange");
    if (*ports != NULL && (*ports)[0] == '\0') {
        *ports = NULL;
    }
    return arm_prop_text(&one, "addressSpace");
}

/* Which instance of an active-active gateway the rule says it is of; -1: none, or all. */
static int64_t instance_of(const struct arm_gateway *g, const struct arm_props *x, bool dynamic)
{
    static const char *const usual[] = {"default",
                                        "activeActive"}; /* VPN Gateway FAQ, 2024-01-23 */
    const char *id = arm_prop_text(x, "ipConfigurationId"),
               *name = id != NULL ? arm_last_name(id) : "";
    if (name[0] == '\0' || !g->active_active) {
        return -1;
    }
    if (!dynamic) {
        diag_add(x->p->w->diag, &arm_code_unmapped, x->body->at, "here",
                 "static NAT rule `%s` names an IP configuration: every instance of gateway `%s` "
                 "translates by it",
                 x->name, g->name);
        return -1;
    }
    for (size_t i = 0; i < 2; i++) {
        if (strcasecmp(name, i < g->ip_configurations.n ? g->ip_configurations.v[i] : usual[i]) ==
            0) {
            return (int64_t)i;
        }
    }
    diag_add(x->p->w->diag, &arm_code_unmapped, x->body->at, "here",
             "NAT rule `%s` is of IP configuration `%s`, which gateway `%s` does not have: it is "
             "taken to be instance 0's",
             x->name, name, g->name);
    return -1;
}

/* Of a static rule both ranges of ports, or neither; a dynamic one takes none. */
static void judge_ports(const struct arm_props *x, struct arm_nat *n)
{
    if ((n->internal_ports != NULL || n->external_ports != NULL) &&
        (n->dynamic || n->internal_ports == NULL || n->external_ports == NULL)) {
        diag_add(x->p->w->diag, &arm_code_unmapped, x->body->at, "here",
                 "the range of ports of NAT rule `%s` is left out: %s", x->name,
                 n->dynamic ? "a dynamic rule finds them by itself" : "the other mapping has none");
        n->internal_ports = n->external_ports = NULL;
    }
}

static void map_nat(struct arm_plan *p, struct arm_gateway *g, const struct arm_value *v,
                    const char *name)
{
    static const char *const modes[] = {"EgressSnat", "IngressSnat", NULL}, *const types[] = {
                                                                                "Static", "Dynamic",
                                                                                NULL};
    const struct arm_props x = arm_props(p, v, "natRules", name);
    const char *given = arm_prop_text(&x, "type"),
               *type = given == NULL ? types[0] : arm_word(given, types),
               *mode = arm_word(arm_prop_text(&x, "mode"), modes);
    struct arm_nat one = {.given = name, .mode = mode, .dynamic = type == types[1]};
    size_t i;
    if (mode == NULL || type == NULL) {
        diag_add(p->w->diag, &arm_code_unmapped, v->at, "left out",
                 "NAT rule `%s` of `%s` is neither static nor dynamic, or says no mode", name,
                 g->name);
        return;
    }
    one.instance = instance_of(g, &x, one.dynamic);
    for (i = 0;; i++) {
        one.internal = mapping(&x, "internalMappings", i, &one.internal_ports);
        one.external = mapping(&x, "externalMappings", i, &one.external_ports);
        if (one.internal == NULL || one.external == NULL) {
            break;
        }
        judge_ports(&x, &one);
        one.name = arm_name(p, &g->nat_names, name);
        *(struct arm_nat *)arm_things_add(p->w->arena, &g->nats,
                                          ARENA_NEW(p->w->arena, struct arm_nat)) = one;
    }
    if (one.internal != NULL || one.external != NULL) {
        diag_add(p->w->diag, &arm_code_unmapped, v->at, i > 0 ? "in part" : "left out",
                 "NAT rule `%s` has mappings that are not as many inside as outside: those over "
                 "are left out",
                 name);
    }
    arm_prop_rest(&x, nat_ignored);
}

static void map_nats(struct arm_plan *p, struct arm_gateway *g, const struct arm_props *x)
{
    struct arm_value **item;
    const size_t n = arm_prop_list(x, "natRules", &item);
    for (size_t i = 0; i < n; i++) {
        const char *name = arm_get_text(item[i], "name");
        map_nat(p, g, item[i], name != NULL ? name : "rule");
    }
}

static void map_child_nat(struct arm_plan *p, struct arm_resource *r, const struct arm_props *x)
{
    struct arm_gateway *g =
        arm_find(p, arm_id_parent(p->w->arena, r->id), gateway_type, r->at,
                 arena_printf(p->w->arena, "the gateway of NAT rule `%s`", r->name));
    for (size_t i = 0; g != NULL && i < g->nats.n;
         i++) { /* exports have it in the gateway as well */
        if (strcasecmp(((struct arm_nat *)g->nats.v[i])->given, arm_last_name(r->name)) == 0) {
            r->looked_at = true;
            return;
        }
    }
    if (g != NULL && arm_may_work(p->w, r->at, g->nats.n / 16 + 1)) {
        map_nat(p, g, x->body, arm_last_name(r->name));
        r->mapped = g;
    }
}

/* --- ExpressRoute --- */

static void map_circuits(struct arm_plan *p, struct arm_resource *r, const struct arm_props *x)
{
    struct arm_circuits *c =
        arm_things_add(p->w->arena, &p->circuits, ARENA_NEW(p->w->arena, struct arm_circuits));
    struct arm_value **item;
    const size_t n = arm_prop_list(x, "ipConfigurations", &item);
    *c = (struct arm_circuits){.name = r->name, .at = r->at};
    for (size_t i = 0; i < n && c->network == NULL; i++) {
        const struct arm_props one = arm_props(p, item[i], "ipConfigurations", x->name);
        const char *subnet = arm_prop_id(&one, "subnet");
        if (subnet != NULL) {
            c->network = arm_find(p, arm_id_parent(p->w->arena, subnet),
                                  "Microsoft.Network/virtualNetworks", item[i]->at, NULL);
        }
    }
}

/* What the platform asks of a VPN gateway beside it; the ExpressRoute gateway itself is left out,
 * so check cannot say it. */
static void judge_circuits(struct arm_plan *p, const struct arm_circuits *c,
                           const struct arm_gateway *g)
{
    const struct arm_subnet *s = arm_subnet_of(g->network, "GatewaySubnet");
    struct ip4_prefix prefix;
    if (g->asn != 0 && g->asn != TOPO_BESIDE_ASN) {
        diag_add(p->w->diag, &arm_code_beside, g->at, "another number",
                 "VPN gateway `%s` has the autonomous system number %lld beside ExpressRoute "
                 "gateway `%s`, and needs %d",
                 g->name, (long long)g->asn, c->name, TOPO_BESIDE_ASN);
        diag_other(p->w->diag, c->at, "the ExpressRoute gateway of its network");
    }
    if (s != NULL && arm_prefix(s->prefix, &prefix) && prefix.len > TOPO_BESIDE_LONGEST) {
        diag_add(
            p->w->diag, &arm_code_beside, s->at, "too small for both",
            "the GatewaySubnet of `%s` is a /%u, and a VPN and an ExpressRoute gateway need a /%d",
            g->network->name, prefix.len, TOPO_BESIDE_LONGEST);
        diag_other(p->w->diag, c->at, "the ExpressRoute gateway");
    }
}

static void judge_all_circuits(struct arm_plan *p)
{
    for (size_t i = 0; i < p->circuits.n; i++) {
        const struct arm_circuits *c = p->circuits.v[i];
        for (size_t k = 0; c->network != NULL && k < p->gateways.n && arm_may_work(p->w, c->at, 1);
             k++) {
            const struct arm_gateway *g = p->gateways.v[k];
            if (g->network == c->network) {
                judge_circuits(p, c, g);
            }
        }
    }
}

/* --- VPN gateways --- */

static void map_gateway(struct arm_plan *p, struct arm_resource *r, const struct arm_props *x)
{
    static const char *const vpn_types[] = {"RouteBased", "PolicyBased", NULL};
    const char *type = arm_prop_text(x, "gatewayType"),
               *generation = arm_prop_text(x, "vpnGatewayGeneration");
    if (type != NULL && strcasecmp(type, "Vpn") != 0) {
        diag_add(p->w->diag, &arm_code_unmapped, r->at, "left out",
                 "gateway `%s` is of type %s, which is not simulated", r->name, type);
        if (strcasecmp(type, "ExpressRoute") == 0) {
            map_circuits(p, r, x);
        }
        return;
    }
    struct arm_gateway *g = ARENA_NEW(p->w->arena, struct arm_gateway);
    g->at = r->at;
    take_configurations(p, g, x);
    if (g->network == NULL) {
        diag_add(p->w->diag, &arm_code_unknown, r->at, "left out",
                 "gateway `%s` stands in no network that the files declare", r->name);
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
    judge_publics(p, g, r->name);
    const struct arm_value *settings = arm_prop_raw(x, "bgpSettings");
    take_tunnel_addresses(g, settings);
    take_own_bgp_address(p, g, settings, r->name);
    judge_region(p, g, x);
    g->name = arm_name(p, &p->gateway_names, r->name);
    map_nats(p, g, x);
    arm_prop_rest(x, gateway_ignored);
    arm_things_add(p->w->arena, &p->gateways, g);
    r->mapped = g;
}

void arm_map_gateways(struct arm_plan *p)
{
    arm_each(p, gateway_type, map_gateway);
    judge_all_circuits(p);
    arm_each(p, "Microsoft.Network/virtualNetworkGateways/natRules", map_child_nat);
}
