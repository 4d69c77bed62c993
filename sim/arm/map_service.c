/* What else has an address inside a network: firewalls, load balancers, private endpoints, managed
 * instances. */
#include <string.h>
#include <strings.h>

#include "sim/arm/code.h"
#include "sim/arm/map_machine.h"
#include "sim/arm/map_parts.h"
#include "sim/arm/unknown.h"
#include "sim/base/arena.h"
#include "sim/base/ip4.h"

static const char *const firewall_done[] = {"networkRuleCollections", "applicationRuleCollections",
                                            "natRuleCollections",     "firewallPolicy",
                                            "ipConfigurations",       NULL};
static const char *const firewall_ignored[] = {"threatIntelMode",
                                               "sku",
                                               "zones",
                                               "ipGroups",
                                               "additionalProperties",
                                               "hubIPAddresses",
                                               "managementIpConfiguration",
                                               "autoscaleConfiguration",
                                               NULL};
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
static const char *const balancer_ignored[] = {"inboundNatRules", "inboundNatPools",
                                               "outboundRules", NULL},
                         *const balancer_done[] = {"probes", "sku", NULL},
                         *const balancer_nat[] = {"inboundNatRules", NULL};
static const char *const frontend_ignored[] = {"zones", "publicIPAddress", "publicIPPrefix", NULL};
static const char *const frontend_done[] = {"privateIPAllocationMethod",
                                            "privateIPAddressVersion",
                                            "inboundNatRules",
                                            "inboundNatPools",
                                            "loadBalancingRules",
                                            "outboundRules",
                                            NULL};
static const char *const rule_ignored[] = {"enableTcpReset", "disableOutboundSnat", NULL},
                         *const rule_done[] = {"backendAddressPool", "backendAddressPools", NULL};

/* --- firewalls --- */

/* The platform gives a firewall the first address of its subnet. */
static const char *first_address(struct arm_plan *p, const struct arm_subnet *s)
{
    struct ip4_prefix prefix;
    char text[IP4_TEXT_MAX];
    return arm_prefix(s->prefix, &prefix) && prefix.len <= 29
               ? arena_strdup(p->w->arena, ip4_addr_format(prefix.addr + 4, text))
               : NULL;
}

/* Of its configurations the one with a subnet; *address: what a deployed one has there, or NULL;
 * *public: the id of its public address, or NULL. */
static struct arm_subnet *subnet_of_first(const struct arm_props *x, const char *list,
                                          struct span at, const char **address, const char **public)
{
    struct arm_value **item;
    const size_t n = arm_prop_list(x, list, &item);
    for (size_t i = 0; i < n; i++) {
        const struct arm_props one = arm_props(x->p, item[i], list, x->name);
        const char *id = arm_prop_id(&one, "subnet");
        if (id != NULL) {
            const struct arm_value *given = arm_prop_raw(&one, "privateIPAddress");
            *address = given != NULL && given->kind == ARM_TEXT && arm_is_address(given->text)
                           ? given->text
                           : NULL;
            *public = arm_prop_id(&one, "publicIPAddress");
            return arm_find_subnet(x->p, id, at,
                                   arena_printf(x->p->w->arena, "%s `%s`", x->kind, x->name));
        }
    }
    return NULL;
}

static void map_firewall(struct arm_plan *p, struct arm_resource *r, const struct arm_props *x)
{
    const char *address = NULL, *public = NULL;
    struct arm_subnet *s = subnet_of_first(x, "ipConfigurations", r->at, &address, &public);
    arm_prop_done(x, firewall_done); /* its rules are not imported, which is said */
    arm_prop_rest(x, firewall_ignored);
    if (s == NULL) {
        diag_add(p->w->diag, &arm_code_unmapped, r->at, "left out",
                 "firewall `%s` stands in no network that the files declare", r->name);
        return;
    }
    struct arm_machine *m =
        arm_things_add(p->w->arena, &p->machines, ARENA_NEW(p->w->arena, struct arm_machine));
    *m = (struct arm_machine){.json = x->body,
                              .role = ARM_FIREWALL,
                              .name = arm_given_name(p, &p->machine_names, r->name),
                              .subnet = s,
                              .bandwidth = "unlimited",
                              .count = 1,
                              .forwards = true};
    m->address = address != NULL ? address : first_address(p, s);
    arm_machine_take_public(p, m, public != NULL ? arm_public_of_machine(p, public) : NULL);
    m->comment = "a firewall: passes everything, its own rules are not imported";
    if (m->address != NULL) {
        arm_texts_add(p->w->arena, &s->taken, m->address);
    }
    arm_judge_region(x, s->network);
    r->mapped = m;
    diag_add(p->w->diag, &arm_code_stand_in, r->at, "here",
             "firewall `%s` stands as a machine that forwards everything, without limits", r->name);
    diag_platform(p->w->diag,
                  "it drops what its rules do not allow, and has a throughput of its own");
}

/* --- load balancers --- */

static bool same_texts(const struct arm_texts *a, const struct arm_texts *b)
{
    for (size_t i = 0; i < a->n && a->n == b->n; i++) {
        if (strcasecmp(a->v[i], b->v[i]) != 0) {
            return false;
        }
    }
    return a->n == b->n;
}

static bool same_interface(const struct arm_nic *a, const struct arm_nic *b)
{
    return a == b || (a != NULL && b != NULL && a->n_further == b->n_further &&
                      (a->region == NULL) == (b->region == NULL) &&
                      (a->region == NULL || strcmp(a->region, b->region) == 0));
}

/* Could one entry with a count stand for both? */
static bool alike(const struct arm_machine *a, const struct arm_machine *b)
{
    return a->role == ARM_VM && b->role == ARM_VM && a->subnet == b->subnet &&
           a->filter == b->filter && a->size == b->size && a->bandwidth == b->bandwidth &&
           (a->address == NULL) == (b->address == NULL) && a->forwards == b->forwards &&
           a->windows == b->windows && same_texts(&a->pools, &b->pools) &&
           same_texts(&a->groups, &b->groups) && (a->zones.n == 0) == (b->zones.n == 0) &&
           (a->publics.n == 0) == (b->publics.n == 0) && same_interface(a->nic, b->nic);
}

/* Addresses that follow each other in some order stay; others cannot, and are said. */
static void merge_addresses(struct arm_plan *p, struct arm_machine **member, size_t n,
                            struct span at)
{
    uint32_t low = UINT32_MAX, high = 0;
    const char *first = NULL, *list = "";
    struct ip4_prefix host;
    bool clear = true;
    for (size_t i = 0; i < n && member[0]->address != NULL; i++) {
        const char *address = member[i]->address;
        clear = clear && arm_prefix(arena_printf(p->w->arena, "%.40s/32", address), &host);
        if (clear && host.addr < low) {
            low = host.addr;
            first = address;
        }
        high = clear && host.addr > high ? host.addr : high;
        list =
            i < 10 ? arena_printf(p->w->arena, "%s%s%s", list, i > 0 ? ", " : "", address) : list;
    }
    if (first != NULL && (!clear || high - low != n - 1)) {
        diag_add(p->w->diag, &arm_code_stand_in, at, "here",
                 "machines behind it have the addresses %s: in the scenario they follow each other",
                 list);
        diag_platform(p->w->diag, "what names one of them finds it there");
        first = NULL;
    }
    member[0]->address = first;
}

/* What the names have in common, without a sign behind it: "web" of web-1 and web-2. */
static const char *common_name(struct arena *a, const char *x, const char *y)
{
    size_t n = 0;
    while (x[n] != '\0' && x[n] == y[n]) {
        n++;
    }
    while (n > 0 && (strchr("-_0123456789", x[n - 1]) != NULL)) {
        n--;
    }
    return n > 0 ? arena_strndup(a, x, n) : x;
}

/* The machines of a pool become one entry: what stands behind a load balancer is one. */
static void merge(struct arm_plan *p, struct arm_machine **member, size_t n, struct span at)
{
    struct arm_machine *first = member[0];
    const char *list = first->name;
    size_t kept = 0;
    merge_addresses(p, member, n, at);
    for (size_t i = 1; i < n; i++) {
        first->count += member[i]->count;
        for (size_t k = 0; k < member[i]->zones.n; k++) {
            if (!arm_texts_has(&first->zones, member[i]->zones.v[k])) {
                arm_texts_add(p->w->arena, &first->zones, member[i]->zones.v[k]);
            }
        }
        for (size_t k = 0; k < member[i]->publics.n; k++) {
            arm_texts_add(p->w->arena, &first->publics, member[i]->publics.v[k]);
        }
        list = i < 10 ? arena_printf(p->w->arena, "%s, %s", list, member[i]->name) : list;
        member[i]->count = 0;
    }
    for (size_t i = 0; i < p->machines.n; i++) {
        struct arm_machine *m = p->machines.v[i];
        if (m->count > 0) {
            p->machines.v[kept++] = m;
        }
    }
    p->machines.n = kept;
    first->name =
        arm_name(p, &p->machine_names, common_name(p->w->arena, first->name, member[1]->name));
    first->comment = list;
    diag_add(p->w->diag, &arm_code_assumed, at, NULL,
             "%zu equal machines behind a load balancer are one entry, `%s`: %s", n, first->name,
             list);
}

static void find_members(struct arm_plan *p, struct arm_balancer *b, const char *pool, bool merging,
                         struct span at)
{
    struct arm_machine **member = ARENA_ARRAY(p->w->arena, struct arm_machine *, p->machines.n + 1);
    size_t n = 0;
    bool equal = true;
    for (size_t i = 0; pool != NULL && i < p->machines.n; i++) {
        struct arm_machine *m = p->machines.v[i];
        if (arm_texts_has(&m->pools, pool)) {
            member[n++] = m;
            equal = equal && alike(member[0], m);
        }
    }
    if (n > 1 && equal && merging) {
        merge(p, member, n, at);
        n = 1;
    }
    b->member = n > 0 ? member[0] : NULL;
    b->backend = n == 1 ? b->member : NULL;
}

/* The pool of the rule that is taken; without rules the first one. */
static const char *pool_of(const struct arm_resource *r, const struct arm_props *x,
                           const struct arm_props *rule)
{
    struct arm_value **item;
    struct arm_texts several = {0};
    const size_t n = arm_prop_list(x, "backendAddressPools", &item);
    if (rule != NULL) {
        const char *id = arm_prop_id(rule, "backendAddressPool");
        arm_prop_ids(rule, "backendAddressPools", &several);
        if (id != NULL || several.n > 0) {
            return arm_pool(x->p, id != NULL ? id : several.v[0]);
        }
    }
    const char *name = n > 0 ? arm_get_text(item[0], "name") : NULL;
    return name != NULL ? arena_printf(x->p->w->arena, "%s/backendAddressPools/%s", r->id, name)
                        : NULL;
}

/* Of a rule: the probe that it names. */
static void take_probe(const struct arm_props *x, const char *name, struct arm_balancer *b)
{
    struct arm_value **item;
    const size_t n = arm_prop_list(x, "probes", &item);
    for (size_t i = 0; i < n; i++) {
        const char *own = arm_get_text(item[i], "name");
        if (own == NULL || strcasecmp(own, name) != 0) {
            continue;
        }
        const struct arm_props one = arm_props(x->p, item[i], "probes", x->name);
        b->probe_port = arm_prop_int(&one, "port", 0);
        b->probe_s = arm_prop_int(&one, "intervalInSeconds", 0);
        b->probe_threshold = arm_prop_int(&one, "probeThreshold", 0);
        if (b->probe_threshold <=
            1) { /* 1 is the default of a newer property, beside the older one's value */
            b->probe_threshold = arm_prop_int(&one, "numberOfProbes", b->probe_threshold);
        }
        return;
    }
}

static void take_rule(const struct arm_props *x, const struct arm_props *rule,
                      struct arm_balancer *b)
{
    const char *spread = arm_prop_text(rule, "loadDistribution"),
               *probe = arm_prop_id(rule, "probe");
    const struct arm_value *protocol = arm_prop_raw(rule, "protocol");
    if (protocol != NULL && protocol->kind == ARM_TEXT && strcasecmp(protocol->text, "Udp") == 0) {
        diag_add(x->p->w->diag, &arm_code_unmapped, protocol->at, "here",
                 "load balancer `%s` balances UDP alone: that it is only UDP is left out", x->name);
    }
    b->port = arm_prop_int(rule, "frontendPort", 0);
    b->backend_port = arm_prop_int(rule, "backendPort", 0);
    b->idle_min = arm_prop_int(rule, "idleTimeoutInMinutes", 0);
    b->by_source = spread != NULL && strncasecmp(spread, "SourceIP", 8) == 0;
    if (probe != NULL) {
        take_probe(x, arm_last_name(probe), b);
    }
    arm_prop_done(rule, rule_done);
    arm_prop_rest(rule, rule_ignored);
}

/* The frontend of the rule that is taken; without rules the first one inside a network. */
static void take_frontend(const struct arm_props *x, const struct arm_props *rule,
                          struct arm_balancer *b)
{
    struct arm_plan *p = x->p;
    struct arm_value **item;
    const char *wanted = rule != NULL ? arm_prop_id(rule, "frontendIPConfiguration") : NULL;
    const size_t n = arm_prop_list(x, "frontendIPConfigurations", &item);
    for (size_t i = 0; i < n && b->subnet == NULL; i++) {
        const struct arm_props one = arm_props(p, item[i], "frontendIPConfigurations", x->name);
        const char *id = arm_prop_id(&one, "subnet"), *name = arm_get_text(item[i], "name");
        const struct arm_value *address = arm_prop_raw(&one, "privateIPAddress");
        if (wanted != NULL && name != NULL && strcasecmp(name, arm_last_name(wanted)) != 0) {
            arm_settle(item[i]); /* said below */
            continue;
        }
        b->subnet = id != NULL ? arm_find_subnet(p, id, item[i]->at, NULL) : NULL;
        b->address =
            b->subnet != NULL && address != NULL && address->kind == ARM_TEXT && address->len > 0
                ? address->text
                : NULL;
        arm_prop_done(&one, frontend_done);
        arm_prop_rest(&one, frontend_ignored);
    }
    if (b->subnet != NULL && n > 1) {
        diag_add(p->w->diag, &arm_code_unmapped, item[0]->at, "here",
                 "load balancer `%s` has %zu frontends: that of its first rule is taken", x->name,
                 n);
    }
}

/* A scenario has balancers of one port, with one entry of machines behind it. */
static const char *why_none(const struct arm_balancer *b, size_t rules)
{
    return b->member == NULL    ? "no machine of the files stands behind it"
           : rules == 0         ? "it has no load balancing rule"
           : b->port == 0       ? "its first rule is not of one port"
           : b->backend == NULL ? "the machines behind it are not alike"
                                : "the machines behind it stand in another network";
}

static void map_balancer(struct arm_plan *p, struct arm_resource *r, const struct arm_props *x)
{
    struct arm_value **item, **nat;
    struct arm_balancer *b = ARENA_NEW(p->w->arena, struct arm_balancer);
    const size_t rules = arm_prop_list(x, "loadBalancingRules", &item);
    const struct arm_props first = rules > 0 ? arm_props(p, item[0], "loadBalancingRules", x->name)
                                             : (struct arm_props){0},
                           *rule = rules > 0 ? &first : NULL;
    b->json = x->body;
    take_frontend(x, rule, b);
    if (b->subnet == NULL) {
        diag_add(p->w->diag, &arm_code_unmapped, r->at, "left out",
                 "load balancer `%s` has no address inside a network of the files", r->name);
        return;
    }
    const char *pool = pool_of(r, x, rule);
    if (rule != NULL) {
        take_rule(x, rule, b);
    }
    if (arm_prop_list(x, "inboundNatRules", &nat) > 0) {
        diag_add(p->w->diag, &arm_code_unmapped, nat[0]->at, "left out",
                 "inboundNatRules of load balancer `%s` are left out: a port that leads to one "
                 "machine is not part of a scenario",
                 r->name);
        arm_prop_done(x, balancer_nat);
    }
    const struct arm_value *sku = arm_prop(x, "sku");
    const char *sku_name = sku != NULL ? arm_get_text(sku, "name") : NULL;
    b->sku = sku_name == NULL || strcasecmp(sku_name, "Basic") == 0
                 ? "Basic"
                 : NULL; /* the platform's default */
    if (b->address != NULL) {
        arm_texts_add(p->w->arena, &b->subnet->taken, b->address);
    }
    find_members(p, b, pool, b->port != 0, r->at);
    arm_prop_done(x, balancer_done);
    arm_prop_rest(x, balancer_ignored);
    arm_judge_region(x, b->subnet->network);
    b->name = arm_given_name(p, &p->other_names, r->name);
    if (b->backend == NULL || b->port == 0 || b->backend->subnet->network != b->subnet->network) {
        diag_add(p->w->diag, &arm_code_unmapped, r->at, "left out",
                 "load balancer `%s` is left out: %s", r->name, why_none(b, rules));
        b->backend = NULL;
    } else if (rules > 1) {
        diag_add(p->w->diag, &arm_code_unmapped, r->at, "here",
                 "load balancer `%s` has %zu rules: the first one is taken", r->name, rules);
    }
    for (size_t i = 1; i < rules; i++) {
        arm_settle(item[i]);
    }
    arm_things_add(p->w->arena, &p->balancers, b);
    r->mapped = b->backend != NULL ? b : NULL;
}

/* --- private endpoints --- */

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

void arm_map_services(struct arm_plan *p)
{
    arm_each(p, "Microsoft.Network/azureFirewalls", map_firewall);
    arm_each(p, "Microsoft.Network/loadBalancers", map_balancer);
    arm_each(p, "Microsoft.Network/privateEndpoints", map_endpoint);
    arm_each(p, "Microsoft.Sql/managedInstances", map_instance);
}
