/*
 * What the files of virtual networks share: a network is mapped with the subnets inside it, then
 * subnets that are resources of their own, and peerings when all networks are known.
 */
#ifndef SIM_ARM_MAP_NETWORK_PARTS_H
#define SIM_ARM_MAP_NETWORK_PARTS_H

#include "sim/arm/map_parts.h"

#define ARM_NETWORK_TYPE "Microsoft.Network/virtualNetworks"

/* The network that a resource of the type TYPE/CHILD stands in. what: "subnet". NULL: reported. */
struct arm_network *arm_network_around(struct arm_plan *p, const struct arm_resource *r,
                                       const char *what);

/* --- sim/arm/map_subnet.c --- */

/* One subnet of a network's list, or a resource of its own; declared again it is replaced. */
void arm_map_subnet(struct arm_plan *p, struct arm_network *n, const struct arm_value *v,
                    const char *name);
void arm_map_child_subnets(struct arm_plan *p);
/* Those that a later declaration of their network does not list: when the children are known. */
void arm_drop_gone_subnets(struct arm_plan *p);

/* --- sim/arm/map_peering.c --- */

/* Of all networks, inside them and as resources of their own. */
void arm_map_peerings(struct arm_plan *p);

#endif
