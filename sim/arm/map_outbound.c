/* Public load balancers: of them a scenario has that their machines leave to the Internet by them,
 * as a label. Whose they let out, at the platform:
 * - of SKU Standard the pools that an outbound rule names, or a load balancing rule, whose frontend
 *   address is used both ways unless it says disableOutboundSnat;
 * - of SKU Basic all its pools ("in the backend pool of a basic public load balancer"), and a pool
 *   whose members are given by address, which behaves as one of a Basic balancer.
 * Sources: MicrosoftDocs/azure-docs, articles/load-balancer/load-balancer-outbound-connections.md
 * and outbound-rules.md, articles/virtual-network/ip-services/default-outbound-access.md of
 * 2026-01-30. Further IP configurations have no way out by a balancer there, and none here. */
#include <string.h>
#include <strings.h>

#include "sim/arm/map_parts.h"
#include "sim/arm/unknown.h"
#include "sim/base/arena.h"

struct ways {
    const struct arm_resource *balancer;
    struct arm_texts pools; /* ids of those that are let out */
    bool all;
};

static bool is_public(const struct arm_props *x)
{
    struct arm_value **item;
    const size_t n = arm_prop_list(x, "frontendIPConfigurations", &item);
    for (size_t i = 0; i < n; i++) {
        const struct arm_props one = arm_props(x->p, item[i], "frontendIPConfigurations", x->name);
        if (arm_prop_raw(&one, "publicIPAddress") != NULL ||
            arm_prop_raw(&one, "publicIPPrefix") != NULL) {
            return true;
        }
    }
    return false;
}

static void take_rules(const struct arm_props *x, const char *list, struct arm_texts *pools)
{
    struct arm_plan *p = x->p;
    struct arm_value **item;
    const size_t n = arm_prop_list(x, list, &item);
    for (size_t i = 0; i < n; i++) {
        const struct arm_props rule = arm_props(p, item[i], list, x->name);
        struct arm_texts ids = {0};
        if (arm_prop_bool(&rule, "disableOutboundSnat", false)) {
            continue;
        }
        const char *id = arm_prop_id(&rule, "backendAddressPool");
        if (id != NULL) {
            arm_texts_add(p->w->arena, &ids, id);
        }
        arm_prop_ids(&rule, "backendAddressPools", &ids);
        for (size_t k = 0; k < ids.n; k++) {
            const char *pool = arm_pool(p, ids.v[k]);
            if (!arm_texts_has(pools, pool)) {
                arm_texts_add(p->w->arena, pools, pool);
            }
        }
    }
}

static bool is_of(const struct arm_resource *balancer, const char *pool)
{
    const size_t n = strlen(balancer->id);
    return strncasecmp(pool, balancer->id, n) == 0 && pool[n] == '/';
}

static bool lets_out(const struct arm_plan *p, const struct ways *w, const struct arm_machine *m)
{
    for (size_t i = 0; i < m->pools.n; i++) {
        const char *pool = m->pools.v[i];
        if (arm_texts_has(&w->pools, pool) ||
            (is_of(w->balancer, pool) && (w->all || arm_texts_has(&p->pools_by_address, pool)))) {
            return true;
        }
    }
    return false;
}

static void map_public(struct arm_plan *p, struct arm_resource *r, const struct arm_props *x)
{
    r->looked_at = true; /* mapped next */
    if (!is_public(x)) {
        return;
    }
    struct ways w = {.balancer = r, .all = arm_balancer_is_basic(x)};
    take_rules(x, "outboundRules", &w.pools);
    take_rules(x, "loadBalancingRules", &w.pools);
    for (size_t i = 0; i < p->machines.n && arm_may_work(p->w, r->at, w.pools.n / 8 + 1); i++) {
        struct arm_machine *m = p->machines.v[i];
        m->outbound = m->outbound == NULL && lets_out(p, &w, m) ? r : m->outbound;
    }
}

void arm_map_outbound(struct arm_plan *p)
{
    arm_each(p, "Microsoft.Network/loadBalancers", map_public);
}
