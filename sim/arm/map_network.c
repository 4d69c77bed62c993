/* Virtual networks, subnets, peerings. */
#include <string.h>
#include <strings.h>

#include "sim/arm/code.h"
#include "sim/arm/map_parts.h"
#include "sim/arm/unknown.h"
#include "sim/base/arena.h"
#include "sim/base/ip4.h"

/* A declaration without `subnets` lets them be, from this version on: Azure Virtual Network now
 * supports updates without subnet property (Azure Networking Blog, 2024). */
#define FIRST_API_THAT_KEEPS "2023-09-01"

static const char *const network_ignored[] = {"enableDdosProtection",
                                              "ddosProtectionPlan",
                                              "enableVmProtection",
                                              "defaultPublicNatGateway",
                                              "privateEndpointVNetPolicies",
                                              "flowLogs",
                                              NULL};
static const char *const subnet_ignored[] = {"serviceEndpoints", "privateEndpointNetworkPolicies",
                                             "privateLinkServiceNetworkPolicies", "sharingScope",
                                             NULL};
static const char *const subnet_done[] = {
    "delegations", "ipConfigurations" /* read only: who stands in it */, "privateEndpoints", NULL};
static const char *const peering_ignored[] = {"remoteVirtualNetworkEncryption", NULL};
static const char *const peering_done[] = {"remoteAddressSpace", "remoteGateways", NULL};

/* --- subnets --- */

static const char *first_prefix(const struct arm_props *x)
{
    struct arm_texts given = {0}, taken = {0};
    arm_prop_texts(x, "addressPrefix", &given);
    arm_prop_texts(x, "addressPrefixes", &given);
    arm_take_prefixes(x, &given, &taken);
    if (taken.n > 1) {
        diag_add(x->p->w->diag, &arm_code_unmapped, x->at, "here",
                 "subnet `%s` has several prefixes: the first one is taken", x->name);
    }
    return taken.n > 0 ? taken.v[0] : NULL;
}

static void map_subnet(struct arm_plan *p, struct arm_network *n, const struct arm_value *v,
                       const char *name)
{
    const struct arm_props x = arm_props(p, v, "subnets", name);
    struct arm_subnet *s = arm_subnet_of(n, name);
    const char *prefix = first_prefix(&x);
    struct arm_value **delegations;
    if (!arm_may_work(p->w, v->at, n->subnets.n / 16 + 1)) {
        return;
    }
    if (s == NULL && prefix == NULL) {
        diag_add(p->w->diag, &arm_code_unknown, v->at, "no prefix",
                 "subnet `%s` of `%s` has no IPv4 prefix that is known: it is left out", name,
                 n->name);
        return;
    }
    if (s == NULL) {
        s = arm_things_add(p->w->arena, &n->subnets, ARENA_NEW(p->w->arena, struct arm_subnet));
        *s = (struct arm_subnet){.name = arm_given_name(p, &n->subnet_names, name),
                                 .given = name,
                                 .at = v->at,
                                 .network = n};
    }
    s->json = v;
    s->gone = false;
    s->prefix = prefix != NULL ? prefix : s->prefix;
    s->table = NULL; /* declared again: the last word is the platform's too */
    s->filter = NULL;
    const char *table = arm_prop_id(&x, "routeTable"),
               *filter = arm_prop_id(&x, "networkSecurityGroup");
    const char *what = arena_printf(p->w->arena, "subnet `%s`", name);
    if (table != NULL) {
        s->table = arm_find(p, table, "Microsoft.Network/routeTables", v->at, what);
    }
    if (s->table != NULL) {
        arm_judge_associated(p, v->at, "route table", s->table->name, s->table->location, n);
    }
    if (filter != NULL &&
        strcasecmp(name, "GatewaySubnet") == 0) { /* older templates have one there */
        diag_add(p->w->diag, &arm_code_unmapped, v->at, "left out",
                 "security group `%s` of the GatewaySubnet of `%s` is left out: the platform "
                 "refuses it there "
                 "(NetworkSecurityGroupCannotBeAttachedToGatewaySubnet)",
                 arm_last_name(filter), n->name);
    } else if (filter != NULL) {
        s->filter = arm_find(p, filter, "Microsoft.Network/networkSecurityGroups", v->at, what);
    }
    if (s->filter != NULL) {
        arm_judge_associated(p, v->at, "security group", s->filter->name, s->filter->location, n);
    }
    const char *nat = arm_prop_id(&x, "natGateway");
    s->nat = nat != NULL ? arm_last_name(nat) : s->nat;
    s->outbound = arm_prop_bool(&x, "defaultOutboundAccess", s->outbound);
    s->delegated = s->delegated || arm_prop_list(&x, "delegations", &delegations) > 0;
    arm_prop_done(&x, subnet_done);
    arm_prop_rest(&x, subnet_ignored);
}

/* --- networks --- */

static const char *subscription_label(const struct arm_resource *r)
{
    return strcasecmp(r->subscription, arm_default_subscription) != 0 ? r->subscription : NULL;
}

/* Declared again, it is replaced: prefixes and subnets that are not listed any more are gone. */
static void replace(struct arm_network *n, const struct arm_props *x,
                    const struct arm_texts *prefixes)
{
    struct arm_world *w = x->p->w;
    const struct arm_value *list = arm_prop_raw(x, "subnets"), *api = arm_prop_raw(x, "apiVersion");
    const bool cuts = list != NULL ? list->kind == ARM_ARRAY
                                   : api != NULL && api->kind == ARM_TEXT &&
                                         strcmp(api->text, FIRST_API_THAT_KEEPS) < 0;
    for (size_t i = 0; i < n->prefixes.n && prefixes->n > 0; i++) {
        if (!arm_texts_has(prefixes, n->prefixes.v[i])) {
            diag_add(w->diag, &arm_code_cut_back, x->at, "the later one",
                     "network `%s` is declared again, and without its prefix %s: it has it no more",
                     x->name, n->prefixes.v[i]);
            diag_other(w->diag, n->at, "the first one");
        }
    }
    if (prefixes->n > 0) {
        n->prefixes = (struct arm_texts){0};
    }
    for (size_t i = 0; i < n->subnets.n && cuts && arm_may_work(w, x->at, 1); i++) {
        ((struct arm_subnet *)n->subnets.v[i])->gone = true; /* what is listed comes back */
    }
    n->dns = (struct arm_texts){0};
    n->json = x->body;
    n->at = x->at;
}

/* When those are known that are resources of their own. */
static void drop_gone_subnets(struct arm_plan *p)
{
    for (size_t i = 0; i < p->networks.n; i++) {
        struct arm_network *n = p->networks.v[i];
        size_t kept = 0;
        for (size_t k = 0; k < n->subnets.n; k++) {
            struct arm_subnet *s = n->subnets.v[k];
            if (!s->gone) {
                n->subnets.v[kept++] = s;
                continue;
            }
            diag_add(p->w->diag, &arm_code_cut_back, n->at, "the later one",
                     "network `%s` is declared again, and without its subnet `%s`: that is deleted",
                     n->name, s->given);
            diag_other(p->w->diag, s->at, "its subnet");
        }
        n->subnets.n = kept;
    }
}

static struct arm_network *network_of(struct arm_plan *p, struct arm_resource *r,
                                      const struct arm_props *x)
{
    bool ambiguous;
    struct arm_resource *same = arm_index_find(p->w->by_id, r->id, &ambiguous);
    if (same != NULL && same->mapped != NULL) {
        r->mapped = same->mapped;
        return same->mapped;
    }
    struct arm_network *n =
        arm_things_add(p->w->arena, &p->networks, ARENA_NEW(p->w->arena, struct arm_network));
    *n = (struct arm_network){.name = arm_given_name(p, &p->network_names, r->name),
                              .region = arm_location(p, x),
                              .id = r->id,
                              .at = r->at,
                              .json = x->body};
    n->subscription = subscription_label(r);
    n->anywhere = arm_is_anywhere(p->w, arm_prop_text(x, "location"));
    arm_things_add(p->w->arena, &p->all_networks, n);
    r->mapped = n;
    if (same != NULL) {
        same->mapped = n;
    }
    return n;
}

/* They matter to traffic that asks for names, which none of an import does. */
static void map_dns(struct arm_plan *p, struct arm_network *n, const struct arm_props *x)
{
    const struct arm_value *options = arm_prop(x, "dhcpOptions");
    struct arm_texts given = {0};
    struct ip4_prefix ignored;
    if (options == NULL) {
        return;
    }
    const struct arm_props inner = arm_props(p, options, x->kind, x->name);
    arm_prop_texts(&inner, "dnsServers", &given);
    arm_prop_rest(&inner, NULL);
    for (size_t i = 0; i < given.n; i++) {
        if (ip4_prefix_parse(arena_printf(p->w->arena, "%s/32", given.v[i]), &ignored) == IP4_OK) {
            arm_texts_add(p->w->arena, &n->dns, given.v[i]);
        } else {
            diag_add(p->w->diag, &arm_code_other, options->at, NULL,
                     "DNS server %.60s of `%s` is left out: no IPv4 address", given.v[i], x->name);
        }
    }
}

static void map_network(struct arm_plan *p, struct arm_resource *r, const struct arm_props *x)
{
    struct arm_texts prefixes = {0}, taken = {0};
    const struct arm_value *space = arm_prop(x, "addressSpace");
    if (space != NULL) {
        const struct arm_props inner = arm_props(p, space, x->kind, x->name);
        arm_prop_texts(&inner, "addressPrefixes", &prefixes);
        arm_prop_rest(&inner, NULL);
    }
    arm_take_prefixes(x, &prefixes, &taken);
    const size_t before = p->networks.n;
    struct arm_network *n = network_of(p, r, x);
    if (p->networks.n == before) {
        replace(n, x, &taken);
    }
    for (size_t i = 0; i < taken.n; i++) {
        arm_texts_add(p->w->arena, &n->prefixes, taken.v[i]);
    }
    struct arm_value **item;
    const size_t count = arm_prop_list(x, "subnets", &item);
    for (size_t i = 0; i < count; i++) {
        const struct arm_props one = arm_props(p, item[i], "subnets", x->name);
        const char *name = arm_prop_text(&one, "name");
        if (name != NULL) {
            map_subnet(p, n, item[i], name);
        } else if (arm_plain_member(one.body, "name") == NULL) {
            diag_add(p->w->diag, &arm_code_unknown, item[i]->at, "no name",
                     "a subnet of `%s` has no name: it is left out", n->name);
        }
    }
    map_dns(p, n, x);
    (void)arm_prop_raw(x, "virtualNetworkPeerings"); /* when all networks are known */
    arm_prop_rest(x, network_ignored);
}

static void map_child_subnet(struct arm_plan *p, struct arm_resource *r, const struct arm_props *x)
{
    struct arm_network *n =
        arm_find(p, arm_id_parent(p->w->arena, r->id), "Microsoft.Network/virtualNetworks", r->at,
                 arena_printf(p->w->arena, "the network of subnet `%s`", r->name));
    if (n != NULL) {
        map_subnet(p, n, x->body, arm_last_name(r->name));
        r->mapped = arm_subnet_of(n, arm_last_name(r->name));
    }
}

/* --- peerings --- */

static struct arm_peering *peering_to(const struct arm_network *n, const struct arm_network *remote)
{
    for (size_t i = 0; i < n->peerings.n; i++) {
        struct arm_peering *g = n->peerings.v[i];
        if (g->remote == remote) {
            return g;
        }
    }
    return NULL;
}

/* Of a deployed half: what keeps packets from it. A template's new peering is in sync, whatever its
 * text says. */
static void take_state(struct arm_peering *g, const struct arm_props *x)
{
    static const char *const states[] = {"Connected", "Initiated", "Disconnected", NULL};
    const char *state = arm_word(arm_prop_text(x, "peeringState"), states),
               *level = arm_prop_text(x, "peeringSyncLevel");
    const struct arm_value *space = arm_prop(x, "remoteAddressSpace");
    struct arm_texts prefixes = {0};
    g->state = state == states[1] || state == states[2] ? state : NULL;
    g->known = (struct arm_texts){0};
    if (space == NULL || level == NULL || strcasecmp(level, "FullyInSync") == 0) {
        return;
    }
    const struct arm_props inner = arm_props(x->p, space, x->kind, x->name);
    arm_prop_texts(&inner, "addressPrefixes", &prefixes);
    arm_take_prefixes(x, &prefixes, &g->known);
}

/* The network that a peering leads to; NULL: said, once. */
static struct arm_network *remote_of(struct arm_plan *p, struct arm_network *n,
                                     const struct arm_props *x, const char *name)
{
    const char *id = arm_prop_id(x, "remoteVirtualNetwork"), *what = NULL;
    if (!arm_texts_has(&n->left_out, name)) {
        what = arena_printf(p->w->arena, "peering `%s` of `%s` is left out", name, n->name);
    }
    struct arm_network *remote =
        id != NULL ? arm_find(p, id, "Microsoft.Network/virtualNetworks", x->at, what) : NULL;
    if (id == NULL && what != NULL) {
        diag_add(p->w->diag, &arm_code_unknown, x->at, "no remoteVirtualNetwork",
                 "%s: it does not say where it leads", what);
    }
    if (remote == NULL && what != NULL) {
        arm_texts_add(p->w->arena, &n->left_out, name);
    }
    return remote;
}

static void map_peering(struct arm_plan *p, struct arm_network *n, const struct arm_value *v,
                        const char *name)
{
    const struct arm_props x = arm_props(p, v, "virtualNetworkPeerings", name);
    struct arm_network *remote = remote_of(p, n, &x, name);
    if (remote == NULL || !arm_may_work(p->w, v->at, n->peerings.n / 16 + 1)) {
        arm_settle(v);
        return;
    }
    struct arm_peering *g = peering_to(n, remote);
    if (g == NULL ||
        strcasecmp(g->given, name) != 0) { /* else declared in the network and again as its child */
        g = arm_things_add(p->w->arena, &n->peerings, ARENA_NEW(p->w->arena, struct arm_peering));
        g->name = arm_given_name(p, &n->peering_names, name);
        g->given = name;
    }
    g->remote = remote;
    g->at = v->at;
    g->json = v;
    g->access = arm_prop_bool(&x, "allowVirtualNetworkAccess", true);
    g->forwarded = arm_prop_bool(&x, "allowForwardedTraffic", false);
    g->transit = arm_prop_bool(&x, "allowGatewayTransit", false);
    g->remote_gateways = arm_prop_bool(&x, "useRemoteGateways", false);
    g->not_verified = arm_prop_bool(&x, "doNotVerifyRemoteGateways", false);
    take_state(g, &x);
    arm_prop_done(&x, peering_done);
    arm_prop_rest(&x, peering_ignored);
}

static void map_inner_peerings(struct arm_plan *p, struct arm_resource *r,
                               const struct arm_props *x)
{
    struct arm_value **item;
    const size_t count = r->mapped != NULL ? arm_prop_list(x, "virtualNetworkPeerings", &item) : 0;
    for (size_t i = 0; i < count; i++) {
        const char *name = arm_get_text(item[i], "name");
        map_peering(p, r->mapped, item[i], name != NULL ? name : "peering");
    }
}

static void map_child_peering(struct arm_plan *p, struct arm_resource *r, const struct arm_props *x)
{
    struct arm_network *n =
        arm_find(p, arm_id_parent(p->w->arena, r->id), "Microsoft.Network/virtualNetworks", r->at,
                 arena_printf(p->w->arena, "the network of peering `%s`", r->name));
    if (n != NULL) {
        map_peering(p, n, x->body, arm_last_name(r->name));
        r->mapped = n;
    }
}

/* A network whose prefixes are not known takes no part: nothing of it can be written. */
static void drop_unknown(struct arm_plan *p)
{
    size_t n = 0;
    for (size_t i = 0; i < p->networks.n; i++) {
        struct arm_network *network = p->networks.v[i];
        if (network->prefixes.n > 0) {
            p->networks.v[n++] = network;
            continue;
        }
        diag_add(p->w->diag, &arm_code_unknown, network->at, "no prefix",
                 "network `%s` has no IPv4 prefix that is known: it is left out", network->name);
    }
    p->networks.n = n;
    for (size_t k = 0; k < p->w->n; k++) {
        struct arm_resource *r = p->w->resource[k];
        if (r->mapped != NULL && strcasecmp(r->type, "Microsoft.Network/virtualNetworks") == 0 &&
            ((struct arm_network *)r->mapped)->prefixes.n == 0) {
            r->mapped = NULL;
        }
    }
}

/* Labels are worth their place where they tell something. */
static void drop_one_subscription(struct arm_plan *p)
{
    const struct arm_network *first = p->networks.n > 0 ? p->networks.v[0] : NULL;
    bool several = false;
    for (size_t i = 0; i < p->networks.n; i++) {
        const struct arm_network *n = p->networks.v[i];
        several =
            several || (n->subscription == NULL) != (first->subscription == NULL) ||
            (n->subscription != NULL && strcasecmp(n->subscription, first->subscription) != 0);
    }
    for (size_t i = 0; i < p->networks.n && !several; i++) {
        ((struct arm_network *)p->networks.v[i])->subscription = NULL;
    }
}

void arm_map_networks(struct arm_plan *p)
{
    arm_each(p, "Microsoft.Network/virtualNetworks", map_network);
    drop_unknown(p);
    drop_one_subscription(p);
    arm_each(p, "Microsoft.Network/virtualNetworks/subnets", map_child_subnet);
    drop_gone_subnets(p);
    arm_each(p, "Microsoft.Network/virtualNetworks", map_inner_peerings);
    arm_each(p, "Microsoft.Network/virtualNetworks/virtualNetworkPeerings", map_child_peering);
}
