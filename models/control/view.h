/*
 * View: what a region knows of the cloud while it changes: what the gateways lead to, and which
 * peerings are down. From it the routes of the region's subnets are made anew by the very code that
 * made them at the beginning (models/routing/effective.h). A region's view is touched by its own
 * events alone; what happens elsewhere it learns by messages, which take time.
 */
#ifndef MODELS_CONTROL_VIEW_H
#define MODELS_CONTROL_VIEW_H

#include <stdint.h>

#include "models/routing/effective.h"

struct arena;
struct network;
struct region;

struct view_routes { /* made in turn in two arenas: what is replaced stands until it is */
    struct arena *arena[2];
    uint32_t n_made;
};

struct view {
    struct effective_view known;
    const struct rib **rib;     /* [gateway or device] */
    bool *peering_is_down;      /* [peering] */
    uint32_t *n_peering_down;   /* faults that keep it down */
    struct view_routes *routes; /* [VNet]: of its subnets' routes */
};

struct view *view_new(const struct network *n, struct region *r);

/* Does a network of the region go by what gateway number `gateway` leads to? */
bool view_uses(const struct network *n, const struct region *r, uint32_t gateway);
/* From now on the region's networks go by this. */
void view_set_rib(struct region *r, uint32_t gateway, const struct rib *rib);
void view_set_peering(struct region *r, const struct topo_peering *p, bool is_down);

#endif
