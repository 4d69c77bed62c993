/* Backend pools of load balancers whose members are given by address, in the balancer or as its
 * children: the machines that have the addresses. Those given by interface say so themselves. */
#include <strings.h>

#include "sim/arm/code.h"
#include "sim/arm/map_parts.h"
#include "sim/arm/unknown.h"
#include "sim/base/arena.h"

#define BALANCER_TYPE "Microsoft.Network/loadBalancers"

static const char *const pool_done[] = {"backendIPConfigurations", "loadBalancingRules",
                                        "outboundRules",           "inboundNatRules",
                                        "drainPeriodInSeconds",    NULL};
static const char *const address_done[] = {"networkInterfaceIPConfiguration",
                                           "inboundNatRulesPortMapping", NULL};

static bool has_address(const struct arm_machine *m, const char *address)
{
    return (m->address != NULL && strcasecmp(m->address, address) == 0) ||
           (m->nic != NULL && arm_texts_has(&m->nic->further, address));
}

/* Whose the address is: of a network where that is said, or of an interface that is named in place
 * of it. */
static struct arm_machine *owner(struct arm_plan *p, const struct arm_value *v,
                                 const struct arm_network *network)
{
    const struct arm_unknown *u = v->kind == ARM_UNKNOWN ? v->unknown : NULL;
    const struct arm_resource *r = u == NULL            ? NULL
                                   : u->subject != NULL ? u->subject
                                   : u->id != NULL      ? arm_resource_by_id(p->w, u->id)
                                                        : NULL;
    for (size_t i = 0; i < p->machines.n && arm_may_work(p->w, v->at, 1); i++) {
        struct arm_machine *m = p->machines.v[i];
        if (m->subnet == NULL || (network != NULL && m->subnet->network != network)) {
            continue;
        }
        if (v->kind == ARM_TEXT
                ? has_address(m, v->text)
                : r != NULL && r->mapped != NULL && (m->nic == r->mapped || m->json == r->body)) {
            return m;
        }
    }
    return NULL;
}

static const struct arm_network *network_of(const struct arm_props *x)
{
    const char *id = arm_prop_id(x, "virtualNetwork"), *subnet = arm_prop_id(x, "subnet");
    id = id != NULL || subnet == NULL ? id : arm_id_parent(x->p->w->arena, subnet);
    return id != NULL
               ? arm_find(x->p, id, "Microsoft.Network/virtualNetworks", x->at,
                          arena_printf(x->p->w->arena, "a member of backend pool `%s`", x->name))
               : NULL;
}

static void join(const struct arm_props *pool, const char *id)
{
    struct arm_plan *p = pool->p;
    struct arm_value **item;
    const size_t n = arm_prop_list(pool, "loadBalancerBackendAddresses", &item);
    const struct arm_network *all = network_of(pool);
    for (size_t i = 0; i < n; i++) {
        const struct arm_props one =
            arm_props(p, item[i], "loadBalancerBackendAddresses", pool->name);
        const struct arm_network *own = network_of(&one);
        const struct arm_value *v = arm_prop_raw(&one, "ipAddress");
        struct arm_machine *m = v != NULL ? owner(p, v, own != NULL ? own : all) : NULL;
        if (v != NULL && arm_prop_raw(&one, "networkInterfaceIPConfiguration") == NULL &&
            !arm_texts_has(&p->pools_by_address, id)) {
            arm_texts_add(p->w->arena, &p->pools_by_address, id);
        }
        arm_prop_done(&one, address_done);
        if (v != NULL && v->kind == ARM_UNKNOWN && v->unknown->mistake) {
            arm_report_unknown(p->w, v, "ipAddress of a backend pool");
        } else if (m != NULL && !arm_texts_has(&m->pools, id)) {
            arm_texts_add(p->w->arena, &m->pools, id);
        } else if (m == NULL && v != NULL) {
            diag_add(p->w->diag, &arm_code_unmapped, v->at, "left out",
                     "a member of backend pool `%s` is left out: no machine of the files has the "
                     "address %.60s",
                     pool->name, v->kind == ARM_TEXT ? v->text : "that is named here");
        }
    }
    arm_prop_done(pool, pool_done);
}

static void join_inner(struct arm_plan *p, struct arm_resource *r, const struct arm_props *x)
{
    struct arm_value **item;
    const size_t n = arm_prop_list(x, "backendAddressPools", &item);
    for (size_t i = 0; i < n; i++) {
        const char *name = arm_get_text(arm_plain(item[i]), "name");
        const struct arm_props pool = arm_props(p, item[i], "backendAddressPools", name);
        join(&pool, arena_printf(p->w->arena, "%s/backendAddressPools/%s", r->id, pool.name));
    }
    r->looked_at = true; /* mapped next */
}

static void join_child(struct arm_plan *p, struct arm_resource *r, const struct arm_props *x)
{
    if (arm_resource_by_id(p->w, arm_id_parent(p->w->arena, r->id)) == NULL) {
        diag_add(p->w->diag, &arm_code_unknown, r->at, "not in the files",
                 "backend pool `%s` is left out: its load balancer is in none of the files",
                 r->name);
        return;
    }
    join(x, arm_pool(p, r->id));
    r->mapped = r;
}

void arm_map_pools(struct arm_plan *p)
{
    arm_each(p, BALANCER_TYPE, join_inner);
    arm_each(p, BALANCER_TYPE "/backendAddressPools", join_child);
}
