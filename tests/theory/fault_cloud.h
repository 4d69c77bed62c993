/*
 * A cloud in which every kind of thing can fail, as the text of a scenario up to its faults.
 */
#ifndef TESTS_THEORY_FAULT_CLOUD_H
#define TESTS_THEORY_FAULT_CLOUD_H

#define CLOUD                                                                                      \
    "virtual_networks:\n"                                                                          \
    "  a: {region: westeurope, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "    \
    "10.1.0.0/24}, GatewaySubnet: {address_prefix: "                                               \
    "10.1.255.0/27}}, peerings: {p: {remote_virtual_network: c}}}\n"                               \
    "  b: {region: northeurope, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "   \
    "10.2.0.0/24}, GatewaySubnet: {address_prefix: "                                               \
    "10.2.255.0/27}}}\n"                                                                           \
    "  c: {region: westeurope, address_prefixes: [10.3.0.0/16], subnets: {s: {address_prefix: "    \
    "10.3.0.0/24}}, peerings: {p: {remote_virtual_network: a}}}\n"                                 \
    "virtual_network_gateways:\n  ga: {virtual_network: a, sku: VpnGw1AZ%s}\n"                     \
    "  gb: {virtual_network: b, sku: VpnGw1AZ, enable_bgp: true, bgp_settings: {asn: 65010}}\n"    \
    "local_network_gateways: {l: {gateway_ip_address: 198.51.100.21, bgp_settings: {asn: 65020, "  \
    "bgp_peering_address: 172.20.0.1}}}\n"                                                         \
    "connections:\n  ab: {type: Vnet2Vnet, from: ga, to: gb, shared_key: k}\n  ba: {type: "        \
    "Vnet2Vnet, from: gb, to: ga, shared_key: k}\n"                                                \
    "  bl: {type: IPsec, from: gb, to: l, shared_key: k, enable_bgp: true}\n"                      \
    "on_premises_sites:\n  hq: {near: northeurope, address_prefixes: [172.20.0.0/16], bandwidth: " \
    "1Gbps, latency: 5ms, hosts: {h: {}}, devices: "                                               \
    "{fw: {public_ip: 198.51.100.21, bgp_settings: {asn: 65020, bgp_peering_address: "             \
    "172.20.0.1}}}}\n"                                                                             \
    "virtual_machines:\n  va: {subnet: a/s, zone: 1}\n  vb: {subnet: b/s}\n  vc: {subnet: c/s, "   \
    "zone: 2}\n"                                                                                   \
    "traffic:\n  vpn: {from: va, to: vb, app: ping, interval: 50ms}\n  peer: {from: va, to: vc, "  \
    "app: ping, interval: 50ms}\n"                                                                 \
    "  site: {from: vb, to: h, app: ping, interval: 50ms}\nfaults:\n"

#endif
