#include "models/reserve.h"

#include "models/flow/flow.h"
#include "models/net/link.h"
#include "models/network.h"
#include "models/vpn/gateway.h"
#include "models/vpn/napt.h"
#include "sim/base/arena.h"
#include "sim/engine/histogram.h"

enum { OCTAVES = 3, DELAYS_MOST = 64 * 1024 * 1024 }; /* bytes of a region */

/* For the delays that are counted in a region. */
static size_t delays_bytes(const struct network *n, const struct region *r)
{
    size_t ends = 0;

    for (size_t i = 0; i < n->n_flows + n->n_probes; i++)
        ends += (n->flow[i].src_region == r) + (n->flow[i].dst_region == r);
    return ends < DELAYS_MOST / histogram_bytes(OCTAVES) ? ends * histogram_bytes(OCTAVES)
                                                         : DELAYS_MOST;
}

static void reserve_translations(const struct gateway *g)
{
    for (int i = 0; i < GATEWAY_INSTANCES; i++)
        for (size_t k = 0; g->instance[i].napt != NULL && k < g->declared->n_nat_rules; k++)
            napt_reserve(&g->instance[i].napt[k]);
}

void reserve_memory(struct network *n)
{
    for (size_t i = 0; i < n->n_links; i++)
        link_reserve(n->link[i]);
    for (size_t i = 0; i < n->n_gateways; i++)
        reserve_translations(&n->gateway[i]);
    for (size_t i = 0; i < n->n_regions; i++) {
        struct region *r = n->region[i];
        segment_pool_reserve(&r->segments);
        arena_reserve(r->lp.arena, arena_given(r->lp.arena) + delays_bytes(n, r));
    }
}
