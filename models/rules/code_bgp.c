/*
 * BGP: numbers, sessions, what is told: VN0901 to VN0909. Their checks are in rules_*.c.
 */
#include "models/rules/rules_parts.h"

const struct diag_code rules_code_same_asn = {
    .id = "VN0901",
    .severity = DIAG_ERROR,
    .title = "BGP between equal autonomous systems",
    .symptom =
        "The platform refuses the connection; where it exists, the BGP session never comes up.",
    .cause =
        "The two ends of a session need different autonomous system numbers: a gateway refuses "
        "paths that hold its own. A gateway has 65515 when nothing else is said, so two gateways "
        "with the default have the same.",
    .mend = "Give at least one end another number, of 64512 to 65514 or 65521 to 65534.",
    .source =
        "VPN Gateway FAQ, 2026-06-04; RFC 4271, section 9.1.2 (AS loops); issue azure-cli#1613",
    .example = "gw-a: {..., enable_bgp: true, bgp_settings: {asn: 65010}}\n"
               "gw-b: {..., enable_bgp: true, bgp_settings: {asn: 65020}}\n",
};

const struct diag_code rules_code_reserved_asn = {
    .id = "VN0902",
    .severity = DIAG_ERROR,
    .title = "a reserved autonomous system number",
    .symptom = "The platform refuses the gateway or the local network gateway with this number.",
    .cause =
        "Reserved by the platform are 8074, 8075, 12076, 65515 (a gateway's own default) and 65517 "
        "to 65520; by IANA 23456, 64496 to 64511 and 65535 to 65551.",
    .mend = "Take a private number of 64512 to 65514 or 65521 to 65534, or your own public one.",
    .source = "VPN Gateway FAQ, 2026-06-04; IANA AS numbers registry; issue azure-docs#62263",
    .example = "office: {gateway_ip_address: 203.0.113.10, bgp_settings: {asn: 65050}}\n",
};

const struct diag_code rules_code_bgp_basic = {
    .id = "VN0903",
    .severity = DIAG_ERROR,
    .title = "BGP on a SKU that has none",
    .symptom = "The platform refuses enable_bgp on this gateway "
               "(BasicSkuVirtualNetworkGatewayDoesNotSupportBgp).",
    .cause = "Basic gateways speak no BGP, and neither do policy-based ones.",
    .mend = "Take VpnGw1AZ or larger with vpn_type: RouteBased, or leave enable_bgp out and list "
            "prefixes.",
    .source = "VPN Gateway FAQ, 2026-06-04; error code of issue Azure-Landing-Zones#3760",
};

const struct diag_code rules_code_bgp_one_sided = {
    .id = "VN0904",
    .severity = DIAG_WARNING,
    .title = "BGP at one end only",
    .symptom =
        "The tunnel is \"Connected\", nothing is learned over it, and only static routes are left; "
        "packets for other ranges are dropped with cause no_route. The BGP peer stays \"Idle\" or "
        "\"Connecting\".",
    .cause =
        "A session needs enable_bgp on the connections of both ends and on both gateways; a device "
        "needs bgp_settings. With less it is never tried.",
    .mend = "Set enable_bgp: true on both connections and both gateways, and give a device its "
            "bgp_settings.",
    .source = "VPN Gateway FAQ, 2026-06-04",
    .example =
        "gw-a: {..., enable_bgp: true, bgp_settings: {asn: 65010}}\n"
        "a-to-b: {type: Vnet2Vnet, from: gw-a, to: gw-b, shared_key: example, enable_bgp: true}\n",
};

const struct diag_code rules_code_bgp_expectation = {
    .id = "VN0905",
    .severity = DIAG_WARNING,
    .title = "a peer that is not the one that is expected",
    .symptom =
        "The tunnel is \"Connected\", and the BGP session stays in Idle or Connecting; nothing is "
        "learned, and packets are dropped with cause no_route.",
    .cause =
        "A local network gateway says which autonomous system and which address the other side's "
        "BGP has, and the other side has others. A gateway of the platform has the last address "
        "but one of its GatewaySubnet; each instance of an active-active one has an address of it, "
        "and any is taken.",
    .mend = "Write the other side's own asn and bgp_peering_address, as the help line shows them.",
    .source = "VPN Gateway FAQ, 2026-06-04; Configure active-active VPN gateways using the portal, "
              "2021-07-22; RFC 4271, section 6.2 (bad peer AS)",
    .example = "lng-b: {endpoint: gw-b, bgp_settings: {asn: 65020, bgp_peering_address: "
               "10.2.255.30}}    # GatewaySubnet 10.2.255.0/27\n",
};

const struct diag_code rules_code_bgp_many = {
    .id = "VN0906",
    .severity = DIAG_WARNING,
    .title = "more prefixes than a gateway takes",
    .symptom =
        "The session drops as soon as the device has told too much, and with it all that was "
        "learned (BgpDisconnectedEvent in the log). In the simulation its routes are not there, "
        "and packets are dropped with cause no_route.",
    .cause = "A gateway takes 4,000 prefixes from a BGP peer, and ends the session with one more.",
    .mend = "Tell summaries: 192.168.0.0/16 in place of its 256 parts.",
    .source =
        "VPN Gateway FAQ, 2026-06-04; Troubleshoot with diagnostics logs, 2021-03-15 (the event)",
    .example = "bgp_settings: {asn: 65050, advertised_prefixes: [192.168.0.0/16]}\n",
};

const struct diag_code rules_code_bgp_own = {
    .id = "VN0907",
    .severity = DIAG_NOTE,
    .title = "a prefix of the network itself, told to its gateway",
    .symptom = "The prefix appears in no effective route: the gateway ignores it.",
    .cause = "What a peer tells a gateway of its own network's range, or of a part of it, is not "
             "taken. A larger range is.",
    .mend =
        "Leave it out of advertised_prefixes. To lead traffic between subnets through the site use "
        "user-defined routes.",
    .source = "VPN Gateway FAQ, 2026-06-04",
};

const struct diag_code rules_code_bgp_default = {
    .id = "VN0908",
    .severity = DIAG_WARNING,
    .title = "a default route by BGP",
    .symptom = "VMs lose the internet and the platform's services, or reach them through the site, "
               "slowly. Effective routes show 0.0.0.0/0 with next hop VirtualNetworkGateway.",
    .cause =
        "A device tells 0.0.0.0/0, and the gateway's route replaces the platform's own way to the "
        "internet in every subnet that gets the gateway's routes.",
    .mend =
        "Nothing, when forced tunnelling is meant. Otherwise leave 0.0.0.0/0 out of "
        "advertised_prefixes; a subnet that is to keep its own way takes a user-defined route for "
        "0.0.0.0/0 with next_hop_type: Internet.",
    .source = "Virtual network traffic routing, 2023-05-27; VPN Gateway FAQ, 2026-06-04",
    .example = "out: {address_prefix: 0.0.0.0/0, next_hop_type: Internet}\n",
};

const struct diag_code rules_code_bgp_peer_address = {
    .id = "VN0909",
    .severity = DIAG_ERROR,
    .title = "an address that no BGP peer can have",
    .symptom = "The platform refuses the gateway, or the local network gateway for this "
               "connection; or the session never comes up.",
    .cause = "The other side's BGP answers inside the tunnel: its address is neither the device's "
             "public one nor an address of the network whose gateway looks "
             "for it. A gateway's own is given by the platform, from the GatewaySubnet; beside it "
             "a gateway takes an address of 169.254.0.0/16 (APIPA), for "
             "devices that use such.",
    .mend = "Write the address inside the other side's network at which its BGP answers, a "
            "loopback of the device, say; and leave bgp_peering_address out at "
            "gateways, whose own ones of 169.254.0.0/16 are custom_bgp_ip_addresses.",
    .source = "VPN Gateway FAQ, 2026-06-04",
    .example = "lng: {gateway_ip_address: 203.0.113.10, bgp_settings: {asn: 65050, "
               "bgp_peering_address: 192.168.255.1}}\n",
};

const struct diag_code rules_code_bgp_link_local = {
    .id = "VN0910",
    .severity = DIAG_WARNING,
    .title = "a link-local BGP peer, and a gateway without such an address",
    .symptom = "The tunnel is \"Connected\", and the BGP peer stays \"Connecting\"; nothing is "
               "learned. In the simulation packets for what the device would have told "
               "are dropped with cause no_route.",
    .cause = "The device's BGP has an address of 169.254.0.0/16 (APIPA). It talks to another one "
             "of that range, which the gateway has only when it is given: by "
             "itself it answers at an address of its GatewaySubnet.",
    .mend = "Give the gateway a bgp_peering_address of 169.254.0.0/16, the one that the device is "
            "set to. NAT rules and such peers do not go together (VN0314).",
    .source = "VPN Gateway FAQ, 2026-06-04",
    .example = "gw: {..., enable_bgp: true, bgp_settings: {asn: 65010, bgp_peering_address: "
               "169.254.21.1}}\n"
               "lng: {gateway_ip_address: 203.0.113.10, bgp_settings: {asn: 65050, "
               "bgp_peering_address: 169.254.21.2}}\n",
};

const struct diag_code rules_code_bgp_host_route = {
    .id = "VN0911",
    .severity = DIAG_NOTE,
    .title = "a host route to a BGP peer",
    .symptom = "Nothing changes: the route to the peer is there anyway.",
    .cause = "A local network gateway lists the peer's own address as a /32. Older instructions "
             "asked for it; the gateway now adds that route by itself.",
    .mend = "Leave the /32 out. With BGP address_prefixes may be left out altogether.",
    .source = "VPN Gateway FAQ, 2026-06-04 (its edition of 2019 still asked for the route)",
    .example = "lng: {gateway_ip_address: 203.0.113.10, bgp_settings: {asn: 65050, "
               "bgp_peering_address: 192.168.255.1}}\n",
};

const struct diag_code rules_code_bgp_several = {
    .id = "VN0921",
    .severity = DIAG_ERROR,
    .title = "a list of BGP peering addresses in a local network gateway",
    .symptom = "The platform refuses the local network gateway "
               "(LocalNetworkGatewayBgpPeeringAddressesMustbeNull).",
    .cause = "bgpPeeringAddresses is how a VPN gateway shows an address for each of its instances. "
             "The other side of a local network gateway has "
             "one, bgpPeeringAddress. A list beside it, often copied by a tool or from an export, "
             "contradicts it.",
    .mend = "Leave bgp_peering_addresses out. Where the other side has two devices, each has a "
            "local network gateway and a connection of its own.",
    .source = "Error message of issue Azure/azure-powershell#11748, 2020-04-29",
    .example = "lng-seattle: {endpoint: seattle, bgp_settings: {asn: 65010, bgp_peering_address: "
               "192.168.0.1}}\n",
};
