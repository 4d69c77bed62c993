#!/bin/sh
# vnetsim diff: what a change does, and the exit code a CI goes by.
set -u
cd "$(dirname "$0")/../.."
. tests/app/ok.sh
hub=scenarios/hub-spoke.yaml
vpn=scenarios/westus-northeurope.yaml
ok "the same: exit 0" exits 0 "$VNETSIM" diff $hub $hub
ok "says so" grep -q 'no difference' "$dir/out"
ok "an appliance that stops to forward: exit 1" exits 1 "$VNETSIM" diff $hub $hub --set virtual_machines.fw.ip_forwarding=false
ok "names the pair and the cause" grep -q 'web -> db BECAME UNREACHABLE: not_forwarding at nic:fw-0' "$dir/out"
ok "keys that differ: exit 1" exits 1 "$VNETSIM" diff $vpn $vpn --set connections.westus-to-northeurope.shared_key=exemple
ok "names the tunnel" grep -q '~ westus-to-northeurope: was up, is down: keys differ' "$dir/out"
ok "instances: exit 0" exits 0 "$VNETSIM" diff $vpn $vpn --set virtual_network_gateways.gw-westus.active_active=true
ok "one tunnel less" grep -q -- '- westus-to-northeurope: gw-westus -> gw-northeurope, GCMAES256, packets of up to 1446 B; up' "$dir/out"
ok "two more" sh -c "[ \$(grep -c '+ westus-to-northeurope/[01]-0: gw-westus -> gw-northeurope, GCMAES256' '$dir/out') = 2 ]"
ok "a proposal: exit 0" exits 0 "$VNETSIM" diff $vpn $vpn --set 'connections.*.ipsec_policy={ipsec_encryption: AES256, ipsec_integrity: SHA256, ike_encryption: AES256, ike_integrity: SHA256, dh_group: DHGroup14, pfs_group: None, sa_lifetime: 27000s, sa_data_size: 102400000KB}'
ok "names what packets see of it" grep -Eq '~ westus-to-northeurope: was .*GCMAES256, packets of up to 1446 B; is .*AES256.*, packets of up to 14[0-9][0-9] B' "$dir/out"
ok "VPN to peering: exit 0" exits 0 "$VNETSIM" diff $vpn scenarios/westus-northeurope-peering.yaml
ok "names the routes" grep -q '+ vnet-westus/workload: 10.2.0.0/16 -> VNetPeering vnet-northeurope' "$dir/out"
ok "a range that is mended: exit 0" sh -c "sed 's|address_prefixes: \[10.11.0.0/16\]|address_prefixes: [10.1.0.0/16]|' scenarios/site-to-site-wrong-range.yaml >'$dir/mended.yaml' && '$VNETSIM' diff scenarios/site-to-site-wrong-range.yaml '$dir/mended.yaml' 2>/dev/null >'$dir/out2'"
ok "became reachable" grep -q '+ web -> db became reachable' "$dir/out2"
ok "a scenario that is none: exit 3" exits 3 "$VNETSIM" diff $vpn tests/bad/vn0102-region.yaml
ok "one alone: exit 2" exits 2 "$VNETSIM" diff $vpn
finish
