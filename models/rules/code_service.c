/*
 * Managed instances, load balancers, private endpoints: VN0711 to VN0720. Their checks are in
 * rules_*.c.
 */
#include "models/rules/rules_parts.h"

const struct diag_code rules_code_instance_subnet = {
    .id = "VN0711",
    .severity = DIAG_ERROR,
    .title = "something else in a managed instance's subnet",
    .symptom =
        "The platform refuses the VM in the instance's subnet, or the instance in the VM's; check "
        "shows both.",
    .cause =
        "A managed instance stands in a subnet that is delegated to it, and nothing else may be "
        "there. Several managed instances may share one.",
    .mend = "Give the instance a subnet of its own, of /27 or larger.",
    .source = "Configure a virtual network for Azure SQL Database managed instance, 2019",
    .example = "subnets: {workload: {address_prefix: 10.1.0.0/24}, managed: {address_prefix: "
               "10.1.1.0/27}}\n",
};

const struct diag_code rules_code_instance_small = {
    .id = "VN0712",
    .severity = DIAG_ERROR,
    .title = "a subnet too small for a managed instance",
    .symptom = "The platform refuses the managed instance: its subnet is too small.",
    .cause =
        "An instance takes more addresses than its own: with those that the platform keeps, 14 at "
        "the least. The smallest subnet that takes one is a /28.",
    .mend = "Make it a /27 or larger, which also leaves room to scale.",
    .source = "Determine required subnet size for Azure SQL Managed Instance, 2022-04-06",
    .example = "managed: {address_prefix: 10.1.1.0/27}         # not: /29\n",
};

const struct diag_code rules_code_instance_narrow = {
    .id = "VN0713",
    .severity = DIAG_NOTE,
    .title = "a subnet for one managed instance, for trials",
    .symptom =
        "The instance is created, and can never be scaled or joined by another: there is no room "
        "for the addresses that a change needs for a while.",
    .cause = "A /28 takes a single managed instance, and that for trials.",
    .mend = "Plan with a /27 or larger; nothing is to be done for a trial.",
    .source = "Determine required subnet size for Azure SQL Managed Instance, 2022-04-06",
};

const struct diag_code rules_code_probe_denied = {
    .id = "VN0714",
    .severity = DIAG_WARNING,
    .title = "a security group keeps a probe out",
    .symptom =
        "The load balancer sends no flows to the member, though the member answers when it is "
        "called itself. When no member is left, every packet is dropped (cause no_backend).",
    .cause =
        "Flows go to members whose probe is answered. The probe comes from 168.63.129.16, the "
        "service tag AzureLoadBalancer; a rule of one's own that denies it, or everything, stands "
        "in front of the default rule that allows it.",
    .mend = "Add a rule that allows AzureLoadBalancer on the probe's port, with a lower priority "
            "number than the denying one.",
    .source = "Azure Load Balancer health probes, 2023-10-10; Network security groups, 2025-07-15 "
              "(default rules)",
    .example = "allow-probe: {priority: 100, direction: Inbound, access: Allow, "
               "source_address_prefix: AzureLoadBalancer}\n",
};

const struct diag_code rules_code_basic_global = {
    .id = "VN0715",
    .severity = DIAG_WARNING,
    .title = "a Basic load balancer across a peering between regions",
    .symptom =
        "Callers in the other region get no answer, while callers in the same region do; packets "
        "are dropped with cause basic_balancer.",
    .cause =
        "The frontend of an internal load balancer of SKU Basic is not reachable across a peering "
        "between regions. One of SKU Standard is. (Basic is retired since September 2025 anyway.)",
    .mend = "Write sku: Standard.",
    .source = "Create, change or delete a virtual network peering, 2018-02-09",
    .example = "ilb: {subnet: vnet-a/front, backend: web, port: 443, sku: Standard}\n",
};

const struct diag_code rules_code_no_rule = {
    .id = "VN0716",
    .severity = DIAG_WARNING,
    .title = "traffic that a load balancer has no rule for",
    .symptom =
        "Packets to the frontend vanish: a ping of the load balancer's or endpoint's address is "
        "never answered, or a port has nobody behind it. In the simulation the cause is no_rule.",
    .cause =
        "A load balancer passes on TCP and UDP for the port of its rule; what comes for another "
        "port is dropped, and so is ping, for which no rule can be made. A private endpoint "
        "answers no ping either.",
    .mend =
        "Send to the port of the rule; to measure latency take request_response in place of ping.",
    .source = "Azure Load Balancer overview, 2024-06-18 (TCP and UDP flows)",
    .example = "ask: {from: web, to: ilb, app: request_response, port: 443, request_size: 200B, "
               "response_size: 2kB}\n",
};

const struct diag_code rules_code_own_backend = {
    .id = "VN0717",
    .severity = DIAG_WARNING,
    .title = "a member that calls the load balancer it stands behind",
    .symptom =
        "Time-outs now and then, without a pattern: a call succeeds when the hash leads to another "
        "member, and fails when it leads back to the caller. In the simulation those packets are "
        "dropped with cause hairpin.",
    .cause =
        "A member calls the load balancer that it stands behind. When the flow comes back to it, "
        "source and destination are the same machine, and the two halves do not match in its "
        "network stack.",
    .mend =
        "Let members call each other directly (name the group, with pairing: all_to_all), or put a "
        "proxy or a second load balancer with other members between.",
    .source = "Troubleshoot Azure Load Balancer, 2022-03-02",
    .example = "talk: {from: web, to: web, pairing: all_to_all, app: request_response, "
               "request_size: 200B, response_size: 2kB}\n",
};

const struct diag_code rules_code_endpoint_policies = {
    .id = "VN0718",
    .severity = DIAG_NOTE,
    .title = "a security group or route table that a private endpoint does not heed",
    .symptom =
        "A rule that denies, or a route to a firewall, does nothing for flows to the private "
        "endpoint, though its subnet has it.",
    .cause =
        "Network policies for private endpoints are disabled by default: neither the security "
        "group nor the route table of the subnet applies to an endpoint in it, only to what else "
        "stands there. Enabling them is not simulated yet.",
    .mend =
        "Nothing, when that is meant. Otherwise filter where the flows come from: outbound, at the "
        "senders' subnets.",
    .source = "Manage network policies for private endpoints, 2023-07-26",
};

const struct diag_code rules_code_balancer_hop = {
    .id = "VN0719",
    .severity = DIAG_ERROR,
    .title = "a route to a load balancer",
    .symptom =
        "check refuses a route whose next hop is the frontend of a load balancer; the platform "
        "takes it.",
    .cause =
        "Appliances behind an internal load balancer are a usual design, and how flows are spread "
        "over them on both ways is not simulated yet.",
    .mend = "Let the route lead to the address of one of the appliances.",
    .source =
        "the scenario language of vnetsim: scenarios/README.md, section route (VirtualAppliance: a "
        "VM that forwards)",
    .example = "via-fw: {address_prefix: 0.0.0.0/0, next_hop_type: VirtualAppliance, "
               "next_hop_ip_address: 10.0.1.4}\n",
};

const struct diag_code rules_code_probe_pace = {
    .id = "VN0720",
    .severity = DIAG_NOTE,
    .title = "a pace of probes that nothing follows from",
    .symptom = "Changing the probe's interval or threshold changes no result.",
    .cause = "They decide how long a member that has failed still gets flows, and no fault of the "
             "scenario "
             "takes a member: those of its zone or its region would.",
    .mend = "Declare such a fault, to see what the pace is worth; or nothing: the values may stay "
            "in the file.",
    .source = "the scenario language of vnetsim: scenarios/README.md, section probe",
};
