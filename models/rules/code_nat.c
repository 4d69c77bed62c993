/*
 * Address translation at gateways: VN0314 to VN0317, VN0422. Their checks are in rules_nat.c.
 */
#include "models/rules/rules_parts.h"

const struct diag_code rules_code_nat_refused = {
    .id = "VN0314",
    .severity = DIAG_ERROR,
    .title = "address translation where it cannot be",
    .symptom = "The platform refuses the connection with NAT rules, or the rules themselves.",
    .cause =
        "NAT rules hold for connections of type IPsec, on VpnGw2 to VpnGw5 with or without AZ, "
        "without policy-based traffic selectors, and not where the BGP peer has an address of "
        "169.254.0.0/16. "
        "A gateway takes 500 of them.",
    .mend = "Use them on a connection of type IPsec from VpnGw2AZ or larger, "
            "without policy-based selectors. Between two networks of the platform change a range "
            "instead.",
    .source = "VPN Gateway FAQ, 2026-06-04",
    .example = "to-site: {type: IPsec, from: gw-a, to: lng-site, shared_key: example, "
               "ingress_nat_rules: [site-as-172]}\n",
};

const struct diag_code rules_code_nat_untold = {
    .id = "VN0315",
    .severity = DIAG_WARNING,
    .title = "NAT rules that BGP does not know of",
    .symptom = "The tunnel and the session are up, and packets for the renamed addresses are "
               "dropped with cause no_route.",
    .cause = "Prefixes that BGP tells over the connection are translated only where the gateway "
             "has BGP route translation "
             "(enableBgpRouteTranslationForNat). Without it each side learns the addresses as they "
             "are, and nothing leads to the "
             "ones that the NAT rules give.",
    .mend = "Set enable_bgp_route_translation_for_nat: true at the gateway.",
    .source = "VPN Gateway FAQ, 2026-06-04",
    .example = "gw: {virtual_network: hub, sku: VpnGw2AZ, enable_bgp: true, "
               "enable_bgp_route_translation_for_nat: true, nat_rules: {...}}\n",
};

const struct diag_code rules_code_nat_pool = {
    .id = "VN0316",
    .severity = DIAG_ERROR,
    .title = "external mapping of a dynamic NAT rule too large",
    .symptom = "The platform refuses the rule.",
    .cause = "A dynamic rule puts many addresses behind few: its external mapping is a /26 at "
             "most, and not larger than the internal one.",
    .mend = "Give it fewer external addresses: each has 64,512 ports for each protocol (assumed). "
            "Where there are as many outside as inside, write type: Static.",
    .source = "About NAT on Azure VPN Gateway, 2024-10; its limitations, 2022-05-11. That the "
              "external mapping may not be larger is assumed",
    .example = "behind-few: {type: Dynamic, mode: EgressSnat, internal_mapping: 10.1.0.0/16, "
               "external_mapping: 172.17.0.0/28}\n",
};

const struct diag_code rules_code_nat_instances = {
    .id = "VN0317",
    .severity = DIAG_WARNING,
    .title = "dynamic NAT at one instance of an active-active gateway",
    .symptom =
        "About half of the flows get no answer, and which ones changes with their port numbers: "
        "they go through the other instance, with the addresses as they are. "
        "In the simulation answers are dropped with cause no_route where those addresses overlap.",
    .cause =
        "A dynamic rule belongs to one instance of the gateway (the platform's ipConfigurationId); "
        "a connection has tunnels from both, and here only one of them translates.",
    .mend = "Write a rule for each instance, each with an external mapping of its own, and name "
            "both in the connection; or a static rule, which both have; or active_active: false.",
    .source = "VPN Gateway FAQ, 2024-01-23 (a NAT rule is applied to a single instance; "
              "active-active gateways need one for each)",
    .example = "nat_rules:\n"
               "  by-0: {type: Dynamic, mode: EgressSnat, internal_mapping: 10.1.0.0/16, "
               "external_mapping: 172.17.0.0/28, instance: 0}\n"
               "  by-1: {type: Dynamic, mode: EgressSnat, internal_mapping: 10.1.0.0/16, "
               "external_mapping: 172.17.0.16/28, instance: 1}\n",
};

const struct diag_code rules_code_nat_one_side = {
    .id = "VN0422",
    .severity = DIAG_WARNING,
    .title = "overlapping ranges, translated one way only",
    .symptom =
        "The tunnel is \"Connected\", packets reach the site, and no answer comes back: for the "
        "site the network's addresses are its own. In the simulation the answers are dropped at "
        "the site with cause no_route.",
    .cause = "The site overlaps the gateway's network, or a network that uses the gateway. An "
             "IngressSnat "
             "rule gives the site other addresses on this side; the network still has the site's "
             "addresses over there.",
    .mend = "Translate both ways: add egress_nat_rules with a rule of mode EgressSnat for the "
            "network's range.",
    .source = "VPN Gateway FAQ, 2024-10 (overlapping addresses need rules of both modes)",
    .example = "nat_rules:\n"
               "  site-as-172: {mode: IngressSnat, internal_mapping: 10.1.0.0/16, "
               "external_mapping: 172.16.0.0/16}\n"
               "  us-as-172: {mode: EgressSnat, internal_mapping: 10.1.0.0/16, external_mapping: "
               "172.17.0.0/16}\n",
};
