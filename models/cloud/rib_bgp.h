/* BGP between gateways and devices, run until nothing changes (models/cloud/rib.h says by which rules). */
#ifndef MODELS_CLOUD_RIB_BGP_H
#define MODELS_CLOUD_RIB_BGP_H

#include "models/cloud/rib.h"

struct rib_bgp {
    struct rib_route *learned; /* the best of each router, those side by side included */
    size_t n_learned;
};

void rib_bgp_converge(struct rib_bgp *b, const struct topo *t, struct arena *arena);

/* A gateway's or device's own number. */
static inline int64_t rib_asn(const struct topo_gateway *g)
{
    return g->device != NULL ? g->device->bgp.asn : g->bgp.asn;
}

#endif
