/*
 * Public addresses of gateways and pools of clients: VN0813 to VN0816. Their checks are in
 * rules_public.c.
 */
#include "models/rules/rules_parts.h"

const struct diag_code rules_code_public_basic = {
    .id = "VN0813",
    .severity = DIAG_ERROR,
    .title = "a Basic public address on a VPN gateway",
    .symptom = "The platform refuses the gateway (PublicIpWithBasicSkuNotAllowedOnVPNGateways).",
    .cause = "VPN gateways take public addresses of SKU Standard, which are static. Basic ones are "
             "retired; older templates "
             "still ask for them, also by giving no SKU at all.",
    .mend = "Set sku: Standard, allocation_method: Static (both are the defaults).",
    .source = "About VPN gateway settings, 2026-06-04; error code of issues "
              "Azure-Landing-Zones#2522 and #475",
    .example = "public_ip_addresses: {pip-gw: {sku: Standard, zones: [1, 2, 3]}}\n",
};

const struct diag_code rules_code_public_differ = {
    .id = "VN0814",
    .severity = DIAG_ERROR,
    .title = "public addresses of an active-active gateway that differ",
    .symptom = "The platform refuses the gateway "
               "(ActiveActiveGatewayPublicIPAddressesDiffersInSkuOrZones).",
    .cause = "The public addresses of an active-active gateway must have one SKU and the same "
             "zones. Mostly the second one was "
             "added later, without the first one's zones.",
    .mend = "Give both the same sku and zones.",
    .source = "About active-active gateways, 2024-07-22; error code of issue "
              "terraform-azurerm-caf-enterprise-scale#940",
    .example = "public_ip_addresses: {pip-a: {zones: [1, 2, 3]}, pip-b: {zones: [1, 2, 3]}}\n"
               "gw: {virtual_network: hub, sku: VpnGw2AZ, active_active: true, "
               "public_ip_addresses: [pip-a, pip-b]}\n",
};

const struct diag_code rules_code_public_unused = {
    .id = "VN0815",
    .severity = DIAG_NOTE,
    .title = "a public address that nobody has",
    .symptom = "The entry has no effect.",
    .cause = "public_ip_addresses declares addresses of gateways and VMs, and none names this one. "
             "Those of public load balancers and NAT gateways have no part here.",
    .mend = "Name it in the public_ip_addresses of the gateway or VM, or remove it.",
    .source = "scenarios/README.md, section public address",
};

const struct diag_code rules_code_client_pool = {
    .id = "VN0816",
    .severity = DIAG_WARNING,
    .title = "point-to-site clients expected across a Vnet2Vnet connection",
    .symptom =
        "Clients reach the network of their gateway, and nothing behind its Vnet2Vnet connections: "
        "answers have no route. "
        "Clients are not simulated; that the pool is missing can be seen with vnetsim routes.",
    .cause = "A Vnet2Vnet connection carries the prefixes of the other network. The pool of the "
             "clients that dial in at its "
             "gateway is not among them, so a route or a security rule for it on this side waits "
             "in vain.",
    .mend = "Join the gateways with connections of type IPsec, and list the pool in the local "
            "network gateway of the side that "
            "the clients are to reach; or peer the networks with gateway transit, which tells the "
            "pool.",
    .source = "VPN Gateway FAQ, 2026-06-04; Gateway transit for virtual network peering, "
              "2018-03-25 (the pool is told to spokes)",
    .example = "lng-a: {endpoint: gw-a, address_prefixes: [10.1.0.0/16, 172.16.201.0/24]}    # the "
               "pool as well\n"
               "b-to-a: {type: IPsec, from: gw-b, to: lng-a, shared_key: example}\n",
};
