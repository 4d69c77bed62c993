/*
 * Trace, where no route leads on: which peering, tunnel or BGP session would have led there, and
 * what is wrong with it. Nothing of the verdict hangs on it, but what people are told.
 */
#include "models/routing/effective.h"
#include "models/routing/handshake.h"
#include "models/routing/rib_bgp.h"
#include "models/trace/trace_parts.h"

static bool gives(struct trace_reason *r, const char *why, const char *mend, const char *code)
{
    *r = (struct trace_reason){why, mend, code};
    return true;
}

static bool holds(const struct topo_prefixes *p, uint32_t addr)
{
    for (size_t i = 0; i < p->n; i++)
        if (ip4_prefix_has(p->v[i], addr))
            return true;
    return false;
}

/* --- peerings --- */

/* Between the two networks. */
static bool is_peering(struct walk *w, const struct topo_peering *p, uint32_t addr,
                       struct trace_reason *r)
{
    if (p->reverse == NULL) {
        w->t->here = p->r.at;
        return gives(r, "the peering with it has no other half",
                     "a peering in the other network too, back to this one", "VN0402");
    }
    const struct topo_peering *out = p->state != TOPO_PEERING_CONNECTED ? p : p->reverse;
    if (out->state != TOPO_PEERING_CONNECTED) {
        w->t->here = resource_field_at(&out->r, "peering_state");
        return gives(
            r, "the peering with it is not \"Connected\"",
            "delete both halves and make them again, then peering_state: Connected (or without it)",
            "VN0427");
    }
    if (!p->allow_virtual_network_access || !p->reverse->allow_virtual_network_access) {
        w->t->here = resource_field_at(&(p->allow_virtual_network_access ? p->reverse : p)->r,
                                       "allow_virtual_network_access");
        return gives(r, "the peering with it does not allow access",
                     "allow_virtual_network_access: true on both halves of the peering", "VN0431");
    }
    if (holds(effective_peer_prefixes(p), addr))
        return false;
    w->t->here = resource_field_at(&p->r, "remote_address_prefixes");
    return gives(r, "the peering with it does not know that range",
                 "sync the peering: remote_address_prefixes as the other network has them now, or "
                 "leave it out",
                 "VN0428");
}

/* --- connections --- */

/* Does the gateway or device lead to the VM, to its own network, a peer that uses it, or into
 * another tunnel than c? */
static bool leads_to(const struct walk *w, const struct topo_gateway *g,
                     const struct topo_connection *c)
{
    const struct net_vm *to = &w->n->vm[w->q->to];
    const struct topo_vnet *at = w->n->vnet[to->vnet].declared;
    const struct topo_peering *through;
    const struct rib_route *r = effective_connection(g, to->addr);
    return at == g->vnet || (at->site == NULL && effective_gateway(at, &through) == g) ||
           (r != NULL && r->connection != c);
}

static bool has_in_path(const struct topo_gateway *from, const struct topo_gateway *to,
                        uint32_t addr)
{
    const struct rib_route *r = effective_connection(to, addr);
    const struct rib_path *p = r != NULL && r->learned ? r->path : NULL;
    while (p != NULL && p->asn != rib_asn(from))
        p = p->next;
    return p != NULL;
}

/* BGP is wanted at this end: what is wrong with the session, or what it does not tell. */
static bool is_session(struct walk *w, const struct topo_connection *c, struct trace_reason *r)
{
    const char *name = c->r.name;
    switch (rib_session(c)) {
    case RIB_OTHER_END:
        return gives(r, arena_printf(w->arena, "the other end of `%s` does not enable BGP", name),
                     "enable_bgp: true at both ends", "VN0904");
    case RIB_GATEWAY_OFF:
        return gives(r, arena_printf(w->arena, "a gateway or device of `%s` speaks no BGP", name),
                     "enable_bgp: true at both gateways, bgp_settings at a device", "VN0904");
    case RIB_WRONG_ASN:
    case RIB_WRONG_PEER:
        return gives(
            r, arena_printf(w->arena, "of `%s` the BGP peer is not the one that is expected", name),
            "bgp_settings of the local network gateway as the other side has them", "VN0905");
    case RIB_SAME_ASN:
        return gives(r,
                     arena_printf(w->arena, "both ends of `%s` have the AS number %lld", name,
                                  (long long)rib_asn(c->from)),
                     "different numbers", "VN0901");
    case RIB_SESSION:
        if (!has_in_path(c->from, c->to, w->n->vm[w->q->to].addr))
            return false;
        return gives(r,
                     arena_printf(w->arena,
                                  "what `%s` tells has its own AS number %lld in the path", name,
                                  (long long)rib_asn(c->from)),
                     "another AS number at one of the two sites", "VN0901");
    default:
        return false;
    }
}

/* Of a range that leaves out an address of the network: it has another part of it, or none. */
static const char *range_code(const struct topo_prefixes *range, const struct topo_vnet *network)
{
    for (size_t i = 0; i < range->n * network->prefixes.n; i++)
        if (ip4_prefix_overlaps(range->v[i % range->n], network->prefixes.v[i / range->n]))
            return "VN0408";
    return "VN0407";
}

/* A connection that would have led there. */
static bool is_connection(struct walk *w, const struct topo_connection *c, struct trace_reason *r)
{
    const struct topo_lng *lng = c->to_lng;
    if (c->outcome != HANDSHAKE_UP && c->enable_bgp) {
        const char *mend, *code, *down = trace_why_down(w, c, &mend, &code);
        return gives(
            r,
            arena_printf(w->arena, "no BGP over `%s`, whose tunnel is down: %s", c->r.name, down),
            mend, code);
    }
    w->t->here = c->r.at;
    w->t->there = c->reverse != NULL ? c->reverse->r.at : c->to->r.at;
    if (c->enable_bgp)
        return is_session(w, c, r);
    if (lng != NULL) {
        w->t->here = lng->prefixes.n > 0 ? lng->prefixes.at[0] : lng->r.at;
        w->t->there = c->to->vnet->prefixes.n > 0 ? c->to->vnet->prefixes.at[0] : c->to->r.at;
        return gives(
            r,
            arena_printf(w->arena, "`%s` leads there, and `%s` does not have the range", c->r.name,
                         lng->r.name),
            "address_prefixes of the local network gateway with that range, or BGP at both ends",
            c->to->vnet == w->n->vnet[w->n->vm[w->q->to].vnet].declared
                ? range_code(&lng->prefixes, c->to->vnet)
                : TRACE_CODE_LOST);
    }
    return gives(r,
                 arena_printf(w->arena, "`%s` knows without BGP only the network at its other end",
                              c->r.name),
                 "BGP at both ends", "VN0620");
}

/* From the gateway that the network uses, or a device of the site. */
static bool starts_at(const struct topo_connection *c, const struct topo_vnet *v)
{
    const struct topo_peering *through;
    return !c->to->is_nobody &&
           (v->site != NULL ? c->from->vnet == v : c->from == effective_gateway(v, &through));
}

static bool is_any_connection(struct walk *w, const struct topo_vnet *v,
                              const struct topo_connection *except, struct trace_reason *r)
{
    const struct topo *t = w->n->topo;
    for (size_t i = 0; i < t->n_ends; i++) {
        const struct topo_connection *c = &t->connections[i];
        if (c != except && starts_at(c, v) && leads_to(w, c->to, c->reverse) &&
            is_connection(w, c, r))
            return true;
    }
    return false;
}

/* At the other end of a tunnel that is up: a peer that does not use the gateway there, or another
 * connection. */
static bool is_beyond(struct walk *w, const struct topo_vnet *v, struct trace_reason *r)
{
    const struct topo *t = w->n->topo;
    const struct topo_vnet *at = w->n->vnet[w->n->vm[w->q->to].vnet].declared;
    for (size_t i = 0; i < t->n_ends; i++) {
        const struct topo_connection *c = &t->connections[i];
        if (c->outcome != HANDSHAKE_UP || !starts_at(c, v))
            continue;
        for (size_t k = 0; k < c->to->vnet->n_peerings; k++) {
            const struct topo_peering *p = &c->to->vnet->peerings[k];
            if (p->remote != at || !effective_peering_is_up(p) || effective_gives_gateway(p))
                continue;
            w->t->here = p->r.at;
            w->t->there = p->reverse->r.at;
            return gives(r,
                         arena_printf(w->arena,
                                      "`%s` is a peer of `%s`, and does not use the gateway there",
                                      at->r.name, c->to->vnet->r.name),
                         "use_remote_gateways on its side of the peering, allow_gateway_transit on "
                         "the other",
                         "VN0613");
        }
        if (is_any_connection(w, c->to->vnet, c->reverse, r))
            return true;
    }
    return false;
}

/* --- neighbours --- */

/* A peer whose gateway leads there, and is not used; or one that is a peer of the other network,
 * which leads nobody on. */
static bool is_neighbour(struct walk *w, const struct topo_vnet *v, struct trace_reason *r)
{
    const struct topo_vnet *at = w->n->vnet[w->n->vm[w->q->to].vnet].declared;
    for (size_t i = 0; i < v->n_peerings; i++) {
        const struct topo_peering *p = &v->peerings[i];
        const char *name = p->remote != NULL ? p->remote->r.name : NULL;
        if (p->remote == NULL || !effective_peering_is_up(p))
            continue;
        for (size_t k = 0; k < p->remote->n_peerings; k++) {
            if (p->remote->peerings[k].remote == at &&
                effective_peering_is_up(&p->remote->peerings[k])) {
                w->t->here = p->r.at;
                w->t->there = p->remote->peerings[k].r.at;
                return gives(
                    r,
                    arena_printf(w->arena, "`%s` is peered with both, and peerings do not lead on",
                                 name),
                    "a peering between the two, or routes through an appliance or gateway there",
                    "VN0620");
            }
        }
        if (!effective_gives_gateway(p->reverse) && p->remote->gateway != NULL &&
            leads_to(w, p->remote->gateway, NULL)) {
            w->t->here = p->r.at;
            w->t->there = p->reverse->r.at;
            return gives(
                r,
                arena_printf(w->arena,
                             "the gateway of `%s` leads there, and is not used over the peering",
                             name),
                "use_remote_gateways on this side of the peering, allow_gateway_transit on the "
                "other",
                "VN0613");
        }
    }
    return false;
}

void trace_why_no_route(struct walk *w, const struct topo_vnet *v,
                        const struct topo_route_table *table, uint32_t addr,
                        struct trace_reason *reason)
{
    const struct topo_vnet *at = w->n->vnet[w->n->vm[w->q->to].vnet].declared;
    const struct topo_peering *through;
    const struct topo_gateway *g = v->site == NULL ? effective_gateway(v, &through) : NULL;
    const struct span here = w->t->here, there = w->t->there;
    if (table != NULL && table->no_propagation && g != NULL &&
        effective_connection(g, addr) != NULL) {
        w->t->here = resource_field_at(&table->r, "disable_bgp_route_propagation");
        (void)gives(
            reason, "its route table keeps out what the gateway leads to",
            "disable_bgp_route_propagation: false, or a route with next hop VirtualNetworkGateway",
            TRACE_CODE_LOST);
        return;
    }
    for (size_t i = 0; i < v->n_peerings; i++)
        if (v->peerings[i].remote == at && is_peering(w, &v->peerings[i], addr, reason))
            return;
    if (is_any_connection(w, v, NULL, reason) || is_neighbour(w, v, reason) ||
        is_beyond(w, v, reason))
        return;
    w->t->here = here;
    w->t->there = there;
}
