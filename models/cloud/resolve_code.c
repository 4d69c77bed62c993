#include "models/cloud/resolve.h"
#include "models/cloud/resolve_parts.h"

const struct diag_code resolve_code_reference = {
    "VN0101", DIAG_ERROR, "a name that nothing bears",
    "Networks, subnets, gateways and VMs refer to each other by the name that stands in front of "
    "their colon; case\n"
    "counts. A subnet is named together with its network: vnet-westus/workload. The help line has "
    "the name that is\n"
    "probably meant, or the ones there are.\n"};

const struct diag_code resolve_code_region = {
    "VN0102", DIAG_ERROR, "an unknown region",
    "A region is one of models/data/regions.csv, under the platform's short name (westus, "
    "northeurope: no spaces, no\n"
    "capitals), or one that the scenario declares:\n"
    "    regions:\n"
    "      moonbase: {latitude: 0.67, longitude: 23.47}\n"
    "No round trips are published for a region of your own; its pairs need an entry under "
    "links.\n"};

const struct diag_code resolve_code_sku = {
    "VN0103", DIAG_ERROR, "an unknown gateway SKU",
    "The SKU of a VPN gateway decides what it carries and how many tunnels it takes. Known are "
    "Basic, VpnGw1 to VpnGw5\n"
    "and VpnGw1AZ to VpnGw5AZ; case counts. ExpressRoute gateways (ErGw...) are not VPN "
    "gateways.\n"};

const struct diag_code resolve_code_vm_size = {
    "VN0104", DIAG_ERROR, "an unknown VM size",
    "vm_size is looked up in models/data for the bandwidth of the network interface. Sizes are "
    "written as the platform\n"
    "does: Standard_D4s_v5. For a size that is not listed, give the interface in its place:\n"
    "    web: {subnet: vnet-westus/workload, nic: {bandwidth: 8Gbps}}\n"};

const struct diag_code resolve_code_bandwidth = {
    "VN0105", DIAG_ERROR, "a VM size whose bandwidth is not published",
    "The platform publishes no network bandwidth for this size, and a guess would decide the "
    "result. Measure it, or take\n"
    "the figure you want to assume, and write it down:\n"
    "    web: {subnet: vnet-westus/workload, nic: {bandwidth: 1Gbps}}\n"};

const struct diag_code resolve_code_two_gateways = {
    "VN0106", DIAG_ERROR, "two VPN gateways in one virtual network",
    "A virtual network takes one VPN gateway (and beside it one of ExpressRoute). The platform "
    "refuses the second one.\n"
    "One gateway has many connections: let them all start from the same one, with a SKU that "
    "carries them.\n"};

const struct diag_code resolve_code_two_connections = {
    "VN0107", DIAG_ERROR, "two connections between the same two gateways, the same way",
    "A tunnel has one connection at each end. A second one from the same gateway to the same other "
    "gateway would carry\n"
    "the same routes: on the platform that takes active-active gateways or BGP, neither of which "
    "is simulated yet. It\n"
    "is often the return connection with from and to not exchanged.\n"};

const struct diag_code resolve_code_other_kind = {
    "VN0108", DIAG_ERROR, "a connection whose type and target do not go together",
    "type: Vnet2Vnet leads from a virtual network gateway to another one and takes the other "
    "network's prefixes by\n"
    "itself. type: IPsec leads to a local network gateway, and exactly that one's address_prefixes "
    "go into the tunnel.\n"
    "    a-to-b: {type: Vnet2Vnet, from: gw-a, to: gw-b, shared_key: example}\n"
    "    a-to-b: {type: IPsec, from: gw-a, to: lng-b, shared_key: example}\n"};

const struct diag_code resolve_code_link_name = {
    "VN0109", DIAG_ERROR, "an entry of links that names no pair of regions",
    "Under links stand inter_region (the default of all pairs), intra_region (the fabric inside a "
    "region) and pairs of\n"
    "two different regions: `westus--northeurope` for both ways, `westus->northeurope` for one.\n"};

const struct diag_code resolve_code_link_twice = {
    "VN0110", DIAG_ERROR, "the same pair of regions twice",
    "`a--b` and `b--a` are the same pair, and it would be anybody's guess which of them holds. "
    "Merge them. A single\n"
    "direction is written `a->b`, and it goes before the pair's entry.\n"};

const struct diag_code resolve_code_gateway_subnet = {
    "VN0111", DIAG_ERROR, "VMs in a GatewaySubnet",
    "The subnet of the name GatewaySubnet belongs to the gateway's instances alone; the platform "
    "refuses anything else\n"
    "in it. VMs go into another subnet of the network.\n"};

const struct diag_code resolve_code_addresses = {
    "VN0112", DIAG_ERROR, "a subnet without enough addresses",
    "Of each subnet the platform keeps five addresses: the network's own, .1 (default gateway), .2 "
    "and .3 (DNS) and the\n"
    "last one. VMs are given the others from .4 up, group by group in the order of their names. A "
    "/29 has room for 3\n"
    "VMs, a /28 for 11, a /27 for 27, a /24 for 251.\n"};

const struct diag_code resolve_code_to_itself = {
    "VN0113", DIAG_ERROR, "traffic from a VM to itself",
    "Such packets never leave the machine, so there is nothing to simulate. Between the members of "
    "one group use\n"
    "pairing: all_to_all, which leaves a VM's pair with itself out, or two members by name: from: "
    "web-0, to: web-1.\n"};

const struct diag_code resolve_code_generation = {
    "VN0114", DIAG_ERROR, "a SKU that this generation does not have",
    "Gateways are of generation 1 or 2, and not every SKU exists in both: VpnGw1 only in the "
    "first, VpnGw4 and VpnGw5\n"
    "only in the second; VpnGw2 and VpnGw3 are in both, with other figures. Without `generation`, "
    "the SKU's lowest one\n"
    "is taken.\n"};

const struct diag_code resolve_code_member = {
    "VN0115", DIAG_ERROR, "a member that the group does not have",
    "The VMs of an entry with `count: 4` are NAME-0 to NAME-3. A name that would be both a member "
    "and an entry of its\n"
    "own is refused, since it could mean either.\n"};

const struct diag_code resolve_code_name_twice = {
    "VN0116", DIAG_ERROR, "two things of one name that traffic can name",
    "Virtual machines, cloud services, managed instances, load balancers, private endpoints and the hosts of on-premises sites are\n"
    "named by traffic in the same way, so a name belongs to one of them alone.\n"};

const struct diag_code resolve_code_which_device = {
    "VN0117", DIAG_ERROR, "an endpoint that could be one of several devices",
    "A local network gateway stands for one VPN device: a site with two of them takes two local network gateways, each with a\n"
    "connection of its own. Name the device as endpoint, or give it a public_ip and the local network gateway that\n"
    "gateway_ip_address.\n"};

const struct diag_code *const *resolve_codes(size_t *n)
{
    static const struct diag_code *const all[] = {
        &resolve_code_reference,       &resolve_code_region,         &resolve_code_sku,
        &resolve_code_vm_size,         &resolve_code_bandwidth,      &resolve_code_two_gateways,
        &resolve_code_two_connections, &resolve_code_other_kind,     &resolve_code_link_name,
        &resolve_code_link_twice,      &resolve_code_gateway_subnet, &resolve_code_addresses,
        &resolve_code_to_itself,       &resolve_code_generation,     &resolve_code_member,
        &resolve_code_name_twice,      &resolve_code_which_device,   &resolve_code_fixed_address,
        &resolve_code_sends_nothing,   &resolve_code_backend,        &resolve_code_far_service,
        &resolve_code_two_services,    &resolve_code_service_text,
    };
    *n = sizeof all / sizeof all[0];
    return all;
}
