#include "models/net/route.h"

#include <stdlib.h>

static int by_preference(const void *a, const void *b)
{
    const struct route *x = a, *y = b;

    if (x->prefix.len != y->prefix.len)
        return x->prefix.len > y->prefix.len ? -1 : 1;
    if (x->prefix.addr != y->prefix.addr)
        return x->prefix.addr < y->prefix.addr ? -1 : 1;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    if (x->peer_vnet != y->peer_vnet)
        return x->peer_vnet < y->peer_vnet ? -1 : 1;
    return (x->tunnel > y->tunnel) - (x->tunnel < y->tunnel);
}

void route_table_sort(struct route_table *t)
{
    if (t->n > 1)
        qsort(t->v, t->n, sizeof *t->v, by_preference);
}

const struct route *route_lookup(const struct route_table *t, uint32_t addr)
{
    for (size_t i = 0; i < t->n; i++)
        if (ip4_prefix_has(t->v[i].prefix, addr))
            return &t->v[i];
    return NULL;
}
