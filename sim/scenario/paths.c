#include "sim/scenario/paths.h"

#include <stdlib.h>

#include "models/flow/flow.h"
#include "models/net/link.h"
#include "models/net/route.h"
#include "models/vpn/gateway.h"
#include "sim/base/arena.h"

/* The path that packets of the flow take, as a number of its own; -1: none of several. */
static int64_t path_of(const struct network *n, size_t i)
{
    const struct flow *f = &n->flow[i];
    const struct net_vm *src = &n->vm[f->src_vm], *dst = &n->vm[f->dst_vm];
    const struct route *r = network_route(n, f, false);
    const struct link *link = r == NULL || src->region == dst->region
                                  ? NULL
                                  : n->between[src->region * n->n_regions + dst->region];
    uint32_t path;
    if (r != NULL && r->kind == ROUTE_TUNNEL) {
        const struct tunnel *t = &n->tunnel[network_choose(r, network_hash(f, 0, false))];
        link = t->link;
        path = t->path;
    } else if (link != NULL) {
        path = (uint32_t)(f->u * link->n_paths);
    }
    if (link == NULL || link->n_paths < 2) {
        return -1;
    }
    /* there and back are one draw */
    const uint32_t a = link->near->index, b = link->far->index, low = a < b ? a : b,
                   high = a < b ? b : a;
    return (int64_t)(low * n->n_regions + high) * LINK_PATHS_MAX + path;
}

static int by_number(const void *x, const void *y)
{
    const int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    return (a > b) - (a < b);
}

size_t paths_count(const struct network *n, size_t first, size_t last, struct arena *arena)
{
    int64_t *path = ARENA_ARRAY(arena, int64_t, last - first);
    size_t count = 0, distinct = 0;
    for (size_t i = first; i < last; i++) {
        path[count] = path_of(n, i);
        count += path[count] >= 0;
    }
    if (count > 1) {
        qsort(path, count, sizeof *path, by_number);
    }
    for (size_t i = 0; i < count; i++) {
        distinct += i == 0 || path[i] != path[i - 1];
    }
    return distinct;
}
