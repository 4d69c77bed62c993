/*
 * What a network has of its peers, and the gateway that it uses, be it one of theirs.
 */
#include "models/routing/effective.h"

bool effective_peering_is_up(const struct topo_peering *p)
{
    return p->remote != NULL && p->reverse != NULL && p->allow_virtual_network_access &&
           p->reverse->allow_virtual_network_access && p->state == TOPO_PEERING_CONNECTED &&
           p->reverse->state == TOPO_PEERING_CONNECTED;
}

const struct topo_prefixes *effective_peer_prefixes(const struct topo_peering *p)
{
    return p->known.n > 0 ? &p->known : &p->remote->prefixes;
}

bool effective_gives_gateway(const struct topo_peering *p)
{
    return effective_peering_is_up(p) && p->allow_gateway_transit &&
           p->reverse->use_remote_gateways;
}

bool effective_is_down(const struct effective_view *view, const struct topo_peering *p)
{
    return view != NULL && (view->peering_is_down[p->number] ||
                            (p->reverse != NULL && view->peering_is_down[p->reverse->number]));
}

const struct topo_gateway *effective_gateway_now(const struct topo_vnet *v,
                                                 const struct effective_view *view,
                                                 const struct topo_peering **through)
{
    *through = NULL;
    if (v->gateway != NULL) {
        return v->gateway;
    }
    for (size_t i = 0; i < v->n_peerings; i++) {
        const struct topo_peering *p = &v->peerings[i];
        if (p->reverse != NULL && effective_gives_gateway(p->reverse) &&
            p->remote->gateway != NULL && !effective_is_down(view, p)) {
            *through = p;
            return p->remote->gateway;
        }
    }
    return NULL;
}

const struct topo_gateway *effective_gateway(const struct topo_vnet *v,
                                             const struct topo_peering **through)
{
    return effective_gateway_now(v, NULL, through);
}

const struct rib_route *effective_connection(const struct topo_gateway *g, uint32_t addr)
{
    for (size_t i = 0; i < g->rib->n; i++) {
        if (ip4_prefix_has(g->rib->v[i].prefix, addr)) {
            return &g->rib->v[i];
        }
    }
    return NULL;
}
