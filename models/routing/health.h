/*
 * Health: does the probe of a load balancer reach a member of its backend? It comes from
 * 168.63.129.16, the service tag AzureLoadBalancer, which every group lets in by a default rule
 * unless a rule of its own denies it (Load Balancer health probes, 2023-10-10).
 */
#ifndef MODELS_ROUTING_HEALTH_H
#define MODELS_ROUTING_HEALTH_H

#include "models/routing/filter.h"

/* Does a fault of the scenario take these VMs? */
bool health_may_change(const struct topo *t, const struct topo_vm_group *members);

/* The port that the members see, and the one that the probe asks. */
uint32_t health_backend_port(const struct topo_balancer *b);
uint32_t health_probe_port(const struct topo_balancer *b);

/* The security group that keeps the probe from the member at addr, subnet's or NIC's; *rule (may be
 * NULL): by which of its rules, NULL for a default one. NULL: none does. scope: the effective
 * routes of the member's subnet. */
const struct topo_nsg *health_denied_by(const struct topo_balancer *b,
                                        const struct topo_vm_group *backend, uint32_t addr,
                                        const struct effective *scope,
                                        const struct topo_rule **rule);

#endif
