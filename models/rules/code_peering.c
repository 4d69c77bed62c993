/*
 * Peerings and the gateways that they lend: VN0402 to VN0404, VN0410, VN0413 to VN0416, VN0427 to
 * VN0429, VN0431. Their checks are in rules_*.c.
 */
#include "models/rules/rules_parts.h"

const struct diag_code rules_code_one_sided_peering = {
    .id = "VN0402",
    .severity = DIAG_WARNING,
    .title = "a peering without its other half",
    .symptom = "The peering stays \"Initiated\", and no packet passes in either direction. In the "
               "simulation its packets are dropped in their own network with cause no_route.",
    .cause = "A peering is two resources, one in each network, and the second one is missing. It "
             "happens across subscriptions, where each side has its own administrator.",
    .mend =
        "Add the half in the other network. Where one half was deleted and made anew, the platform "
        "says \"Disconnected\": then delete and make both.",
    .source =
        "Create, change or delete a virtual network peering, 2018-02-09; Troubleshoot virtual "
        "network peering, 2019-08-28",
    .example = "vnet-a: {..., peerings: {to-b: {remote_virtual_network: vnet-b}}}\n"
               "vnet-b: {..., peerings: {to-a: {remote_virtual_network: vnet-a}}}      # this one "
               "is missing\n",
};

const struct diag_code rules_code_peering_itself = {
    .id = "VN0403",
    .severity = DIAG_ERROR,
    .title = "a network peered with itself",
    .symptom = "The platform refuses the peering: both of its ends are the same network.",
    .cause =
        "A peering joins two different networks. Inside one network every subnet reaches every "
        "other already.",
    .mend = "Name the other network in remote_virtual_network, or remove the peering.",
    .source = "Create, change or delete a virtual network peering, 2018-02-09",
};

const struct diag_code rules_code_peering_twice = {
    .id = "VN0404",
    .severity = DIAG_ERROR,
    .title = "two peerings with the same network",
    .symptom = "The platform refuses the second peering between the same two networks.",
    .cause =
        "Two networks are peered once, by one resource on each side. A second one is mostly left "
        "from a copy whose remote_virtual_network was to be changed.",
    .mend = "Keep one, with the flags that are meant; let the other one name another network, or "
            "remove it.",
    .source = "Create, change or delete a virtual network peering, 2018-02-09",
};

const struct diag_code rules_code_peering_wins = {
    .id = "VN0410",
    .severity = DIAG_NOTE,
    .title = "a tunnel beside a peering",
    .symptom =
        "The tunnel is \"Connected\" and carries nothing between the two networks; what it was "
        "meant for (encryption, or a firewall on its way) does not happen, and gateway hours are "
        "paid.",
    .cause =
        "The same two networks are joined by a peering and by a VPN connection, and the routes of "
        "a peering go before those of a gateway, even before longer ones learned by BGP.",
    .mend =
        "Remove one of the two. To move traffic to the peering, leave the tunnel until the peering "
        "is \"Connected\", then remove the connection.",
    .source =
        "Virtual network peering overview, 2018-2019; Virtual network traffic routing, 2023-05-27 "
        "(peering routes before BGP)",
};

const struct diag_code rules_code_own_gateway = {
    .id = "VN0413",
    .severity = DIAG_ERROR,
    .title = "a remote gateway beside one's own",
    .symptom = "The platform refuses the peering with use_remote_gateways.",
    .cause =
        "The flag lets a network use the gateway of its peer, and it is for networks without one. "
        "This network has a gateway itself.",
    .mend = "Remove use_remote_gateways, or the network's own gateway. Two networks with a gateway "
            "each are joined by a connection, or by a peering without the flag.",
    .source = "Create, change or delete a virtual network peering, 2018-02-09",
    .example = "spoke: {..., peerings: {to-hub: {remote_virtual_network: hub}}}        # without "
               "use_remote_gateways\n",
};

const struct diag_code rules_code_two_remote = {
    .id = "VN0414",
    .severity = DIAG_ERROR,
    .title = "remote gateways over two peerings",
    .symptom = "The platform refuses use_remote_gateways on the second peering of the network.",
    .cause =
        "A network can use the gateway of one peer: with two it would be open which of them gets a "
        "packet.",
    .mend =
        "Keep the flag on one peering. To reach what is behind the other hub as well, join the two "
        "hubs' gateways with a connection and BGP.",
    .source = "Create, change or delete a virtual network peering, 2018-02-09; Gateway transit for "
              "virtual network peering, 2018-03-25",
};

const struct diag_code rules_code_no_remote_gateway = {
    .id = "VN0415",
    .severity = DIAG_ERROR,
    .title = "a remote gateway that is not there",
    .symptom =
        "The platform refuses the peering (RemoteVnetHasNoGateways). In an automated deployment it "
        "may come and go, as the order of the steps does.",
    .cause =
        "use_remote_gateways needs a VPN gateway in the other network, and there is none (yet).",
    .mend = "Declare the gateway in the hub, or leave the flag out. In a template let the peering "
            "depend on the gateway, which takes 45 minutes or more to make.",
    .source = "Gateway transit for virtual network peering, 2018-03-25; error code of issue "
              "hashicorp/terraform#30569",
};

const struct diag_code rules_code_no_transit = {
    .id = "VN0416",
    .severity = DIAG_ERROR,
    .title = "a remote gateway that is not lent",
    .symptom = "The platform refuses the spoke's half of the peering; its message says that "
               "AllowGatewayTransit of the remote peering is false.",
    .cause =
        "use_remote_gateways on one half needs allow_gateway_transit on the other. Each flag is on "
        "its own side: the hub lends, the spoke uses.",
    .mend = "Set allow_gateway_transit: true on the hub's half, before the spoke's.",
    .source =
        "Gateway transit for virtual network peering, 2018-03-25; issues hashicorp/terraform#20298 "
        "and terraform-provider-azurerm#2872",
    .example = "hub:   {..., peerings: {to-spoke: {remote_virtual_network: spoke, "
               "allow_gateway_transit: true}}}\n"
               "spoke: {..., peerings: {to-hub: {remote_virtual_network: hub, use_remote_gateways: "
               "true}}}\n",
};

const struct diag_code rules_code_peering_state = {
    .id = "VN0427",
    .severity = DIAG_WARNING,
    .title = "a peering that is not connected",
    .symptom = "Nothing passes between the two networks, though both list the peering: one half is "
               "\"Disconnected\" (or still "
               "\"Initiated\"). In the simulation packets are dropped in the sender's network with "
               "cause no_route.",
    .cause = "When one half of a peering is deleted, the other becomes \"Disconnected\", and stays "
             "so when the deleted half is "
             "made again: the two no longer belong together.",
    .mend =
        "Delete both halves, create both again, and leave peering_state out (or say Connected).",
    .source = "Create, change or delete a virtual network peering, 2018-02-09; Troubleshoot "
              "virtual network peering, 2019-08-28",
    .example = "vnet-a: {..., peerings: {to-b: {remote_virtual_network: vnet-b}}}      # both "
               "halves anew, without peering_state\n"
               "vnet-b: {..., peerings: {to-a: {remote_virtual_network: vnet-a}}}\n",
};

const struct diag_code rules_code_peering_range = {
    .id = "VN0428",
    .severity = DIAG_WARNING,
    .title = "a peering that is not in sync",
    .symptom = "The peering is \"Connected\", and a range that was added to one network cannot be "
               "reached from the other. In the "
               "simulation packets for it are dropped in the sender's network with cause no_route.",
    .cause = "A half keeps the other network's prefixes of the day when the two were last brought "
             "into line, and routes have "
             "those. A change of address space does not reach it by itself; peeringSyncLevel says "
             "that it is not FullyInSync.",
    .mend = "Sync the peering from both sides after a change of address space (az network vnet "
            "peering sync), and leave "
            "remote_address_prefixes out.",
    .source = "REST description of Microsoft.Network virtualNetworkPeerings, 2023-09-01 "
              "(remoteAddressSpace, peeringSyncLevel)",
    .example = "vnet-b: {region: westus, address_prefixes: [10.2.0.0/16, 10.3.0.0/16]}\n"
               "vnet-a: {..., peerings: {to-b: {remote_virtual_network: vnet-b, "
               "remote_address_prefixes: [10.2.0.0/16]}}}   # 10.3.0.0/16 is "
               "missing\n",
};

const struct diag_code rules_code_not_verified = {
    .id = "VN0429",
    .severity = DIAG_WARNING,
    .title = "a remote gateway that is still to come",
    .symptom = "The peering deploys and is \"Connected\"; what is to be behind the other network's "
               "gateway cannot be reached. In the "
               "simulation packets for it are dropped in the sender's network with cause no_route.",
    .cause = "do_not_verify_remote_gateways lets use_remote_gateways be set before the other "
             "network has a gateway, and it has "
             "none in this design.",
    .mend = "Declare the gateway of the other network; until it is there, nothing leads anywhere.",
    .source = "REST description of Microsoft.Network virtualNetworkPeerings, 2023-09-01 "
              "(doNotVerifyRemoteGateways)",
    .example = "to-hub: {remote_virtual_network: hub, use_remote_gateways: true, "
               "do_not_verify_remote_gateways: true}\n",
};

const struct diag_code rules_code_shut = {
    .id = "VN0431",
    .severity = DIAG_WARNING,
    .title = "a peering that lets nobody through",
    .symptom = "The peering is \"Connected\", and nothing passes. In the simulation packets are "
               "dropped in the sender's network with cause no_route.",
    .cause = "One half says allow_virtual_network_access: false. The other network is then no part "
             "of VirtualNetwork here, and the route to it is gone, whatever the other half says. "
             "Traffic is declared between the two.",
    .mend = "Leave the flag out: it is true by default. Where some VMs are to be shut out and "
            "others not, use a security group.",
    .source = "Create, change or delete a virtual network peering, 2018-02-09",
    .example = "vnet-b: {..., peerings: {to-a: {remote_virtual_network: vnet-a}}}      # without "
               "allow_virtual_network_access: false\n",
};
