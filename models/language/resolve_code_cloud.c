/*
 * What cannot be joined or placed as a scenario says: gateways, connections, links, addresses.
 */
#include "models/language/resolve_parts.h"

const struct diag_code resolve_code_two_gateways = {
    .id = "VN0106",
    .severity = DIAG_ERROR,
    .title = "two gateways of one kind in one virtual network",
    .symptom =
        "The platform refuses to create the second gateway; check refuses the file and shows both.",
    .cause =
        "A virtual network takes one VPN gateway (and beside it one of ExpressRoute): both would "
        "stand in the one GatewaySubnet.",
    .mend =
        "Let all connections start from one gateway, with a SKU that carries them; `active_active: "
        "true` gives it two tunnels at once.",
    .source = "About VPN gateway settings, 2026-06-04",
};

const struct diag_code resolve_code_beside_asn = {
    .id = "VN0328",
    .severity = DIAG_ERROR,
    .title = "a VPN gateway of another number beside ExpressRoute",
    .symptom = "The platform refuses the two gateways side by side, or routes nothing between the "
               "circuit and the VPN. Here the file is refused in any case "
               "(VN0016): ExpressRoute is not simulated.",
    .cause = "The ExpressRoute gateway of the network has the autonomous system number 65515 and "
             "speaks BGP with the VPN gateway beside it, which must have "
             "the same one.",
    .mend = "Leave asn out, or write 65515. Where it was changed since the other end has 65515 "
            "too, change the other end.",
    .source = "issues azure-docs#113692 and #85171; About VPN gateway settings, 2026-06-04 (one "
              "gateway of either kind a network)",
    .example = "gw-vpn: {virtual_network: hub, sku: VpnGw1AZ, enable_bgp: true, bgp_settings: "
               "{asn: 65515}}\n",
};

const struct diag_code resolve_code_beside_subnet = {
    .id = "VN0329",
    .severity = DIAG_ERROR,
    .title = "a GatewaySubnet too small for a VPN and an ExpressRoute gateway",
    .symptom = "The platform refuses the second gateway.",
    .cause = "A VPN gateway and an ExpressRoute gateway of one network stand in the one "
             "GatewaySubnet, which must be a /27 or larger for both.",
    .mend = "Make it a /27. An existing one can be changed only while nothing stands in it.",
    .source = "About VPN gateway settings, 2026-06-04",
    .example = "GatewaySubnet: {address_prefix: 10.1.255.0/27}\n",
};

const struct diag_code resolve_code_two_connections = {
    .id = "VN0107",
    .severity = DIAG_ERROR,
    .title = "two connections between the same two gateways, the same way",
    .symptom =
        "check shows two connections with the same from and the same far end. On the platform the "
        "second is refused, or it never carries anything.",
    .cause =
        "A tunnel has one connection at each end. A second one the same way would carry the same "
        "routes to the same public address. Often it is the return connection with from and to not "
        "exchanged.",
    .mend =
        "Exchange from and to of one of them, or remove it. Redundant tunnels come with "
        "`active_active: true` at a gateway, or with a second device and a local network gateway "
        "of its own.",
    .source = "Highly available connectivity, 2024-07-24",
    .example = "a-to-b: {type: Vnet2Vnet, from: gw-a, to: gw-b, shared_key: example}\n"
               "b-to-a: {type: Vnet2Vnet, from: gw-b, to: gw-a, shared_key: example}\n",
};

const struct diag_code resolve_code_other_kind = {
    .id = "VN0108",
    .severity = DIAG_ERROR,
    .title = "a connection whose type and target do not go together",
    .symptom = "check says that this type of connection goes to another kind of thing or starts at "
               "another kind of gateway, or that a NAT rule "
               "is of the other mode. The platform refuses the template.",
    .cause =
        "Vnet2Vnet leads from one virtual network gateway to another, and takes the other "
        "network's prefixes by itself; IPsec leads to a local network gateway, and exactly its "
        "address_prefixes go into the tunnel. Both start at a gateway of type Vpn, and connections "
        "of "
        "type ExpressRoute at one of that type. Likewise ingress_nat_rules takes rules of mode "
        "IngressSnat, egress_nat_rules those of EgressSnat.",
    .mend = "Change `type`, or name a target of the right kind.",
    .source = "About VPN gateway settings, 2026-06-04; REST description of Microsoft.Network "
              "connections, 2023-09-01",
    .example = "a-to-b: {type: Vnet2Vnet, from: gw-a, to: gw-b, shared_key: example}\n"
               "a-to-office: {type: IPsec, from: gw-a, to: lng-office, shared_key: example}\n",
};

const struct diag_code resolve_code_link_name = {
    .id = "VN0109",
    .severity = DIAG_ERROR,
    .title = "an entry of links that names no pair of regions",
    .symptom = "check points at an entry under links that it cannot read as a pair of regions.",
    .cause = "Under links stand inter_region (the default of all pairs), intra_region (the fabric "
             "inside a region) and pairs of two different regions. A single region, or a network's "
             "name, is none of these.",
    .mend = "Name two regions: `westus--northeurope` for both ways, `westus->northeurope` for one.",
    .source = "the scenario language of vnetsim: scenarios/README.md, section links",
    .example = "links:\n"
               "  westus--northeurope: {bandwidth: 10Gbps}\n",
};

const struct diag_code resolve_code_link_twice = {
    .id = "VN0110",
    .severity = DIAG_ERROR,
    .title = "the same pair of regions twice",
    .symptom = "check shows two entries of links for the same pair of regions.",
    .cause =
        "`a--b` and `b--a` are the same pair, and it would be anybody's guess which of them holds.",
    .mend =
        "Merge them into one. What differs in one direction is written `a->b`; it goes before the "
        "pair's entry.",
    .source =
        "the scenario language of vnetsim: scenarios/README.md, sections links and region pair",
    .example = "links:\n"
               "  westus--northeurope: {bandwidth: 10Gbps}\n"
               "  northeurope->westus: {bandwidth: 1Gbps}\n",
};

const struct diag_code resolve_code_gateway_subnet = {
    .id = "VN0111",
    .severity = DIAG_ERROR,
    .title = "VMs in a GatewaySubnet",
    .symptom = "The platform refuses the VM's interface; check points at its subnet.",
    .cause =
        "The subnet called GatewaySubnet belongs to the instances of the gateways alone: nothing "
        "else may be deployed in it.",
    .mend = "Put the VMs, services or endpoints into another subnet of the network, outside the "
            "GatewaySubnet's range.",
    .source = "About VPN gateway settings, 2026-06-04",
    .example = "subnets: {workload: {address_prefix: 10.1.0.0/24}, GatewaySubnet: {address_prefix: "
               "10.1.255.0/27}}\n"
               "web: {subnet: vnet-westus/workload}\n",
};

const struct diag_code resolve_code_addresses = {
    .id = "VN0112",
    .severity = DIAG_ERROR,
    .title = "a subnet without enough addresses",
    .symptom =
        "check says how many addresses are wanted and how many the subnet has. On the platform the "
        "VMs beyond that are not created.",
    .cause =
        "Of each subnet the platform keeps five addresses: the first (the network's own), the "
        "second (default gateway), the third and fourth (DNS) and the last. VMs are given the "
        "others from .4 up, in the order of their names. A /29 has room for 3, a /28 for 11, a /27 "
        "for 27, a /24 for 251.",
    .mend = "Give the subnet a shorter prefix, or put part of the VMs into another subnet.",
    .source = "Virtual Network FAQ, 2020-06-26",
};

const struct diag_code resolve_code_generation = {
    .id = "VN0114",
    .severity = DIAG_ERROR,
    .title = "a SKU that this generation does not have",
    .symptom =
        "The platform refuses the gateway; check points at `generation` and says which one the SKU "
        "has.",
    .cause =
        "Not every SKU exists in both generations: VpnGw1 (and VpnGw1AZ) only in the first, VpnGw4 "
        "and VpnGw5 (with AZ too) only in the second. VpnGw2 and VpnGw3 exist in both, with other "
        "throughput.",
    .mend = "Leave `generation` out, which takes the SKU's lowest one, or take a SKU that the "
            "generation has.",
    .source = "About gateway SKUs, 2026-06-11 (models/data/gateway-skus.csv)",
};
