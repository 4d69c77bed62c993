/*
 * Faults that strike nothing that could break: VN0121, VN0122.
 */
#include "models/language/resolve_parts.h"

const struct diag_code resolve_code_fault_target = {
    .id = "VN0121",
    .severity = DIAG_ERROR,
    .title = "a fault that does not strike one thing",
    .symptom = "check refuses a fault that names nothing, two things, or something that is not "
               "there to break.",
    .cause = "Each entry under faults breaks exactly one gateway, device, uplink, tunnel, "
             "connection, BGP session, peering, link, zone or region. A session "
             "exists only where both connections and both gateways enable BGP; a device has a line "
             "of its own only with `uplink`.",
    .mend = "Name one thing. Two things at one instant are two faults.",
    .source = "the scenario language of vnetsim: scenarios/README.md, section fault",
    .example = "faults:\n"
               "  crash: {at: 20s, gateway: gw-westus, kind: unplanned_failover}\n"
               "  cut:   {at: 50s, link: westus--northeurope, kind: down, for: 3s}\n",
};

const struct diag_code resolve_code_fault_standby = {
    .id = "VN0122",
    .severity = DIAG_ERROR,
    .title = "a failover of the standby instance",
    .symptom = "check refuses a failover of instance 1 where the gateway is active-standby.",
    .cause = "Of an active-standby gateway one instance carries everything, and it is the one that "
             "a failover strikes. That the standby is replaced nobody "
             "notices.",
    .mend = "Leave `instance` out, or make the gateway active-active.",
    .source = "Highly available connectivity, 2024-07-24",
    .example = "virtual_network_gateways:\n"
               "  gw: {virtual_network: vnet-westus, sku: VpnGw2AZ, active_active: true}\n"
               "faults:\n"
               "  crash: {at: 20s, gateway: gw, instance: 1, kind: unplanned_failover}\n",
};
