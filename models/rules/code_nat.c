/*
 * Address translation at gateways: VN0316 to VN0317. Their checks are in rules_nat.c.
 */
#include "models/rules/rules_parts.h"

const struct diag_code rules_code_nat_pool = {
    .id = "VN0316",
    .severity = DIAG_ERROR,
    .title = "external mapping of a dynamic NAT rule too large",
    .symptom = "The platform refuses the rule.",
    .cause = "A dynamic rule puts many addresses behind few: its external mapping is a /26 at most, and not larger than the internal one.",
    .mend = "Give it fewer external addresses: each has 64,512 ports for each protocol. Where there are as many outside as inside, write type: Static.",
    .source = "About NAT on Azure VPN Gateway, 2024-10; its limitations, 2022-05-11. That the external mapping may not be larger is assumed",
    .example = "behind-few: {type: Dynamic, mode: EgressSnat, internal_mapping: 10.1.0.0/16, external_mapping: 172.17.0.0/28}\n",
};

const struct diag_code rules_code_nat_instances = {
    .id = "VN0317",
    .severity = DIAG_WARNING,
    .title = "dynamic NAT on an active-active gateway",
    .symptom = "About half of the flows get no answer, and which ones changes with their port numbers. In the simulation the answers are dropped at the gateway "
               "with cause no_translation.",
    .cause = "The translations of a dynamic rule are kept by one instance. The other side sends its answers into the tunnel of either, and the other instance "
             "does not know them.",
    .mend = "Write active_active: false, or a static rule, which needs no state.",
    .source = "VPN Gateway FAQ, 2024-01-23 (a NAT rule is applied to a single instance)",
    .example = "gw: {virtual_network: hub, sku: VpnGw2AZ, active_active: false, nat_rules: {...}}\n",
};
