/*
 * Filters: does a network security group let a packet pass, and by which rule? The rule of the
 * lowest priority number that matches decides; behind a group's own stand the platform's default
 * rules (NSG overview, 2025-07-15): inbound 65000 within VirtualNetwork and 65001 from
 * AzureLoadBalancer, outbound 65000 within VirtualNetwork and 65001 to Internet, 65500 deny. State
 * is the caller's business: the answer to what was let through is not asked for.
 */
#ifndef MODELS_ROUTING_FILTER_H
#define MODELS_ROUTING_FILTER_H

#include "models/routing/effective.h"

/* Address of the platform's probes, the service tag AzureLoadBalancer (Virtual Network FAQ,
 * 2020-06-26). */
#define FILTER_LOAD_BALANCER UINT32_C(0xA83F8110) /* 168.63.129.16 */

struct filter_tuple {
    uint32_t src, dst;
    int protocol; /* enum topo_protocol */
    uint32_t src_port, dst_port;
};

struct filter_verdict {
    bool allowed;
    const struct topo_rule *rule; /* NULL: a default rule, or no group at all */
    const char *by_default;       /* its name; NULL */
};

/* scope: the effective routes of the VM's subnet, which say what VirtualNetwork is there. nsg NULL:
 * everything passes. */
struct filter_verdict filter_judge(const struct topo_nsg *nsg, enum topo_direction direction,
                                   const struct filter_tuple *t, const struct effective *scope);

/* Is the address in the service tag VirtualNetwork: the network, its peers, what the gateway leads
 * to, user-defined routes? */
bool filter_in_virtual_network(const struct effective *scope, uint32_t addr);

#endif
