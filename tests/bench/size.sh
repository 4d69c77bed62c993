#!/bin/sh
# A cloud of 1,000 networks with as many gateways, 1,920 connections and 100,000 VMs in 200 groups: CPU time and memory of
# check, and of trace --all (39,800 pairs, there and back).
set -eu
cd "$(dirname "$0")/../.."
: "${VNETSIM:=./vnetsim}"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
awk 'BEGIN {
  split("westus eastus northeurope westeurope uksouth japaneast centralus francecentral", region, " ")
  print "vnetsim: 1\nsimulation: {duration: 1s}\nvirtual_networks:"
  for (i = 0; i < 1000; i++) {
    at = (10 + int(i / 250)) "." (i % 250)
    printf "  v%d: {region: %s, address_prefixes: [%s.0.0/16], subnets: {s: {address_prefix: %s.0.0/20}, GatewaySubnet: {address_prefix: %s.255.0/27}}}\n", i, region[i % 8 + 1], at, at, at
  }
  print "virtual_network_gateways:"
  for (i = 0; i < 1000; i++) printf "  g%d: {virtual_network: v%d, sku: VpnGw5AZ}\n", i, i
  print "connections:"
  for (i = 40; i < 1000; i++) printf "  c%d: {type: Vnet2Vnet, from: g%d, to: g%d, shared_key: k}\n  d%d: {type: Vnet2Vnet, from: g%d, to: g%d, shared_key: k}\n", i, i, i % 40, i, i % 40, i
  print "virtual_machines:"
  for (i = 0; i < 200; i++) printf "  m%d: {subnet: v%d/s, count: 500}\n", i, i * 5
  print "traffic: {}"
}' >"$dir/size.yaml"
for what in check "trace --all"; do
  # shellcheck disable=SC2086
  set -- $what
  command=$1
  shift
  /usr/bin/time -f '%U %S %M' -o "$dir/time" "$VNETSIM" "$command" "$dir/size.yaml" "$@" >/dev/null 2>&1 || true # trace: not all reach each other
  tail -n 1 "$dir/time" | awk -v what="$what" '{ printf "%-12s %6.2f s of CPU, %5.0f MiB   (goal: 10 s, 2048 MiB)\n", what, $1 + $2, $3 / 1024 }'
done
