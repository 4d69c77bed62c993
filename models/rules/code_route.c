/*
 * User-defined routes, appliances and security rules: VN0606 and following. Their checks are in
 * rules_*.c.
 */
#include "models/rules/rules_parts.h"

const struct diag_code rules_code_no_appliance = {
    .id = "VN0606",
    .severity = DIAG_WARNING,
    .title = "a route to an appliance that is not there",
    .symptom =
        "The platform takes the route, and drops what it matches without a word; in the simulation "
        "the cause is no_route.",
    .cause =
        "No VM of the network, or of a peer of it, has the address of the next hop. Addresses are "
        "given out in the order of the names of virtual_machines, from .4 up, so that a new VM may "
        "have moved the appliance.",
    .mend =
        "Give the appliance a private_ip_address, and name that as next_hop_ip_address. `vnetsim "
        "check --canonical` shows what is declared.",
    .source = "Virtual network traffic routing, 2023-05-27",
    .example = "fw: {subnet: hub/fw, ip_forwarding: true, private_ip_address: 10.0.1.4}\n"
               "via-fw: {address_prefix: 10.2.0.0/16, next_hop_type: VirtualAppliance, "
               "next_hop_ip_address: 10.0.1.4}\n",
};

const struct diag_code rules_code_not_forwarding = {
    .id = "VN0607",
    .severity = DIAG_WARNING,
    .title = "a route to a VM that does not forward",
    .symptom =
        "Packets that the route sends to the VM never come out of it; the VM's own capture does "
        "not even see them. In the simulation they are dropped at its NIC with cause "
        "not_forwarding.",
    .cause = "A NIC takes what is for its own address. What is for others it takes only with IP "
             "forwarding, and without it the platform drops it before the VM sees it.",
    .mend =
        "Set ip_forwarding: true at the VM. On the platform the operating system must forward as "
        "well.",
    .source = "Virtual network traffic routing, 2023-05-27",
    .example = "fw: {subnet: hub/fw, ip_forwarding: true}\n",
};

const struct diag_code rules_code_route_twice = {
    .id = "VN0618",
    .severity = DIAG_ERROR,
    .title = "two routes for one prefix in a route table",
    .symptom = "The platform refuses the second route (RouteConflict): routes cannot have the same "
               "address prefix.",
    .cause = "A route table has one next hop a prefix, since of two nothing could say which is "
             "meant. Mostly a route was "
             "copied, and its prefix not changed.",
    .mend = "Remove one of the two, or give it the prefix that was meant. What is for a part of "
            "the range takes a longer prefix.",
    .source = "Error message of issue kubernetes-sigs/cloud-provider-azure#657, 2021-06-15",
    .example =
        "rt: {routes: {all: {address_prefix: 10.0.0.0/8, next_hop_type: VirtualNetworkGateway},\n"
        "              part: {address_prefix: 10.9.0.0/16, next_hop_type: None}}}\n",
};

const struct diag_code rules_code_same_priority = {
    .id = "VN0608",
    .severity = DIAG_ERROR,
    .title = "two rules of one priority",
    .symptom = "The platform refuses the second rule (SecurityRuleConflict).",
    .cause = "The rule of the lowest priority number that matches decides, so no two rules of one "
             "direction in a group may have the same.",
    .mend = "Give one of them another priority from 100 to 4096; leave gaps of 10 or 100, so that "
            "rules can come between.",
    .source = "Network security groups, 2025-07-15",
    .example = "allow-web: {priority: 100, direction: Inbound, access: Allow}\n"
               "deny-rest: {priority: 200, direction: Inbound, access: Deny}\n",
};

const struct diag_code rules_code_no_gateway = {
    .id = "VN0609",
    .severity = DIAG_WARNING,
    .title = "a route to a gateway that is not there",
    .symptom = "The platform takes the route, and what it matches goes nowhere (cause no_route).",
    .cause =
        "Next hop VirtualNetworkGateway means the network's own VPN gateway, or that of the peer "
        "whose gateway it uses. Here is neither: a gateway was planned, or use_remote_gateways is "
        "missing.",
    .mend =
        "Declare a gateway in the network, or set use_remote_gateways on the peering with the hub "
        "and allow_gateway_transit on its other half.",
    .source =
        "Virtual network traffic routing, 2023-05-27; Gateway transit for virtual network peering, "
        "2018-03-25",
};

const struct diag_code rules_code_appliance_loop = {
    .id = "VN0610",
    .severity = DIAG_WARNING,
    .title = "an appliance whose own subnet sends to it",
    .symptom =
        "Packets circle between the appliance and its subnet until their time to live is over "
        "(cause ttl); the appliance is busy, and nothing arrives.",
    .cause =
        "The route that leads to the appliance holds in the appliance's own subnet too, so what it "
        "sends on is routed to it again.",
    .mend = "Put the appliance into a subnet of its own, with another route table or none.",
    .source = "Virtual network traffic routing, 2023-05-27",
    .example = "subnets:\n"
               "  workload: {address_prefix: 10.0.0.0/24, route_table: via-fw}\n"
               "  fw:       {address_prefix: 10.0.1.0/24}                       # no route_table\n",
};

const struct diag_code rules_code_forwarded = {
    .id = "VN0611",
    .severity = DIAG_WARNING,
    .title = "a peer that takes nothing forwarded",
    .symptom =
        "The appliance sends packets on, and the network behind the next peering drops them (cause "
        "not_forwarding), though every peering is \"Connected\".",
    .cause =
        "A route leads through an appliance in a peered network on to a third one, whose half of "
        "the peering has allow_forwarded_traffic: false: it takes only what starts in its peer. "
        "What a VPN gateway sends on needs no such flag.",
    .mend = "Set allow_forwarded_traffic: true on the third network's half of its peering with the "
            "appliance's network.",
    .source = "Create, change or delete a virtual network peering, 2018-02-09",
    .example = "spoke-2: {..., peerings: {to-hub: {remote_virtual_network: hub, "
               "allow_forwarded_traffic: true}}}\n",
};

const struct diag_code rules_code_one_way_route = {
    .id = "VN0612",
    .severity = DIAG_WARNING,
    .title = "one way through an appliance that keeps state",
    .symptom =
        "Requests arrive and answers do not, or connections of TCP do not come up: the firewall "
        "drops what belongs to no conversation that it knows, an answer to what it has not seen, "
        "and of TCP what follows a SYN whose answer it has not seen. In the simulation the cause "
        "is no_state. Requests of UDP and pings pass one that does not see the answers.",
    .cause =
        "A route takes one direction through a stateful appliance, and the other direction takes "
        "another way: mostly a route that one subnet, or the GatewaySubnet, lacks.",
    .mend =
        "Lead both directions through it: a route to the appliance in the other subnet too; for "
        "what comes over a gateway, in the table of the GatewaySubnet.",
    .source =
        "Virtual network traffic routing, 2023-05-27; About active-active gateways, 2024-07-22 "
        "(asymmetric paths and stateful devices); Linux, net/netfilter/nf_conntrack_proto_tcp.c "
        "(of "
        "SYN_SENT an ACK is invalid)",
    .example = "of-gateway: {routes: {spoke: {address_prefix: 10.2.0.0/16, next_hop_type: "
               "VirtualAppliance, next_hop_ip_address: 10.0.1.4}}}\n",
};

const struct diag_code rules_code_not_borrowed = {
    .id = "VN0613",
    .severity = DIAG_WARNING,
    .title = "a gateway that is lent, and not used",
    .symptom =
        "What is behind the hub's gateway is out of the spoke's reach: no route there, and packets "
        "are dropped with cause no_route. The peering is \"Connected\".",
    .cause =
        "The hub lends its gateway with allow_gateway_transit, and the spoke's half does not ask "
        "for it: without use_remote_gateways the gateway's routes are not given to the spoke.",
    .mend =
        "Set use_remote_gateways: true on the spoke's half. If the spoke is to stay apart, remove "
        "the hub's flag.",
    .source =
        "Gateway transit for virtual network peering, 2018-03-25; issue Azure-Landing-Zones#3183",
    .example = "spoke: {..., peerings: {to-hub: {remote_virtual_network: hub, use_remote_gateways: "
               "true}}}\n",
};

const struct diag_code rules_code_tag_in_list = {
    .id = "VN0632",
    .severity = DIAG_ERROR,
    .title = "a tag in a list of addresses or ports",
    .symptom = "The platform refuses the rule (SecurityRuleParameterContainsUnsupportedValue).",
    .cause = "The lists of a security rule hold addresses and prefixes, or ports and ranges of "
             "them. `*` and service tags "
             "(VirtualNetwork, Internet, Storage and so on) stand alone, in the field for one.",
    .mend = "A rule of its own for the tag, with another priority.",
    .source = "Error message of issue hashicorp/terraform-provider-azurerm#5617, 2020-02; "
              "ansible-collections/azure#640, 2021-09-26",
    .example = "from-peers: {priority: 100, direction: Inbound, access: Allow, "
               "source_address_prefix: VirtualNetwork}\n"
               "from-sites: {priority: 110, direction: Inbound, access: Allow, "
               "source_address_prefixes: [192.168.0.0/16, 172.20.1.4]}\n",
};

const struct diag_code rules_code_tag_routes = {
    .id = "VN0633",
    .severity = DIAG_ERROR,
    .title = "more routes to service tags than a table takes",
    .symptom = "The platform refuses the route table.",
    .cause = "A user-defined route may have a service tag in place of a prefix, and a table takes "
             "25 such routes. Each stands for many "
             "prefixes, which the platform keeps up to date.",
    .mend = "Fewer tags: AzureCloud.REGION holds those of all services of a region. Subnets that "
            "need other tags take a table of "
            "their own.",
    .source = "Virtual network traffic routing, 2023-05-27 (service tags for user-defined routes)",
    .example = "rt: {routes: {to-storage: {address_prefix: Storage.WestUS, next_hop_type: "
               "VirtualAppliance, next_hop_ip_address: 10.0.1.4}}}\n",
};

const struct diag_code rules_code_no_outbound = {
    .id = "VN0624",
    .severity = DIAG_WARNING,
    .title = "VMs that are to reach the Internet, without a way out",
    .symptom =
        "Updates, licences, backups and whatever else is on the Internet time out, while "
        "routes and security groups allow it. In the simulation what they send to internet_hosts "
        "is dropped in their network with cause no_route; of any other address "
        "vnetsim trace SCENARIO --from VM --to ADDRESS says so.",
    .cause = "A route with next hop Internet says that these VMs use it; or, where their routes do "
             "not lead all of it to an appliance or a gateway, an outbound rule for Internet or a "
             "service, or traffic to a host of the Internet. In networks that were made since "
             "2026-03 a subnet has no outbound access by default: a VM needs a public address, or "
             "its subnet a NAT gateway (or a public load balancer with outbound rules).",
    .mend = "Give the subnet a nat_gateway, or the VM public_ip_addresses or, behind a public load "
            "balancer, outbound_load_balancer. Where the network is "
            "older, say default_outbound_access: true.",
    .source = "third-party note of 2025-06-23 on default outbound access, for networks made since "
              "2026-03",
    .example = "subnets: {workload: {address_prefix: 10.1.0.0/24, nat_gateway: nat-hub}}\n",
};
