/*
 * Traffic selectors, modes, and weights of connections: VN0417 to VN0421. Their checks
 * are in rules_*.c.
 */
#include "models/rules/rules_parts.h"

const struct diag_code rules_code_selectors = {
    .id = "VN0417",
    .severity = DIAG_WARNING,
    .title = "traffic selectors that do not meet",
    .symptom =
        "Both ends stay \"NotConnected\" (TS_UNACCEPTABLE in the IKE log). In the simulation the "
        "tunnel stays down and packets are dropped with cause tunnel_down.",
    .cause =
        "The selectors of the two ends must name the same ranges, local and remote exchanged. A "
        "route-based gateway offers any-to-any, which a device with selectors of its own does not "
        "take.",
    .mend = "Write the same ranges at both ends, turned round; or set "
            "use_policy_based_traffic_selectors, which takes them from the network's and the local "
            "network gateway's prefixes.",
    .source = "RFC 7296, section 2.9; About VPN devices and IPsec/IKE parameters, 2023-10-06; VPN "
              "Gateway FAQ, 2026-06-04",
    .example = "traffic_selectors: {one: {local_address_ranges: [10.1.0.0/16], "
               "remote_address_ranges: [192.168.0.0/16]}}\n",
};

const struct diag_code rules_code_modes = {
    .id = "VN0418",
    .severity = DIAG_WARNING,
    .title = "two ends that wait for each other",
    .symptom =
        "The connection stays \"Connecting\" for ever, though keys, policies and addresses agree. "
        "In the simulation packets are dropped with cause tunnel_down.",
    .cause =
        "connection_mode: ResponderOnly answers and never starts, InitiatorOnly starts and never "
        "answers. With the same at both ends nobody begins, or nobody listens.",
    .mend = "Write connection_mode: Default at one end at least.",
    .source = "VPN Gateway FAQ, 2026-06-04; REST description of Microsoft.Network connections, "
              "2023-09-01",
    .example = "a-to-b: {type: Vnet2Vnet, from: gw-a, to: gw-b, shared_key: example, "
               "connection_mode: Default}\n",
};

const struct diag_code rules_code_selectors_need_policy = {
    .id = "VN0419",
    .severity = DIAG_ERROR,
    .title = "policy-based selectors without a policy",
    .symptom = "The platform refuses the connection with policy-based selectors.",
    .cause =
        "use_policy_based_traffic_selectors needs a complete ipsec_policy on the same connection, "
        "and a SKU that takes one: all but Basic.",
    .mend = "Add an ipsec_policy with all eight keys at both ends, and take VpnGw1AZ or larger.",
    .source = "IPsec/IKE policy FAQ, 2022-05-25",
};

const struct diag_code rules_code_pairs = {
    .id = "VN0420",
    .severity = DIAG_WARNING,
    .title = "more pairs of ranges than a gateway takes",
    .symptom =
        "Part of the ranges is unreachable, or the tunnel disconnects now and then, though it is "
        "\"Connected\". In the simulation the first 200 pairs are set up, and packets of the "
        "others are dropped with cause selector.",
    .cause = "With policy-based selectors each pair of a local and a remote range is a security "
             "association of its own, and a gateway takes 200 of them.",
    .mend =
        "Use fewer, larger ranges: 20 local times 11 remote ones are too many, two summaries times "
        "one are two.",
    .source = "Troubleshoot: site-to-site VPN disconnects intermittently, 2017-11-03",
    .example = "traffic_selectors: {all: {local_address_ranges: [10.0.0.0/8], "
               "remote_address_ranges: [192.168.0.0/16]}}\n",
};

const struct diag_code rules_code_weight = {
    .id = "VN0421",
    .severity = DIAG_NOTE,
    .title = "a routing weight, which does nothing",
    .symptom =
        "Nothing changes: the weight is stored, and packets choose between VPN connections as "
        "without it.",
    .cause = "The platform heeds routing_weight for ExpressRoute alone.",
    .mend =
        "Leave it out. What does decide between tunnels is BGP: the shorter AS path wins, so give "
        "the device that is to stand back an as_path_prepend.",
    .source = "VPN Gateway FAQ, 2026-06-04",
    .example = "bgp_settings: {asn: 65050, as_path_prepend: 2}\n",
};
