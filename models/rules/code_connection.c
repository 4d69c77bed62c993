/*
 * Connections: their ends, keys, policies and ranges: VN0401, VN0405 to VN0409, VN0411, VN0412.
 * Their checks are in rules_*.c.
 */
#include "models/rules/rules_parts.h"

const struct diag_code rules_code_one_sided_connection = {
    .id = "VN0401",
    .severity = DIAG_WARNING,
    .title = "a connection without its return",
    .symptom =
        "It deploys without complaint, the portal lists the connection under both gateways, and it "
        "stays \"Connecting\" or \"NotConnected\" for ever. In the simulation packets are dropped "
        "at the tunnel with cause tunnel_down.",
    .cause =
        "A tunnel needs a connection at each end. With one alone the other gateway does not know "
        "whom it is to talk to.",
    .mend = "Add the connection of the other direction, with the same shared_key. An on-premises "
            "device needs none: its end is set up for every connection that leads to it.",
    .source = "VNet-to-VNet how-to, 2025-06-30 (one connection resource in each direction); issue "
              "azure-docs#14987; VPN troubleshoot overview, 2024-02-22",
    .example = "a-to-b: {type: Vnet2Vnet, from: gw-a, to: gw-b, shared_key: example}\n"
               "b-to-a: {type: Vnet2Vnet, from: gw-b, to: gw-a, shared_key: example}    # this one "
               "is missing\n",
};

const struct diag_code rules_code_connection_itself = {
    .id = "VN0405",
    .severity = DIAG_ERROR,
    .title = "a connection from a gateway to itself",
    .symptom = "The platform refuses the connection: it would lead from a gateway to itself.",
    .cause =
        "Both ends are the same gateway, directly or behind a local network gateway whose endpoint "
        "it is. Mostly names in from and to, or two local network gateways, got mixed up.",
    .mend = "Name the other network's gateway, or the local network gateway that stands for it.",
    .source = "About VPN gateway settings, 2026-06-04",
    .example =
        "local_network_gateways: {lng-b: {endpoint: gw-b, address_prefixes: [10.2.0.0/16]}}\n"
        "connections: {a-to-b: {type: IPsec, from: gw-a, to: lng-b, shared_key: example}}\n",
};

const struct diag_code rules_code_policy = {
    .id = "VN0406",
    .severity = DIAG_WARNING,
    .title = "the two ends of a tunnel have different policies",
    .symptom =
        "Both connections stay \"Connecting\" or \"NotConnected\" (VPN troubleshoot: "
        "IkePolicyMismatch; IKE error 13868 or 13843). In the simulation the tunnel stays down and "
        "its packets are dropped with cause tunnel_down.",
    .cause =
        "ike_encryption, ike_integrity, dh_group, ipsec_encryption and ipsec_integrity must agree "
        "at "
        "both ends, and pfs_group, which shows later (VN0423); sa_lifetime and sa_data_size are "
        "each side's own. A policy takes "
        "the place of the default proposals, so one gateway with and one without a policy do not "
        "agree either; a device without a policy takes what the gateway proposes.",
    .mend =
        "Write the same ipsec_policy at both connections (at a device: on the device), or at none.",
    .source = "IPsec/IKE policy FAQ, 2022-05-25; VPN troubleshoot overview, 2024-02-22",
    .example = "ipsec_policy: {ike_encryption: AES256, ike_integrity: SHA256, dh_group: ECP256, "
               "ipsec_encryption: GCMAES256,\n"
               "               ipsec_integrity: GCMAES256, pfs_group: None, sa_lifetime: 27000s, "
               "sa_data_size: 102400000KB}\n",
};

const struct diag_code rules_code_range_elsewhere = {
    .id = "VN0407",
    .severity = DIAG_WARNING,
    .title = "a local network range that has nothing to do with the other side",
    .symptom =
        "The tunnel is \"Connected\", and nothing arrives: packets for the other network find no "
        "route (cause no_route), and what does go into the tunnel is for addresses that nobody has "
        "there. The green state makes this one hard to find.",
    .cause =
        "The address_prefixes of a local network gateway are what this side routes into the "
        "tunnel, and nothing checks them against the network at the other end. Here no address is "
        "in both.",
    .mend =
        "Write the ranges of the other network. For two networks of the platform, type: Vnet2Vnet "
        "takes them by itself.",
    .source =
        "Troubleshoot: a site-to-site VPN connection cannot connect, 2019-09-16; About VPN gateway "
        "settings, 2026-06-04",
    .example =
        "lng-b: {endpoint: gw-b, address_prefixes: [10.2.0.0/16]}       # vnet-b is 10.2.0.0/16\n",
};

const struct diag_code rules_code_range_unlike = {
    .id = "VN0408",
    .severity = DIAG_WARNING,
    .title = "a local network range unlike the other side's",
    .symptom =
        "The tunnel is \"Connected\", and part of the other network's hosts cannot be reached, "
        "often not even answered (cause no_route). Packets for ranges that the other side does not "
        "have, and does not send on, go through the tunnel and are dropped there. A site sends on "
        "to the Internet what is public: such a range is forced tunnelling, and not meant here.",
    .cause =
        "The address_prefixes of the local network gateway and the address space at the other end "
        "differ in part. It happens when the other network grows: a Vnet2Vnet connection follows "
        "by itself, a local network gateway does not.",
    .mend = "List what the other network has, all of it and only that, and keep the list with the "
            "network's own.",
    .source =
        "VNet-to-VNet how-to, 2025-06-30 (what follows a change); Troubleshoot: a site-to-site VPN "
        "connection cannot connect, 2019-09-16",
    .example =
        "vnet-b: {..., address_prefixes: [10.2.0.0/16, 10.3.0.0/16]}\n"
        "lng-b: {endpoint: gw-b, address_prefixes: [10.2.0.0/16, 10.3.0.0/16]}   # both of them\n",
};

const struct diag_code rules_code_range_own = {
    .id = "VN0409",
    .severity = DIAG_ERROR,
    .title = "a local network range inside one's own network",
    .symptom = "The platform refuses the connection (ConnectionOverlappingAddressSpaces).",
    .cause = "A local network gateway claims addresses of the very network whose gateway uses it. "
             "Mostly the local network gateways of the two sides got exchanged.",
    .mend =
        "Let the local network gateway hold the other side's ranges. A site that really has the "
        "same addresses needs NAT rules on the connection.",
    .source = "Virtual Network FAQ, 2020-06-26; error code of issue azure-docs#110829",
    .example = "connections: {a-to-b: {type: IPsec, from: gw-a, to: lng-b, shared_key: example}}   "
               "# not: to: lng-a\n",
};

const struct diag_code rules_code_same_range = {
    .id = "VN0411",
    .severity = DIAG_WARNING,
    .title = "two tunnels for the same range",
    .symptom = "One of the two tunnels never carries anything for the range, or for the part in "
               "common, though both are up. Hosts that are behind that one alone cannot be reached "
               "(cause no_route). On the platform the second may be refused, and a backup that was "
               "expected never takes over.",
    .cause = "Two connections of one gateway route the same prefix, one of them through a local "
             "network gateway. Which tunnel the packets take is not defined on "
             "the platform without BGP; here it is the connection whose name comes first. Where "
             "one prefix holds the other, packets for the longer one take that "
             "tunnel alone, though the network behind the other tunnel has those addresses.",
    .mend = "Correct the prefix if it is wrong. For two ways to the same site enable BGP on both "
            "connections, and prefer one with as_path_prepend at the other "
            "device.",
    .source = "Highly available connectivity, 2024-07-24; Virtual network traffic routing, "
              "2023-05-27 (longest prefix)",
    .example = "devices: {fw-b: {bgp_settings: {asn: 65050, as_path_prepend: 2}}}\n",
};

const struct diag_code rules_code_key = {
    .id = "VN0412",
    .severity = DIAG_WARNING,
    .title = "the two ends of a tunnel do not share a key",
    .symptom =
        "Both connections stay \"Connecting\" or \"NotConnected\" (VPN troubleshoot: "
        "Authentication; IKE error 13801). It deploys without complaint. In the simulation packets "
        "are dropped at the tunnel with cause tunnel_down.",
    .cause = "The ends prove to each other that they know the shared key; with different keys the "
             "exchange fails. A key that was changed at one end only is the usual story.",
    .mend =
        "Set the same shared_key at both connections, letter by letter; a device has a shared_key "
        "of its own only if one is written there.",
    .source =
        "VPN troubleshoot overview, 2024-02-22; issues azure-cli#1607 and azure-docs#122145; RFC "
        "7296, section 2.15 (proof by the key)",
    .example =
        "a-to-b: {type: Vnet2Vnet, from: gw-a, to: gw-b, shared_key: example}\n"
        "b-to-a: {type: Vnet2Vnet, from: gw-b, to: gw-a, shared_key: example}    # not: exemple\n",
};

const struct diag_code rules_code_odd_key = {
    .id = "VN0432",
    .severity = DIAG_NOTE,
    .title = "a key that some devices do not take",
    .symptom = "The platform takes the key. Some device, or the tool that sets it up, refuses it, "
               "or keeps another one: then the tunnel stays down as with keys that differ. The "
               "simulation is the same.",
    .cause = "Pages of the platform disagree on hyphens and tildes in a shared key: one says that "
             "any printable character but a space will do, others leave these two out.",
    .mend = "Letters, digits and an underscore are safe everywhere.",
    .source = "VPN Gateway FAQ, 2026-06-04; REST description of resetSharedKey, 2023-09-01",
    .example = "a-to-b: {type: Vnet2Vnet, from: gw-a, to: gw-b, shared_key: a_long_example}\n",
};
