/*
 * Gateways and their subnet: VN0301 to VN0313, VN0331, VN0332. Their checks are in rules_*.c.
 */
#include "models/rules/rules_parts.h"

const struct diag_code rules_code_gateway_subnet_missing = {
    .id = "VN0301",
    .severity = DIAG_ERROR,
    .title = "a gateway without its subnet",
    .symptom =
        "The gateway cannot be created: the platform looks for a subnet called GatewaySubnet in "
        "its network, and finds none.",
    .cause =
        "The instances of a VPN gateway stand in a subnet of their own, which must have the name "
        "GatewaySubnet.",
    .mend = "Add it to the network's subnets, as a range of its own of /27 or larger.",
    .source = "About VPN gateway settings, 2026-06-04; issue terraform-provider-azurerm#875",
    .example = "subnets:\n"
               "  workload:      {address_prefix: 10.1.0.0/24}\n"
               "  GatewaySubnet: {address_prefix: 10.1.255.0/27}      # add this\n",
};

const struct diag_code rules_code_gateway_subnet_misnamed = {
    .id = "VN0302",
    .severity = DIAG_ERROR,
    .title = "a GatewaySubnet by another name",
    .symptom = "The platform refuses the gateway, though a subnet for it seems to be there.",
    .cause = "The subnet must be called GatewaySubnet, letter by letter. Under any other name "
             "(gateway-subnet, Gatewaysubnet) it is a subnet like others.",
    .mend =
        "Rename it to GatewaySubnet. On the platform a subnet is renamed by making it anew, while "
        "it is empty.",
    .source = "About VPN gateway settings, 2026-06-04; issue terraform-provider-azurerm#875",
};

const struct diag_code rules_code_gateway_subnet_below = {
    .id = "VN0303",
    .severity = DIAG_ERROR,
    .title = "a GatewaySubnet below /29",
    .symptom = "The platform refuses the gateway: its subnet has no room for it.",
    .cause =
        "Two instances need addresses, and five of each subnet are the platform's. The smallest "
        "GatewaySubnet is a /29.",
    .mend = "Make it a /27: nothing else stands in it, and addresses cost nothing.",
    .source = "About VPN gateway settings, 2026-06-04",
    .example = "GatewaySubnet: {address_prefix: 10.1.255.0/27}        # not: /30\n",
};

const struct diag_code rules_code_gateway_subnet_small = {
    .id = "VN0304",
    .severity = DIAG_WARNING,
    .title = "a GatewaySubnet of /28 or /29",
    .symptom =
        "The gateway is created and works. A later change (a gateway of ExpressRoute beside it, "
        "larger configurations) is refused for want of addresses.",
    .cause = "A /28 or /29 is accepted, and coexistence or many connections need a /27. The prefix "
             "cannot be changed while the gateway stands in it, and making a gateway anew takes 45 "
             "minutes or more.",
    .mend = "Give the GatewaySubnet a /27 or larger from the start.",
    .source =
        "About VPN gateway settings, 2026-06-04; time of creation: Gateway SKU consolidation, "
        "2024-09-26",
    .example = "GatewaySubnet: {address_prefix: 10.1.255.0/27}        # rather than /28 or /29\n",
};

const struct diag_code rules_code_tunnels = {
    .id = "VN0305",
    .severity = DIAG_ERROR,
    .title = "more connections than the SKU takes",
    .symptom = "The platform refuses the connection that goes beyond the SKU's number of tunnels.",
    .cause =
        "Each SKU has a largest number of site-to-site and VNet-to-VNet tunnels: 10 for Basic, 30 "
        "for VpnGw1 to VpnGw3, 100 for VpnGw4 and VpnGw5, with or without AZ. Counted here are "
        "tunnels: a connection has two when one end is active-active, four when both are.",
    .mend = "Take VpnGw4AZ or VpnGw5AZ; beyond 100 tunnels, more gateways in more networks.",
    .source =
        "About gateway SKUs, 2026-06-11 (models/data/gateway-skus.csv); tunnels of a connection: "
        "Highly available connectivity, 2024-07-24",
};

const struct diag_code rules_code_assumed_cipher = {
    .id = "VN0306",
    .severity = DIAG_NOTE,
    .title = "the throughput of a cipher is assumed",
    .symptom =
        "The run goes on, with a tunnel limit that is not published for this cipher: bits and "
        "packets a second are those of the nearest published row.",
    .cause =
        "What one tunnel carries is published for GCMAES256, for AES256 with SHA256 and for DES3 "
        "with SHA256. Any other GCM takes the row of GCMAES256, DES and DES3 that of DES3, all "
        "others that of AES256. Sizes on the wire are those of the cipher itself.",
    .mend =
        "Nothing, when the assumption is good enough. With figures of your own give the gateway "
        "limits: {tunnel: ..., tunnel_packets: ...}.",
    .source = "About gateway SKUs, 2026-06-11, and the SKU performance table, 2024-01-04 "
              "(models/data/gateway-perf.csv)",
    .example = "gw-a: {virtual_network: vnet-a, sku: VpnGw2AZ, limits: {tunnel: 900Mbps, "
               "tunnel_packets: 90000pps}}\n",
};

const struct diag_code rules_code_retired = {
    .id = "VN0307",
    .severity = DIAG_NOTE,
    .title = "a retired SKU",
    .symptom =
        "No new gateway can be created with this SKU; existing ones are moved to the one with AZ. "
        "The simulation runs with its known figures.",
    .cause = "VpnGw1 to VpnGw5 without AZ were retired in September 2026.",
    .mend =
        "For a new design take the same SKU with AZ (VpnGw1AZ for VpnGw1). To study an existing "
        "deployment nothing needs to change.",
    .source = "About gateway SKUs, 2026-06-11; Gateway SKU consolidation, 2024-09-26",
};

const struct diag_code rules_code_policy_refused = {
    .id = "VN0308",
    .severity = DIAG_ERROR,
    .title = "a policy on a SKU that takes none",
    .symptom = "The platform refuses the connection with the policy.",
    .cause = "Custom IPsec/IKE policies are for every SKU but Basic.",
    .mend = "Leave ipsec_policy out at both ends, or take VpnGw1AZ or larger.",
    .source = "IPsec/IKE policy FAQ, 2022-05-25",
};

const struct diag_code rules_code_gateway_default_route = {
    .id = "VN0309",
    .severity = DIAG_ERROR,
    .title = "a default route on a GatewaySubnet",
    .symptom = "The platform refuses to give this route table to the GatewaySubnet.",
    .cause =
        "A user-defined route for 0.0.0.0/0 there would take away the gateway's own control "
        "traffic. Routes for other prefixes are allowed, as to lead spokes through a firewall.",
    .mend = "Give the GatewaySubnet a route table of its own, without the default route; keep "
            "0.0.0.0/0 in the tables of the workload subnets.",
    .source =
        "GatewaySubnet and user-defined routes (note in the VPN Gateway articles), 2023-09-26",
    .example = "route_tables:\n"
               "  of-gateway: {routes: {to-spoke: {address_prefix: 10.2.0.0/16, next_hop_type: "
               "VirtualAppliance, next_hop_ip_address: 10.1.0.4}}}\n",
};

const struct diag_code rules_code_gateway_propagation = {
    .id = "VN0310",
    .severity = DIAG_ERROR,
    .title = "a GatewaySubnet without the gateway's routes",
    .symptom =
        "The setting is not supported: the gateway may stop working, and it does not know what its "
        "own connections lead to. check refuses the file.",
    .cause =
        "The route table of the GatewaySubnet has disable_bgp_route_propagation: true, which keeps "
        "the gateway's routes out of the gateway's own subnet. Mostly a table for workload subnets "
        "is used there too.",
    .mend = "Give the GatewaySubnet a route table of its own with propagation enabled, or none.",
    .source =
        "GatewaySubnet and user-defined routes (note in the VPN Gateway articles), 2023-09-26",
    .example = "of-gateway: {disable_bgp_route_propagation: false, routes: {}}\n",
};

const struct diag_code rules_code_gateway_nsg = {
    .id = "VN0311",
    .severity = DIAG_ERROR,
    .title = "a security group on a GatewaySubnet",
    .symptom = "The platform refuses the assignment "
               "(NetworkSecurityGroupCannotBeAttachedToGatewaySubnet). Where an older one is left, "
               "tunnels may die without a reason that shows.",
    .cause =
        "Network security groups are not supported on the GatewaySubnet: they would filter the "
        "gateway's own traffic.",
    .mend = "Leave network_security_group out there, and filter at the subnets of the VMs.",
    .source = "no-NSG note of the VPN Gateway articles, 2022-03-18; error code of issue "
              "terraform-azurerm-virtual-network#18",
};

const struct diag_code rules_code_gateway_route_away = {
    .id = "VN0312",
    .severity = DIAG_WARNING,
    .title = "a route that takes the gateway away",
    .symptom =
        "The gateway's tunnels go down, or the gateway can no longer be managed; in the simulation "
        "all its tunnels are down and packets are dropped with cause tunnel_down.",
    .cause = "A user-defined route on the GatewaySubnet holds the GatewaySubnet itself, a part of "
             "it or the gateway's "
             "public address (the service tag AzureCloud does), and takes the gateway's own "
             "traffic elsewhere. Mostly a route for the whole "
             "network, meant to lead everything through a firewall, does it.",
    .mend = "Let the table of the GatewaySubnet hold routes for the other subnets alone; or add a "
            "longer route for its own range with next_hop_type: VnetLocal, for the public address "
            "with Internet.",
    .source =
        "GatewaySubnet and user-defined routes (note in the VPN Gateway articles), 2023-09-26",
    .example = "own: {address_prefix: 10.1.255.0/27, next_hop_type: VnetLocal}\n",
};

const struct diag_code rules_code_policy_based = {
    .id = "VN0313",
    .severity = DIAG_ERROR,
    .title = "more than a policy-based gateway can",
    .symptom =
        "The platform refuses the SKU, the second connection or the Vnet2Vnet connection of the "
        "policy-based gateway.",
    .cause = "A policy-based gateway is of SKU Basic and has one connection, of type IPsec. "
             "VNet-to-VNet, more connections, BGP and active-active need a route-based one.",
    .mend = "Write vpn_type: RouteBased. Where the device wants selectors by prefix, set "
            "use_policy_based_traffic_selectors on the connection.",
    .source = "VPN Gateway FAQ, 2026-06-04",
    .example = "gw-a: {virtual_network: vnet-a, sku: VpnGw1AZ, vpn_type: RouteBased}\n",
};

const struct diag_code rules_code_gateway_flows = {
    .id = "VN0330",
    .severity = DIAG_NOTE,
    .title = "more flows than a gateway takes",
    .symptom = "The gateway's flow count stands at its limit. What the platform does with further "
               "flows is not published, and the simulation has no such limit.",
    .cause = "A gateway has a limit of 250,000 flows in and 250,000 out, counted by addresses, "
             "ports and protocol. The declared traffic has more.",
    .mend = "Fewer flows at once, longer ones that are used again; or networks of their own with a "
            "gateway each.",
    .source = "Monitoring VPN Gateway, reference, 2022-07-25",
};

const struct diag_code rules_code_gateway_elsewhere = {
    .id = "VN0331",
    .severity = DIAG_ERROR,
    .title = "a gateway in another region than its network",
    .symptom = "The platform refuses the gateway.",
    .cause = "A gateway stands in the GatewaySubnet of its network, so it must be in the region of "
             "that network.",
    .mend = "Leave `region` out, or write the network's. What lies in another region is joined by "
            "a gateway and a network there.",
    .source = "About VPN gateway settings, 2026-06-04",
    .example = "gw-westus: {virtual_network: vnet-westus, region: westus, sku: VpnGw1AZ}      # as "
               "vnet-westus is\n",
};

const struct diag_code rules_code_idle_window = {
    .id = "VN0332",
    .severity = DIAG_NOTE,
    .title = "a replay window beside protection that is off",
    .symptom = "The run goes on, and its CSV files are as without `replay_window`.",
    .cause = "replay_window is how late an ESP packet may come and still be taken. With "
             "disable_ipsec_replay_protection the gateway takes all of them, however late.",
    .mend = "Leave one of the two out. In a study that varies the protection it may be as meant.",
    .source = "RFC 4303, section 3.4.3; scenarios/README.md, section virtual network gateway",
    .example = "gw: {virtual_network: vnet, sku: VpnGw1AZ, replay_window: 1024}\n",
};
