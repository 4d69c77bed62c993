/*
 * What an import leaves out, assumes or lets stand in for something else.
 */
#include "sim/arm/code.h"

const struct diag_code arm_code_secret = {
    .id = "VN1008",
    .severity = DIAG_WARNING,
    .title = "a secret that was not given",
    .symptom =
        "The scenario has a placeholder for a secret. A tunnel comes up in the simulation, and "
        "whether it does on the platform is not known from this file.",
    .cause =
        "A secureString or secureObject has no value, a parameter refers to a key vault, or a "
        "shared key is missing: exports never hold it. The placeholder is the same for the same "
        "parameter, and at both ends of a tunnel.",
    .mend = "Nothing, when the keys agree. To check that they do, give them: --param NAME=VALUE.",
    .source = "sim/arm/README.md; `az network vpn-connection shared-key show` prints the key of a "
              "deployed connection",
    .example = "vnetsim import arm main.json --param sharedKey=example\n",
};

const struct diag_code arm_code_unmapped = {
    .id = "VN1010",
    .severity = DIAG_WARNING,
    .title = "something without a counterpart in a scenario",
    .symptom =
        "A resource or a property is left out, and listed at the head of the scenario. Packets "
        "that depend on it do not go as in the deployment.",
    .cause = "The scenario language has nothing that stands for it: a virtual hub, an ExpressRoute "
             "circuit, an IPv6 prefix, point-to-site clients.",
    .mend =
        "Judge whether the traffic of interest depends on it. Where something similar is in the "
        "language (an on-premises site for a circuit), add that to the scenario.",
    .source = "sim/arm/README.md (the table of what becomes what)",
};

const struct diag_code arm_code_stand_in = {
    .id = "VN1011",
    .severity = DIAG_WARNING,
    .title = "something stands in for what the file does not say",
    .symptom =
        "Part of the scenario stands in for something that the files do not describe, with assumed "
        "figures.",
    .cause =
        "The other side of a local network gateway is not in the files: an on-premises site with "
        "the gateway's prefixes stands in, at no distance from the gateway's region. A firewall "
        "stands as a VM that forwards everything; a legacy SKU as VpnGw1AZ with its limits.",
    .mend = "Edit the scenario where you know better: near, latency and bandwidth of the site, "
            "security rules in place of the firewall's.",
    .source = "sim/arm/README.md; scenarios/README.md, section on-premises site",
    .example = "office-site: {near: westus, latency: 8ms, bandwidth: 500Mbps, address_prefixes: "
               "[192.168.0.0/16]}\n",
};

const struct diag_code arm_code_unknown = {
    .id = "VN1012",
    .severity = DIAG_WARNING,
    .title = "what only a deployment would know",
    .symptom =
        "A resource or route is left out, or drops its packets, because a value that it needs is "
        "not in the files.",
    .cause =
        "The value comes from reference() or list...() of something that the files do not declare, "
        "or names a resource that stands in none of them. Only a deployment would know it.",
    .mend = "Give the template that declares it as a further FILE, or import what was deployed: az "
            "network vnet list -o json, and so on.",
    .source = "sim/arm/README.md",
    .example = "az network vnet list -o json >vnets.json\n"
               "vnetsim import arm spoke.json vnets.json\n",
};

const struct diag_code arm_code_refused = {
    .id = "VN1013",
    .severity = DIAG_WARNING,
    .title = "the platform would refuse this",
    .symptom =
        "The scenario is written as the template is, import ends with exit 3, and `vnetsim check` "
        "refuses the scenario; so would the platform refuse the deployment.",
    .cause =
        "A value of the template is one that the platform does not take: a region that is none, a "
        "SKU of another kind of gateway, a gateway in a subnet that is not called GatewaySubnet, "
        "an address that is none.",
    .mend =
        "Correct the template at the place that is named. The message is that of check, with its "
        "code: `vnetsim explain` tells more of it.",
    .source = "REST shapes of Microsoft.Network, 2023-09-01; the code that check gives",
};

const struct diag_code arm_code_other = {
    .id = "VN1014",
    .severity = DIAG_NOTE,
    .title = "resources and properties that have no part in the network",
    .symptom = "Nothing is missing: what is named plays no part in how packets go.",
    .cause = "Storage accounts, extensions, role assignments, the disks of VMs, the DNS labels of "
             "interfaces and the like are "
             "in the template, and packets between machines do not see them. Of each kind of "
             "resource the properties are listed "
             "once, with the place of the first.",
    .mend =
        "Nothing to do. If one of them does carry packets in your design, declare what it does in "
        "the scenario.",
    .source = "sim/arm/README.md",
};

const struct diag_code arm_code_assumed = {
    .id = "VN1015",
    .severity = DIAG_NOTE,
    .title = "an assumption",
    .symptom =
        "The scenario holds something that the files leave open: a region, a bandwidth, a delay, a "
        "probe VM, the time of utcNow().",
    .cause =
        "The scenario needs it and the files do not say it. resourceGroup().location is the region "
        "of --location (eastus when it is not given); a network without a VM gets a probe, so that "
        "there is traffic to look at.",
    .mend =
        "Read the notes once, and change in the scenario what you know better; --location REGION "
        "for the region.",
    .source = "sim/arm/README.md; `vnetsim import --help`",
    .example = "vnetsim import arm main.json --location westus2\n",
};

const struct diag_code arm_code_repeated = {
    .id = "VN1016",
    .severity = DIAG_WARNING,
    .title = "the same name twice in one object",
    .symptom =
        "Two members of one JSON object have the same name (without case), and the last one is "
        "taken; another reader may take the first.",
    .cause =
        "JSON leaves open what a repeated name means. Mostly the first one was to be replaced and "
        "was left.",
    .mend = "Remove one of them.",
    .source = "RFC 8259, section 4",
};

const struct diag_code arm_code_beside = {
    .id = "VN1026",
    .severity = DIAG_WARNING,
    .title = "a VPN gateway that does not go with the ExpressRoute gateway beside it",
    .symptom = "The platform refuses the two gateways side by side, or routes nothing between "
               "them. The ExpressRoute gateway is left out of the "
               "scenario (VN1010), so that check cannot say it.",
    .cause = "A VPN gateway in one network with an ExpressRoute gateway must have the autonomous "
             "system number 65515, and the GatewaySubnet of the two "
             "must be a /27 or larger. In a scenario these are VN0328 and VN0329.",
    .mend = "Leave asn out of the VPN gateway's bgpSettings, or write 65515; make the "
            "GatewaySubnet a /27.",
    .source = "issues azure-docs#113692 and #85171; About VPN gateway settings, 2026-06-04",
};

const struct diag_code arm_code_twice = {
    .id = "VN1028",
    .severity = DIAG_WARNING,
    .title = "a resource that the files describe twice, and differently",
    .symptom = "Of two descriptions of one deployed resource the later one is taken, which may be "
               "the older state of it.",
    .cause = "Two files, or two entries of one, have the same id (without case) and not the same "
             "content: they were printed at different times, or by different tools. Equal ones are "
             "no trouble, and a subnet, rule or route inside its parent and beside it is one.",
    .mend = "Remove the one that is out of date, or give its file first.",
    .source = "sim/arm/README.md; resource ids are compared without case: Azure Resource Manager, "
              "naming rules and restrictions, 2023-10-10",
    .example = "az network vnet list -o json >vnets.json      # once, after the last change\n",
};

const struct diag_code arm_code_listed = {
    .id = "VN1029",
    .severity = DIAG_WARNING,
    .title = "deployed resources without their properties",
    .symptom = "Resources that are named in the files are missing from the scenario.",
    .cause =
        "`az resource list` and Get-AzResource print ids, types and places, and nothing of "
        "what the resources are: no prefixes, no rules, no ends of connections. ConvertTo-Json "
        "without -Depth prints the name of a type in place of what lies deeper than two "
        "levels.",
    .mend = "Print each kind with its own command (az network vnet list, az network nsg list, ... "
            "-o json), export the group (az group export), or ask the resource graph, and give "
            "those files. In PowerShell: ConvertTo-Json -Depth 100.",
    .source = "Azure CLI reference, az resource list; PowerShell reference, ConvertTo-Json "
              "(-Depth, 2 by default); sim/arm/README.md",
    .example = "az network vnet list -o json >vnets.json; az network nsg list -o json >nsgs.json\n"
               "vnetsim import arm vnets.json nsgs.json\n",
};

const struct diag_code arm_code_cut_back = {
    .id = "VN1030",
    .severity = DIAG_WARNING,
    .title = "a network that a later declaration cuts back",
    .symptom = "Subnets or prefixes that the files declare are missing from the scenario, with "
               "what stands in them.",
    .cause =
        "Two deployments declare the same virtual network. The later one replaces the earlier one: "
        "what it does not list is deleted, and the deployment fails where a subnet is in use "
        "(InUseSubnetCannotBeDeleted). Only without `subnets`, and from API version 2023-09-01 on, "
        "subnets stay as they are. Subnets that are resources of their own stay in any case.",
    .mend = "Declare the network once, or list all subnets and prefixes each time.",
    .source = "Azure Virtual Network now supports updates without subnet property (Azure "
              "Networking Blog, 2024); which one is later: the order of the files, nested "
              "deployments behind what stands beside them (assumed)",
};
