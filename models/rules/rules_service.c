/*
 * Managed instances, load balancers, private endpoints: what the platform refuses, and what it
 * takes and packets suffer from.
 */
#include "models/routing/effective.h"
#include "models/routing/health.h"
#include "models/rules/rules_parts.h"
#include "sim/base/arena.h"
#include "sim/base/field.h"

/* --- subnets of managed instances --- */

void rules_instance_subnet(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_vms; i++) {
        const struct topo_vm_group *m = &r->t->vms[i];
        for (size_t k = 0; k < r->t->n_vms && m->kind == TOPO_MANAGED_INSTANCE; k++) {
            const struct topo_vm_group *o = &r->t->vms[k];
            if (o->subnet != m->subnet || o->kind == TOPO_MANAGED_INSTANCE) {
                continue;
            }
            diag_add(r->d, &rules_code_instance_subnet, o->subnet_ref.at, "not here",
                     "%s `%s` stands in the subnet of managed instance `%s`", o->r.table->kind,
                     o->r.name, m->r.name);
            diag_other(r->d, m->subnet_ref.at, "the managed instance");
            diag_platform(r->d, "refused: the subnet is delegated to managed instances");
            diag_help(r->d, "give `%s` another subnet", o->r.name);
        }
    }
}

static void judge_size(const struct rules *r, bool narrow)
{
    for (size_t i = 0; i < r->t->n_vms; i++) {
        const struct topo_vm_group *m = &r->t->vms[i];
        const struct ip4_prefix p = m->subnet->prefix.v[0];
        char text[IP4_TEXT_MAX];
        if (m->kind != TOPO_MANAGED_INSTANCE || (narrow ? p.len != 28 : p.len <= 28)) {
            continue;
        }
        diag_add(r->d, narrow ? &rules_code_instance_narrow : &rules_code_instance_small,
                 m->subnet->prefix.at[0], narrow ? "for trials" : "too small",
                 "managed instance `%s` stands in a subnet of %u addresses", m->r.name,
                 1u << (32 - p.len));
        diag_other(r->d, m->r.at, "in %s", ip4_prefix_format(p, text));
        diag_platform(r->d, narrow ? "it takes a single instance, which cannot be scaled"
                                   : "the instance is refused");
        diag_help(r->d, "a /27 or larger");
    }
}

void rules_instance_small(const struct rules *r)
{
    judge_size(r, false);
}

void rules_instance_narrow(const struct rules *r)
{
    judge_size(r, true);
}

/* --- load balancers --- */

static void judge_probe(const struct rules *r, const struct topo_balancer *b,
                        const struct topo_vm_group *backend, struct arena *arena)
{
    struct effective scope;
    const struct topo_nsg *by = NULL;
    const struct topo_rule *rule = NULL;
    uint32_t denied = 0;
    effective_routes(&scope, r->t, backend->subnet, NULL, arena);
    for (uint32_t i = 0; i < backend->count; i++) {
        const struct topo_rule *here = NULL;
        const struct topo_nsg *nsg =
            health_denied_by(b, backend, backend->first_addr + i, &scope, &here);
        if (nsg != NULL && denied++ == 0) {
            by = nsg;
            rule = here;
        }
    }
    if (denied == 0) {
        return;
    }
    diag_add(
        r->d, &rules_code_probe_denied, b->r.at, "probes them",
        "the probe of `%s` (AzureLoadBalancer, port %u) does not reach %u of %lld members of `%s`",
        b->r.name, health_probe_port(b), denied, (long long)backend->count, backend->r.name);
    diag_other(r->d, rule != NULL ? rule->r.at : by->r.at, "denied here");
    diag_platform(r->d, denied == backend->count
                            ? "no member is healthy: every packet is dropped"
                            : "they are taken out, and the others get all flows");
    diag_help(r->d, "in front of it a rule of `%s` that allows AzureLoadBalancer", by->r.name);
}

void rules_probe_denied(const struct rules *r)
{
    struct arena *arena = arena_new();
    for (size_t i = 0; i < r->t->n_vms; i++) {
        const struct topo_vm_group *g = &r->t->vms[i];
        if (g->balancer != NULL && (g->behind->nsg != NULL || g->behind->subnet->nsg != NULL)) {
            judge_probe(r, g->balancer, g->behind, arena);
        }
    }
    arena_free(arena);
}

static bool some_member_fails(const struct rules *r, const struct topo_balancer *b)
{
    for (size_t i = 0; i < r->t->n_vms; i++) {
        if (r->t->vms[i].balancer == b) {
            return health_may_change(r->t, r->t->vms[i].behind);
        }
    }
    return false;
}

void rules_probe_pace(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_balancers; i++) {
        const struct topo_probe *p = &r->t->balancers[i].probe;
        const bool interval = resource_field_given(&p->r, "interval");
        if ((!interval && !resource_field_given(&p->r, "unhealthy_threshold")) ||
            some_member_fails(r, &r->t->balancers[i])) {
            continue;
        }
        diag_add(r->d, &rules_code_probe_pace,
                 resource_field_at(&p->r, interval ? "interval" : "unhealthy_threshold"),
                 "no effect",
                 "no fault takes a member behind `%s`: the pace of its probe changes nothing",
                 r->t->balancers[i].r.name);
        diag_help(r->d, "a fault of its members' zone or region would show it");
    }
}

void rules_basic_global(const struct rules *r)
{
    struct arena *arena = arena_new();
    for (size_t i = 0; i < r->t->n_traffic; i++) {
        const struct topo_traffic *f = &r->t->traffic[i];
        const struct topo_balancer *b = f->to->balancer;
        struct effective e;
        if (b == NULL || b->sku != TOPO_LB_BASIC ||
            f->from->subnet->vnet->region == f->to->subnet->vnet->region) {
            continue;
        }
        effective_routes(&e, r->t, f->from->subnet, NULL, arena);
        const struct effective_route *route = effective_lookup(&e, f->to->first_addr);
        if (route == NULL || route->hop != TOPO_HOP_PEERING) {
            continue;
        }
        diag_add(r->d, &rules_code_basic_global, f->to_ref.at, "not from there",
                 "traffic `%s` comes to `%s`, of SKU Basic, from another region over a peering",
                 f->r.name, b->r.name);
        diag_other(r->d, resource_field_at(&b->r, "sku"), "Basic");
        diag_platform(r->d, "the packets are dropped");
        diag_help(r->d, "sku: Standard");
    }
    arena_free(arena);
}

void rules_no_rule(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_traffic; i++) {
        const struct topo_traffic *f = &r->t->traffic[i];
        const struct topo_balancer *b = f->to->balancer;
        const bool ping = f->app == TOPO_PING, is_front = b != NULL || f->to->endpoint != NULL;
        if (!is_front || !(ping || (b != NULL && f->port != b->port))) {
            continue;
        }
        diag_add(r->d, &rules_code_no_rule, resource_field_at(&f->r, ping ? "app" : "port"),
                 ping ? "not answered" : "no rule", "%s `%s` does not take traffic `%s`",
                 f->to->r.table->kind, f->to->r.name, f->r.name);
        diag_other(r->d, b != NULL ? resource_field_at(&b->r, "port") : f->to->r.at,
                   b != NULL ? "it takes this port" : "the endpoint");
        diag_platform(r->d, "the packets are dropped");
        if (ping) {
            diag_help(r->d, "request_response in place of ping");
        } else {
            diag_help(r->d, "port: %lld", (long long)b->port);
        }
    }
}

void rules_own_backend(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_traffic; i++) {
        const struct topo_traffic *f = &r->t->traffic[i];
        if (f->to->balancer == NULL || f->to->behind != f->from) {
            continue;
        }
        diag_add(r->d, &rules_code_own_backend, f->from_ref.at, "stands behind it",
                 "traffic `%s` goes from members of `%s` to their own load balancer", f->r.name,
                 f->from->r.name);
        diag_other(r->d, f->to->balancer->backend_ref.at, "the backend");
        diag_platform(r->d, "flows that come back to their sender fail");
        diag_help(r->d, "name `%s` itself with pairing: all_to_all, or let others send",
                  f->from->r.name);
    }
}

static bool find_balancer_hop(const struct rules *r, const struct topo_route *route,
                              const struct topo_subnet *s, const struct topo_vm_group *g)
{
    (void)s;
    if (g == NULL || g->balancer == NULL) {
        return false;
    }
    diag_add(r->d, &rules_code_balancer_hop, resource_field_at(&route->r, "next_hop_ip_address"),
             "a load balancer", "route `%s` leads to load balancer `%s`: not simulated yet",
             route->r.name, g->r.name);
    diag_other(r->d, g->r.at, "its frontend");
    diag_help(r->d, "the address of one of the appliances behind it");
    return true;
}

void rules_balancer_hop(const struct rules *r)
{
    rules_each_appliance(r, find_balancer_hop);
}

/* --- private endpoints --- */

void rules_endpoint_policies(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_vms; i++) {
        const struct topo_vm_group *g = &r->t->vms[i];
        const struct topo_subnet *s = g->subnet;
        if (g->endpoint == NULL || (s->nsg == NULL && s->route_table == NULL)) {
            continue;
        }
        diag_add(r->d, &rules_code_endpoint_policies, g->subnet_ref.at, "not heeded",
                 "%s of `%s` does not apply to private endpoint `%s`",
                 s->nsg != NULL ? "the security group" : "the route table", s->r.name, g->r.name);
        diag_other(r->d, s->nsg != NULL ? s->nsg_ref.at : s->route_table_ref.at, "this one");
        diag_help(r->d, "nothing to do if that is meant; filter where the flows come from");
    }
}
