/* Private endpoints, and managed instances: services with an address inside a subnet. */
#include "sim/arm/code.h"
#include "sim/arm/map_machine.h"
#include "sim/arm/map_parts.h"
#include "sim/arm/unknown.h"
#include "sim/base/arena.h"

static const char *const endpoint_ignored[] = {"customDnsConfigs", "customNetworkInterfaceName",
                                               "ipVersionType", "networkInterfaces", NULL};
static const char *const endpoint_done[] = {"ipConfigurations", "privateLinkServiceConnections",
                                            "manualPrivateLinkServiceConnections", NULL};
static const char *const instance_ignored[] = {"administratorLogin",
                                               "administratorLoginPassword",
                                               "vCores",
                                               "storageSizeInGB",
                                               "licenseType",
                                               "collation",
                                               "timezoneId",
                                               "minimalTlsVersion",
                                               "publicDataEndpointEnabled",
                                               "proxyOverride",
                                               "dnsZone",
                                               "fullyQualifiedDomainName",
                                               "zoneRedundant",
                                               "hardwareFamily",
                                               "administrators",
                                               "maintenanceConfigurationId",
                                               "requestedBackupStorageRedundancy",
                                               "currentBackupStorageRedundancy",
                                               "servicePrincipal",
                                               "dnsZonePartner",
                                               "privateEndpointConnections",
                                               "sku",
                                               "state",
                                               NULL};

static const char *service_of(struct arm_plan *p, const struct arm_props *x)
{
    static const char *const lists[] = {"privateLinkServiceConnections",
                                        "manualPrivateLinkServiceConnections"};
    struct arm_value **item;
    for (size_t i = 0; i < 2; i++) {
        if (arm_prop_list(x, lists[i], &item) == 0) {
            continue;
        }
        const struct arm_props one = arm_props(p, item[0], lists[i], x->name);
        const struct arm_value *v = arm_prop_raw(&one, "privateLinkServiceId");
        const char *id = v != NULL && v->kind == ARM_TEXT ? v->text : NULL;
        const char *type = id != NULL ? arm_id_type(p->w->arena, id) : NULL,
                   *name = id != NULL ? arm_id_name(p->w->arena, id) : NULL;
        return type != NULL && name != NULL ? arena_printf(p->w->arena, "%s/%s", type, name)
               : id != NULL                 ? arena_printf(p->w->arena, "service/%s", id)
                                            : NULL;
    }
    return NULL;
}

static void map_endpoint(struct arm_plan *p, struct arm_resource *r, const struct arm_props *x)
{
    const char *subnet = arm_prop_id(x, "subnet");
    struct arm_subnet *s =
        subnet != NULL
            ? arm_find_subnet(p, subnet, r->at,
                              arena_printf(p->w->arena, "private endpoint `%s`", r->name))
            : NULL;
    struct arm_value **item;
    if (subnet == NULL) {
        diag_add(p->w->diag, &arm_code_unknown, r->at, "no subnet",
                 "private endpoint `%s` does not say its subnet: it is left out", r->name);
    }
    if (s == NULL) {
        return;
    }
    struct arm_endpoint *e =
        arm_things_add(p->w->arena, &p->endpoints, ARENA_NEW(p->w->arena, struct arm_endpoint));
    *e = (struct arm_endpoint){.json = x->body,
                               .name = arm_given_name(p, &p->other_names, r->name),
                               .subnet = s,
                               .service = service_of(p, x)};
    if (e->service == NULL) {
        e->service = "service/unknown";
        diag_add(p->w->diag, &arm_code_assumed, r->at, NULL,
                 "the service behind private endpoint `%s` is not known here: the endpoint answers "
                 "itself",
                 r->name);
    }
    const size_t n = arm_prop_list(x, "ipConfigurations", &item);
    if (n > 1) {
        diag_add(p->w->diag, &arm_code_unmapped, item[1]->at, "here",
                 "private endpoint `%s` has %zu addresses: the first one is taken", r->name, n);
    }
    if (n > 0) {
        const struct arm_props one = arm_props(p, item[0], "ipConfigurations", x->name);
        e->address = arm_prop_text(&one, "privateIPAddress");
        if (e->address != NULL) {
            arm_texts_add(p->w->arena, &s->taken, e->address);
        }
    }
    arm_prop_done(x, endpoint_done);
    arm_prop_rest(x, endpoint_ignored);
    arm_judge_region(x, s->network);
    r->mapped = e;
}

/* --- managed instances --- */

static void map_instance(struct arm_plan *p, struct arm_resource *r, const struct arm_props *x)
{
    const char *subnet = arm_prop_text(x, "subnetId");
    struct arm_subnet *s =
        subnet != NULL
            ? arm_find_subnet(p, subnet, r->at,
                              arena_printf(p->w->arena, "managed instance `%s`", r->name))
            : NULL;
    arm_prop_rest(x, instance_ignored);
    if (subnet == NULL) {
        diag_add(p->w->diag, &arm_code_unknown, r->at, "no subnetId",
                 "managed instance `%s` does not say its subnet: it is left out", r->name);
    }
    if (s == NULL) {
        return;
    }
    struct arm_machine *m =
        arm_things_add(p->w->arena, &p->machines, ARENA_NEW(p->w->arena, struct arm_machine));
    *m = (struct arm_machine){.json = x->body,
                              .role = ARM_MANAGED_INSTANCE,
                              .name = arm_given_name(p, &p->machine_names, r->name),
                              .subnet = s,
                              .count = 1};
    s->network->n_machines++;
    arm_judge_region(x, s->network);
    r->mapped = m;
}

void arm_map_endpoints(struct arm_plan *p)
{
    arm_each(p, "Microsoft.Network/privateEndpoints", map_endpoint);
    arm_each(p, "Microsoft.Sql/managedInstances", map_instance);
}
