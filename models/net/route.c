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

void route_table_index(struct route_table *t, struct arena *arena)
{
    if (t->n > 1)
        qsort(t->v, t->n, sizeof *t->v, by_preference);
    for (size_t i = 0; i < t->n; i++)
        ip4_trie_add(&t->trie, t->v[i].prefix, (uint32_t)i, arena);
}

const struct route *route_lookup(const struct route_table *t, uint32_t addr)
{
    const uint32_t i = ip4_trie_find(&t->trie, addr);

    return i != IP4_TRIE_NONE ? &t->v[i] : NULL;
}
