/* Subnets: their prefix, and the route table, security group and NAT gateway that they name. */
#include <strings.h>

#include "sim/arm/code.h"
#include "sim/arm/map_network_parts.h"
#include "sim/arm/unknown.h"
#include "sim/base/arena.h"

static const char *const subnet_ignored[] = {"serviceEndpoints", "privateEndpointNetworkPolicies",
                                             "privateLinkServiceNetworkPolicies", "sharingScope",
                                             NULL};
static const char *const subnet_done[] = {
    "delegations", "ipConfigurations" /* read only: who stands in it */, "privateEndpoints", NULL};

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

void arm_map_subnet(struct arm_plan *p, struct arm_network *n, const struct arm_value *v,
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

static void map_child_subnet(struct arm_plan *p, struct arm_resource *r, const struct arm_props *x)
{
    struct arm_network *n = arm_network_around(p, r, "subnet");
    if (n != NULL) {
        arm_map_subnet(p, n, x->body, arm_last_name(r->name));
        r->mapped = arm_subnet_of(n, arm_last_name(r->name));
    }
}

void arm_map_child_subnets(struct arm_plan *p)
{
    arm_each(p, ARM_NETWORK_TYPE "/subnets", map_child_subnet);
}

void arm_drop_gone_subnets(struct arm_plan *p)
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
