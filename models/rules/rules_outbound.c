/*
 * Ways to the Internet: who is to use one, and has none.
 */
#include "models/routing/effective.h"
#include "models/rules/rules_parts.h"
#include "sim/base/arena.h"

/* A route to the Internet that the user has written. */
static struct span route_out(const struct topo_subnet *s)
{
    for (size_t i = 0; s->route_table != NULL && i < s->route_table->n_all; i++) {
        if (s->route_table->routes[i].hop == TOPO_HOP_INTERNET) {
            return resource_field_at(&s->route_table->routes[i].r, "next_hop_type");
        }
    }
    return (struct span){0};
}

/* Behind it no other rule lets anything out to the Internet. */
static bool denies_all(const struct topo_rule *rule)
{
    return !rule->allow && rule->protocol == TOPO_ANY_PROTOCOL &&
           (rule->destination.tags & (TOPO_TAG_ANY | TOPO_TAG_INTERNET)) != 0 &&
           (rule->source.tags & (TOPO_TAG_ANY | TOPO_TAG_VNET)) != 0 &&
           (rule->source_ports.tags & rule->destination_ports.tags & TOPO_TAG_ANY) != 0;
}

/* A rule that lets packets out to the Internet, or to a service of the platform. */
static struct span rule_out(const struct topo_nsg *nsg)
{
    for (size_t i = 0; nsg != NULL && i < nsg->n_ordered[TOPO_OUTBOUND]; i++) {
        const struct topo_rule *rule = nsg->ordered[TOPO_OUTBOUND][i];
        if (rule->allow && (rule->destination.tags & (TOPO_TAG_INTERNET | TOPO_TAG_SERVICE)) != 0) {
            return rule->r.at;
        }
        if (denies_all(rule)) {
            break;
        }
    }
    return (struct span){0};
}

/* Traffic that the routes lead out of the cloud. */
static struct span traffic_out(const struct rules *r, const struct topo_vm_group *g,
                               const struct effective *e)
{
    for (size_t i = 0; i < r->t->n_traffic; i++) {
        const struct topo_traffic *t = &r->t->traffic[i];
        if (t->from != g || t->to->kind != TOPO_INTERNET_HOST) {
            continue;
        }
        const struct effective_route *route = effective_lookup(e, t->to->first_addr);
        if (route != NULL && route->hop == TOPO_HOP_INTERNET) {
            return t->r.at;
        }
    }
    return (struct span){0};
}

/* Where all of it leads to an appliance or a gateway, a way out is needed there. */
static bool leads_out(const struct effective *e)
{
    for (size_t i = 0; i < e->n; i++) {
        if (e->v[i].active && e->v[i].hop == TOPO_HOP_INTERNET) {
            return true;
        }
    }
    return false;
}

/* What says that the VMs are to reach the Internet from their own subnet. */
static struct span said_at(const struct rules *r, const struct topo_vm_group *g)
{
    struct span at = route_out(g->subnet);
    if (at.line != 0) {
        return at;
    }
    struct arena *arena = arena_new();
    struct effective e;
    effective_routes(&e, r->t, g->subnet, NULL, arena);
    if (leads_out(&e)) {
        at = rule_out(g->nsg);
        at = at.line != 0 ? at : rule_out(g->subnet->nsg);
        at = at.line != 0 ? at : traffic_out(r, g, &e);
    }
    arena_free(arena);
    return at;
}

void rules_no_outbound(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_vms; i++) {
        const struct topo_vm_group *g = &r->t->vms[i];
        if (g->kind != TOPO_MACHINE || !topo_is_of_platform(g) || topo_way_out(g) != NULL) {
            continue;
        }
        const struct span at = said_at(r, g);
        if (at.line == 0 || diag_knows(r->d, at, NULL) != NULL) { /* said of others that have it */
            continue;
        }
        diag_add(r->d, &rules_code_no_outbound, at, "to the Internet",
                 "`%s` is to reach the Internet, and has no way out", g->r.name);
        diag_other(r->d, g->r.at, "without a public address or load balancer");
        diag_other(r->d, g->subnet->r.at, "without nat_gateway and default_outbound_access");
        diag_platform(r->d, "networks made since 2026-03 have no way out of their own: what is "
                            "sent to the Internet is dropped");
        diag_help(r->d,
                  "nat_gateway at the subnet, public_ip_addresses or outbound_load_balancer at the "
                  "VM, or of an older network default_outbound_access: true");
    }
}
