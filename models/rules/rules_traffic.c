/*
 * Traffic: can it be sent, and does anything lead to where it goes?
 */
#include "models/routing/effective.h"
#include "models/routing/handshake.h"
#include "models/routing/islands.h"
#include "models/routing/nat.h"
#include "models/rules/rules_parts.h"
#include "sim/base/arena.h"
#include "sim/base/units.h"

static const struct topo_vnet *vnet_of(const struct topo_vm_group *g)
{
    return g->subnet->vnet;
}

/* Is it 0, but for one draw in a million? */
static bool is_zero(const struct dist *d)
{
    return dist_whole(dist_quantile(d, 1 - 1e-6)) == 0;
}

void rules_endless(const struct rules *r)
{
    const struct topo_latency *fabric = &r->t->intra_region.latency;
    const bool no_latency =
        fabric->base == 0 && (fabric->kind == TOPO_LATENCY_FIXED || is_zero(&fabric->dist));
    for (size_t i = 0; i < r->t->n_traffic && no_latency; i++) {
        const struct topo_traffic *t = &r->t->traffic[i];
        if (t->app != TOPO_REQUEST_RESPONSE || vnet_of(t->from)->region != vnet_of(t->to)->region ||
            t->from->nic.bandwidth_bps != UNITS_UNLIMITED ||
            t->to->nic.bandwidth_bps != UNITS_UNLIMITED || !is_zero(&t->think_time)) {
            continue;
        }
        diag_add(r->d, &rules_code_endless, t->r.at, "asks again in the same instant",
                 "requests of `%s` and their responses take no time", t->r.name);
        diag_other(r->d, resource_field_at(&fabric->r, "base"), "no latency here");
        diag_help(r->d, "give `%s` a think_time, its VMs a NIC bandwidth, or the region a latency",
                  t->r.name);
    }
}

void rules_starts_late(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_traffic; i++) {
        const struct topo_traffic *t = &r->t->traffic[i];
        if (t->start < r->t->simulation.duration) {
            continue;
        }
        diag_add(r->d, &rules_code_starts_late, resource_field_at(&t->r, "start"), "after the end",
                 "traffic `%s` starts when the run is over", t->r.name);
        if (resource_field_given(&r->t->simulation.r, "duration")) {
            diag_other(r->d, resource_field_at(&r->t->simulation.r, "duration"), "it ends here");
        }
        diag_help(r->d, "let it start earlier, or let the run last longer");
    }
}

static const struct topo_peering *half(const struct topo_vnet *a, const struct topo_vnet *b)
{
    for (size_t k = 0; k < a->n_peerings; k++) {
        if (a->peerings[k].remote == b) {
            return &a->peerings[k];
        }
    }
    return NULL;
}

/* The half of a peering that lets nobody through; half a peering has a warning of its own. */
static const struct topo_peering *shut(const struct topo_vnet *a, const struct topo_vnet *b)
{
    const struct topo_peering *p = half(a, b);
    if (p == NULL || p->reverse == NULL ||
        (p->allow_virtual_network_access && p->reverse->allow_virtual_network_access)) {
        return NULL;
    }
    return p->allow_virtual_network_access ? p->reverse : p;
}

/* Over a gateway that one of them only uses, or to a network that only uses one. */
static bool by_lent_gateway(const struct topo *t, const struct topo_vnet *a,
                            const struct topo_vnet *b)
{
    const struct topo_peering *through;
    const struct topo_gateway *g = effective_gateway(a, &through);
    return g != NULL &&
           effective_connection(g, nat_seen(t, a, b,
                                            (struct nat_end){.addr = b->prefixes.v[0].addr,
                                                             .protocol = TOPO_ANY_PROTOCOL,
                                                             .by = NAT_FIRST})
                                       .addr) != NULL;
}

static bool connected(const struct topo *t, const struct topo_vnet *a, const struct topo_vnet *b)
{
    if (by_lent_gateway(t, a, b) || by_lent_gateway(t, b, a)) {
        return true;
    }
    for (size_t i = 0; i < t->n_connections; i++) {
        const struct topo_connection *c = &t->connections[i];
        if ((c->from->vnet == a && c->to->vnet == b) || (c->from->vnet == b && c->to->vnet == a)) {
            return true;
        }
    }
    return false;
}

static bool joined(const struct topo *t, const struct topo_vnet *a, const struct topo_vnet *b)
{
    const struct topo_peering *p = half(a, b);
    return a != b && ((p != NULL && effective_peering_is_up(p)) || connected(t, a, b));
}

/* A neighbour of a that is joined to b too: what somebody may think leads from one to the other;
 * NULL: none. */
static const struct topo_vnet *between(const struct topo *t, const struct topo_vnet *a,
                                       const struct topo_vnet *b)
{
    for (size_t i = 0; i < a->n_peerings; i++) {
        const struct topo_peering *p = &a->peerings[i];
        if (effective_peering_is_up(p) && joined(t, p->remote, b)) {
            return p->remote;
        }
    }
    for (size_t i = 0; i < t->n_connections; i++) {
        const struct topo_connection *c = &t->connections[i];
        const struct topo_vnet *m = c->from->vnet == a ? c->to->vnet
                                    : c->to->vnet == a ? c->from->vnet
                                                       : NULL;
        if (m != NULL && c->outcome == HANDSHAKE_UP && joined(t, m, b)) {
            return m;
        }
    }
    return NULL;
}

static void report_beyond(const struct rules *r, const struct topo_traffic *t,
                          const struct topo_vnet *a, const struct topo_vnet *m,
                          const struct topo_vnet *b)
{
    diag_add(r->d, &rules_code_beyond, t->r.at, "ends before it",
             "from `%s` to `%s` `%s` would go through `%s`, which does not lead on", a->r.name,
             b->r.name, t->r.name, m->r.name);
    diag_other(r->d, m->r.at, "joined to both");
    diag_platform(r->d, "no route of `%s` leads to `%s`: every packet is dropped", a->r.name,
                  b->r.name);
    if (m->gateway != NULL && a->gateway == NULL && half(a, m) != NULL) {
        diag_help(r->d,
                  "use_remote_gateways at the peering with `%s`, which lends its gateway; or join "
                  "the two directly",
                  m->r.name);
    } else {
        diag_help(r->d,
                  "join the two directly; through `%s` it takes BGP on both tunnels, or an "
                  "appliance there and routes to it",
                  m->r.name);
    }
}

static void report_apart(const struct rules *r, const struct topo_traffic *t,
                         const struct topo_vnet *a, const struct topo_vnet *b)
{
    diag_add(r->d, &rules_code_apart, t->r.at, "cannot arrive",
             "nothing joins `%s` and `%s`, where `%s` is to go", a->r.name, b->r.name, t->r.name);
    diag_other(r->d, a->r.at, "from here");
    diag_other(r->d, b->r.at, "to here");
    diag_platform(r->d, "every packet is dropped: no route");
    diag_help(r->d, "peer the two networks, or connect their gateways: both ends of it");
}

static void report_shut(const struct rules *r, const struct topo_traffic *t,
                        const struct topo_peering *p)
{
    diag_add(r->d, &rules_code_shut, resource_field_at(&p->r, "allow_virtual_network_access"),
             "lets nobody through", "peering `%s` shuts out `%s`", p->r.name, t->r.name);
    diag_other(r->d, t->r.at, "this traffic needs it");
    diag_platform(r->d, "the peering is Connected, and every packet is dropped: no route");
    diag_help(r->d, "allow_virtual_network_access: true, the default");
}

/* What user-defined routes lead to, and whether it gets there, is trace's business. */
static bool by_user(const struct topo_subnet *s)
{
    return s->route_table != NULL && s->route_table->n_routes > 0;
}

enum gap { GAP_APART, GAP_SHUT, GAP_BEYOND };

static void find_gaps(const struct rules *r, enum gap wanted)
{
    struct arena *arena = arena_new();
    struct islands islands;
    islands_find(&islands, r->t, arena);
    for (size_t i = 0; i < r->t->n_traffic; i++) {
        const struct topo_traffic *t = &r->t->traffic[i];
        const struct topo_vnet *a = vnet_of(t->from), *b = vnet_of(t->to);
        const struct topo_peering *closed = shut(a, b);
        /* What is broken on the way has a warning of its own. */
        if (a == b || b->outside != NULL ||
            (closed == NULL && (half(a, b) != NULL || half(b, a) != NULL)) ||
            connected(r->t, a, b) || by_user(t->from->subnet) ||
            islands_are_cut(&islands, r->t, a, b)) {
            continue;
        }
        const struct topo_vnet *m = closed == NULL ? between(r->t, a, b) : NULL;
        const enum gap gap = closed != NULL ? GAP_SHUT : m != NULL ? GAP_BEYOND : GAP_APART;
        if (gap != wanted) {
            continue;
        }
        if (gap == GAP_SHUT) {
            report_shut(r, t, closed);
        } else if (gap == GAP_BEYOND) {
            report_beyond(r, t, a, m, b);
        } else {
            report_apart(r, t, a, b);
        }
    }
    arena_free(arena);
}

void rules_apart(const struct rules *r)
{
    find_gaps(r, GAP_APART);
}

void rules_shut(const struct rules *r)
{
    find_gaps(r, GAP_SHUT);
}

void rules_beyond(const struct rules *r)
{
    find_gaps(r, GAP_BEYOND);
}

void rules_unknown_name(const struct rules *r)
{
    for (size_t i = 0; i < r->t->n_traffic; i++) {
        const struct topo_traffic *t = &r->t->traffic[i];
        const struct topo_vnet *v = vnet_of(t->from);
        if (!t->is_unknown) {
            continue;
        }
        diag_add(r->d, &rules_code_unknown_name, resource_field_at(&t->r, "by_name"),
                 "asks for its name", "`%s` does not know the name of `%s`, which `%s` asks for",
                 v->r.name, t->to->r.name, t->r.name);
        diag_other(r->d, v->dns.n > 0 ? v->dns.at[0] : v->r.at,
                   v->dns.n > 0 ? "nothing declared answers there"
                                : "the platform's DNS answers here, with this network's names");
        diag_other(r->d, t->to->r.at, "in network `%s`", vnet_of(t->to)->r.name);
        diag_platform(r->d,
                      "the address can be reached, and the name is not found: nothing is sent");
        diag_help(r->d,
                  "dns_servers: [...] at `%s`, with the address of a DNS server that knows the "
                  "names of both",
                  v->r.name);
    }
}
