/* Network interfaces: one IP configuration of each. */
#include <string.h>
#include <strings.h>

#include "sim/arm/code.h"
#include "sim/arm/map_machine.h"
#include "sim/arm/unknown.h"
#include "sim/base/arena.h"
#include "sim/base/ip4.h"

enum { ADDRESSES_MAX = 256 }; /* of an interface: more are refused by check (VN0228) */

static const char *const nic_ignored[] = {"dnsSettings",
                                          "enableAcceleratedNetworking",
                                          "nicType",
                                          "allowPort25Out",
                                          "auxiliaryMode",
                                          "auxiliarySku",
                                          "deleteOption",
                                          "disableTcpStateTracking",
                                          "defaultOutboundConnectivityEnabled",
                                          "publicIPAddressConfiguration",
                                          "privateEndpoint",
                                          "privateLinkService",
                                          "migrationPhase",
                                          "workloadType",
                                          NULL};

static const char *const nic_config_ignored[] = {
    "privateIPAddressVersion",         "applicationGatewayBackendAddressPools",
    "loadBalancerInboundNatRules",     "loadBalancerInboundNatPools",
    "privateLinkConnectionProperties", NULL};

static const char *const primary[] = {"primary",
                                      NULL}; /* which of several: looked at where there are */

static bool is_ip6(const struct arm_props *x)
{
    const char *version = arm_prop_text(x, "privateIPAddressVersion");
    return version != NULL && strcasecmp(version, "IPv6") == 0;
}

/* Can the subnet give it? Else a dynamic address that a template writes down is not what the NIC
 * will get. */
static bool can_have(const struct arm_subnet *s, const char *address)
{
    struct ip4_prefix host, prefix;
    char whole[IP4_TEXT_MAX + 4];
    if (s == NULL || !arm_is_address(address) || !arm_prefix(s->prefix, &prefix) ||
        !arm_prefix(strcat(strcpy(whole, address), "/32"), &host)) {
        return false;
    }
    return ip4_prefix_has(prefix, host.addr) && host.addr >= prefix.addr + 4 &&
           host.addr < (prefix.addr | ~ip4_mask(prefix.len)) && !arm_texts_has(&s->taken, address);
}

/* One IP configuration. Exports write down the addresses that dynamic allocation has given. */
static void map_config(struct arm_nic *nic, const struct arm_props *x, struct span at)
{
    struct arm_plan *p = x->p;
    const char *subnet = arm_prop_id(x, "subnet"),
               *how = arm_prop_text(x, "privateIPAllocationMethod"),
               *public = arm_prop_id(x, "publicIPAddress");
    const bool fixed = how != NULL && strcasecmp(how, "Static") == 0;
    const struct arm_value *address = arm_prop_raw(x, "privateIPAddress");
    if (subnet != NULL) {
        nic->subnet =
            arm_find_subnet(p, subnet, at, arena_printf(p->w->arena, "%s `%s`", x->kind, x->name));
    }
    if (address != NULL && address->kind == ARM_TEXT && address->len > 0 &&
        (fixed || can_have(nic->subnet, address->text))) {
        nic->address = address->text;
    }
    const struct arm_value *filter = arm_prop_raw(x, "networkSecurityGroup");
    if (filter != NULL) {
        diag_add(p->w->diag, &arm_code_unmapped, filter->at.line > 0 ? filter->at : at, "left out",
                 "`%s` has a security group in an IP configuration, where the platform knows none",
                 x->name);
        diag_help(p->w->diag, "an interface has its networkSecurityGroup beside ipConfigurations, "
                              "a subnet under its properties");
        arm_settle(filter);
    }
    nic->public = public != NULL ? arm_public_of_machine(p, public) : NULL;
    nic->instance_public = arm_prop(x, "publicIPAddressConfiguration");
    arm_prop_ids(x, "loadBalancerBackendAddressPools", &nic->pools);
    for (size_t i = 0; i < nic->pools.n; i++) {
        nic->pools.v[i] = arm_pool(p, nic->pools.v[i]);
    }
    arm_prop_ids(x, "applicationSecurityGroups", &nic->groups);
    arm_prop_done(x, primary);
    arm_prop_rest(x, nic_config_ignored);
}

/* The number of the primary configuration, or of the first one, of IPv4. */
static size_t main_config(const struct arm_props *x, struct arm_value *const *item, size_t n)
{
    size_t found = n;
    for (size_t i = 0; i < n; i++) {
        const struct arm_props one = arm_props(x->p, item[i], "ipConfigurations", x->name);
        if (is_ip6(&one)) {
            continue;
        }
        if (arm_prop_bool(&one, "primary", false)) {
            return i;
        }
        found = found < n ? found : i;
    }
    return found;
}

/* A further address is one of its subnet, and no more. */
static void say_lost(const struct arm_props *x, struct span at)
{
    static const char *const lost[] = {"publicIPAddress", "publicIPAddressConfiguration",
                                       "loadBalancerBackendAddressPools"};
    for (size_t i = 0; i < sizeof lost / sizeof lost[0]; i++) {
        const struct arm_value *v = arm_prop_raw(x, lost[i]);
        if (v != NULL && (v->kind != ARM_ARRAY || v->n > 0)) {
            diag_add(x->p->w->diag, &arm_code_unmapped, at, "here",
                     "%s of a further address of `%s` is left out", lost[i], x->name);
        }
    }
}

void arm_map_interface(struct arm_nic *nic, const struct arm_props *x, struct span at)
{
    struct arm_plan *p = x->p;
    struct arm_value **item;
    const size_t n = arm_prop_list(x, "ipConfigurations", &item), main = main_config(x, item, n);
    const char *filter = arm_prop_id(x, "networkSecurityGroup");
    const struct arm_value *further = NULL;
    size_t n_further = 0;
    nic->forwards = arm_prop_bool(x, "enableIPForwarding", false);
    if (filter != NULL) {
        nic->filter = arm_find(p, filter, "Microsoft.Network/networkSecurityGroups", at,
                               arena_printf(p->w->arena, "%s `%s`", x->kind, x->name));
    }
    for (size_t i = 0; i < n; i++) {
        const struct arm_props one = arm_props(p, item[i], "ipConfigurations", x->name);
        if (is_ip6(&one)) {
            diag_add(p->w->diag, &arm_code_unmapped, item[i]->at, "IPv6",
                     "an IPv6 address of `%s` is left out", x->name);
            arm_settle(item[i]);
        } else if (i != main) {
            const struct arm_value *address = arm_prop_raw(&one, "privateIPAddress");
            say_lost(&one, item[i]->at);
            further = further == NULL ? item[i] : further;
            n_further++;
            if (address != NULL && address->kind == ARM_TEXT && arm_is_address(address->text) &&
                nic->further.n < ADDRESSES_MAX) {
                arm_texts_add(p->w->arena, &nic->further, address->text);
            }
            arm_settle(item[i]);
        } else {
            map_config(nic, &one, item[i]->at);
        }
    }
    nic->n_further = n_further;
    if (nic->filter != NULL && nic->subnet != NULL) {
        arm_judge_associated(p, at, "security group", nic->filter->name, nic->filter->location,
                             nic->subnet->network);
    }
    if (further != NULL && nic->further.n > 0) {
        diag_add(p->w->diag, &arm_code_unmapped, further->at, "here",
                 "the further addresses of `%s` are the next ones of its subnet: a scenario does "
                 "not choose them",
                 x->name);
    }
    arm_prop_done(x, primary);
    arm_prop_rest(x, nic_ignored);
}

static void map_nic(struct arm_plan *p, struct arm_resource *r, const struct arm_props *x)
{
    struct arm_nic *nic = ARENA_NEW(p->w->arena, struct arm_nic);
    *nic = (struct arm_nic){.name = r->name, .at = r->at, .json = x->body};
    arm_map_interface(nic, x, r->at);
    nic->region = nic->subnet != NULL ? arm_location_elsewhere(p, x, nic->subnet->network) : NULL;
    r->mapped = nic;
}

/* Of a machine that the files do not hold, or of a service. */
static void report_unused(struct arm_plan *p, struct arm_resource *r, const struct arm_props *x)
{
    const struct arm_nic *nic = r->mapped;
    if (nic != NULL && !nic->used) {
        diag_add(p->w->diag, &arm_code_other, r->at, NULL,
                 "interface `%s` belongs to no machine of the files: it is left out", x->name);
    }
}

void arm_map_nics(struct arm_plan *p)
{
    arm_each(p, "Microsoft.Network/networkInterfaces", map_nic);
}

void arm_report_unused_nics(struct arm_plan *p)
{
    arm_each(p, "Microsoft.Network/networkInterfaces", report_unused);
}
