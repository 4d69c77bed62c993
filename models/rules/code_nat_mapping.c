/*
 * Mappings of NAT rules: VN0318 to VN0327, VN0341, VN0342. Their checks are in rules_nat_mapping.c.
 */
#include "models/rules/rules_parts.h"

const struct diag_code rules_code_nat_ports = {
    .id = "VN0318",
    .severity = DIAG_ERROR,
    .title = "ports that a NAT rule cannot map",
    .symptom = "The platform does not take the rule: its ports are not a mapping.",
    .cause = "A static rule may map a port with its addresses: internal_port_range and "
             "external_port_range, both, a port each; ranges are not taken yet. "
             "A dynamic rule chooses ports by itself and takes none.",
    .mend = "Give a port in both, or leave both out; at a dynamic rule leave them out. For several "
            "ports write several rules.",
    .source = "About NAT on Azure VPN Gateway, 2024-10-16 (limitations: port mappings). That one "
              "of the two alone is refused is assumed",
    .example = "web: {type: Static, mode: EgressSnat, internal_mapping: 10.1.0.4/32, "
               "external_mapping: 172.17.0.4/32, internal_port_range: 443, "
               "external_port_range: 8443}\n",
};

const struct diag_code rules_code_nat_external = {
    .id = "VN0319",
    .severity = DIAG_ERROR,
    .title = "external mappings that overlap",
    .symptom = "The platform refuses the second rule, or the connection that names it.",
    .cause =
        "An address outside must lead to one address inside: the external mappings of a gateway's "
        "rules must not overlap, "
        "whichever connections name them. Static rules for different ports may share an address.",
    .mend = "Give each rule an external mapping of its own.",
    .source = "About NAT on Azure VPN Gateway, 2023-05-02 (NAT mode: ingress & egress)",
    .example = "nat_rules:\n"
               "  one: {mode: IngressSnat, internal_mapping: 10.0.1.0/24, external_mapping: "
               "100.0.2.0/24}\n"
               "  two: {mode: IngressSnat, internal_mapping: 10.0.1.0/24, external_mapping: "
               "100.0.3.0/24}\n",
};

const struct diag_code rules_code_nat_into_network = {
    .id = "VN0320",
    .severity = DIAG_ERROR,
    .title = "external mapping inside a network of this side",
    .symptom = "The platform refuses the connection. Were it accepted, packets for the renamed "
               "site would stay in the network.",
    .cause = "The external mapping of an IngressSnat rule is what this side calls the site. It "
             "must not overlap the gateway's network or a peer of it: "
             "their own routes win over those of the gateway.",
    .mend = "Choose an external mapping that nobody on this side has.",
    .source = "About NAT on Azure VPN Gateway, 2023-05-02: external mappings must not overlap "
              "networks that are connected without NAT",
    .example = "branch: {mode: IngressSnat, internal_mapping: 192.168.0.0/16, external_mapping: "
               "172.16.0.0/16}\n",
};

const struct diag_code rules_code_nat_beside = {
    .id = "VN0321",
    .severity = DIAG_WARNING,
    .title = "external mapping that a local network gateway has too",
    .symptom = "Some of the hosts with such an address are not reached: their packets go to the "
               "other site. In the simulation they are dropped there with cause no_route.",
    .cause = "An IngressSnat rule gives a site addresses that a connection of the same gateway "
             "leads to as they are. There are two routes for them; the longer one "
             "takes the packets of both sites, and of two alike only one is used. address_prefixes "
             "with the addresses after the translation do it as well.",
    .mend = "Choose an external mapping that no site has, and write in address_prefixes what the "
            "site itself has.",
    .source = "About NAT on Azure VPN Gateway, 2023-05-02: external mappings must not overlap "
              "networks that are connected without NAT",
    .example = "branch: {mode: IngressSnat, internal_mapping: 192.168.0.0/16, external_mapping: "
               "172.16.0.0/16}\n",
};

const struct diag_code rules_code_nat_at_site = {
    .id = "VN0322",
    .severity = DIAG_WARNING,
    .title = "external mapping inside the site",
    .symptom = "The tunnel is \"Connected\", packets reach the site, and no answer comes back. In "
               "the simulation the answers are dropped at the site with cause no_route.",
    .cause = "The external mapping of an EgressSnat rule is what the site calls this side. The "
             "site has those addresses itself, so it does not send them into the tunnel. "
             "The platform cannot know that.",
    .mend = "Choose an external mapping that the site does not have.",
    .source = "About NAT on Azure VPN Gateway, 2023-05-02; that a site's own networks win over the "
              "tunnel is assumed",
    .example = "hub-there: {mode: EgressSnat, internal_mapping: 10.1.0.0/16, external_mapping: "
               "172.17.0.0/16}\n",
};

const struct diag_code rules_code_nat_sites = {
    .id = "VN0323",
    .severity = DIAG_ERROR,
    .title = "one ingress rule for two sites",
    .symptom = "The platform refuses the second connection. Were it accepted, one of the sites "
               "would be out of reach.",
    .cause =
        "Two connections to different sites name the same IngressSnat rule. It gives both sites "
        "the same addresses on this side. For several connections to one site one rule is right.",
    .mend = "Write a rule for each site, each with an external mapping of its own.",
    .source = "VPN Gateway FAQ, 2024-01-23 (the same IngressSnat rule on different connections)",
    .example = "nat_rules:\n"
               "  one: {mode: IngressSnat, internal_mapping: 10.0.1.0/24, external_mapping: "
               "100.0.2.0/24}\n"
               "  two: {mode: IngressSnat, internal_mapping: 10.0.1.0/24, external_mapping: "
               "100.0.3.0/24}\n",
};

const struct diag_code rules_code_nat_twice = {
    .id = "VN0324",
    .severity = DIAG_ERROR,
    .title = "NAT rule named twice",
    .symptom = "The platform refuses the connection.",
    .cause = "ingress_nat_rules or egress_nat_rules of a connection has the same name twice.",
    .mend = "Name the rule once.",
    .source = "REST API, virtual network gateway connections (ingressNatRules, egressNatRules), "
              "2024-05-01: references to rules. That each stands there once is assumed",
    .example = "to-site: {type: IPsec, from: gw, to: lng-site, shared_key: example, "
               "ingress_nat_rules: [one, two]}\n",
};

const struct diag_code rules_code_nat_internal = {
    .id = "VN0325",
    .severity = DIAG_ERROR,
    .title = "two NAT rules for the same addresses",
    .symptom = "The platform refuses the connection: a prefix overlap.",
    .cause =
        "Two rules of one mode at a connection have internal mappings that overlap, so that an "
        "address would have two names. They may overlap where they are dynamic and of different "
        "instances, where they are for different ports, and where a static one is for a part of a "
        "dynamic one.",
    .mend = "Name one of the two, or make their internal mappings disjoint.",
    .source = "azure-docs, issue 116404, 2023-10-24 (a prefix overlap is refused); Virtual WAN NAT "
              "rules, 2025-09-25 (a static rule for an address of a dynamic one)",
    .example = "nat_rules:\n"
               "  one: {mode: EgressSnat, internal_mapping: 10.1.0.0/24, external_mapping: "
               "172.17.0.0/24}\n"
               "  two: {mode: EgressSnat, internal_mapping: 10.1.1.0/24, external_mapping: "
               "172.17.1.0/24}\n",
};

const struct diag_code rules_code_nat_peer = {
    .id = "VN0326",
    .severity = DIAG_ERROR,
    .title = "BGP peer behind a dynamic NAT rule",
    .symptom = "The BGP session does not come up, or the platform refuses the rule.",
    .cause = "The address of the site's BGP peer is in the internal mapping of a dynamic "
             "IngressSnat rule, whose addresses and ports are not fixed.",
    .mend = "Add a static rule for the peer's /32, and write its external address as "
            "bgp_peering_address of the local network gateway.",
    .source = "Virtual WAN NAT rules, 2025-09-25; that gateways of virtual networks do the same is "
              "assumed",
    .example = "nat_rules:\n"
               "  hosts: {type: Dynamic, mode: IngressSnat, internal_mapping: 10.0.0.0/24, "
               "external_mapping: 192.0.2.0/32}\n"
               "  peer: {mode: IngressSnat, internal_mapping: 10.0.0.1/32, external_mapping: "
               "192.0.2.2/32}\n",
};

const struct diag_code rules_code_nat_instance = {
    .id = "VN0327",
    .severity = DIAG_ERROR,
    .title = "NAT rule of an instance that is not there",
    .symptom = "The platform refuses the rule: there is no such IP configuration.",
    .cause = "A dynamic rule says instance 1, and the gateway is active-standby: it has one IP "
             "configuration.",
    .mend = "Leave instance out, or write active_active: true.",
    .source = "VPN Gateway FAQ, 2024-01-23 (IP configuration ID)",
    .example = "gw: {virtual_network: hub, sku: VpnGw2AZ, active_active: true, nat_rules: {...}}\n",
};

const struct diag_code rules_code_nat_in_a_row = {
    .id = "VN0341",
    .severity = DIAG_ERROR,
    .title = "more than two dynamic NAT rules of instances in a row",
    .symptom = "The platform deploys it; the simulator does not follow it.",
    .cause = "On the way between two networks an address goes through dynamic rules of more than "
             "two active-active gateways. Each of their instances gives it another address, and "
             "a simulated packet takes down two of those choices.",
    .mend = "Make one of the gateways active-standby, or give it a static rule.",
    .source = "models/README.md: a limit of this simulator, not of the platform",
    .example =
        "gw: {virtual_network: hub, sku: VpnGw2AZ, active_active: false, nat_rules: {...}}\n",
};

const struct diag_code rules_code_nat_once = {
    .id = "VN0342",
    .severity = DIAG_ERROR,
    .title = "dynamic NAT rule at two connections",
    .symptom = "The platform refuses the second connection.",
    .cause = "A dynamic rule keeps state of the flows of one connection; two connections name it. "
             "A static rule may stand at several connections.",
    .mend = "Write a dynamic rule for each connection, each with an external mapping of its own; "
            "or type: Static.",
    .source = "About NAT on Azure VPN Gateway, 2024-10-16 (a dynamic rule can be assigned to a "
              "single connection). That the second is refused is assumed",
    .example = "nat_rules:\n"
               "  by-a: {type: Dynamic, mode: EgressSnat, internal_mapping: 10.1.0.0/16, "
               "external_mapping: 172.17.0.0/28}\n"
               "  by-b: {type: Dynamic, mode: EgressSnat, internal_mapping: 10.1.0.0/16, "
               "external_mapping: 172.17.0.16/28}\n",
};
