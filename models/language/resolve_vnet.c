/*
 * Virtual networks: their subnets, and the two halves of peerings.
 */
#include "models/language/resolve_parts.h"

#include <string.h>

const struct topo_nsg *resolve_nsg(const struct resolve *r, struct topo_ref ref)
{
    const struct resolve_set nsgs = RESOLVE_SET("network security group", r->t->nsgs, r->t->n_nsgs);
    return ref.name != NULL ? resolve_want(r, &nsgs, ref) : NULL;
}

static void resolve_subnet(const struct resolve *r, struct topo_subnet *s)
{
    const struct resolve_set tables =
        RESOLVE_SET("route table", r->t->route_tables, r->t->n_route_tables);
    s->route_table =
        s->route_table_ref.name != NULL ? resolve_want(r, &tables, s->route_table_ref) : NULL;
    s->nsg = resolve_nsg(r, s->nsg_ref);
}

void resolve_vnets(const struct resolve *r)
{
    const struct resolve_set vnets = RESOLVE_SET("virtual network", r->t->vnets, r->t->n_vnets);
    for (size_t i = 0; i < r->t->n_vnets; i++) {
        struct topo_vnet *v = &r->t->vnets[i];
        const struct resolve_set subnets = RESOLVE_SET("subnet", v->subnets, v->n_subnets);
        for (uint32_t k = 0; k < r->t->n_regions_used; k++) {
            if (strcmp(r->t->regions_used[k].name, v->region_ref.name) == 0) {
                v->region = k;
            }
        }
        for (size_t k = 0; k < v->n_subnets; k++) {
            v->subnets[k].vnet = v;
            resolve_subnet(r, &v->subnets[k]);
        }
        v->gateway_subnet = resolve_find(&subnets, "GatewaySubnet");
        for (size_t k = 0; k < v->n_peerings; k++) {
            v->peerings[k].number = r->t->n_peerings++;
            v->peerings[k].remote = resolve_want(r, &vnets, v->peerings[k].remote_ref);
        }
    }
    for (size_t i = 0; i < r->t->n_vnets; i++) {
        struct topo_vnet *v = &r->t->vnets[i];
        for (size_t k = 0; k < v->n_peerings; k++) {
            struct topo_peering *p = &v->peerings[k];
            for (size_t j = 0; p->remote != NULL && p->remote != v && j < p->remote->n_peerings;
                 j++) {
                if (p->reverse == NULL && p->remote->peerings[j].remote == v) {
                    p->reverse = &p->remote->peerings[j];
                }
            }
        }
    }
}
