/* What the files do not say and a run needs: a VM in every network, delays between regions; and
 * what is left. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "models/cloud/catalog.h"
#include "models/cloud/geo.h"
#include "sim/arm/code.h"
#include "sim/arm/map_parts.h"
#include "sim/arm/unknown.h"
#include "sim/base/arena.h"
#include "sim/base/ip4.h"

/* --- probes --- */

static bool is_reserved(const char *name)
{
    static const char *const names[] = {"GatewaySubnet",
                                        "AzureFirewallSubnet",
                                        "AzureFirewallManagementSubnet",
                                        "AzureBastionSubnet",
                                        "RouteServerSubnet",
                                        "ApplicationGatewaySubnet",
                                        NULL};
    for (size_t i = 0; names[i] != NULL; i++) {
        if (strcasecmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_free(const struct arm_network *n, struct ip4_prefix wanted)
{
    struct ip4_prefix p;
    for (size_t i = 0; i < n->subnets.n; i++) {
        if (arm_prefix(((struct arm_subnet *)n->subnets.v[i])->prefix, &p) &&
            ip4_prefix_overlaps(p, wanted)) {
            return false;
        }
    }
    return true;
}

/* A subnet that VMs may stand in; where there is none, a new one in what is free. */
static struct arm_subnet *subnet_for_probe(struct arm_plan *p, struct arm_network *n)
{
    struct ip4_prefix space, own;
    char text[IP4_TEXT_MAX];
    for (size_t i = 0; i < n->subnets.n; i++) {
        struct arm_subnet *s = n->subnets.v[i];
        const bool room = arm_prefix(s->prefix, &own) && own.len <= 29 &&
                          s->taken.n + 1 < (UINT64_C(1) << (32 - own.len)) - 5;
        if (!is_reserved(s->name) && !s->delegated && room) {
            return s;
        }
    }
    for (size_t i = 0; i < n->prefixes.n; i++) {
        if (!arm_prefix(n->prefixes.v[i], &space) || space.len > 28) {
            continue;
        }
        const uint64_t slots = UINT64_C(1) << (28 - space.len);
        for (uint64_t k = 0; k < slots && k < 4096; k++) {
            const struct ip4_prefix wanted = {space.addr + (uint32_t)(k * 16), 28};
            if (arm_may_work(p->w, n->at, n->subnets.n / 16 + 1) && is_free(n, wanted)) {
                struct arm_subnet *s = arm_things_add(p->w->arena, &n->subnets,
                                                      ARENA_NEW(p->w->arena, struct arm_subnet));
                *s = (struct arm_subnet){.name = arm_name(p, &n->subnet_names, "probe"),
                                         .given = "probe",
                                         .at = n->at,
                                         .network = n};
                s->prefix = arena_strdup(p->w->arena, ip4_prefix_format(wanted, text));
                diag_add(p->w->diag, &arm_code_assumed, n->at, NULL,
                         "network `%s` has no subnet for VMs: `%s` (%s) is added for a probe",
                         n->name, s->name, s->prefix);
                return s;
            }
        }
    }
    return NULL;
}

static void add_probe(struct arm_plan *p, struct arm_network *n, const char *why)
{
    struct arm_subnet *s = subnet_for_probe(p, n);
    if (s == NULL) {
        diag_add(p->w->diag, &arm_code_assumed, n->at, NULL,
                 "network `%s` has no machine and no room for a probe: nothing is sent to it",
                 n->name);
        return;
    }
    struct arm_machine *m =
        arm_things_add(p->w->arena, &p->machines, ARENA_NEW(p->w->arena, struct arm_machine));
    *m =
        (struct arm_machine){.role = ARM_PROBE, .subnet = s, .size = "Standard_D4s_v5", .count = 1};
    m->name = arm_name(p, &p->machine_names, arena_printf(p->w->arena, "probe-%s", n->name));
    diag_add(p->w->diag, &arm_code_assumed, n->at, NULL,
             "network `%s` has %s: `%s` is added in subnet `%s`", n->name, why, m->name, s->name);
}

/* Is there somebody who pings, and another to ping? */
static bool has_pair(const struct arm_plan *p)
{
    int64_t all = 0, pingers = 0;
    for (size_t i = 0; i < p->machines.n; i++) {
        const struct arm_machine *m = p->machines.v[i];
        all += arm_takes_part(m) ? m->count : 0;
        pingers += arm_takes_part(m) && m->role != ARM_MANAGED_INSTANCE ? m->count : 0;
    }
    return all > 1 && pingers > 0;
}

void arm_map_probes(struct arm_plan *p)
{
    for (size_t i = 0; i < p->networks.n; i++) {
        struct arm_network *n = p->networks.v[i];
        if (n->n_machines == 0) {
            add_probe(p, n, "no machine");
        }
    }
    if (p->networks.n > 0 && !has_pair(p)) {
        add_probe(p, p->networks.v[0], "nobody to ping");
    }
}

/* --- regions and the ways between them --- */

/* Regions that exist and have no published round trips. */
static const char *const unlisted[] = {"usgovvirginia",
                                       "usgovarizona",
                                       "usgovtexas",
                                       "usgoviowa",
                                       "usdodeast",
                                       "usdodcentral",
                                       "chinaeast",
                                       "chinaeast2",
                                       "chinaeast3",
                                       "chinanorth",
                                       "chinanorth2",
                                       "chinanorth3",
                                       "eastus2euap",
                                       "centraluseuap",
                                       "eastusstg",
                                       "southcentralusstg",
                                       "germanycentral",
                                       "germanynortheast",
                                       "usnateast",
                                       "usnatwest",
                                       "usseceast",
                                       "ussecwest",
                                       "southeastus",
                                       "taiwannorth",
                                       "eastus3",
                                       "southcentralus2",
                                       "israelnorthwest",
                                       "saudiarabiaeast",
                                       NULL};

/* One that does not exist check refuses, where it is used. */
static void use_region(struct arm_plan *p, struct arm_texts *used, const char *region,
                       struct span at)
{
    if (arm_texts_has(used, region) || !arm_may_work(p->w, at, 1)) {
        return;
    }
    if (catalog_region(p->w->catalog, region) != NULL) {
        arm_texts_add(p->w->arena, used, region);
        return;
    }
    for (size_t i = 0; unlisted[i] != NULL; i++) {
        if (strcmp(unlisted[i], region) == 0) {
            arm_texts_add(p->w->arena, used, region);
            arm_texts_add(p->w->arena, &p->regions, region);
            diag_add(p->w->diag, &arm_code_assumed, at, NULL,
                     "nothing is published of region `%s`: it is declared under regions, with "
                     "assumed delays",
                     region);
            return;
        }
    }
}

/* Half a round trip in fibre on the great circle, and half as much again for the way that cables
 * take; 40 ms where a place is not known. */
static double assumed_ms(const struct catalog *c, const char *a, const char *b)
{
    const struct catalog_region *x = catalog_region(c, a), *y = catalog_region(c, b);
    if (x == NULL || y == NULL || !(x->latitude >= -90 && x->latitude <= 90) ||
        !(y->latitude >= -90 && y->latitude <= 90)) {
        return 40;
    }
    return 0.5 + 1.5 * geo_great_circle_km(x->latitude, x->longitude, y->latitude, y->longitude) /
                     GEO_FIBRE_KM_PER_MS;
}

void arm_map_links(struct arm_plan *p)
{
    struct arm_texts used = {0};
    struct catalog_rtt rtt;
    for (size_t i = 0; i < p->networks.n; i++) {
        const struct arm_network *n = p->networks.v[i];
        use_region(p, &used, n->region, n->at);
    }
    for (size_t i = 0; i < p->sites.n; i++) {
        use_region(p, &used, ((struct arm_site *)p->sites.v[i])->near, (struct span){0});
    }
    for (size_t a = 0; a < used.n; a++) {
        for (size_t b = a + 1; b < used.n && arm_may_work(p->w, (struct span){0}, 1); b++) {
            if (catalog_rtt(p->w->catalog, used.v[a], used.v[b], &rtt) &&
                catalog_rtt(p->w->catalog, used.v[b], used.v[a], &rtt)) {
                continue;
            }
            const double ms = assumed_ms(p->w->catalog, used.v[a], used.v[b]);
            arm_texts_add(p->w->arena, &p->links,
                          arena_printf(p->w->arena,
                                       "%s--%s: {latency: {distribution: fixed, base: %lldus}}",
                                       used.v[a], used.v[b], (long long)(ms * 1000)));
            diag_add(p->w->diag, &arm_code_assumed, (struct span){0}, NULL,
                     "no round trip is published between %s and %s: %.1f ms one way are assumed",
                     used.v[a], used.v[b], ms);
        }
    }
}

/* --- resources without a mapping --- */

/* Of the network, and without a part in what packets between machines meet. */
static const char *const apart[] = {"publicIPPrefixes",
                                    "networkWatchers",
                                    "ddosProtectionPlans",
                                    "privateDnsZones",
                                    "dnsZones",
                                    "bastionHosts",
                                    "firewallPolicies",
                                    "ipGroups",
                                    "trafficManagerProfiles",
                                    "frontDoors",
                                    "FrontDoorWebApplicationFirewallPolicies",
                                    "ApplicationGatewayWebApplicationFirewallPolicies",
                                    "networkProfiles",
                                    "dnsForwardingRulesets",
                                    "dnsResolvers",
                                    "privateEndpoints/privateDnsZoneGroups",
                                    "networkExperimentProfiles",
                                    "serviceEndpointPolicies",
                                    "networkSecurityPerimeters",
                                    "customIpPrefixes",
                                    "publicIPAddresses",
                                    NULL};
/* Their lists of subnets say who uses them: they stand in none. */
static const char *const used_by_subnets[] = {"serviceEndpointPolicies", "networkProfiles", NULL};
static const char *const mapped[] = {"Microsoft.Network/virtualNetworks",
                                     "Microsoft.Network/virtualNetworks/subnets",
                                     "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
                                     "Microsoft.Network/virtualNetworkGateways",
                                     "Microsoft.Network/virtualNetworkGateways/natRules",
                                     "Microsoft.Network/localNetworkGateways",
                                     "Microsoft.Network/connections",
                                     "Microsoft.Network/applicationSecurityGroups",
                                     "Microsoft.Network/routeTables",
                                     "Microsoft.Network/routeTables/routes",
                                     "Microsoft.Network/networkSecurityGroups",
                                     "Microsoft.Network/networkSecurityGroups/securityRules",
                                     "Microsoft.Network/networkInterfaces",
                                     "Microsoft.Network/azureFirewalls",
                                     "Microsoft.Network/loadBalancers",
                                     "Microsoft.Network/loadBalancers/backendAddressPools",
                                     "Microsoft.Network/natGateways", /* by subnets */
                                     "Microsoft.Network/privateEndpoints",
                                     "Microsoft.Compute/virtualMachines",
                                     "Microsoft.Compute/virtualMachineScaleSets",
                                     "Microsoft.Sql/managedInstances",
                                     "Microsoft.Resources/deployments",
                                     "Microsoft.Resources/resourceGroups",
                                     NULL};

struct kind { /* resources of a type that is not mapped */
    const char *type, *first;
    struct span at;
    size_t n;
    bool in_subnet;
};

static bool has_word(const char *name, const char *word)
{
    while (*name != '\0' && strncasecmp(name, word, strlen(word)) != 0) {
        name++;
    }
    return *name != '\0';
}

/* A container group names a network profile, which names its subnet. */
static bool names_profile(const struct arm_member *m)
{
    return strcasecmp(m->name, "networkProfile") == 0 && arm_get(m->value, "id") != NULL;
}

/* The firewall of a service names the subnets that it lets in: it stands in none of them. */
static const char lets_in[] = "virtualNetworkRules";

/* Does it name a subnet, in whichever of many ways: subnet, subnetId, vnetSubnetID,
 * delegatedSubnetResourceId? */
static bool names_subnet(const struct arm_value *v)
{
    bool found = false;
    for (size_t i = 0; v->kind == ARM_ARRAY && i < v->n && !found; i++) {
        found = names_subnet(v->item[i]);
    }
    for (size_t i = 0; v->kind == ARM_OBJECT && i < v->object->n && !found; i++) {
        const struct arm_member *m = &v->object->member[i];
        found = has_word(m->name, "subnet") ? m->value->kind != ARM_NULL
                                            : strcasecmp(m->name, lets_in) != 0 &&
                                                  (names_profile(m) || names_subnet(m->value));
    }
    return found;
}

static bool begins(const char *type, const char *with)
{
    const size_t n = strlen(with);
    return strncasecmp(type, with, n) == 0 && (type[n] == '\0' || type[n] == '/');
}

static bool is_of_network(const char *type, const char *const *names)
{
    bool found = false;
    for (size_t i = 0; strncasecmp(type, "Microsoft.Network/", 18) == 0 && names[i] != NULL; i++) {
        found = found || begins(type + 18, names[i]);
    }
    return found;
}

static bool plays_no_part(const char *type)
{
    return strncasecmp(type, "Microsoft.Network/", 18) != 0 || is_of_network(type, apart) ||
           strstr(type, "/providers") != NULL;
}

static struct kind *kind_of(struct arm_plan *p, struct arm_things *kinds,
                            const struct arm_resource *r)
{
    for (size_t i = 0; i < kinds->n; i++) {
        struct kind *k = kinds->v[i];
        if (strcasecmp(k->type, r->type) == 0) {
            return k;
        }
    }
    struct kind *k = arm_things_add(p->w->arena, kinds, ARENA_NEW(p->w->arena, struct kind));
    *k = (struct kind){.type = r->type, .first = r->name, .at = r->at};
    return k;
}

void arm_map_others(struct arm_plan *p)
{
    struct arm_things kinds = {0};
    for (size_t i = 0; i < p->w->n; i++) {
        const struct arm_resource *r = p->w->resource[i];
        bool known = r->existing || r->mapped != NULL || arm_is_replaced(p, r);
        for (size_t k = 0; mapped[k] != NULL && !known; k++) {
            known = strcasecmp(mapped[k], r->type) == 0;
        }
        if (!known && arm_may_work(p->w, r->at, kinds.n / 8 + 1)) {
            struct kind *k = kind_of(p, &kinds, r);
            k->n++;
            const struct arm_value *properties = arm_get(r->json, "properties");
            k->in_subnet =
                k->in_subnet || (!has_word(r->type, lets_in) &&
                                 names_subnet(properties != NULL ? properties : r->json));
        }
    }
    for (size_t i = 0; i < kinds.n; i++) {
        const struct kind *k = kinds.v[i];
        const char *more = k->n > 1 ? arena_printf(p->w->arena, " and %zu more", k->n - 1) : "";
        if (plays_no_part(k->type) && k->in_subnet && !is_of_network(k->type, used_by_subnets)) {
            diag_add(p->w->diag, &arm_code_unmapped, k->at, "left out",
                     "%s `%s`%s: it stands in a subnet, and is not part of a scenario", k->type,
                     k->first, more);
        } else if (plays_no_part(k->type)) {
            diag_add(p->w->diag, &arm_code_other, k->at, NULL, "%s `%s`%s: no part in the network",
                     k->type, k->first, more);
        } else {
            diag_add(p->w->diag, &arm_code_unmapped, k->at, "left out",
                     "%s `%s`%s: not part of a scenario", k->type, k->first, more);
        }
    }
    if (p->w->location_used && !p->w->location_given) {
        diag_add(p->w->diag, &arm_code_assumed, (struct span){0}, NULL,
                 "resource groups lie in %s: --location chooses another region", p->w->location);
    }
    arm_report_names(p);
    if (p->w->zones_used) {
        diag_add(p->w->diag, &arm_code_assumed, (struct span){0}, NULL,
                 "zone N of a subscription is the physical zone REGION-azN: the platform numbers "
                 "them for each subscription anew");
    }
    if (p->w->time_used) {
        diag_add(p->w->diag, &arm_code_assumed, (struct span){0}, NULL,
                 "utcNow() is 2026-01-01T00:00:00Z, so that every import gives the same");
    }
}
