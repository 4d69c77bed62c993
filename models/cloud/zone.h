/*
 * Availability zone: how far two zones of a region are apart, and in which one an instance of a
 * gateway stands.
 *
 * An instance: public addresses of one zone put both instances there; of several, the instances in
 * them in turn, as does an AZ SKU whose addresses are not declared, in zones 1 and 2 (which ones
 * the platform takes is not published: assumed). Without an AZ SKU, or with addresses of no zone,
 * it is not known where the instances stand: 0.
 */
#ifndef MODELS_CLOUD_ZONE_H
#define MODELS_CLOUD_ZONE_H

#include "models/cloud/topo.h"

enum { ZONES_MAX = 3 };

/* What a packet from one to the other takes longer; 0 where they are the same, or one is 0. */
sim_time_t zone_step(const struct topo_zones *z, uint32_t a, uint32_t b);

/* 1 to 3; 0: none is said. Members of a group in several zones are in them in turn. */
int zone_of_member(const struct topo_vm_group *g, uint32_t member);

/* 1 to 3; 0: not known. Of the platform's gateways; instance 0 or 1. */
int zone_of_instance(const struct topo_gateway *g, int instance);

#endif
