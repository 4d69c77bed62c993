/*
 * Address spaces and subnets: VN0201 to VN0210, VN0229. Their checks are in rules_*.c.
 */
#include "models/rules/rules_parts.h"

const struct diag_code rules_code_peered_overlap = {
    .id = "VN0201",
    .severity = DIAG_ERROR,
    .title = "peered networks overlap",
    .symptom = "The platform refuses the peering; check shows the two ranges.",
    .cause =
        "Two networks that are peered have routes to each other's whole address space, so an "
        "address in both could mean either network. A part in common is enough: 10.0.0.0/8 holds "
        "10.1.0.0/16.",
    .mend = "Give one of the networks another range. Networks that are to be joined one day need "
            "ranges of one common plan.",
    .source =
        "Virtual Network FAQ, 2020-06-26; Create, change or delete a virtual network peering, "
        "2018-02-09",
    .example =
        "vnet-a: {region: westus, address_prefixes: [10.1.0.0/16]}\n"
        "vnet-b: {region: eastus, address_prefixes: [10.2.0.0/16]}      # not: 10.1.128.0/17\n",
};

const struct diag_code rules_code_connected_overlap = {
    .id = "VN0202",
    .severity = DIAG_ERROR,
    .title = "connected networks overlap",
    .symptom =
        "The platform refuses the connection (ConnectionOverlappingAddressSpaces). Where an older "
        "one exists, packets for the common part never leave the network that they start in.",
    .cause =
        "A tunnel joins the address spaces of two networks, and each network delivers what lies in "
        "its own space by itself. An address in both is never looked for at the other end.",
    .mend =
        "Give one of the networks another range. Between two networks of the platform there is no "
        "address translation that would help; a peering is refused as well.",
    .source =
        "Virtual Network FAQ, 2020-06-26; VNet-to-VNet how-to, 2025-06-30; error code of issue "
        "azure-docs#110829",
};

const struct diag_code rules_code_peers_overlap = {
    .id = "VN0203",
    .severity = DIAG_ERROR,
    .title = "two peers of one network overlap",
    .symptom =
        "The platform refuses the second peering (VnetAddressSpaceOverlapsWithAlreadyPeeredVnet), "
        "though its two networks do not overlap.",
    .cause =
        "A network that is peered with two others has routes to both, so the two may not share "
        "addresses even when they are not joined to each other. It is the usual surprise of a hub: "
        "spokes made from one template have one range.",
    .mend = "Give each spoke a range of its own.",
    .source = "Virtual Network FAQ, 2020-06-26; error code of issues Azure/ResourceModules#731 and "
              "microsoft/AzureTRE#4641",
    .example =
        "spoke-1: {region: westus, address_prefixes: [10.1.0.0/16]}\n"
        "spoke-2: {region: westus, address_prefixes: [10.2.0.0/16]}     # not again 10.1.0.0/16\n",
};

const struct diag_code rules_code_targets_overlap = {
    .id = "VN0204",
    .severity = DIAG_ERROR,
    .title = "two networks behind one gateway overlap",
    .symptom = "The platform refuses the second of the two connections "
               "(ConnectionOverlappingAddressSpaces).",
    .cause =
        "Two Vnet2Vnet connections of one gateway lead to networks with addresses in common, and "
        "the gateway could not tell into which tunnel a packet belongs.",
    .mend =
        "Give one of the two networks another range. Networks that must keep the same range cannot "
        "be reached from one gateway as they are.",
    .source =
        "Virtual Network FAQ, 2020-06-26 (networks joined to one gateway may not overlap); error "
        "code of issue azure-docs#110829",
};

const struct diag_code rules_code_subnet_outside = {
    .id = "VN0205",
    .severity = DIAG_ERROR,
    .title = "a subnet outside its network",
    .symptom = "The platform refuses the subnet (NetcfgSubnetRangeOutsideVnet).",
    .cause =
        "A subnet is cut out of one of its network's address_prefixes. This one lies in none of "
        "them, or spans two of them, which is not allowed even where they are neighbours.",
    .mend = "Choose a range inside one prefix, or add the range to address_prefixes.",
    .source = "Virtual Network FAQ, 2020-06-26; error code of issue azure-docs#123869",
    .example = "vnet-a: {region: westus, address_prefixes: [10.1.0.0/16], subnets: {workload: "
               "{address_prefix: 10.1.1.0/24}}}\n",
};

const struct diag_code rules_code_subnets_overlap = {
    .id = "VN0206",
    .severity = DIAG_ERROR,
    .title = "subnets overlap",
    .symptom = "The platform refuses the second subnet (NetcfgSubnetRangesOverlap).",
    .cause =
        "Two subnets of a network have addresses in common. Mind the length: 10.1.0.0/23 holds "
        "10.1.1.0/24.",
    .mend = "Choose ranges without a common address. A subnet's prefix can be changed only while "
            "nothing stands in it.",
    .source = "Virtual Network FAQ, 2020-06-26; error code of issue azure-docs#123869",
    .example = "subnets: {web: {address_prefix: 10.1.0.0/24}, db: {address_prefix: 10.1.1.0/24}}\n",
};

const struct diag_code rules_code_own_overlap = {
    .id = "VN0207",
    .severity = DIAG_ERROR,
    .title = "prefixes of one network overlap",
    .symptom = "The network's address space is refused: two entries of its address_prefixes have "
               "addresses in common.",
    .cause =
        "The prefixes of a network are separate ranges. One inside another adds nothing, and one "
        "written twice is mostly a slip for the next one.",
    .mend = "Leave out the smaller one, or write the range that was meant.",
    .source = "general rule of address spaces, which no dated page of the platform states; Virtual "
              "Network FAQ, 2020-06-26, has the same for subnets",
    .example = "address_prefixes: [10.1.0.0/16, 10.2.0.0/16]   # not: [10.1.0.0/16, 10.1.4.0/24]\n",
};

const struct diag_code rules_code_forbidden = {
    .id = "VN0208",
    .severity = DIAG_ERROR,
    .title = "a prefix that is not allowed",
    .symptom = "The platform refuses the network.",
    .cause = "The range is, holds or lies in one that no network can have:\n"
             "224.0.0.0/4 (multicast)\n"
             "255.255.255.255/32 (broadcast)\n"
             "127.0.0.0/8 (loopback)\n"
             "169.254.0.0/16 (link-local)\n"
             "168.63.129.16/32 (the platform's own DNS and health probes)",
    .mend = "Use a part of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10.",
    .source = "Virtual Network FAQ, 2020-06-26",
};

const struct diag_code rules_code_size = {
    .id = "VN0209",
    .severity = DIAG_ERROR,
    .title = "a range too small or too large",
    .symptom = "The platform refuses a network or subnet longer than /29 or shorter than /2.",
    .cause =
        "Five addresses of each subnet are the platform's, so a /29 leaves three for VMs and a /30 "
        "would leave none. At the other end no space is larger than a /2.",
    .mend = "Take a prefix from /2 to /29; a /24 to a /27 suits most subnets.",
    .source = "Virtual Network FAQ, 2020-06-26 (its edition of 2019 allowed at most a /8)",
};

const struct diag_code rules_code_public_range = {
    .id = "VN0210",
    .severity = DIAG_NOTE,
    .title = "a public range",
    .symptom =
        "The platform accepts it, and the simulation is the same. From VMs of this network the "
        "owners of these addresses on the internet can no longer be reached: packets for them stay "
        "in the network, or are dropped there.",
    .cause =
        "The range lies outside 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 and 100.64.0.0/10, and a "
        "network's own routes go before the way to the internet.",
    .mend =
        "Nothing, when the range is your own and is used nowhere else. Otherwise take a private "
        "range.",
    .source = "Virtual Network FAQ, 2020-06-26; RFC 1918, section 3; RFC 6598, section 7",
};

const struct diag_code rules_code_machine_elsewhere = {
    .id = "VN0229",
    .severity = DIAG_ERROR,
    .title = "something in another region than its network",
    .symptom = "The platform refuses the network interface, and the VM or service with it.",
    .cause = "A virtual network lies in one region, and what has an address in it must be in that "
             "region. Mostly a template gives a location of its own to each resource, and one of "
             "them was not changed.",
    .mend = "Leave `region` out, or write the network's; a VM of another region needs a network "
            "there, and a peering or a tunnel between the two.",
    .source = "Virtual Network FAQ, 2020-06-26 (a network lives in one region)",
    .example = "web: {subnet: vnet-westus/workload, region: westus}      # as vnet-westus is\n",
};
