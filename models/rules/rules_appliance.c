/*
 * Routes to network virtual appliances: is it there, does it pass on, and what comes of it?
 */
#include "models/routing/effective.h"
#include "models/rules/rules_parts.h"

/* The VM group that holds an address in the network or in a peer of it; NULL: none. */
static const struct topo_vm_group *holder(const struct rules *r, const struct topo_vnet *v, uint32_t addr)
{
    for (size_t i = 0; i < r->t->n_vms; i++) {
        const struct topo_vm_group *g = &r->t->vms[i];
        if (addr - g->first_addr >= g->count || addr < g->first_addr) {
            continue;
        }
        if (g->subnet->vnet == v) {
            return g;
        }
        for (size_t k = 0; k < v->n_peerings; k++) {
            if (v->peerings[k].remote == g->subnet->vnet && effective_peering_is_up(&v->peerings[k])) {
                return g;
            }
        }
    }
    return NULL;
}

/* Calls found for every route to an appliance that some subnet takes, with the VM behind it; a route once. */
void rules_each_appliance(const struct rules *r, void (*found)(const struct rules *r, const struct topo_route *route, const struct topo_subnet *s,
                                                                const struct topo_vm_group *g))
{
    for (size_t t = 0; t < r->t->n_route_tables; t++) {
        const struct topo_route_table *table = &r->t->route_tables[t];
        const struct topo_subnet *user = NULL;
        for (size_t i = 0; i < r->t->n_vnets && user == NULL; i++) {
            for (size_t k = 0; k < r->t->vnets[i].n_subnets && user == NULL; k++) {
                user = r->t->vnets[i].subnets[k].route_table == table ? &r->t->vnets[i].subnets[k] : NULL;
            }
        }
        for (size_t k = 0; k < table->n_routes && user != NULL; k++) {
            if (table->routes[k].hop == TOPO_HOP_APPLIANCE) {
                found(r, &table->routes[k], user, holder(r, user->vnet, table->routes[k].next_hop.addr));
            }
        }
    }
}

static void find_no_appliance(const struct rules *r, const struct topo_route *route, const struct topo_subnet *s, const struct topo_vm_group *g)
{
    if (g != NULL) {
        return;
    }
    diag_add(r->d, &rules_code_no_appliance, resource_field_at(&route->r, "next_hop_ip_address"), "nobody has it", "no VM that `%s` reaches has the address %s",
             s->vnet->r.name, route->next_hop.text);
    diag_other(r->d, s->route_table_ref.at, "subnet `%s` takes the route", s->r.name);
    diag_platform(r->d, "the route is taken, and its packets are dropped");
    diag_help(r->d, "the address of an appliance in `%s` or a peer; vnetsim check --canonical shows what is declared", s->vnet->r.name);
}

void rules_no_appliance(const struct rules *r)
{
    rules_each_appliance(r, find_no_appliance);
}

static void find_not_forwarding(const struct rules *r, const struct topo_route *route, const struct topo_subnet *s, const struct topo_vm_group *g)
{
    (void)s;
    if (g == NULL || g->ip_forwarding || g->balancer != NULL) {
        return;
    }
    diag_add(r->d, &rules_code_not_forwarding, g->r.at, "does not forward", "`%s` is a next hop, and has ip_forwarding: false", g->r.name);
    diag_other(r->d, resource_field_at(&route->r, "next_hop_ip_address"), "the route to it");
    diag_platform(r->d, "what is for others is dropped at its NIC");
    diag_help(r->d, "ip_forwarding: true");
}

void rules_not_forwarding(const struct rules *r)
{
    rules_each_appliance(r, find_not_forwarding);
}


static void find_appliance_loop(const struct rules *r, const struct topo_route *route, const struct topo_subnet *s, const struct topo_vm_group *g)
{
    (void)s;
    if (g == NULL || g->subnet->route_table == NULL || !g->ip_forwarding) {
        return;
    }
    const struct topo_route_table *table = g->subnet->route_table;
    if (route < table->routes || route >= table->routes + table->n_routes) {
        return;
    }
    diag_add(r->d, &rules_code_appliance_loop, g->subnet->route_table_ref.at, "holds here too", "`%s` stands in a subnet that routes to it", g->r.name);
    diag_other(r->d, route->r.at, "this route");
    diag_other(r->d, g->subnet_ref.at, "the appliance's subnet");
    diag_platform(r->d, "what it sends on comes back to it, until its time to live is over");
    diag_help(r->d, "a subnet of its own for `%s`, without this route table", g->r.name);
}

void rules_appliance_loop(const struct rules *r)
{
    rules_each_appliance(r, find_appliance_loop);
}

/* Networks that the appliance's is peered with, whose range the route holds. */
static void find_forwarded(const struct rules *r, const struct topo_route *route, const struct topo_subnet *s, const struct topo_vm_group *g)
{
    if (g == NULL || !g->ip_forwarding) {
        return;
    }
    const struct topo_vnet *hub = g->subnet->vnet;
    for (size_t i = 0; i < hub->n_peerings; i++) {
        const struct topo_peering *p = &hub->peerings[i];
        if (p->remote == s->vnet || !effective_peering_is_up(p) || p->reverse->allow_forwarded_traffic) {
            continue;
        }
        for (size_t k = 0; k < p->remote->prefixes.n; k++) {
            if (!ip4_prefix_contains(route->prefix.v[0], p->remote->prefixes.v[k])) {
                continue;
            }
            diag_add(r->d, &rules_code_forwarded, p->reverse->r.at, "takes nothing forwarded", "`%s` does not take what `%s` sends on", p->remote->r.name,
                     g->r.name);
            diag_other(r->d, route->r.at, "this route leads there through the appliance");
            diag_platform(r->d, "packets that did not start in `%s` are dropped", hub->r.name);
            diag_help(r->d, "allow_forwarded_traffic: true on that half of the peering");
            break;
        }
    }
}

void rules_forwarded(const struct rules *r)
{
    rules_each_appliance(r, find_forwarded);
}

/* Does the subnet send what is for prefix p through the appliance? */
static bool leads_through(const struct topo_subnet *s, struct ip4_prefix p, uint32_t appliance)
{
    for (size_t i = 0; s->route_table != NULL && i < s->route_table->n_routes; i++) {
        const struct topo_route *o = &s->route_table->routes[i];
        if (o->hop == TOPO_HOP_APPLIANCE && o->next_hop.addr == appliance && ip4_prefix_overlaps(o->prefix.v[0], p)) {
            return true;
        }
    }
    return false;
}

/* What comes from another network over a gateway asks the routes of the gateway's own subnet. */
static const struct topo_subnet *comes_from(const struct topo_subnet *s, const struct topo_subnet *other)
{
    const struct topo_peering *through;
    const struct topo_gateway *g = effective_gateway(s->vnet, &through);
    for (size_t i = 0; i < s->vnet->n_peerings; i++) {
        if (s->vnet->peerings[i].remote == other->vnet && effective_peering_is_up(&s->vnet->peerings[i])) {
            return other;
        }
    }
    return other->vnet != s->vnet && g != NULL && g->vnet->gateway_subnet != NULL ? g->vnet->gateway_subnet : other;
}

static void find_one_way_route(const struct rules *r, const struct topo_route *route, const struct topo_subnet *s, const struct topo_vm_group *g)
{
    if (g == NULL || !g->has_appliance || !g->appliance.stateful) {
        return;
    }
    for (size_t i = 0; i < r->t->n_traffic; i++) { /* that asks in one direction or the other */
        const struct topo_traffic *t = &r->t->traffic[i];
        const struct topo_subnet *from = t->from->subnet, *to = t->to->subnet;
        const struct topo_subnet *other = from == s ? to : to == s ? from : NULL;
        if (other == NULL || other == s || !ip4_prefix_contains(route->prefix.v[0], other->prefix.v[0]) ||
            leads_through(other, s->prefix.v[0], route->next_hop.addr) || leads_through(comes_from(s, other), s->prefix.v[0], route->next_hop.addr)) {
            continue;
        }
        diag_add(r->d, &rules_code_one_way_route, route->r.at, "one direction", "`%s/%s` sends through `%s`, and what comes from `%s/%s` does not pass it",
                 s->vnet->r.name, s->r.name, g->r.name, other->vnet->r.name, other->r.name);
        diag_other(r->d, t->r.at, "between them goes this traffic");
        diag_platform(r->d, "a stateful appliance drops answers to what it has not seen");
        diag_help(r->d, "a route through %s in `%s/%s` too", route->next_hop.text, other->vnet->r.name, other->r.name);
        return;
    }
}

void rules_one_way_route(const struct rules *r)
{
    rules_each_appliance(r, find_one_way_route);
}
