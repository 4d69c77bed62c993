/*
 * Routes to network virtual appliances: is it there, does it pass on, and what comes of it?
 */
#include "models/routing/effective.h"
#include "models/rules/rules_parts.h"
#include "sim/base/arena.h"

static const struct topo_peering *peering_with(const struct topo_vnet *v,
                                               const struct topo_vnet *remote)
{
    for (size_t k = 0; k < v->n_peerings; k++) {
        if (v->peerings[k].remote == remote) {
            return &v->peerings[k];
        }
    }
    return NULL;
}

/* Half a peering, or one that is out of use: each has a warning of its own. */
static bool is_broken(const struct topo_peering *one, const struct topo_peering *other)
{
    return (one == NULL) != (other == NULL) ||
           (one != NULL &&
            (one->state != TOPO_PEERING_CONNECTED || other->state != TOPO_PEERING_CONNECTED));
}

/* The VM group that has an address, in the network or in a peer of it; or (anywhere) in any
 * network. NULL: none. */
static const struct topo_vm_group *holder(const struct rules *r, const struct topo_vnet *v,
                                          uint32_t addr, bool anywhere)
{
    uint32_t member;
    for (size_t i = 0; i < r->t->n_vms; i++) {
        const struct topo_vm_group *g = &r->t->vms[i];
        if (!topo_vm_has(g, addr, &member)) {
            continue;
        }
        const struct topo_peering *p = peering_with(v, g->subnet->vnet);
        if (anywhere || g->subnet->vnet == v || (p != NULL && effective_peering_is_up(p))) {
            return g;
        }
    }
    return NULL;
}

static bool is_table_of(const struct topo_route_table *table, const struct topo_vnet *v,
                        const struct topo_subnet **user)
{
    for (size_t k = 0; k < v->n_subnets; k++) {
        if (v->subnets[k].route_table == table) {
            *user = &v->subnets[k];
            return true;
        }
    }
    return false;
}

void rules_each_appliance(const struct rules *r, rules_appliance_fn *found)
{
    const struct topo_subnet *user;
    for (size_t t = 0; t < r->t->n_route_tables; t++) {
        const struct topo_route_table *table = &r->t->route_tables[t];
        for (size_t k = 0; k < table->n_all; k++) {
            bool said = table->routes[k].hop != TOPO_HOP_APPLIANCE;
            for (size_t i = 0; i < r->t->n_vnets && !said; i++) {
                const struct topo_vnet *v = &r->t->vnets[i];
                said = is_table_of(table, v, &user) &&
                       found(r, &table->routes[k], user,
                             holder(r, v, table->routes[k].next_hop.addr, false));
            }
        }
    }
}

static bool is_same_hop(const struct topo_route *a, const struct topo_route *b)
{
    return a->hop == TOPO_HOP_APPLIANCE && b->hop == TOPO_HOP_APPLIANCE &&
           a->next_hop.addr == b->next_hop.addr;
}

/* Has a route before it in the table the same next hop? One of them is enough to say what is wrong
 * with that. */
static bool is_again(const struct topo_route *route, const struct topo_subnet *s)
{
    for (const struct topo_route *o = s->route_table->routes; o < route; o++) {
        if (is_same_hop(o, route)) {
            return true;
        }
    }
    return false;
}

static bool find_no_appliance(const struct rules *r, const struct topo_route *route,
                              const struct topo_subnet *s, const struct topo_vm_group *g)
{
    if (g != NULL || is_again(route, s)) {
        return false;
    }
    const struct topo_vm_group *far = holder(r, s->vnet, route->next_hop.addr, true);
    const struct topo_peering *p = far != NULL ? peering_with(s->vnet, far->subnet->vnet) : NULL;
    if (far != NULL && is_broken(p, peering_with(far->subnet->vnet, s->vnet))) {
        return true;
    }
    diag_add(r->d, &rules_code_no_appliance, resource_field_at(&route->r, "next_hop_ip_address"),
             far != NULL ? "out of reach" : "nobody has it",
             "no VM that `%s` reaches has the address %s", s->vnet->r.name, route->next_hop.text);
    diag_other(r->d, s->route_table_ref.at, "subnet `%s` takes the route", s->r.name);
    if (p != NULL) {
        diag_other(r->d, p->r.at, "the peering with the network of `%s` carries nothing",
                   far->r.name);
    } else if (far != NULL) {
        diag_other(r->d, far->r.at, "`%s` has it, in a network that is no peer of `%s`",
                   far->r.name, s->vnet->r.name);
    }
    const struct topo_route_table *table = s->route_table;
    for (size_t k = (size_t)(route - table->routes) + 1, more = 0; k < table->n_all && more < 8;
         k++) {
        if (is_same_hop(route, &table->routes[k])) {
            diag_other(r->d, table->routes[k].r.at, "and this route leads there");
            more++;
        }
    }
    diag_platform(r->d, "the route is taken, and its packets are dropped");
    diag_help(r->d,
              "the address of an appliance in `%s` or a peer; vnetsim check --canonical shows what "
              "is declared",
              s->vnet->r.name);
    return true;
}

void rules_no_appliance(const struct rules *r)
{
    rules_each_appliance(r, find_no_appliance);
}

static bool find_not_forwarding(const struct rules *r, const struct topo_route *route,
                                const struct topo_subnet *s, const struct topo_vm_group *g)
{
    if (g == NULL || g->ip_forwarding || g->balancer != NULL || is_again(route, s)) {
        return false;
    }
    diag_add(r->d, &rules_code_not_forwarding, g->r.at, "does not forward",
             "`%s` is a next hop, and has ip_forwarding: false", g->r.name);
    diag_other(r->d, resource_field_at(&route->r, "next_hop_ip_address"), "the route to it");
    diag_platform(r->d, "what is for others is dropped at its NIC");
    diag_help(r->d, "ip_forwarding: true");
    return true;
}

void rules_not_forwarding(const struct rules *r)
{
    rules_each_appliance(r, find_not_forwarding);
}

static bool find_appliance_loop(const struct rules *r, const struct topo_route *route,
                                const struct topo_subnet *s, const struct topo_vm_group *g)
{
    if (g == NULL || g->subnet->route_table != s->route_table || !g->ip_forwarding ||
        is_again(route, s)) {
        return false;
    }
    diag_add(r->d, &rules_code_appliance_loop, g->subnet->route_table_ref.at, "holds here too",
             "`%s` stands in a subnet that routes to it", g->r.name);
    diag_other(r->d, route->r.at, "this route");
    diag_other(r->d, g->subnet_ref.at, "the appliance's subnet");
    diag_platform(r->d, "what it sends on comes back to it, until its time to live is over");
    diag_help(r->d, "a subnet of its own for `%s`, without this route table", g->r.name);
    return true;
}

void rules_appliance_loop(const struct rules *r)
{
    rules_each_appliance(r, find_appliance_loop);
}

/* Of the route's range a part that lies in the network; NULL: none. */
static const struct ip4_prefix *part_in(const struct topo_route *route, const struct topo_vnet *v)
{
    for (size_t k = 0; route->tag == NULL && k < v->prefixes.n; k++) {
        if (ip4_prefix_overlaps(route->prefix.v[0], v->prefixes.v[k])) {
            return &v->prefixes.v[k];
        }
    }
    return NULL;
}

/* Networks that the appliance's is peered with, into whose range the route leads. */
static bool find_forwarded(const struct rules *r, const struct topo_route *route,
                           const struct topo_subnet *s, const struct topo_vm_group *g)
{
    bool said = false;
    for (size_t i = 0; g != NULL && g->ip_forwarding && i < g->subnet->vnet->n_peerings; i++) {
        const struct topo_peering *p = &g->subnet->vnet->peerings[i];
        if (p->remote == s->vnet || !effective_peering_is_up(p) ||
            p->reverse->allow_forwarded_traffic || part_in(route, p->remote) == NULL) {
            continue;
        }
        diag_add(r->d, &rules_code_forwarded, p->reverse->r.at, "takes nothing forwarded",
                 "`%s` does not take what `%s` sends on", p->remote->r.name, g->r.name);
        diag_other(r->d, route->r.at, "this route leads there through the appliance");
        diag_platform(r->d, "packets that did not start in `%s` are dropped",
                      g->subnet->vnet->r.name);
        diag_help(r->d, "allow_forwarded_traffic: true on that half of the peering");
        said = true;
    }
    return said;
}

void rules_forwarded(const struct rules *r)
{
    rules_each_appliance(r, find_forwarded);
}

/* The user-defined route that the subnet has for the address; NULL: another kind of route goes
 * before. */
static const struct topo_route *taken(const struct rules *r, const struct topo_subnet *s,
                                      uint32_t addr)
{
    if (s->route_table == NULL) {
        return NULL;
    }
    struct arena *arena = arena_new();
    struct effective e;
    effective_routes(&e, r->t, s, NULL, arena);
    const struct effective_route *found = effective_lookup(&e, addr);
    const struct topo_route *user = found != NULL ? found->user : NULL;
    arena_free(arena);
    return user;
}

static bool leads_through(const struct rules *r, const struct topo_subnet *s, uint32_t addr,
                          uint32_t appliance)
{
    const struct topo_route *route = taken(r, s, addr);
    return route != NULL && route->hop == TOPO_HOP_APPLIANCE && route->next_hop.addr == appliance;
}

/* What comes from another network over a gateway asks the routes of the gateway's own subnet. */
static const struct topo_subnet *comes_from(const struct topo_subnet *s,
                                            const struct topo_subnet *other)
{
    const struct topo_peering *through;
    const struct topo_gateway *g = effective_gateway(s->vnet, &through);
    for (size_t i = 0; i < s->vnet->n_peerings; i++) {
        if (s->vnet->peerings[i].remote == other->vnet &&
            effective_peering_is_up(&s->vnet->peerings[i])) {
            return other;
        }
    }
    return other->vnet != s->vnet && g != NULL && g->vnet->gateway_subnet != NULL
               ? g->vnet->gateway_subnet
               : other;
}

/* Does an appliance that the answers alone pass, or the requests alone, drop what it sees of it? Of
 * TCP it wants to see both (models/appliance.h). */
static bool needs_both(const struct topo_traffic *t, bool sees_requests)
{
    const bool is_tcp = t->app != TOPO_PING && t->transport == TOPO_TRANSPORT_TCP;
    return is_tcp || (!sees_requests && (t->app == TOPO_PING || t->app == TOPO_REQUEST_RESPONSE));
}

static bool find_one_way_route(const struct rules *r, const struct topo_route *route,
                               const struct topo_subnet *user, const struct topo_vm_group *g)
{
    for (size_t i = 0; route->tag == NULL && g != NULL && g->has_appliance &&
                       g->appliance.stateful && i < 2 * r->t->n_traffic;
         i++) { /* seen from either end */
        const struct topo_traffic *t = &r->t->traffic[i / 2];
        const struct topo_vm_group *one = i % 2 == 0 ? t->from : t->to,
                                   *two = i % 2 == 0 ? t->to : t->from;
        const struct topo_subnet *s = one->subnet, *other = two->subnet;
        const uint32_t here = one->first_addr + (i % 2 == 0 ? t->from_first : t->to_first),
                       there = two->first_addr + (i % 2 == 0 ? t->to_first : t->from_first);
        if (!needs_both(t, i % 2 == 0) || other == s || other->vnet->outside != NULL ||
            /* its answers come back where it has been asked */ s->vnet != user->vnet ||
            s->route_table != user->route_table || !ip4_prefix_has(route->prefix.v[0], there) ||
            taken(r, s, there) != route || leads_through(r, other, here, route->next_hop.addr) ||
            leads_through(r, comes_from(s, other), here, route->next_hop.addr)) {
            continue;
        }
        diag_add(r->d, &rules_code_one_way_route, route->r.at, "one direction",
                 "`%s/%s` sends through `%s`, and what comes from `%s/%s` does not pass it",
                 s->vnet->r.name, s->r.name, g->r.name, other->vnet->r.name, other->r.name);
        diag_other(r->d, g->r.at, "it keeps state");
        diag_other(r->d, t->r.at, "between them goes this traffic");
        diag_platform(r->d,
                      i % 2 == 0
                          ? "a stateful appliance that sees no answer to a SYN drops what follows"
                          : "a stateful appliance drops answers to what it has not seen");
        diag_help(r->d, "a route through %s in `%s/%s` too", route->next_hop.text,
                  comes_from(s, other)->vnet->r.name, comes_from(s, other)->r.name);
        return true;
    }
    return false;
}

void rules_one_way_route(const struct rules *r)
{
    rules_each_appliance(r, find_one_way_route);
}
