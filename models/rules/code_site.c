/*
 * Site-to-Site: devices and what local network gateways say of them: VN0801 to VN0810. Their checks
 * are in rules_*.c.
 */
#include "models/rules/rules_parts.h"

const struct diag_code rules_code_nobody = {
    .id = "VN0801",
    .severity = DIAG_WARNING,
    .title = "a local network gateway that leads to nobody",
    .symptom =
        "It deploys, and the connection stays \"Connecting\": nobody answers (VPN troubleshoot: "
        "PeerReachability). In the simulation packets are dropped at the tunnel with cause "
        "tunnel_down; with BGP alone, which learns nothing, in the network with cause no_route.",
    .cause =
        "gateway_ip_address (or fqdn) is not the public address of any gateway or device of the "
        "scenario: a wrong one, or one that has changed.",
    .mend = "Write the public_ip of the device, or the public_ip_address of the gateway, at both "
            "places; or name it with endpoint, which needs no addresses.",
    .source =
        "VPN troubleshoot overview, 2024-02-22; Troubleshoot: a site-to-site VPN connection cannot "
        "connect, 2019-09-16",
    .example = "local_network_gateways: {lng: {gateway_ip_address: 203.0.113.10, address_prefixes: "
               "[192.168.0.0/16]}}\n"
               "on_premises_sites: {office: {near: westus, address_prefixes: [192.168.0.0/16], "
               "devices: {fw: {public_ip: 203.0.113.10}}}}\n",
};

const struct diag_code rules_code_own_address = {
    .id = "VN0802",
    .severity = DIAG_WARNING,
    .title = "the other side's public address in its range",
    .symptom =
        "On the platform the tunnel flaps and traffic is lost now and then; in the simulation it "
        "stays down (cause tunnel_down).",
    .cause =
        "The range that goes into the tunnel holds the public address at the tunnel's other end, "
        "so the gateway's own IKE and ESP packets to the peer are routed into the tunnel that they "
        "are to carry.",
    .mend =
        "List the private ranges of the other side and nothing else; split a range that must hold "
        "the address around it.",
    .source = "Troubleshoot: a site-to-site VPN connection cannot connect, 2019-09-16",
    .example = "lng: {gateway_ip_address: 203.0.113.10, address_prefixes: [192.168.0.0/16]}    # "
               "not: 203.0.113.0/24\n",
};

const struct diag_code rules_code_inside = {
    .id = "VN0811",
    .severity = DIAG_WARNING,
    .title = "the other side's address inside one's own network",
    .symptom = "The connection stays \"Connecting\", and the device sees no IKE packet. In the "
               "simulation the tunnel stays down "
               "and packets are dropped with cause tunnel_down.",
    .cause = "The address of the local network gateway is one of the network whose gateway looks "
             "for it. Its packets stay in "
             "that network, where no VPN device answers. Mostly a private address was written, or "
             "the network uses a public range "
             "(VN0210) that holds the device's.",
    .mend =
        "Write the address that the device has on the internet; or give the network another range.",
    .source = "Virtual network traffic routing, 2023-05-27 (the network's own prefixes stay in "
              "it); REST description of "
              "Microsoft.Network localNetworkGateways, 2023-09-01",
    .example = "lng: {gateway_ip_address: 203.0.113.10, address_prefixes: [192.168.0.0/16]}    # "
               "not: 10.1.0.4\n",
};

const struct diag_code rules_code_behind_nat = {
    .id = "VN0812",
    .severity = DIAG_WARNING,
    .title = "a device behind NAT that is not to start",
    .symptom = "The connection stays \"Connecting\": the gateway sends IKE_SA_INIT again and "
               "again, and nobody answers. In the "
               "simulation packets are dropped with cause tunnel_down.",
    .cause = "connection_mode: InitiatorOnly lets the gateway alone start the exchange. A device "
             "behind address translation "
             "cannot be reached from outside before it has sent something itself.",
    .mend = "Write connection_mode: ResponderOnly or Default, and let the device start.",
    .source = "VPN Gateway FAQ, 2026-06-04 (a device behind NAT must start; connection modes)",
    .example = "to-office: {type: IPsec, from: gw, to: lng-office, shared_key: example, "
               "connection_mode: ResponderOnly}\n"
               "devices: {fw: {public_ip: 203.0.113.10, nat: true}}\n",
};

const struct diag_code rules_code_same_address = {
    .id = "VN0803",
    .severity = DIAG_ERROR,
    .title = "two local network gateways for one device",
    .symptom =
        "The platform refuses the second connection, or the two take turns: one is up while the "
        "other is not.",
    .cause =
        "One gateway has connections to two local network gateways with the same public address, "
        "or the same BGP address. A gateway tells its peers apart by them.",
    .mend = "One local network gateway a device, each with its own gateway_ip_address and "
            "bgp_peering_address; put all ranges of one device into one local network gateway.",
    .source = "Highly available connectivity, 2024-07-24",
    .example = "lng-a: {gateway_ip_address: 203.0.113.10, bgp_settings: {asn: 65050, "
               "bgp_peering_address: 192.168.255.1}}\n"
               "lng-b: {gateway_ip_address: 203.0.113.11, bgp_settings: {asn: 65050, "
               "bgp_peering_address: 192.168.255.2}}\n",
};

const struct diag_code rules_code_site_overlap = {
    .id = "VN0804",
    .severity = DIAG_WARNING,
    .title = "a site that overlaps the network it is joined to",
    .symptom =
        "The tunnel is \"Connected\", and hosts in the common part never meet: each side keeps "
        "their packets to itself. In the simulation they are dropped in the network with cause "
        "no_route.",
    .cause =
        "Addresses of the site are addresses of the network as well. The platform knows only what "
        "the local network gateway says, so it deploys.",
    .mend =
        "Give one of them another range, or translate: NAT rules of both modes on the connection.",
    .source =
        "Virtual Network FAQ, 2020-06-26 (networks that are joined may not overlap); VPN Gateway "
        "FAQ, 2026-06-04 (NAT rules)",
};

const struct diag_code rules_code_stateful_pair = {
    .id = "VN0805",
    .severity = DIAG_WARNING,
    .title = "a stateful device beside another",
    .symptom =
        "Some flows stall and others work; it changes with the port numbers. A firewall's log "
        "shows answers without a request. In the simulation about half of the flows are dropped at "
        "a device with cause no_state.",
    .cause =
        "BGP uses both devices of the site at once, and each end chooses by the flow for itself: "
        "half of the answers come to the device that has not seen the request, and a stateful one "
        "drops them. It is so for all devices with the shortest AS path, and one that keeps state "
        "is "
        "enough.",
    .mend =
        "Prefer one device with as_path_prepend at the other; or let the two share their state, "
        "and say so with stateful: false.",
    .source =
        "About active-active gateways, 2024-07-22, and the note on asymmetric paths of 2024-12-03",
    .example = "devices:\n"
               "  fw-a: {stateful: true, bgp_settings: {asn: 65050}}\n"
               "  fw-b: {stateful: true, bgp_settings: {asn: 65050, as_path_prepend: 2}}\n",
};

const struct diag_code rules_code_one_tunnel = {
    .id = "VN0806",
    .severity = DIAG_WARNING,
    .title = "an active-active gateway with a device that knows one instance",
    .symptom = "All goes well until the gateway's instance 0 is serviced or fails: then packets "
               "are dropped with cause gateway_down until it "
               "is back, as if the gateway were not active-active. The second tunnel of the "
               "connection shows \"NotConnected\" all the time.",
    .cause =
        "An active-active gateway has two instances with two public addresses, and the device has "
        "a tunnel to the first one alone.",
    .mend = "Set up the second tunnel at the device: tunnels: 2 (the default).",
    .source = "About active-active gateways, 2024-07-22; Highly available connectivity, 2024-07-24",
    .example = "devices: {fw: {public_ip: 203.0.113.10, tunnels: 2}}\n",
};

const struct diag_code rules_code_second_address = {
    .id = "VN0807",
    .severity = DIAG_ERROR,
    .title = "public addresses that do not fit the mode",
    .symptom = "The platform refuses the gateway "
               "(ActiveActiveGatewayMustHaveExactlyTwoIpConfigurations, or "
               "ActiveActiveP2SGatewayMustHaveExactlyThreeIpConfigurations).",
    .cause = "An active-active gateway has two public addresses, one an instance, and with "
             "point-to-site "
             "clients a third one; any other gateway has one.",
    .mend =
        "Give public_ip_address and second_public_ip_address with active_active: true; otherwise "
        "public_ip_address alone. Neither is needed where local network gateways name the gateway "
        "by endpoint.",
    .source =
        "About active-active gateways, 2024-07-22; error code of issues Azure-Landing-Zones#2674 "
        "and #506",
    .example = "gw: {virtual_network: hub, sku: VpnGw2AZ, active_active: true, public_ip_address: "
               "198.51.100.4, second_public_ip_address: 198.51.100.5}\n",
};

const struct diag_code rules_code_active_basic = {
    .id = "VN0808",
    .severity = DIAG_ERROR,
    .title = "active-active where it cannot be",
    .symptom = "The platform refuses the gateway with active_active: true.",
    .cause = "Active-active needs a route-based gateway of any SKU but Basic.",
    .mend =
        "Take VpnGw1AZ or larger with vpn_type: RouteBased; it costs the same as active-standby.",
    .source = "About active-active gateways, 2024-07-22",
    .example = "gw: {virtual_network: hub, sku: VpnGw1AZ, active_active: true}\n",
};

const struct diag_code rules_code_spoke_overlap = {
    .id = "VN0809",
    .severity = DIAG_WARNING,
    .title = "a spoke that overlaps what is behind the hub's gateway",
    .symptom = "Hosts behind the gateway and VMs of the spoke with addresses in the common part "
               "never meet, and the hub sends packets for that part to the spoke. "
               "Dropped are those of the spoke's side, with cause no_route.",
    .cause =
        "A peer of a network overlaps a site or another network that the network's gateway leads "
        "to, or a spoke of the hub at the other end. Neither knows of "
        "the other when it deploys, and a peering's range goes before what a gateway leads to.",
    .mend = "Give one of the two another range; or translate a site's with NAT rules on its "
            "connection.",
    .source = "Virtual network traffic routing, 2023-05-27 (routes of peerings before those of "
              "gateways); Virtual Network FAQ, 2020-06-26",
};

const struct diag_code rules_code_one_address = {
    .id = "VN0810",
    .severity = DIAG_ERROR,
    .title = "two with one public address",
    .symptom = "check points at the second, and shows the first. Of two gateways or devices with "
               "one public address only one can be reached, and a packet for a host of the "
               "Internet cannot be told from one for another that has its address. On the platform "
               "an address belongs to one resource, and the second is refused it.",
    .cause =
        "Gateways, devices and hosts of the Internet are found by their public address. Mostly an "
        "entry was copied, and its address not changed; or both instances of an active-active "
        "gateway, or a VM beside another, got the same one.",
    .mend =
        "Give each its own address, or leave the addresses out and name devices and gateways with "
        "endpoint. A host of the Internet needs one entry, however often traffic names it.",
    .source =
        "Highly available connectivity, 2024-07-24 (each device and each instance has its own "
        "public address)",
    .example = "devices: {fw-a: {public_ip: 203.0.113.10}, fw-b: {public_ip: 203.0.113.11}}\n",
};
