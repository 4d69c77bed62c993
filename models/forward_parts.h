/*
 * What the files of forwarding share: forward_route.c asks the routes, forward.c does what they
 * say.
 */
#ifndef MODELS_FORWARD_PARTS_H
#define MODELS_FORWARD_PARTS_H

#include "models/network.h"

/* Who asks: a VM, which sends what is its own or, as an appliance, passes on; or a gateway that has
 * decrypted. */
struct forward_asking {
    uint32_t subnet, vnet;
    uint32_t number; /* of the VM, or of the gateway */
    uint8_t zone;    /* of a VM; 0: none */
    bool is_gateway;
};
struct forward_asking forward_as_gateway(const struct network *net, const struct gateway *g);

/* The address of the VM that the packet is for, as those in a network know it. */
uint32_t forward_address_for(const struct region *r, const struct packet *p, uint32_t vnet);
/* What comes of a route that the asking one has found; NULL: none. */
struct flow_route forward_take(const struct region *r, const struct packet *p,
                               struct forward_asking who, const struct route *route);
/* Just to VM number vm: over the link to its region, or its access link in this one. */
struct flow_route forward_towards(const struct region *r, const struct packet *p, uint32_t vm);
/* Its path on a link between regions. */
uint8_t forward_path(const struct region *r, const struct packet *p, const struct link *link);
/* By the routes of the asking one, and where they lead to a gateway by that gateway's. */
struct flow_route forward_resolve(const struct region *r, const struct packet *p,
                                  struct forward_asking who);

#endif
