/*
 * How much of something the platform takes: VN0211 to VN0230. Their checks are in rules_limits*.c.
 */
#include "models/rules/rules_parts.h"

#define SOURCE "Azure subscription limits, 2022-12-05"
#define RAISED SOURCE "; raised in 2026-05 (third-party note of 2026-05-25)"
#define FORMER_MEND                                                                                \
    "Look up what the subscription has before the deployment, and stay below the former limit "    \
    "where it still holds."
#define FORMER_SYMPTOM(what)                                                                       \
    "A subscription that still has the former limit refuses the " what                             \
    ". The simulation is the same."

const struct diag_code rules_code_limit_networks = {
    .id = "VN0211",
    .severity = DIAG_ERROR,
    .title = "more networks than a subscription takes",
    .symptom = "The platform refuses the network that goes beyond.",
    .cause = "A subscription has at most 1,000 virtual networks in a region.",
    .mend = "Move networks to another subscription or region; or join small networks: a network "
            "takes 3,000 subnets.",
    .source = SOURCE,
    .example = "vnet-a: {region: westus, subscription: contoso-web, address_prefixes: "
               "[10.1.0.0/16]}\n",
};

const struct diag_code rules_code_limit_interfaces = {
    .id = "VN0213",
    .severity = DIAG_ERROR,
    .title = "more network interfaces than a subscription takes",
    .symptom = "The platform refuses the interface that goes beyond, and with it the VM.",
    .cause = "A subscription has at most 65,536 network interfaces in a region; every VM, instance "
             "and private endpoint here has one.",
    .mend = "Spread the machines over subscriptions or regions.",
    .source = SOURCE,
    .example = "vnet-a: {region: westus, subscription: contoso-web, address_prefixes: "
               "[10.1.0.0/16]}\n",
};

const struct diag_code rules_code_limit_unnamed = {
    .id = "VN0230",
    .severity = DIAG_NOTE,
    .title = "more than one subscription takes, and none is named",
    .symptom = "Networks of one subscription would be refused at this size; the simulation is the "
               "same.",
    .cause = "Some limits are of a subscription and region: 1,000 networks, 65,536 network "
             "interfaces, 5,000 security groups, 600 route tables. Networks that name no "
             "subscription may be of one or of many.",
    .mend = "Give each network its `subscription`: then check counts each by itself.",
    .source = RAISED,
    .example = "vnet-a: {region: westus, subscription: contoso-data, address_prefixes: "
               "[10.1.0.0/16]}\n",
};

const struct diag_code rules_code_limit_subnets = {
    .id = "VN0214",
    .severity = DIAG_ERROR,
    .title = "more subnets than a network takes",
    .symptom = "The platform refuses the subnet that goes beyond.",
    .cause = "A virtual network has at most 3,000 subnets.",
    .mend = "Fewer and larger subnets: security groups tell machines of one subnet apart as well.",
    .source = SOURCE,
};

const struct diag_code rules_code_limit_peerings = {
    .id = "VN0215",
    .severity = DIAG_ERROR,
    .title = "more peerings than a network takes",
    .symptom = "The platform refuses the peering that goes beyond: a hub is full.",
    .cause = "A virtual network has at most 500 peerings.",
    .mend = "A second hub, joined to the first one by a peering of their own or by their gateways.",
    .source = SOURCE,
};

const struct diag_code rules_code_limit_addresses = {
    .id = "VN0216",
    .severity = DIAG_ERROR,
    .title = "more private addresses than a network takes",
    .symptom = "The platform refuses the interface that goes beyond, though the subnet has room.",
    .cause = "At most 65,536 private addresses of a virtual network are in use at once, however "
             "large its address space is.",
    .mend = "Split the machines over two networks, and peer these.",
    .source = SOURCE,
};

const struct diag_code rules_code_limit_peers_addresses = {
    .id = "VN0217",
    .severity = DIAG_ERROR,
    .title = "more private addresses than peered networks take together",
    .symptom = "The platform refuses the interface that goes beyond, or the peering.",
    .cause = "A network and those that it is peered with have at most 128,000 private addresses in "
             "use together.",
    .mend = "Two hubs with spokes of their own, joined by their gateways: what is behind a gateway "
            "does not count.",
    .source = SOURCE,
};

const struct diag_code rules_code_limit_groups = {
    .id = "VN0218",
    .severity = DIAG_ERROR,
    .title = "more network security groups than a subscription takes",
    .symptom = "The platform refuses the security group that goes beyond.",
    .cause = "A subscription has at most 5,000 network security groups in a region. A group counts "
             "where a subnet or VM has it.",
    .mend = "Let subnets share groups. Networks of another subscription have groups of their own.",
    .source = SOURCE,
};

const struct diag_code rules_code_limit_tables = {
    .id = "VN0219",
    .severity = DIAG_ERROR,
    .title = "more route tables than a subscription takes",
    .symptom = "The platform refuses the route table that goes beyond.",
    .cause = "A subscription has at most 600 route tables in a region, 200 until 2026-05. A table "
             "counts where a subnet has it.",
    .mend = "Let subnets with the same routes share a table.",
    .source = RAISED,
};

const struct diag_code rules_code_former_tables = {
    .id = "VN0212",
    .severity = DIAG_NOTE,
    .title = "more route tables than until 2026-05",
    .symptom = FORMER_SYMPTOM("table that goes beyond"),
    .cause = "The limit of a subscription and region was raised from 200 to 600 route tables in "
             "2026-05. Here are more than before and no more than now.",
    .mend = FORMER_MEND " Subnets with the same routes can share a table.",
    .source = RAISED,
};

const struct diag_code rules_code_limit_routes = {
    .id = "VN0220",
    .severity = DIAG_ERROR,
    .title = "more routes than a table takes",
    .symptom = "The platform refuses the route that goes beyond.",
    .cause = "A route table has at most 1,000 user-defined routes, 400 until 2026-05.",
    .mend = "Summarize: routes of neighbouring prefixes to one next hop are one shorter route.",
    .source = RAISED,
};

const struct diag_code rules_code_former_routes = {
    .id = "VN0224",
    .severity = DIAG_NOTE,
    .title = "more routes in a table than until 2026-05",
    .symptom = FORMER_SYMPTOM("route that goes beyond"),
    .cause = "The limit of a route table was raised from 400 to 1,000 routes in 2026-05. Here are "
             "more than before and no more than now.",
    .mend = FORMER_MEND " Routes of neighbouring prefixes to one next hop are one shorter route.",
    .source = RAISED,
};

const struct diag_code rules_code_limit_rules = {
    .id = "VN0221",
    .severity = DIAG_ERROR,
    .title = "more rules than a security group takes",
    .symptom = "The platform refuses the security rule that goes beyond.",
    .cause = "A network security group has at most 2,000 rules of its own, 1,000 until 2026-05.",
    .mend = "One rule takes lists of prefixes and of ports. A subnet's group and a VM's own one "
            "are asked both: split the rules between them.",
    .source = RAISED,
};

const struct diag_code rules_code_former_rules = {
    .id = "VN0225",
    .severity = DIAG_NOTE,
    .title = "more rules in a security group than until 2026-05",
    .symptom = FORMER_SYMPTOM("rule that goes beyond"),
    .cause = "The limit of a network security group was raised from 1,000 to 2,000 rules in "
             "2026-05. Here are more than before and no more than now.",
    .mend = FORMER_MEND " One rule takes lists of prefixes and of ports.",
    .source = RAISED,
};

const struct diag_code rules_code_limit_servers = {
    .id = "VN0226",
    .severity = DIAG_ERROR,
    .title = "more DNS servers than a network takes",
    .symptom = "The platform refuses the virtual network.",
    .cause = "A virtual network names at most 20 DNS servers.",
    .mend = "List the nearest two or three; a VM asks the others only when these are silent.",
    .source = SOURCE,
    .example = "vnet-a: {region: westus, address_prefixes: [10.1.0.0/16], dns_servers: [10.1.0.4, "
               "10.1.0.5]}\n",
};

const struct diag_code rules_code_limit_configurations = {
    .id = "VN0228",
    .severity = DIAG_ERROR,
    .title = "more private addresses than a network interface takes",
    .symptom = "The platform refuses the IP configuration that goes beyond, and the interface.",
    .cause = "A network interface has at most 256 private addresses, its first one among them.",
    .mend = "More VMs with fewer addresses each.",
    .source = SOURCE,
    .example = "nodes: {subnet: vnet-a/workload, count: 4, ip_configurations: 250}\n",
};

const struct diag_code rules_code_limit_size = {
    .id = "VN0222",
    .severity = DIAG_ERROR,
    .title = "a security rule of more addresses or ports than the platform takes",
    .symptom = "The platform refuses the security rule, and the deployment ends there.",
    .cause = "A security rule takes lists in place of one prefix or one range, and of a source or "
             "a destination at most 6,000 "
             "addresses, prefixes or ranges of ports; until 2026-05 it was 4,000.",
    .mend = "Summarize: neighbouring prefixes are one shorter prefix, neighbouring ports one "
            "range. Otherwise split the rule in two of "
            "different priorities, or put the machines into an application security group.",
    .source = "Azure subscription limits, 2022-12-05; 6,000 since 2026-05 (third-party note of "
              "2026-05-25)",
    .example = "source_address_prefixes: [10.1.0.0/16]          # in place of its 256 parts\n",
};

const struct diag_code rules_code_former_size = {
    .id = "VN0223",
    .severity = DIAG_NOTE,
    .title = "a security rule of more addresses or ports than until 2026-05",
    .symptom = FORMER_SYMPTOM("security rule with the longer list"),
    .cause = "The limit of addresses, prefixes or ranges of ports of a rule's source or "
             "destination was raised from 4,000 to 6,000 in "
             "2026-05. Here are more than before and no more than now.",
    .mend = "Look up what the subscription has; summarize neighbours where it is the former limit.",
    .source = "Azure subscription limits, 2022-12-05; third-party note of 2026-05-25 on the raised "
              "defaults",
};
