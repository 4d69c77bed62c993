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
    uint32_t at = 0;

    if (t->n > 1)
        qsort(t->v, t->n, sizeof *t->v, by_preference);
    for (uint32_t i = 0; i <= 32; i++) {
        while (at < t->n && 32u - t->v[at].prefix.len < i)
            at++;
        t->first[i] = at;
    }
    t->first[33] = (uint32_t)t->n;
}

/* The first of routes [low, high), all of one length, whose prefix is addr's; NULL: none. */
static const struct route *find(const struct route_table *t, uint32_t low, uint32_t high, uint32_t addr)
{
    const uint32_t end = high;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (t->v[middle].prefix.addr < addr)
            low = middle + 1;
        else
            high = middle;
    }
    return low < end && t->v[low].prefix.addr == addr ? &t->v[low] : NULL;
}

const struct route *route_lookup(const struct route_table *t, uint32_t addr)
{
    for (uint32_t i = 0; i <= 32; i++) {
        const uint32_t low = t->first[i], high = t->first[i + 1];
        const struct route *r = low < high ? find(t, low, high, addr & ip4_mask((uint8_t)(32 - i))) : NULL;
        if (r != NULL)
            return r;
    }
    return NULL;
}
