#!/bin/sh
# trace and routes on the command line: what they show, and their exit codes.
set -u
cd "$(dirname "$0")/../.."
. tests/app/ok.sh
hub=scenarios/hub-spoke.yaml
vpn=scenarios/westus-northeurope.yaml
ok "both ways: exit 0" exits 0 "$VNETSIM" trace $vpn --from web --to db
ok "the tunnel and its sizes" grep -q 'GCMAES256: 1400 B become 1456 B; the largest that fits is 1446 B' "$dir/out"
ok "the round trip, least" grep -q 'both ways; a round trip takes 134.220 ms' "$dir/out"
ok "keys that differ: exit 1" exits 1 "$VNETSIM" trace $vpn --from web --to db --set connections.westus-to-northeurope.shared_key=exemple
ok "the cause" grep -q 'DROPPED at tunnel:westus-to-northeurope, cause tunnel_down: of .westus-to-northeurope. and .northeurope-to-westus. the keys differ' "$dir/out"
ok "both places" sh -c "grep -q 'decided at' '$dir/out' && grep -q 'and at $vpn:4' '$dir/out'"
ok "the mend" grep -q 'mend: say the same at both ends' "$dir/out"
ok "a range that is wrong: exit 1" exits 1 "$VNETSIM" trace scenarios/site-to-site-wrong-range.yaml --all
ok "is one way" grep -q 'one-way .*answer: no_route at vnet:vnet-northeurope' "$dir/out"
ok "through the appliance" exits 0 "$VNETSIM" trace $hub --from web --to db --protocol udp --port 5432
ok "the rule that lets it pass" grep -q 'allowed by app, priority 100' "$dir/out"
ok "symmetric" sh -c "! grep -q ASYMMETRIC '$dir/out'"
ok "another port is denied" exits 1 "$VNETSIM" trace $hub --from web --to db --protocol udp --port 1433
ok "by which rule" grep -q 'cause nsg: security group .data. denies it (others)' "$dir/out"
ok "a direct way back" exits 0 "$VNETSIM" trace $hub --from web --to db --set 'virtual_networks.spoke-app.peerings.x={remote_virtual_network: spoke-data}' \
  --set 'virtual_networks.spoke-data.peerings.x={remote_virtual_network: spoke-app}' --set 'virtual_networks.spoke-data.subnets.workload={address_prefix: 10.2.0.0/24}'
ok "is asymmetric" grep -q ASYMMETRIC "$dir/out"
ok "no such VM: exit 2" exits 2 "$VNETSIM" trace $hub --from wep --to db
ok "a suggestion" grep -q 'did you mean `web`' "$dir/err"
ok "routes of a VM" exits 0 "$VNETSIM" routes $hub web
ok "the user-defined one" grep -q '10.2.0.0/24 .*User (by-firewall/to-data) .*VirtualAppliance 10.0.1.4 .*Active' "$dir/out"
ok "the lent gateway" grep -q '10.9.0.0/16 .*Gateway (hub-to-partner) .*VirtualNetworkGateway gw-hub' "$dir/out"
ok "routes of a subnet" exits 0 "$VNETSIM" routes $hub hub/GatewaySubnet
ok "what goes before" exits 0 "$VNETSIM" routes $vpn vnet-westus/workload --set 'route_tables={t: {routes: {r: {address_prefix: 10.2.0.0/16, next_hop_type: None}}}}' \
  --set virtual_networks.vnet-westus.subnets.workload.route_table=t
ok "is said" grep -q 'Gateway (westus-to-northeurope) .*Invalid: 10.2.0.0/16 -> None goes before it' "$dir/out"
ok "no such subnet: exit 2" exits 2 "$VNETSIM" routes $hub hub/none
finish
