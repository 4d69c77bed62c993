#include "models/control/view.h"

#include "models/build.h"
#include "models/control/control.h"
#include "models/network.h"
#include "sim/base/arena.h"

struct view *view_new(const struct network *n, struct region *r)
{
    struct view *v = ARENA_NEW(r->lp.arena, struct view);

    v->rib = ARENA_ARRAY(r->lp.arena, const struct rib *, n->n_gateways);
    v->peering_is_down = ARENA_ARRAY(r->lp.arena, bool, n->topo->n_peerings);
    v->n_peering_down = ARENA_ARRAY(r->lp.arena, uint32_t, n->topo->n_peerings);
    v->routes = ARENA_ARRAY(r->lp.arena, struct view_routes, n->n_vnets);
    for (size_t g = 0; g < n->n_gateways; g++)
        v->rib[g] = n->topo->gateways[g].rib;
    v->known = (struct effective_view){.rib = v->rib, .peering_is_down = v->peering_is_down};
    return v;
}

static bool goes_by(const struct network *n, uint32_t vnet, uint32_t gateway)
{
    const struct topo_vnet *v = n->vnet[vnet].declared;
    const struct topo_peering *through;

    if (v->site != NULL)
        return n->gateway[gateway].vnet == vnet;
    return effective_gateway(v, &through) == n->gateway[gateway].declared;
}

bool view_uses(const struct network *n, const struct region *r, uint32_t gateway)
{
    for (uint32_t v = 0; v < n->n_vnets; v++)
        if (n->vnet[v].region == r->index && goes_by(n, v, gateway))
            return true;
    return false;
}

static struct arena *arena_for(const struct region *r, struct view_routes *v)
{
    struct arena **a = &v->arena[v->n_made++ % 2];

    if (*a == NULL)
        *a = arena_new_in(r->lp.arena);
    else
        arena_clear(*a);
    return *a;
}

/* The appliances of the routes are those of the beginning, so that nothing can go wrong. */
static void remake(struct region *r, uint32_t vnet)
{
    struct network *n = r->net;
    const struct net_vnet *v = &n->vnet[vnet];
    const size_t end = v->first_subnet + v->declared->n_subnets;
    struct view *view = n->control->view[r->index];
    const struct effective_view *known = &view->known;
    struct arena *arena = arena_for(r, &view->routes[vnet]);
    const char *error = routes_of_subnets(n, v->first_subnet, end, known, arena);

    SIM_ASSERT(error == NULL);
    for (size_t s = v->first_subnet; s < end; s++) {
        const size_t bare = n->subnet[s].bare;
        if (bare == 0)
            continue;
        error = routes_of_subnets(n, bare, bare + 1, known, arena);
        SIM_ASSERT(error == NULL);
    }
    r->epoch++;
}

void view_set_rib(struct region *r, uint32_t gateway, const struct rib *rib)
{
    struct network *n = r->net;

    n->control->view[r->index]->rib[gateway] = rib;
    for (uint32_t v = 0; v < n->n_vnets; v++)
        if (n->vnet[v].region == r->index && goes_by(n, v, gateway))
            remake(r, v);
}

void view_set_peering(struct region *r, const struct topo_peering *p, bool is_down)
{
    struct network *n = r->net;
    struct view *view = n->control->view[r->index];
    uint32_t *downs = &view->n_peering_down[p->number];

    *downs = is_down ? *downs + 1 : *downs - 1;
    view->peering_is_down[p->number] = *downs > 0;
    for (uint32_t v = 0; v < n->n_vnets; v++) {
        const struct topo_vnet *d = n->vnet[v].declared;
        if (n->vnet[v].region == r->index &&
            (d == p->remote || (p->reverse != NULL && d == p->reverse->remote)))
            remake(r, v);
    }
}
