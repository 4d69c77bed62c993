/* Virtual networks: their prefixes, DNS servers and subscription. */
#include <string.h>
#include <strings.h>

#include "sim/arm/code.h"
#include "sim/arm/map_network_parts.h"
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

struct arm_network *arm_network_around(struct arm_plan *p, const struct arm_resource *r,
                                       const char *what)
{
    return arm_find(p, arm_id_parent(p->w->arena, r->id), ARM_NETWORK_TYPE, r->at,
                    arena_printf(p->w->arena, "the network of %s `%s`", what, r->name));
}

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
            arm_map_subnet(p, n, item[i], name);
        } else if (arm_plain_member(one.body, "name") == NULL) {
            diag_add(p->w->diag, &arm_code_unknown, item[i]->at, "no name",
                     "a subnet of `%s` has no name: it is left out", n->name);
        }
    }
    map_dns(p, n, x);
    (void)arm_prop_raw(x, "virtualNetworkPeerings"); /* when all networks are known */
    arm_prop_rest(x, network_ignored);
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
        if (r->mapped != NULL && strcasecmp(r->type, ARM_NETWORK_TYPE) == 0 &&
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
    arm_each(p, ARM_NETWORK_TYPE, map_network);
    drop_unknown(p);
    drop_one_subscription(p);
    arm_map_child_subnets(p);
    arm_drop_gone_subnets(p);
    arm_map_peerings(p);
}
