/* Address translation of gateways. */
#include "sim/arm/map_gateway_parts.h"

#include <strings.h>

#include "sim/arm/code.h"
#include "sim/arm/unknown.h"
#include "sim/base/arena.h"

static const char *const nat_ignored[] = {"egressVpnSiteLinkConnections",
                                          "ingressVpnSiteLinkConnections", NULL};

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
    struct arm_nat one = {.json = v, .given = name, .mode = mode, .dynamic = type == types[1]};
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
        one.name = arm_given_name(p, &g->nat_names, name);
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

void arm_map_nats(struct arm_plan *p, struct arm_gateway *g, const struct arm_props *x)
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
        arm_find(p, arm_id_parent(p->w->arena, r->id), ARM_GATEWAY_TYPE, r->at,
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

void arm_map_child_nats(struct arm_plan *p)
{
    arm_each(p, "Microsoft.Network/virtualNetworkGateways/natRules", map_child_nat);
}
