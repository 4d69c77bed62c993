/*
 * Names that nothing bears, or that two bear. The codes of what they join: resolve_code_cloud.c.
 */
#include "models/language/resolve.h"
#include "models/language/resolve_parts.h"

const struct diag_code resolve_code_reference = {
    .id = "VN0101",
    .severity = DIAG_ERROR,
    .title = "a name that nothing bears",
    .symptom =
        "check points at a name in one part of the file, and says that no entry has it; the help "
        "line has the nearest name, or all there are.",
    .cause =
        "Networks, subnets, gateways, VMs and sites refer to each other by the name in front of "
        "their colon, and case counts. Nothing declared has this one: a slip of the pen, or an "
        "entry that was renamed or removed. A host's address_prefix must be one of its site's.",
    .mend =
        "Take the name of the help line, or declare the entry. A subnet is named with its network: "
        "vnet-westus/workload.",
    .source =
        "the scenario language of vnetsim: scenarios/README.md, \"a name\" in column \"takes\"",
    .example = "web: {subnet: vnet-westus/workload}            # network/subnet\n",
};

const struct diag_code resolve_code_region = {
    .id = "VN0102",
    .severity = DIAG_ERROR,
    .title = "an unknown region",
    .symptom =
        "check says that there is no such region. A template with it would be refused by the "
        "platform as well.",
    .cause =
        "A region is one of models/data/regions.csv under its short name (westus, northeurope: no "
        "spaces, no capitals), or one that the scenario declares. This is neither.",
    .mend =
        "Take the short name; or declare a region of your own, and give its pairs an entry under "
        "links, since no round trips are published for it.",
    .source =
        "List of Azure regions, 2025-03-21 (models/data/regions.csv); scenarios/README.md, section "
        "region",
    .example = "regions:\n"
               "  moonbase: {latitude: 0.67, longitude: 23.47}\n"
               "links:\n"
               "  westus--moonbase: {latency: {distribution: fixed, base: 1300ms}}\n",
};

const struct diag_code resolve_code_sku = {
    .id = "VN0103",
    .severity = DIAG_ERROR,
    .title = "an unknown gateway SKU",
    .symptom =
        "check points at `sku` and names the nearest known one. The platform refuses a SKU that it "
        "does not have.",
    .cause =
        "The SKU decides what a gateway carries and how many tunnels it takes, so it must be a "
        "known one: Basic, VpnGw1 to VpnGw5, VpnGw1AZ to VpnGw5AZ; case counts. ErGw... and "
        "UltraPerformance are ExpressRoute gateways, which are not simulated.",
    .mend =
        "Take the SKU that is deployed, with AZ for new ones. In place of an ExpressRoute circuit "
        "an on-premises site behind a VPN can stand, with the circuit's latency and bandwidth.",
    .source = "About gateway SKUs, 2026-06-11 (models/data/gateway-skus.csv)",
};

const struct diag_code resolve_code_vm_size = {
    .id = "VN0104",
    .severity = DIAG_ERROR,
    .title = "an unknown VM size",
    .symptom = "check points at `vm_size` and says that the data does not have it.",
    .cause =
        "vm_size is looked up for the bandwidth of the network interface, in "
        "models/data/vm-nics.csv, under the platform's spelling (Standard_D4s_v5). This size is "
        "not in that list, though the platform may have it.",
    .mend =
        "Correct the spelling, or give the interface in place of the size, with the bandwidth of "
        "the size's own page.",
    .source = "size pages of Azure virtual machines, 2024-07 to 2026-03 (models/data/vm-nics.csv)",
    .example = "web: {subnet: vnet-westus/workload, nic: {bandwidth: 8Gbps}}\n",
};

const struct diag_code resolve_code_bandwidth = {
    .id = "VN0105",
    .severity = DIAG_ERROR,
    .title = "a VM size whose bandwidth is not published",
    .symptom = "check knows the VM size, and refuses to run with it: its bandwidth is missing.",
    .cause =
        "The platform publishes no network bandwidth for this size (the Bv1 sizes, for instance), "
        "and a guess would decide the result.",
    .mend = "Measure it, or choose the figure that you want to assume, and write it down as nic in "
            "place of vm_size.",
    .source =
        "size pages of Azure virtual machines, 2024-07 to 2026-03 (models/data/vm-nics.csv, empty "
        "bandwidth)",
    .example = "web: {subnet: vnet-westus/workload, nic: {bandwidth: 1Gbps}}\n",
};

const struct diag_code resolve_code_to_itself = {
    .id = "VN0113",
    .severity = DIAG_ERROR,
    .title = "traffic from a VM to itself",
    .symptom = "check refuses a traffic entry whose sender and receiver are the same VM.",
    .cause =
        "Such packets never leave the machine, so there is nothing to simulate. With one_to_one "
        "pairing each member of a group meets itself when from and to are the same group.",
    .mend =
        "Within one group write `pairing: all_to_all`, which leaves out a VM's pair with itself, "
        "or name two members.",
    .source =
        "the scenario language of vnetsim: scenarios/README.md, section traffic entry (pairing)",
    .example = "probe: {from: web-0, to: web-1, app: ping}\n",
};

const struct diag_code resolve_code_member = {
    .id = "VN0115",
    .severity = DIAG_ERROR,
    .title = "a member that the group does not have",
    .symptom =
        "check points at a name such as db-4, and says which member is the last one; or at a name "
        "that could be a member and an entry as well.",
    .cause = "The VMs of an entry with `count: 4` are NAME-0 to NAME-3: they are counted from 0.",
    .mend = "Take a number below the count, raise the count, or rename the entry that looks like a "
            "member of another.",
    .source =
        "the scenario language of vnetsim: scenarios/README.md, section virtual machine (count)",
    .example = "db: {subnet: vnet-b/workload, count: 4}        # db-0, db-1, db-2, db-3\n",
};

const struct diag_code resolve_code_name_twice = {
    .id = "VN0116",
    .severity = DIAG_ERROR,
    .title = "two things of one name that traffic can name",
    .symptom = "check shows two entries in different parts of the file that have the same name.",
    .cause =
        "Traffic names virtual machines, cloud services, managed instances, load balancers, "
        "private endpoints and hosts of sites all in the same way, so such a name belongs to one "
        "of them alone.",
    .mend = "Rename one of the two, and the traffic that means it.",
    .source =
        "the scenario language of vnetsim: scenarios/README.md, section traffic entry (from, to)",
};

const struct diag_code resolve_code_which_device = {
    .id = "VN0117",
    .severity = DIAG_ERROR,
    .title = "an endpoint that could be one of several devices",
    .symptom =
        "check points at the endpoint of a local network gateway and asks which device it is.",
    .cause =
        "A local network gateway stands for one VPN device. The site named has several, or two "
        "sites have a device of this name.",
    .mend =
        "Name the device as endpoint, or give it a public_ip and the local network gateway that "
        "gateway_ip_address. Two devices take two local network gateways, each with a connection.",
    .source =
        "Highly available connectivity, 2024-07-24; scenarios/README.md, section local network "
        "gateway",
    .example = "local_network_gateways:\n"
               "  lng-a: {endpoint: fw-a, address_prefixes: [192.168.0.0/16]}\n"
               "  lng-b: {endpoint: fw-b, address_prefixes: [192.168.0.0/16]}\n",
};

const struct diag_code resolve_code_no_zones = {
    .id = "VN0118",
    .severity = DIAG_ERROR,
    .title = "an availability zone where the region has none",
    .symptom =
        "The platform refuses the deployment: resources with a zone cannot be in this region.",
    .cause = "Not every region has availability zones. Mostly the design was copied from one that "
             "has them. (A gateway of an AZ SKU is "
             "another matter: it is taken in any region.)",
    .mend =
        "Leave `zone` out, or take a region with zones (models/data/regions.csv, column zones).",
    .source = "List of Azure regions, 2025-03-21",
    .example = "virtual_machines:\n"
               "  web: {subnet: vnet-northeurope/workload, zone: 1}\n",
};

const struct diag_code *const *resolve_codes(size_t *n)
{
    static const struct diag_code *const all[] = {
        &resolve_code_reference,      &resolve_code_region,        &resolve_code_sku,
        &resolve_code_vm_size,        &resolve_code_bandwidth,     &resolve_code_two_gateways,
        &resolve_code_beside_asn,     &resolve_code_beside_subnet, &resolve_code_two_connections,
        &resolve_code_other_kind,     &resolve_code_link_name,     &resolve_code_link_twice,
        &resolve_code_gateway_subnet, &resolve_code_addresses,     &resolve_code_to_itself,
        &resolve_code_generation,     &resolve_code_member,        &resolve_code_name_twice,
        &resolve_code_which_device,   &resolve_code_no_zones,      &resolve_code_internet_address,
        &resolve_code_fixed_address,  &resolve_code_sends_nothing, &resolve_code_backend,
        &resolve_code_far_service,    &resolve_code_two_services,  &resolve_code_service_text,
        &resolve_code_fault_target,   &resolve_code_fault_standby,
    };
    *n = sizeof all / sizeof all[0];
    return all;
}
