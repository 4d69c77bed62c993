#!/bin/sh
# A cloud of 1,000 networks with as many gateways, 1,920 connections and 100,000 VMs in 200 groups: CPU time and memory of
# check, and of trace --all (39,800 pairs, there and back). Once with static routes in forty stars, once with BGP everywhere and
# the stars' hubs in a ring, so that every gateway learns of every network. Every subnet has a security group, with a rule of 4,000
# addresses (every other one of 16 groups' VMs) and one of 4,000 ports.
set -eu
cd "$(dirname "$0")/../.."
: "${VNETSIM:=./vnetsim}"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
for bgp in 0 1; do
awk -v bgp=$bgp 'BEGIN {
  split("westus eastus northeurope westeurope uksouth japaneast centralus francecentral", region, " ")
  print "vnetsim: 1\nsimulation: {duration: 1s}\nvirtual_networks:"
  for (i = 0; i < 1000; i++) {
    at = (10 + int(i / 250)) "." (i % 250)
    printf "  v%d: {region: %s, address_prefixes: [%s.0.0/16], subnets: {s: {address_prefix: %s.0.0/20, network_security_group: n}, GatewaySubnet: {address_prefix: %s.255.0/27}}}\n", i, region[i % 8 + 1], at, at, at
  }
  print "virtual_network_gateways:"
  more = bgp ? ", enable_bgp: true" : ""
  for (i = 0; i < 1000; i++) printf "  g%d: {virtual_network: v%d, sku: VpnGw5AZ%s%s}\n", i, i, more, bgp ? ", bgp_settings: {asn: " 100000 + i "}" : ""
  print "connections:"
  for (i = 40; i < 1000; i++) printf "  c%d: {type: Vnet2Vnet, from: g%d, to: g%d, shared_key: k%s}\n  d%d: {type: Vnet2Vnet, from: g%d, to: g%d, shared_key: k%s}\n", i, i, i % 40, more, i, i % 40, i, more
  for (i = 0; bgp && i < 40; i++) printf "  r%d: {type: Vnet2Vnet, from: g%d, to: g%d, shared_key: k%s}\n  s%d: {type: Vnet2Vnet, from: g%d, to: g%d, shared_key: k%s}\n", i, i, (i + 1) % 40, more, i, (i + 1) % 40, i, more
  print "virtual_machines:"
  for (i = 0; i < 200; i++) printf "  m%d: {subnet: v%d/s, count: 500}\n", i, i * 5
  print "network_security_groups:\n  n:\n    security_rules:"
  printf "      some: {priority: 100, direction: Inbound, access: Deny, protocol: Tcp, source_address_prefixes: ["
  for (k = 0; k < 4000; k++) {
    v = int(k / 250) * 5
    host = 4 + 2 * (k % 250)
    printf "%s%d.%d.%d.%d", k ? ", " : "", 10 + int(v / 250), v % 250, int(host / 256), host % 256
  }
  printf "]}\n      ports: {priority: 110, direction: Inbound, access: Deny, protocol: Tcp, destination_port_ranges: ["
  for (k = 0; k < 4000; k++) printf "%s%d", k ? ", " : "", 10 + 2 * k
  print "]}"
  print "traffic: {}"
}' >"$dir/size.yaml"
for what in check "trace --all"; do
  # shellcheck disable=SC2086
  set -- $what
  command=$1
  shift
  /usr/bin/time -f '%U %S %M' -o "$dir/time" "$VNETSIM" "$command" "$dir/size.yaml" "$@" >/dev/null 2>&1 || true # trace: not all reach each other
  tail -n 1 "$dir/time" | awk -v what="$what$([ $bgp = 0 ] || echo ", BGP")" '{ printf "%-18s %6.2f s of CPU, %5.0f MiB   (goal: 10 s, 2048 MiB)\n", what, $1 + $2, $3 / 1024 }'
done
done
