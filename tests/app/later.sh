#!/bin/sh
# What the language names and the simulator does not model yet is refused with "not simulated yet" and exit 3: never accepted and
# ignored. At its harmless default it is accepted.
set -u
cd "$(dirname "$0")/../.."
: "${VNETSIM:=./vnetsim}"
scenario=scenarios/westus-northeurope.yaml
passed=0 failed=0

refused() {
  out=$("$VNETSIM" check $scenario --set "$1" 2>&1)
  if [ $? = 3 ] && echo "$out" | grep -q 'error\[VN0016\].*not simulated yet'; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED: $1"
    echo "$out"
  fi
}

accepted() {
  if out=$("$VNETSIM" check $scenario --set "$1" 2>&1); then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED: $1"
    echo "$out"
  fi
}

gw=virtual_network_gateways.gw-westus
connection=connections.westus-to-northeurope
peering='virtual_networks.vnet-westus.peerings={p: {remote_virtual_network: vnet-northeurope,'
refused "$gw.gateway_type=ExpressRoute"
refused "$connection.type=ExpressRoute"

accepted "virtual_networks.vnet-westus.dns_servers=[10.1.0.4]"
accepted "$gw.active_active=false"
accepted "virtual_machines.web.os=linux"
accepted "virtual_machines.web.os=windows"
accepted "$gw.vpn_type=RouteBased"
accepted "$connection.connection_mode=Default"
accepted "virtual_machines.web.os=linux"
accepted "virtual_machines.web.ip_forwarding=false"
accepted "traffic.replicate.transport=udp"
accepted "traffic.replicate.transport=tcp"
accepted "traffic.x={from: web, to: db, app: bulk, size: unlimited, receive_buffer: 1MB, send_buffer: 1MB}"
accepted "links.inter_region.queue={discipline: drop_tail, limit: 1MB}"
accepted "links.inter_region.queue={limit: 100packets}"
for discipline in codel fq_codel; do
  accepted "links.inter_region.queue.discipline=$discipline"
done
accepted "links.inter_region.latency={distribution: fixed, base: 70ms, reorder: false}"
accepted "links.inter_region.latency={distribution: normal, base: 70ms, mean: 1ms, stddev: 1ms, reorder: true}"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
