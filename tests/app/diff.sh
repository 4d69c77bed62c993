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
ok "names the pair" grep -q -- '- web -> db BECAME UNREACHABLE, was reachable' "$dir/out"
ok "the cause and the place" grep -q 'not_forwarding at nic:fw-0: `fw` is to pass it on' "$dir/out"
ok "the mend" grep -q 'mend: ip_forwarding: true' "$dir/out"
ok "the traffic that suffers" grep -q -- '- query BECAME LOST FOR ALL FLOWS, was arriving' "$dir/out"
ok "keys that differ: exit 1" exits 1 "$VNETSIM" diff $vpn $vpn --set connections.westus-to-northeurope.shared_key=exemple
ok "names the tunnel" sh -c "grep -A1 '~ westus-to-northeurope: was up; gw-westus' '$dir/out' | grep -q 'is down: keys differ'"
ok "instances: exit 0" exits 0 "$VNETSIM" diff $vpn $vpn --set virtual_network_gateways.gw-westus.active_active=true
ok "one tunnel less" grep -q -- '- westus-to-northeurope: up; gw-westus -> gw-northeurope, GCMAES256, packets of up to 1446 B' "$dir/out"
ok "two more" sh -c "[ \$(grep -c '+ westus-to-northeurope/[01]-0: up; gw-westus -> gw-northeurope, GCMAES256' '$dir/out') = 2 ]"
ok "a proposal: exit 0" exits 0 "$VNETSIM" diff $vpn $vpn --set 'connections.*.ipsec_policy={ipsec_encryption: AES256, ipsec_integrity: SHA256, ike_encryption: AES256, ike_integrity: SHA256, dh_group: DHGroup14, pfs_group: None, sa_lifetime: 27000s, sa_data_size: 102400000KB}'
ok "names what packets see of it" sh -c "grep -A1 '~ westus-to-northeurope: was .*GCMAES256, packets of up to 1446 B' '$dir/out' | grep -Eq 'is up; .*AES256.*, packets of up to 14[0-9][0-9] B'"
ok "VPN to peering: exit 0" exits 0 "$VNETSIM" diff $vpn scenarios/westus-northeurope-peering.yaml
ok "names the routes" grep -q '+ vnet-westus/workload: 10.2.0.0/16 -> VNetPeering vnet-northeurope' "$dir/out"
ok "a range that is mended: exit 0" sh -c "sed 's|address_prefixes: \[10.11.0.0/16\]|address_prefixes: [10.1.0.0/16]|' scenarios/site-to-site-wrong-range.yaml >'$dir/mended.yaml' && '$VNETSIM' diff scenarios/site-to-site-wrong-range.yaml '$dir/mended.yaml' 2>/dev/null >'$dir/out2'"
ok "became reachable" grep -q '+ web -> db became reachable, was one-way' "$dir/out2"
ok "and back: one way is worse" exits 1 "$VNETSIM" diff "$dir/mended.yaml" scenarios/site-to-site-wrong-range.yaml
ok "says so" grep -q -- '- web -> db BECAME ONE-WAY, was reachable' "$dir/out"
ok "that it is the answer" grep -q 'no_route at vnet:vnet-northeurope: the answer: ' "$dir/out"
# instances of which each end chooses for itself, in front of a firewall that keeps state
pair=tests/bad/vn0805-stateful-pair.yaml
ok "some flows" exits 1 sh -c "sed 's/stateful: true/stateful: false/' $pair >'$dir/easy.yaml' && '$VNETSIM' diff '$dir/easy.yaml' $pair"
ok "says so" grep -Eq 'BECAME REACHABLE FOR [0-9.]+% OF FLOWS, was reachable' "$dir/out"

# a security group: a ping passes as before, what the traffic is made of does not
rules='{deny: {priority: 100, direction: Inbound, access: Deny, protocol: Tcp, source_address_prefix: "*", source_port_range: "*", destination_address_prefix: "*", destination_port_range: "1433"}}'
sed 's|^virtual_machines:|network_security_groups: {nsg: {}}\n&|; s|workload: {address_prefix: 10.2.0.0/24}|workload: {address_prefix: 10.2.0.0/24, network_security_group: nsg}|
  s|^traffic:|&\n  sql: {from: web, to: db, app: bulk, transport: tcp, port: 1433, size: 1MB}|' $vpn >"$dir/open.yaml"
ok "a security group: exit 1" exits 1 "$VNETSIM" diff "$dir/open.yaml" "$dir/open.yaml" --set "network_security_groups.nsg.security_rules=$rules"
ok "names the traffic" grep -q -- '- sql BECAME LOST FOR ALL FLOWS' "$dir/out"
ok "and the rule" grep -q 'nsg at .*deny' "$dir/out"
ok "no pair, by ping" sh -c "! grep -q 'web -> db' '$dir/out'"
ok "a pair, by its port" exits 1 "$VNETSIM" diff "$dir/open.yaml" "$dir/open.yaml" --set "network_security_groups.nsg.security_rules=$rules" --protocol tcp --port 1433
ok "says so" grep -q -- '- web -> db BECAME UNREACHABLE' "$dir/out"
ok "for programs" exits 1 "$VNETSIM" diff "$dir/open.yaml" "$dir/open.yaml" --set "network_security_groups.nsg.security_rules=$rules" --json
ok "as JSON" python3 -c "
import json
d = json.load(open('$dir/out'))
c = d['changes'][0]
assert (d['worse'], d['better'], len(d['changes'])) == (1, 0, 1)
assert c['kind'] == 'traffic' and c['what'] == 'sql' and c['worse'] and c['cause'] == 'nsg' and 'deny' in c['why'] and c['mend']"

# routes to service tags
tag() { # HOP
  echo "route_tables={t: {routes: {r: {address_prefix: Storage.WestUS, next_hop_type: $1}}}}"
}
sed 's|workload: {address_prefix: 10.1.0.0/24}|workload: {address_prefix: 10.1.0.0/24, route_table: t}|; s|^virtual_machines:|route_tables: {t: {routes: {r: {address_prefix: storage.westus, next_hop_type: Internet}}}}\n&|' $vpn >"$dir/tagged.yaml"
ok "a tag's name in other letters: exit 0" exits 0 "$VNETSIM" diff "$dir/tagged.yaml" "$dir/tagged.yaml" --set "$(tag Internet)"
ok "is no difference" grep -q 'no difference' "$dir/out"
ok "another next hop" exits 0 "$VNETSIM" diff "$dir/tagged.yaml" "$dir/tagged.yaml" --set "$(tag None)"
ok "is one" grep -q '+ vnet-westus/workload: Storage.WestUS -> None' "$dir/out"

# machines that come, go, change their name or their place
sed 's/^  web: /  front: /; s/from: web$/from: front/; s/from: web,/from: front,/; s/to: web,/to: front,/' $vpn >"$dir/renamed.yaml"
ok "another name: exit 0" exits 0 "$VNETSIM" diff $vpn "$dir/renamed.yaml"
ok "says so" sh -c "grep -A1 '~ web: was vnet-westus/workload, 4 from 10.1.0.4' '$dir/out' | grep -q 'renamed front'"
ok "another name and a key that differs: exit 1" exits 1 "$VNETSIM" diff $vpn "$dir/renamed.yaml" --set connections.westus-to-northeurope.shared_key=exemple
ok "names the pair" grep -q -- '- web -> db BECAME UNREACHABLE' "$dir/out"
# which way a flow takes goes by its name: what all of its ways come to does not
sed 's|web: {subnet: vnet-westus/workload, count: 2}|web: {subnet: vnet-westus/workload, count: 3}|; s/from: web, to: ilb, flows: 8/from: web-0, to: ilb, flows: 5/' tests/bad/vn0717-own-backend.yaml >"$dir/own.yaml"
for name in aa front1 kk w1 zz; do
  sed "s/\bweb\b/$name/g" "$dir/own.yaml" >"$dir/own-$name.yaml"
  ok "senders to their own balancer, renamed $name" exits 0 "$VNETSIM" diff "$dir/own.yaml" "$dir/own-$name.yaml"
  ok "what reaches what is as before" grep -q '^1 change; what reaches what is as before' "$dir/out"
done
ok "one member less: exit 1" exits 1 "$VNETSIM" diff "$dir/own.yaml" "$dir/own.yaml" --set virtual_machines.web.count=2
ok "says for how many" grep -q -- '- ask BECAME LOST FOR 50.0% OF FLOWS, was lost for 33.3% of flows' "$dir/out"
for name in a z to-the-site; do
  sed "s/to-a:/$name:/; s/to-seattle:/$name:/" $pair >"$dir/pair-$name.yaml"
  ok "connections renamed $name" exits 0 "$VNETSIM" diff $pair "$dir/pair-$name.yaml"
  ok "what reaches what is as before" sh -c "! grep -q became '$dir/out' && ! grep -q BECAME '$dir/out'"
done
ok "more members" exits 0 "$VNETSIM" diff $vpn $vpn --set virtual_machines.web.count=6
ok "says so" grep -q 'is vnet-westus/workload, 6 from 10.1.0.4' "$dir/out"
sed 's|^virtual_machines:|&\n  new: {subnet: vnet-westus/workload}|' $vpn >"$dir/more.yaml"
ok "one more: exit 0" exits 0 "$VNETSIM" diff $vpn "$dir/more.yaml"
ok "says so" grep -q '+ new: vnet-westus/workload, 1 from 10.1.0.4' "$dir/out"
ok "one less: exit 0" exits 0 "$VNETSIM" diff "$dir/more.yaml" $vpn
ok "says so" grep -q -- '- new: vnet-westus/workload' "$dir/out"

ok "the members of an entry lose each other: exit 1" exits 1 "$VNETSIM" diff $vpn $vpn \
  --set 'network_security_groups={n: {security_rules: {alone: {priority: 100, direction: Inbound, access: Deny, protocol: "*", source_address_prefix: 10.1.0.0/16}}}}' \
  --set virtual_networks.vnet-westus.subnets.workload.network_security_group=n
ok "says so" sh -c "grep -q 'web -> web BECAME UNREACHABLE, was reachable' '$dir/out' && ! grep -q 'db -> db' '$dir/out'"

ok "standard input" exits 0 sh -c "'$VNETSIM' diff - $vpn <$vpn"
ok "twice: exit 2" exits 2 "$VNETSIM" diff - -
ok "a missing file: exit 5" exits 5 "$VNETSIM" diff $vpn "$dir/none.yaml"
ok "refused, as JSON: exit 3" exits 3 "$VNETSIM" diff tests/bad/vn0102-region.yaml tests/bad/vn0102-region.yaml --json
ok "one document" python3 -c "import json; assert json.load(open('$dir/out'))[0]['code'] == 'VN0102'"
ok "a scenario that is none: exit 3" exits 3 "$VNETSIM" diff $vpn tests/bad/vn0102-region.yaml
ok "one alone: exit 2" exits 2 "$VNETSIM" diff $vpn
finish
