/* What is left: resources that nothing is mapped of, and what was assumed of all of them. */
#include <string.h>
#include <strings.h>

#include "sim/arm/code.h"
#include "sim/arm/map_parts.h"
#include "sim/arm/unknown.h"
#include "sim/base/arena.h"

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
