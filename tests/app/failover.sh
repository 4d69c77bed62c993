#!/bin/sh
# failover: every single failure in turn, the same for any number of jobs; what it prints, writes and refuses.
set -u
cd "$(dirname "$0")/../.."
. tests/app/ok.sh

cat >"$dir/pair.yaml" <<'Y'
vnetsim: 1
simulation: {duration: 20s, warmup: 1s, sample_interval: 0s}
virtual_networks:
  vnet-w: {region: westus, address_prefixes: [10.1.0.0/16], subnets: {workload: {address_prefix: 10.1.0.0/24}, GatewaySubnet: {address_prefix: 10.1.255.0/27}}}
  vnet-n: {region: northeurope, address_prefixes: [10.2.0.0/16], subnets: {workload: {address_prefix: 10.2.0.0/24}, GatewaySubnet: {address_prefix: 10.2.255.0/27}}}
virtual_network_gateways:
  gw-w: {virtual_network: vnet-w, sku: VpnGw1AZ}
  gw-n: {virtual_network: vnet-n, sku: VpnGw1AZ}
connections:
  w-to-n: {type: Vnet2Vnet, from: gw-w, to: gw-n, shared_key: example}
  n-to-w: {type: Vnet2Vnet, from: gw-n, to: gw-w, shared_key: example}
virtual_machines:
  web: {subnet: vnet-w/workload}
  db: {subnet: vnet-n/workload}
traffic:
  heartbeat: {from: web, to: db, app: ping, interval: 100ms}
Y
ok "the gateways, one job" exits 0 "$VNETSIM" failover "$dir/pair.yaml" -j 1 -o "$dir/one"
ok "two jobs" exits 0 "$VNETSIM" failover "$dir/pair.yaml" -j 2 -o "$dir/two"
ok "the same bytes" cmp "$dir/one/failover.csv" "$dir/two/failover.csv"
ok "four failures, and none" sh -c "test \$(tail -n +2 '$dir/one/failover.csv' | wc -l) = 5"
outages() { # of a kind: all between two bounds, in seconds
  tail -n +2 "$dir/one/failover.csv" | awk -F, -v e="$1" -v lo="$2" -v hi="$3" '$6 == e { n++; if ($13 < lo || $13 > hi) bad = 1 } END { exit bad || n != 2 }'
}
ok "planned: 10 s to 15 s" outages planned_failover 10 15.3
ok "unplanned: 60 s to 90 s" outages unplanned_failover 60 90.3
ok "JSON" sh -c "'$VNETSIM' failover '$dir/pair.yaml' --json -o '$dir/json' 2>/dev/null | python3 -m json.tool >/dev/null"
ok "a gateway that is not there: not done" sh -c "! '$VNETSIM' failover '$dir/pair.yaml' --gateway nobody -o '$dir/none'"
ok "no scenario: exit 2" exits 2 "$VNETSIM" failover
ok "its help" exits 0 "$VNETSIM" failover --help
finish
