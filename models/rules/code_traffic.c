/*
 * Traffic against time, sizes and what lies on its way: VN0601 to VN0605, VN0614, VN0615, VN0625.
 * Their checks are in rules_*.c.
 */
#include "models/rules/rules_parts.h"

const struct diag_code rules_code_endless = {
    .id = "VN0601",
    .severity = DIAG_ERROR,
    .title = "requests that take no time",
    .symptom =
        "check refuses to run: simulated time would stand still, and the run would never end.",
    .cause =
        "The next request goes out when the response to the last has come and the think time is "
        "over. Between VMs without a NIC limit, in a region without latency and with a think time "
        "of 0, that is the same instant.",
    .mend = "Give the traffic a think_time, its VMs a NIC bandwidth, or the region a latency.",
    .source =
        "the scenario language of vnetsim: scenarios/README.md, section traffic entry (think_time)",
    .example = "ask: {from: a, to: b, app: request_response, request_size: 200B, response_size: "
               "2kB, think_time: 1ms}\n",
};

const struct diag_code rules_code_starts_late = {
    .id = "VN0602",
    .severity = DIAG_WARNING,
    .title = "traffic that starts after the run's end",
    .symptom = "The entry sends nothing, and its rows in the results are empty.",
    .cause =
        "Its start is at or after the end of the simulation. Mostly the duration was shortened for "
        "a quick look.",
    .mend = "Let it start earlier, or let the run last longer.",
    .source =
        "the scenario language of vnetsim: scenarios/README.md, sections simulation (duration) and "
        "traffic entry (start)",
    .example = "simulation: {duration: 60s}\n"
               "traffic: {late: {from: web, to: db, app: ping, start: 30s}}\n",
};

const struct diag_code rules_code_apart = {
    .id = "VN0603",
    .severity = DIAG_WARNING,
    .title = "traffic between networks that nothing joins",
    .symptom =
        "All packets of this traffic are dropped in the sender's network with cause no_route; on "
        "the platform its VMs cannot reach each other, and nothing else complains.",
    .cause =
        "No peering and no connection leads from one network to the other, or the peering shuts "
        "with allow_virtual_network_access: false. Neither reaches further than its two networks: "
        "A-B and B-C do not make A-C.",
    .mend = "Peer the two networks, or connect their gateways, both halves of it. Through a hub: "
            "use_remote_gateways, or routes to an appliance there.",
    .source =
        "Virtual Network FAQ, 2020-06-26; Troubleshoot virtual network peering, 2019-08-28 (not "
        "transitive); VPN Gateway FAQ, 2026-06-04",
    .example = "vnet-a: {..., peerings: {to-b: {remote_virtual_network: vnet-b}}}\n"
               "vnet-b: {..., peerings: {to-a: {remote_virtual_network: vnet-a}}}\n",
};

const struct diag_code rules_code_sizes_outside = {
    .id = "VN0604",
    .severity = DIAG_ERROR,
    .title = "sizes that no packet can have",
    .symptom = "check refuses to run: the traffic would not be what the file says.",
    .cause =
        "More than half of the sizes drawn from this distribution are smaller or larger than a "
        "packet can be: 28 to 65,535 bytes with headers, and 1 to 65,507 of application data in a "
        "request or response. What is drawn outside would be cut to the limit.",
    .mend =
        "Choose parameters whose values lie mostly inside. For more data than a packet holds take "
        "`app: bulk`.",
    .source = "RFC 791, section 3.1 (total length); RFC 768 (8 bytes of header)",
    .example = "packet_size: {distribution: normal, mean: 900B, stddev: 200B}\n",
};

const struct diag_code rules_code_sizes_cut = {
    .id = "VN0605",
    .severity = DIAG_NOTE,
    .title = "sizes that are cut to what a packet can have",
    .symptom = "Part of the packets have exactly the smallest or the largest size.",
    .cause =
        "Some of the sizes drawn from this distribution are smaller or larger than a packet can "
        "be, and are cut to the limit. The rate is kept: its mean is taken after the cut.",
    .mend =
        "Nothing, when that is meant. Otherwise choose a smaller stddev, or a law without a tail.",
    .source =
        "RFC 791, section 3.1 (total length); scenarios/README.md, first section (drawn packet "
        "sizes)",
    .example = "packet_size: {distribution: uniform, min: 200B, max: 1400B}\n",
};

const struct diag_code rules_code_other_algorithm = {
    .id = "VN0625",
    .severity = DIAG_NOTE,
    .title = "a field of another congestion control",
    .symptom = "The run goes on, and its CSV files are as without the field.",
    .cause =
        "hystart is how CUBIC leaves slow start, byte_counting how NewReno's window grows; the "
        "other algorithms have no use for them.",
    .mend = "Leave the field out, or choose the algorithm that it belongs to. In a study that "
            "varies congestion_control it may be as meant.",
    .source = "RFC 9406 (HyStart++), RFC 9438, section 4.10; RFC 3465; scenarios/README.md, "
              "section traffic entry",
    .example = "copy: {from: web, to: db, app: bulk, congestion_control: bbr, hystart: classic}\n",
};

const struct diag_code rules_code_nsg_denies = {
    .id = "VN0614",
    .severity = DIAG_WARNING,
    .title = "traffic that a security group denies",
    .symptom =
        "Connections time out, and no status anywhere is red: the packets are dropped at the NIC "
        "with cause nsg.",
    .cause =
        "Each packet passes the groups of the sender's NIC and subnet on its way out, and those of "
        "the receiver's subnet and NIC on its way in; all must allow it. The first rule that "
        "matches decides, by priority, and behind one's own rules the default ones deny what comes "
        "from outside VirtualNetwork. Answers need no rule: groups keep state.",
    .mend = "Add a rule of a lower priority number that allows the traffic, in the group that the "
            "message names. `vnetsim trace` shows which rule decided.",
    .source = "Network security groups, 2025-07-15",
    .example = "security_rules:\n"
               "  allow-db: {priority: 100, direction: Inbound, access: Allow, protocol: Tcp, "
               "source_address_prefix: 10.1.0.0/16, destination_port_range: \"5432\"}\n",
};

const struct diag_code rules_code_beyond = {
    .id = "VN0620",
    .severity = DIAG_WARNING,
    .title = "a network beyond a neighbour",
    .symptom =
        "Every peering and tunnel is \"Connected\", each network reaches its neighbour, and the "
        "first does not reach the "
        "last. In the simulation packets are dropped in the sender's network with cause no_route.",
    .cause = "Peerings are not transitive, and a tunnel without BGP leads to the network at its "
             "other end alone: from A joined "
             "to B, and B to C, no way from A to C follows.",
    .mend = "Join A and C directly. Or lead through B: with BGP on both tunnels; with a gateway in "
            "B that A uses and a tunnel to C "
            "with BGP; or with an appliance in B and user-defined routes to it in A and C "
            "(allow_forwarded_traffic at the "
            "peerings).",
    .source = "Virtual Network FAQ, 2020-06-26; Troubleshoot virtual network peering, 2019-08-28; "
              "VPN Gateway FAQ, 2026-06-04 "
              "(transit needs BGP on every hop)",
    .example = "a: {..., peerings: {to-b: {remote_virtual_network: b}, to-c: "
               "{remote_virtual_network: c}}}     # and back\n",
};

const struct diag_code rules_code_over_ceiling = {
    .id = "VN0615",
    .severity = DIAG_WARNING,
    .title = "more traffic than its way carries",
    .symptom =
        "Throughput stays at a plateau below what is sent, and delay and loss grow: the rest is "
        "dropped at the gateway with cause tunnel_bits, tunnel_packets or aggregate, at a device "
        "with cause aggregate, at a site's line with cause queue_full. On the platform only the "
        "metric of peak packets a second tells.",
    .cause =
        "What the traffic entries send at a mean rate of their own is more than the lowest ceiling "
        "on the way: the published figures of the tunnels (bits and packets a second, by SKU and "
        "cipher; CBC with SHA256 stays at 500 to 700 Mbps on every SKU), what a gateway carries in "
        "all, the throughput of a device, or the bandwidth of a site's line, which carries ESP "
        "around the packets as well, and what goes to the Internet.",
    .mend =
        "Lift the ceiling that the message names. For gateways: a larger SKU, GCMAES256 where "
        "another cipher is set, active_active (flows are spread over their tunnels), or a peering, "
        "which has no such limit.",
    .source = "About gateway SKUs, 2026-06-11, and the SKU performance table, 2024-01-04 "
              "(models/data/gateway-perf.csv); VPN Gateway monitoring data reference, 2022-07-25",
    .example = "gw-a: {virtual_network: vnet-a, sku: VpnGw3AZ, active_active: true}\n",
};

const struct diag_code rules_code_unknown_name = {
    .id = "VN0622",
    .severity = DIAG_WARNING,
    .title = "a name that the sender's network does not know",
    .symptom = "Hosts can be reached by their addresses and not by their names. In the simulation "
               "what the sender would send is dropped in its network with cause "
               "no_name.",
    .cause =
        "By itself the platform answers for the names of one virtual network in that network "
        "alone, at 168.63.129.16. Names of another network, of the other "
        "side of a tunnel say, take DNS servers of one's own, at an address that something has.",
    .mend = "Give the sender's network dns_servers, a DNS server that knows the names of both "
            "networks; or let the traffic use addresses (by_name: false).",
    .source = "Virtual Network FAQ, 2020-06-26",
    .example =
        "vnet-a: {region: westus, address_prefixes: [10.1.0.0/16], dns_servers: [10.1.0.4]}\n",
};
