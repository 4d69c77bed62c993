/* BGP between gateways and devices, run until nothing changes (models/routing/rib.h says by which
 * rules). */
#ifndef MODELS_ROUTING_RIB_BGP_H
#define MODELS_ROUTING_RIB_BGP_H

#include "models/routing/rib.h"

#define RIB_BGP_UNTOLD                                                                             \
    UINT32_MAX /* part of a prefix that has other addresses over another session */

struct rib_bgp_names {     /* what prefixes of the teller are called at the learner: numbers */
    const uint32_t *as[2]; /* [prefix]; [1]: the second name of one that each instance renames;
                              RIB_BGP_UNTOLD: none */
};

struct rib_bgp {
    struct rib_route *learned; /* the best of each router, those side by side included */
    size_t n_learned;
    /* only when `all` was asked for */
    const struct ip4_prefix *prefix; /* all that anybody tells, sorted */
    size_t n_prefixes;
    const struct rib_path *
        *told; /* [connection * n_prefixes + prefix]: what its session has brought; NULL: nothing */
    const bool **own;                   /* [gateway or device]: [prefix], NULL: it does not speak */
    const bool *has_session;            /* [connection] */
    const struct rib_bgp_names **names; /* [connection]; NULL: as the teller has them */
};

void rib_bgp_converge(struct rib_bgp *b, const struct topo *t, bool all, struct arena *arena);

/* What a router tells of its own: a gateway the prefixes behind it and its local networks', a
 * device what it is set to. */
void rib_bgp_each_own(const struct topo *t, const struct topo_gateway *g,
                      const struct effective_view *view, rib_prefix_fn *fn, void *arg);
/* Does a router tell another one of a prefix, which is its own, or which it has over this path? And
 * may that one take it? as: what it is called there. */
bool rib_bgp_tells(const struct topo_gateway *from, const struct topo_gateway *to,
                   struct ip4_prefix p, struct ip4_prefix as, bool own,
                   const struct rib_path *path);
/* The path as the other one has it. */
const struct rib_path *rib_bgp_extend(const struct topo_gateway *from, const struct rib_path *path,
                                      struct arena *arena);
bool rib_bgp_is_in_path(const struct rib_path *p, int64_t asn);
bool rib_bgp_is_same_path(const struct rib_path *a, const struct rib_path *b);
static inline uint32_t rib_bgp_path_len(const struct rib_path *p)
{
    return p != NULL ? p->len : 0;
}

#endif
