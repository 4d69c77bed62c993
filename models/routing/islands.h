/*
 * Islands: which networks and sites hang together through peerings and connections, as they are
 * declared, and by those of them that work. Where the declared ones join two networks and the
 * working ones do not, what is broken between them has a warning of its own (half a peering, a key,
 * a BGP session), and nothing more need be said of traffic that does not arrive.
 */
#ifndef MODELS_ROUTING_ISLANDS_H
#define MODELS_ROUTING_ISLANDS_H

#include "models/cloud/topo.h"

struct arena;

struct islands {
    uint32_t *declared,
        *working; /* [network]: another one of the same island, or itself: a forest */
};

/* Handshakes and BGP must be known. */
void islands_find(struct islands *s, const struct topo *t, struct arena *arena);
/* Are the two joined by what is declared, and apart by what works? */
bool islands_are_cut(const struct islands *s, const struct topo *t, const struct topo_vnet *a,
                     const struct topo_vnet *b);

#endif
