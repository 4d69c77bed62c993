/*
 * What virtual machines and scale sets have in common when they are mapped.
 */
#ifndef SIM_ARM_MAP_MACHINE_H
#define SIM_ARM_MAP_MACHINE_H

#include "sim/arm/map_parts.h"

/* Names that have no part in the network, ended by NULL: of a machine, of its networkProfile. */
extern const char *const arm_machine_ignored[], *const arm_machine_profile_ignored[];

/* In the subnet of its interface. */
struct arm_machine *arm_machine_new(struct arm_plan *p, const char *name,
                                    const struct arm_nic *nic);
/* a: NULL: it has none. */
void arm_machine_take_public(struct arm_plan *p, struct arm_machine *m, struct arm_public *a);
/* The size's bandwidth is assumed where none is published. NULL: not known. */
void arm_machine_take_size(struct arm_plan *p, struct arm_machine *m, const char *size,
                           struct span at);
/* What says so: a setting of its own, the kind of its disk, or the publisher of its image. */
bool arm_machine_is_windows(const struct arm_props *x);
/* Availability zones: of a VM at most one, of a scale set those it is spread over. */
void arm_machine_take_zones(const struct arm_props *x, struct arm_machine *m);

/* --- sim/arm/map_nic.c --- */

/* What a NIC, or the profile of a scale set, says of itself. */
void arm_map_interface(struct arm_nic *nic, const struct arm_props *x, struct span at);

/* --- sim/arm/map_public.c --- */

/* Each machine of m has an address of its own, as json says (NULL: it has none). */
void arm_map_instance_publics(struct arm_plan *p, struct arm_machine *m,
                              const struct arm_value *json);
/* The address of a machine, by its id; one that the files do not hold has its name alone. */
struct arm_public *arm_public_of_machine(struct arm_plan *p, const char *id);

#endif
