/* Network interfaces, virtual machines, scale sets; and whose address is the next hop of a route.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "models/cloud/catalog.h"
#include "sim/arm/code.h"
#include "sim/arm/eval.h"
#include "sim/arm/map.h"
#include "sim/base/arena.h"
#include "sim/base/ip4.h"

#define ASSUMED_BANDWIDTH "1Gbps"
enum { ADDRESSES_MAX = 256 }; /* of an interface: Azure subscription limits, 2022-12-05 */

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
static const char *const nic_config_ignored[] = {"publicIPAddress",
                                                 "privateIPAddressVersion",
                                                 "applicationGatewayBackendAddressPools",
                                                 "loadBalancerInboundNatRules",
                                                 "loadBalancerInboundNatPools",
                                                 "publicIPAddressConfiguration",
                                                 "privateLinkConnectionProperties",
                                                 NULL};
static const char *const vm_ignored[] = {"osProfile",
                                         "storageProfile",
                                         "diagnosticsProfile",
                                         "extensionProfile",
                                         "availabilitySet",
                                         "licenseType",
                                         "securityProfile",
                                         "extensionsTimeBudget",
                                         "priority",
                                         "evictionPolicy",
                                         "billingProfile",
                                         "additionalCapabilities",
                                         "userData",
                                         "applicationProfile",
                                         "scheduledEventsProfile",
                                         "proximityPlacementGroup",
                                         "virtualMachineScaleSet",
                                         "host",
                                         "hostGroup",
                                         "capacityReservation",
                                         "platformFaultDomain",
                                         "overprovision",
                                         "upgradePolicy",
                                         "singlePlacementGroup",
                                         "orchestrationMode",
                                         "platformFaultDomainCount",
                                         "automaticRepairsPolicy",
                                         "zoneBalance",
                                         "doNotRunExtensionsOnOverprovisionedVMs",
                                         "scaleInPolicy",
                                         "spotRestorePolicy",
                                         "constrainedMaximumCapacity",
                                         NULL};
static const char *const hardware_ignored[] = {"vmSizeProperties", NULL};
static const char *const profile_ignored[] = {"networkApiVersion", "healthProbe", NULL};
static const char *const reference_done[] = {"primary", "deleteOption", NULL};
static const char *const sku_done[] = {"tier", NULL};
static const char *const primary[] = {"primary",
                                      NULL}; /* which of several: looked at where there are */

/* --- interfaces --- */

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
    (void)strcat(strcpy(whole, address), "/32");
    if (s == NULL || !arm_prefix(whole, &host) || !arm_prefix(s->prefix, &prefix)) {
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
               *how = arm_prop_text(x, "privateIPAllocationMethod");
    const bool fixed = how != NULL && strcasecmp(how, "Static") == 0;
    const struct arm_value *address = arm_prop_raw(x, "privateIPAddress");
    struct ip4_prefix host;
    if (subnet != NULL) {
        nic->subnet =
            arm_find_subnet(p, subnet, at, arena_printf(p->w->arena, "%s `%s`", x->kind, x->name));
    }
    if (address != NULL && address->kind == ARM_TEXT && address->len > 0) {
        if (address->len >= IP4_TEXT_MAX - 4 ||
            !arm_prefix(arena_printf(p->w->arena, "%s/32", address->text), &host)) {
            diag_add(p->w->diag, &arm_code_refused, address->at, "here",
                     "%s `%s` has the address `%.60s`, which is none", x->kind, x->name,
                     address->text);
        } else if (fixed || can_have(nic->subnet, address->text)) {
            nic->address = address->text;
        }
    }
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

/* What a NIC, or the profile of a scale set, says of itself. */
static void map_interface(struct arm_nic *nic, const struct arm_props *x, struct span at)
{
    struct arm_plan *p = x->p;
    struct arm_value **item;
    const size_t n = arm_prop_list(x, "ipConfigurations", &item), main = main_config(x, item, n);
    const char *filter = arm_prop_id(x, "networkSecurityGroup");
    const struct arm_value *further = NULL;
    size_t n_further = 0;
    if (n > ADDRESSES_MAX) {
        diag_add(p->w->diag, &arm_code_interface, at, "refused",
                 "interface `%s` has %zu addresses, and the limit is %d", x->name, n,
                 ADDRESSES_MAX);
    }
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
    if (n_further == 1) {
        diag_add(p->w->diag, &arm_code_unmapped, further->at, "here",
                 "a further address of `%s` is left out: a machine has one", x->name);
    } else if (n_further > 1) {
        diag_add(p->w->diag, &arm_code_unmapped, further->at, "here",
                 "%zu further addresses of `%s` are left out: a machine has one", n_further,
                 x->name);
    }
    arm_prop_done(x, primary);
    arm_prop_rest(x, nic_ignored);
}

static void map_nic(struct arm_plan *p, struct arm_resource *r, const struct arm_props *x)
{
    struct arm_nic *nic = ARENA_NEW(p->w->arena, struct arm_nic);
    *nic = (struct arm_nic){.name = r->name, .at = r->at};
    map_interface(nic, x, r->at);
    r->mapped = nic;
}

/* --- sizes --- */

static const struct catalog_vm_size *find_size(const struct catalog *c, const char *name)
{
    const char *const *names;
    const size_t n = catalog_vm_size_names(c, &names);
    for (size_t i = 0; i < n; i++) {
        if (strcasecmp(names[i], name) == 0) {
            return catalog_vm_size(c, names[i]);
        }
    }
    return NULL;
}

static void take_size(struct arm_plan *p, struct arm_machine *m, const char *size, struct span at)
{
    const struct catalog_vm_size *known = size != NULL ? find_size(p->w->catalog, size) : NULL;
    if (known != NULL && known->egress_bps > 0) {
        m->size = known->name;
        return;
    }
    m->bandwidth = ASSUMED_BANDWIDTH;
    if (size == NULL) {
        m->comment = "its size is not known: " ASSUMED_BANDWIDTH " is assumed";
        diag_add(p->w->diag, &arm_code_assumed, at, NULL,
                 "the size of `%s` is not known: %s of bandwidth are assumed", m->name,
                 ASSUMED_BANDWIDTH);
        return;
    }
    m->comment = arena_printf(p->w->arena,
                              "%s: its bandwidth is not among the published ones, %s is assumed",
                              size, ASSUMED_BANDWIDTH);
    diag_add(p->w->diag, &arm_code_assumed, at, NULL,
             "no bandwidth is published for %s, the size of `%s`: %s is assumed", size, m->name,
             ASSUMED_BANDWIDTH);
}

/* --- machines --- */

static struct arm_machine *new_machine(struct arm_plan *p, const char *name,
                                       const struct arm_nic *nic)
{
    struct arm_machine *m =
        arm_things_add(p->w->arena, &p->machines, ARENA_NEW(p->w->arena, struct arm_machine));
    *m = (struct arm_machine){.name = arm_name(p, &p->machine_names, name),
                              .subnet = nic->subnet,
                              .filter = nic->filter,
                              .address = nic->address,
                              .forwards = nic->forwards,
                              .count = 1,
                              .pools = nic->pools,
                              .groups = nic->groups,
                              .nic = nic};
    nic->subnet->network->n_machines++;
    if (nic->address != NULL) {
        arm_texts_add(p->w->arena, &nic->subnet->taken, nic->address);
    }
    return m;
}

/* The interfaces of a VM, its primary one first. */
static size_t take_nics(const struct arm_props *x, struct arm_nic **nics, size_t room)
{
    struct arm_plan *p = x->p;
    const struct arm_value *profile = arm_prop(x, "networkProfile");
    struct arm_value **item = NULL;
    size_t n = 0;
    if (profile == NULL) {
        return 0;
    }
    const struct arm_props inner = arm_props(p, profile, x->kind, x->name);
    size_t count = arm_prop_list(&inner, "networkInterfaces", &item);
    for (size_t i = 0; i < count && n < room; i++) {
        const struct arm_props one = arm_props(p, item[i], x->kind, x->name);
        const char *id = arm_prop_text(&one, "id");
        struct arm_nic *nic =
            id != NULL ? arm_find(p, id, "Microsoft.Network/networkInterfaces", item[i]->at,
                                  arena_printf(p->w->arena, "virtual machine `%s`", x->name))
                       : NULL;
        if (nic != NULL) {
            nic->used = true;
            nics[n++] = nic;
            if (n > 1 && arm_prop_bool(&one, "primary", false)) {
                nics[n - 1] = nics[0];
                nics[0] = nic;
            }
        }
        arm_prop_done(&one, reference_done);
    }
    count = n > 0 ? 0 : arm_prop_list(&inner, "networkInterfaceConfigurations", &item);
    for (size_t i = 0; i < count && n < room; i++) { /* declared inside the VM */
        const struct arm_props one =
            arm_props(p, item[i], "networkInterfaceConfigurations", x->name);
        nics[n] = ARENA_NEW(p->w->arena, struct arm_nic);
        *nics[n] = (struct arm_nic){.name = x->name, .at = item[i]->at, .used = true};
        map_interface(nics[n++], &one, item[i]->at);
    }
    arm_prop_rest(&inner, profile_ignored);
    return n;
}

static const char *size_of(const struct arm_props *x)
{
    const struct arm_value *hardware = arm_prop(x, "hardwareProfile");
    if (hardware == NULL) {
        return NULL;
    }
    const struct arm_props inner = arm_props(x->p, hardware, x->kind, x->name);
    const char *size = arm_prop_text(&inner, "vmSize");
    arm_prop_rest(&inner, hardware_ignored);
    return size;
}

/* What says so: a setting of its own, the kind of its disk, or the publisher of its image. */
static bool is_windows(const struct arm_props *x)
{
    const struct arm_value *profile = arm_prop_raw(x, "osProfile"),
                           *storage = arm_prop_raw(x, "storageProfile");
    const struct arm_value *image = arm_plain_member(storage, "imageReference"),
                           *disk = arm_plain_member(storage, "osDisk");
    const char *publisher = arm_get_text(image, "publisher"), *kind = arm_get_text(disk, "osType");
    return (arm_plain_member(profile, "windowsConfiguration") != NULL &&
            arm_plain_member(profile, "windowsConfiguration")->kind == ARM_OBJECT) ||
           (kind != NULL && strcasecmp(kind, "Windows") == 0) ||
           (publisher != NULL && strncasecmp(publisher, "MicrosoftWindows", 16) == 0) ||
           (publisher != NULL && strcasecmp(publisher, "MicrosoftSQLServer") == 0);
}

/* Availability zones: of a VM at most one, of a scale set those it is spread over. */
static void take_zones(const struct arm_props *x, struct arm_machine *m)
{
    const struct arm_plan *p = x->p;
    const struct catalog_region *region = catalog_region(p->w->catalog, m->subnet->network->region);
    struct arm_texts zones = {0};

    arm_prop_texts(x, "zones", &zones);
    if (zones.n > 0 && region != NULL && region->has_no_zones) {
        diag_add(p->w->diag, &arm_code_unmapped, x->at, "left out",
                 "the zones of `%s` are left out: region %s has none", m->name, region->name);
        return;
    }
    for (size_t i = 0; i < zones.n && i < 100; i++) {
        const char *z = zones.v[i];
        if (z[0] < '1' || z[0] > '3' || z[1] != '\0')
            diag_add(p->w->diag, &arm_code_unmapped, x->at, "left out",
                     "zone `%.20s` of `%s` is left out: 1, 2 and 3 are", z, m->name);
        else if (!arm_texts_has(&m->zones, z))
            arm_texts_add(p->w->arena, &m->zones, z);
    }
}

enum { NICS_MAX = 16 };

static void map_vm(struct arm_plan *p, struct arm_resource *r, const struct arm_props *x)
{
    struct arm_nic *nics[NICS_MAX];
    const size_t n = take_nics(x, nics, NICS_MAX);
    const char *size = size_of(x);
    if (n == 0 || nics[0]->subnet == NULL) {
        diag_add(p->w->diag, &arm_code_unknown, r->at, "left out",
                 "virtual machine `%s` has no subnet that the files declare", r->name);
        return;
    }
    struct arm_machine *m = new_machine(p, r->name, nics[0]);
    take_size(p, m, size, r->at);
    take_zones(x, m);
    m->windows = is_windows(x);
    arm_prop_rest(x, vm_ignored);
    r->mapped = m;
    for (size_t i = 1; i < n; i++) {
        if (nics[i]->subnet == NULL) {
            continue;
        }
        struct arm_machine *further =
            new_machine(p, arena_printf(p->w->arena, "%s-nic%zu", r->name, i + 1), nics[i]);
        further->role = ARM_FURTHER_NIC;
        further->size = m->size;
        further->zones = m->zones;
        further->bandwidth = m->bandwidth;
        further->comment = arena_printf(p->w->arena, "interface %zu of %s", i + 1, m->name);
        diag_add(p->w->diag, &arm_code_stand_in, nics[i]->at, "here",
                 "interface %zu of `%s` stands as a machine of its own, `%s`", i + 1, m->name,
                 further->name);
        diag_platform(p->w->diag, "what comes in by one interface can leave by another; here each "
                                  "forwards by the routes of its own subnet");
    }
}

static void map_scale_set(struct arm_plan *p, struct arm_resource *r, const struct arm_props *x)
{
    const struct arm_value *sku = arm_prop(x, "sku"),
                           *profile = arm_prop(x, "virtualMachineProfile"), *network;
    struct arm_nic nic = {.name = r->name, .at = r->at};
    struct arm_value **item;
    const char *size = NULL;
    int64_t count = 1;
    bool windows = false;
    if (sku != NULL) {
        const struct arm_props inner = arm_props(p, sku, x->kind, x->name);
        size = arm_prop_text(&inner, "name");
        count = arm_prop_int(&inner, "capacity", 1);
        arm_prop_done(&inner, sku_done);
    }
    if (profile != NULL) {
        const struct arm_props inner = arm_props(p, profile, x->kind, x->name);
        windows = is_windows(&inner);
        network = arm_prop(&inner, "networkProfile");
        arm_prop_rest(&inner, vm_ignored);
        if (network != NULL) {
            const struct arm_props n = arm_props(p, network, x->kind, x->name);
            const size_t configurations =
                arm_prop_list(&n, "networkInterfaceConfigurations", &item);
            arm_prop_rest(&n, profile_ignored);
            for (size_t i = 0; i < configurations; i++) {
                const struct arm_props one =
                    arm_props(p, item[i], "networkInterfaceConfigurations", x->name);
                if (i == 0 || arm_prop_bool(&one, "primary", false)) {
                    map_interface(&nic, &one, item[i]->at);
                } else {
                    arm_settle(item[i]); /* said below */
                }
                if (i == 1) {
                    diag_add(p->w->diag, &arm_code_unmapped, item[i]->at, "here",
                             "scale set `%s` has %zu interfaces: its primary one is taken", r->name,
                             configurations);
                }
            }
        }
    }
    if (nic.subnet == NULL) {
        diag_add(p->w->diag, &arm_code_unknown, r->at, "left out",
                 "scale set `%s` has no subnet that the files declare", r->name);
        return;
    }
    if (count < 1) {
        diag_add(p->w->diag, &arm_code_assumed, r->at, NULL,
                 "scale set `%s` has no instance: it is left out", r->name);
        return;
    }
    nic.address = NULL;
    struct arm_machine *m = new_machine(p, r->name, &nic);
    m->nic = NULL;
    m->count = count;
    m->windows = windows;
    take_size(p, m, size, r->at);
    take_zones(x, m);
    arm_prop_rest(x, vm_ignored);
    r->mapped = m;
}

/* --- next hops --- */

/* The first address of a subnet that nobody has chosen; NULL: none. */
static const char *choose_address(struct arm_plan *p, struct arm_subnet *s)
{
    struct ip4_prefix prefix;
    char text[IP4_TEXT_MAX];
    if (!arm_prefix(s->prefix, &prefix) || prefix.len > 29) {
        return NULL;
    }
    const uint32_t last = prefix.addr | ~ip4_mask(prefix.len);
    for (uint32_t a = prefix.addr + 4; a < last; a++) {
        const char *candidate = ip4_addr_format(a, text);
        if (!arm_texts_has(&s->taken, candidate)) {
            candidate = arena_strdup(p->w->arena, candidate);
            arm_texts_add(p->w->arena, &s->taken, candidate);
            return candidate;
        }
    }
    return NULL;
}

const char *arm_address_of(struct arm_plan *p, struct arm_machine *m)
{
    if (m->address == NULL && m->count == 1 && m->subnet != NULL) {
        m->address = choose_address(p, m->subnet);
    }
    return m->address;
}

/* A load balancer in front of appliances: the first of them stands for all. */
static bool settle_balancer(struct arm_plan *p, struct arm_route *r)
{
    for (size_t i = 0; i < p->balancers.n; i++) {
        struct arm_balancer *b = p->balancers.v[i];
        if (b->address == NULL || strcmp(b->address, r->hop) != 0 || b->member == NULL ||
            arm_address_of(p, b->member) == NULL) {
            continue;
        }
        diag_add(p->w->diag, &arm_code_stand_in, r->at, "here",
                 "the next hop of route `%s` is load balancer `%s`: its member `%s` stands for it",
                 r->name, b->name, b->member->name);
        r->hop = b->member->address;
        b->backend = NULL;
        return true;
    }
    return false;
}

static struct arm_machine *holder(const struct arm_plan *p, const char *address)
{
    for (size_t i = 0; i < p->machines.n; i++) {
        struct arm_machine *m = p->machines.v[i];
        if (m->address != NULL && strcmp(m->address, address) == 0) {
            return m;
        }
    }
    return NULL;
}

/* The machine of a NIC or firewall that a template names in place of an address. */
static struct arm_machine *named(const struct arm_plan *p, const char *id)
{
    const struct arm_resource *r = arm_resource_by_id(p->w, id);
    if (r == NULL || r->mapped == NULL) {
        return NULL;
    }
    if (strcasecmp(r->type, "Microsoft.Network/azureFirewalls") == 0) {
        return r->mapped;
    }
    const struct arm_nic *nic =
        strcasecmp(r->type, "Microsoft.Network/networkInterfaces") == 0 ? r->mapped : NULL;
    for (size_t i = 0; nic != NULL && i < p->machines.n; i++) {
        struct arm_machine *m = p->machines.v[i];
        if (m->nic == nic) {
            return m;
        }
    }
    return NULL;
}

/* The only machine of the address's subnet that forwards and has chosen no address: the template
 * means its. */
static struct arm_machine *meant(const struct arm_plan *p, const char *address)
{
    struct arm_machine *found = NULL;
    struct ip4_prefix host, prefix;
    if (!arm_prefix(arena_printf(p->w->arena, "%.20s/32", address), &host)) {
        return NULL;
    }
    for (size_t i = 0; i < p->machines.n; i++) {
        struct arm_machine *m = p->machines.v[i];
        if (m->forwards && m->address == NULL && m->count == 1 && m->subnet != NULL &&
            arm_prefix(m->subnet->prefix, &prefix) && ip4_prefix_has(prefix, host.addr)) {
            if (found != NULL) {
                return NULL;
            }
            found = m;
        }
    }
    return found;
}

/* An address of a machine beside its first one, as appliances have that take over from each other.
 */
static bool settle_further(struct arm_plan *p, struct arm_route *r)
{
    for (size_t i = 0; i < p->machines.n; i++) {
        struct arm_machine *m = p->machines.v[i];
        if (m->nic == NULL || m->subnet == NULL || !arm_texts_has(&m->nic->further, r->hop) ||
            arm_address_of(p, m) == NULL) {
            continue;
        }
        diag_add(p->w->diag, &arm_code_stand_in, r->at, "here",
                 "the next hop of route `%s` is a further address of `%s`: its first one, %s, "
                 "stands for it",
                 r->name, m->name, m->address);
        r->hop = m->address;
        return true;
    }
    return false;
}

static void settle_hop(struct arm_plan *p, struct arm_route *r)
{
    if (r->hop[0] != '/') {
        if (settle_balancer(p, r) || (holder(p, r->hop) == NULL && settle_further(p, r))) {
            return;
        }
        struct arm_machine *m = holder(p, r->hop) == NULL ? meant(p, r->hop) : NULL;
        if (m != NULL) {
            m->address = r->hop;
            arm_texts_add(p->w->arena, &m->subnet->taken, r->hop);
            diag_add(p->w->diag, &arm_code_assumed, r->at, NULL,
                     "`%s` is the only machine there that forwards: it has the address %s of this "
                     "next hop",
                     m->name, r->hop);
        }
        return;
    }
    struct arm_machine *m = named(p, r->hop);
    if (m == NULL || arm_address_of(p, m) == NULL) {
        diag_add(p->w->diag, &arm_code_unknown, r->at, "here",
                 "the next hop of route `%s` is the address of `%s`, which is not known: the route "
                 "drops its packets",
                 r->name, arm_last_name(r->hop));
        r->type = "None";
        r->hop = NULL;
        return;
    }
    r->hop = m->address;
}

void arm_settle_hops(struct arm_plan *p)
{
    for (size_t i = 0; i < p->tables.n; i++) {
        const struct arm_table *t = p->tables.v[i];
        for (size_t k = 0; k < t->routes.n; k++) {
            struct arm_route *r = t->routes.v[k];
            if (r->hop != NULL && arm_may_work(p->w, r->at, p->machines.n / 8 + 1)) {
                settle_hop(p, r);
            }
        }
    }
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

void arm_map_machines(struct arm_plan *p)
{
    arm_each(p, "Microsoft.Network/networkInterfaces", map_nic);
    arm_each(p, "Microsoft.Compute/virtualMachines", map_vm);
    arm_each(p, "Microsoft.Compute/virtualMachineScaleSets", map_scale_set);
    arm_each(p, "Microsoft.Network/networkInterfaces", report_unused);
}
