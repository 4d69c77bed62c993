/*
 * Network security groups in a run: asked for what a VM sends and what comes to it, of packets that ask or bring data; the
 * answer to what was let through passes by state. Outbound the NIC's group is asked first, then the subnet's; inbound the
 * other way round; both must allow.
 */
#ifndef MODELS_NSG_H
#define MODELS_NSG_H

#include "models/network.h"

bool nsg_lets_out(const struct network *n, const struct packet *p, uint32_t vm, uint32_t src, uint32_t dst);
bool nsg_lets_in(const struct network *n, const struct packet *p, uint32_t vm, uint32_t src, uint32_t dst);

#endif
