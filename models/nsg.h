/*
 * Network security groups in a run. Outbound the NIC's group is asked first, then the subnet's;
 * inbound the other way round; both must allow. They keep state: at its two ends the answer to what
 * was let through passes by itself; at an appliance it does where the request has come by, and is
 * judged as anything else where that went another way.
 */
#ifndef MODELS_NSG_H
#define MODELS_NSG_H

#include "models/network.h"

/* Of a packet from VM src to VM dst, at VM number vm; is_end: that is one of the two. */
bool nsg_lets_out(const struct region *r, const struct packet *p, uint32_t vm, uint32_t src,
                  uint32_t dst, bool is_end);
bool nsg_lets_in(const struct region *r, const struct packet *p, uint32_t vm, uint32_t src,
                 uint32_t dst, bool is_end);

#endif
