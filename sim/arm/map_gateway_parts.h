/*
 * What the files of virtual network gateways share.
 */
#ifndef SIM_ARM_MAP_GATEWAY_PARTS_H
#define SIM_ARM_MAP_GATEWAY_PARTS_H

#include "sim/arm/map_parts.h"

#define ARM_GATEWAY_TYPE "Microsoft.Network/virtualNetworkGateways"

/* --- sim/arm/map_public.c --- */

/* One more address of the gateway, by its id. */
void arm_take_public(struct arm_plan *p, struct arm_gateway *g, const char *id);
/* Known are all of them or none. */
void arm_settle_publics(struct arm_plan *p, struct arm_gateway *g, const char *name);

/* --- sim/arm/map_bgp.c --- */

/* Of a deployed gateway: the public address of each instance, where the files do not hold it. */
void arm_take_tunnel_addresses(struct arm_gateway *g, const struct arm_value *settings);
/* Addresses of the gateway's own (169.254.0.0/16) beside those that the platform gives. */
void arm_take_own_bgp_addresses(struct arm_gateway *g, const struct arm_props *x);

/* --- sim/arm/map_nat.c --- */

/* The rules inside a gateway, and those that are resources of their own. */
void arm_map_nats(struct arm_plan *p, struct arm_gateway *g, const struct arm_props *x);
void arm_map_child_nats(struct arm_plan *p);

/* --- sim/arm/map_circuit.c --- */

void arm_map_circuits(struct arm_plan *p, struct arm_resource *r, const struct arm_props *x);
/* When all gateways are known. */
void arm_judge_circuits(struct arm_plan *p);

#endif
