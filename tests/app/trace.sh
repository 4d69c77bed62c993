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
ok "as JSON" sh -c "'$VNETSIM' trace $hub --all --json | python3 -c 'import json,sys; d = json.load(sys.stdin); assert len(d) > 5 and {p[\"state\"] for p in d} == {\"reachable\", \"unreachable\"}'"
ok "symmetric" sh -c "! grep -q ASYMMETRIC '$dir/out'"
silent() { # CODE SCENARIO...: check has nothing of that code
  code=$1
  shift
  "$VNETSIM" check "$@" >"$dir/out" 2>&1 && ! grep -q "$code" "$dir/out"
}
ok "both spokes by a firewall that keeps state, in a hub with a gateway" silent VN0612 $hub --set 'virtual_machines.fw.appliance={stateful: true}'
ok "another port is denied" exits 1 "$VNETSIM" trace $hub --from web --to db --protocol udp --port 1433
ok "by which rule" grep -q 'cause nsg: security group .data. denies it (others)' "$dir/out"
ok "a direct way back" exits 0 "$VNETSIM" trace $hub --from web --to db --set 'virtual_networks.spoke-app.peerings.x={remote_virtual_network: spoke-data}' \
  --set 'virtual_networks.spoke-data.peerings.x={remote_virtual_network: spoke-app}' --set 'virtual_networks.spoke-data.subnets.workload={address_prefix: 10.2.0.0/24}'
ok "is asymmetric" grep -q ASYMMETRIC "$dir/out"
ok "an address of a VM" sh -c "'$VNETSIM' trace $vpn --from web --to 10.2.0.4 2>/dev/null | grep -q '^web-0 -> db-0$'"
ok "through the firewall to the Internet by the site" sh -c "'$VNETSIM' trace scenarios/forced-tunnelling.yaml --from app --to 203.0.113.9 2>/dev/null >'$dir/out'; grep -q 'leaves by its own way to the Internet' '$dir/out'"
ok "to nobody: exit 1" exits 1 "$VNETSIM" trace $vpn --from web --to 10.1.200.4
ok "out of the cloud without a way out: exit 1" exits 1 "$VNETSIM" trace $vpn --from web --to 203.0.113.9
ok "with one" exits 0 "$VNETSIM" trace $vpn --from web --to 203.0.113.9 --set 'virtual_networks.*.subnets.*.default_outbound_access=true'
ok "as JSON: there alone" sh -c "'$VNETSIM' trace $vpn --from web --to 203.0.113.9 --json 2>/dev/null | python3 -c 'import json,sys; d = json.load(sys.stdin); assert len(d) == 1 and d[0][\"code\"] == \"VN0624\" and not d[0][\"arrived\"]'"
for at in 168.63.129.16 169.254.169.254; do
  ok "the platform's own address $at, past its routes" exits 0 "$VNETSIM" trace $vpn --from web --to $at
  ok "$at: said so" grep -q 'reached where the VM stands' "$dir/out"
done
ok "not from a site" exits 1 "$VNETSIM" trace scenarios/forced-tunnelling.yaml --from proxy --to 168.63.129.16
for at in '127.0.0.1 loopback' '224.0.0.5 multicast' '0.0.0.0 this network' '255.255.255.255 broadcast' '169.254.1.1 link-local' '240.0.0.1 reserved'; do
  ok "$at: exit 1" exits 1 "$VNETSIM" trace $vpn --from web --to "${at%% *}" --set 'virtual_networks.*.subnets.*.default_outbound_access=true'
  ok "$at: why" grep -q "is ${at#* }: no packet" "$dir/out"
done
forced() { # CODE OPTION...
  code=$1
  shift
  exits "$code" "$VNETSIM" trace scenarios/forced-tunnelling.yaml --set 'internet_hosts.cdn={address: 203.0.113.9, near: westus, latency: 4ms}' "$@"
}
ok "to a host of the Internet by a site, and back" forced 0 --from app --to cdn
ok "the same way" sh -c "grep -q '^both ways' '$dir/out' && ! grep -q ASYMMETRIC '$dir/out' && [ \"\$(grep -c 'device headquarters/edge .*crypts' '$dir/out')\" = 2 ]"
ok "from the site itself" forced 0 --from proxy --to cdn
ok "it begins nothing" forced 2 --from cdn --to app
ok "with a way out of the firewall's, not of the VM's" forced 1 --from app --to cdn --set 'route_tables.rt-fw.routes.out={address_prefix: 0.0.0.0/0, next_hop_type: Internet}' --set virtual_networks.hub.subnets.firewall.route_table=rt-fw --set virtual_networks.spoke.subnets.workload.nat_gateway=nat
ok "whose it is" grep -q '`fw` has no way to the Internet' "$dir/out"
ok "no private address on the Internet" exits 1 "$VNETSIM" trace $vpn --from web --to 10.200.0.4 --set 'route_tables.out.routes.out={address_prefix: 0.0.0.0/0, next_hop_type: Internet}' --set virtual_networks.vnet-westus.subnets.workload.route_table=out --set virtual_networks.vnet-westus.subnets.workload.nat_gateway=nat
ok "no such VM: exit 2" exits 2 "$VNETSIM" trace $hub --from wep --to db
ok "a suggestion" grep -q 'did you mean `web`' "$dir/err"
ok "routes of a VM" exits 0 "$VNETSIM" routes $hub web
ok "the user-defined one" grep -q '10.2.0.0/24 .*User (by-firewall/to-data) .*VirtualAppliance 10.0.1.4 .*Active' "$dir/out"
ok "the lent gateway" grep -q '10.9.0.0/16 .*Gateway (hub-to-partner) .*VirtualNetworkGateway gw-hub' "$dir/out"
ok "routes of a subnet" exits 0 "$VNETSIM" routes $hub hub/GatewaySubnet
ok "what goes before" exits 0 "$VNETSIM" routes $vpn vnet-westus/workload --set 'route_tables={t: {routes: {r: {address_prefix: 10.2.0.0/16, next_hop_type: None}}}}' \
  --set virtual_networks.vnet-westus.subnets.workload.route_table=t
ok "is said" grep -q 'Gateway (westus-to-northeurope) .*Invalid: 10.2.0.0/16 -> None goes before it' "$dir/out"
hubs=scenarios/two-hubs.yaml
ok "two spokes of a hub: exit 1" exits 1 "$VNETSIM" trace $hubs --from app --to stock
ok "over the hub's gateway" exits 0 "$VNETSIM" trace $hubs --from app --to stock \
  --set 'route_tables={rt: {routes: {all: {address_prefix: 10.0.0.0/8, next_hop_type: VirtualNetworkGateway}}}}' \
  --set virtual_networks.spoke-orders.subnets.workload.route_table=rt --set virtual_networks.spoke-stock.subnets.workload.route_table=rt
ok "which routes it on" grep -q 'gateway gw-west .*routes on: 10.2.0.0/16 -> VNetPeering' "$dir/out"
ok "two stateful devices: exit 1" exits 1 "$VNETSIM" trace tests/bad/vn0805-stateful-pair.yaml --from web --to files
ok "by the flow" grep -q 'DEPENDS ON THE FLOW: 50.0% of all flows get an answer' "$dir/out"
ok "and how the others fare" sh -c "grep -q '^   25.0%  the answer: no_state at gateway:seattle/fw-a' '$dir/out' && grep -q 'code: VN0805' '$dir/out'"
pair=tests/bad/vn0805-stateful-pair.yaml
ok "as JSON: exit 1" exits 1 "$VNETSIM" trace $pair --from web --to files --json
ok "all the kinds, with their shares" python3 -c 'import json, sys; d = json.load(open(sys.argv[1])); assert len(d) == 6 and [w["share"] for w in d] == [0.5] * 2 + [0.25] * 4, d' "$dir/out"
ok "of all, as JSON" sh -c "'$VNETSIM' trace $pair --all --json >'$dir/out' 2>/dev/null; python3 -c 'import json, sys; d = json.load(open(sys.argv[1])); assert {(p[\"state\"], p[\"share\"]) for p in d} == {(\"some\", 0.5)}, d' '$dir/out'"
ok "a range that the other side sends on" silent VN0408 $hubs --set 'connections.north-to-west={type: IPsec, from: gw-north, to: lng, shared_key: example}' \
  --set 'local_network_gateways={lng: {endpoint: gw-west, address_prefixes: [10.0.0.0/16, 10.1.0.0/16, 10.2.0.0/16]}}'
site=scenarios/two-sites.yaml
ok "to a site" exits 0 "$VNETSIM" trace $site --from web --to erp
ok "over its line" sh -c "grep -q '^ *[0-9.]* ms  line  *westus2 -> portland' '$dir/out' && grep -q 'BGP, AS path of 1' '$dir/out'"
ok "with a wrong address: exit 1" exits 1 "$VNETSIM" trace $site --from web --to files --set local_network_gateways.lng-seattle.gateway_ip_address=198.51.100.8
ok "nobody has it" grep -q 'cause tunnel_down: no declared gateway or device has the address 198.51.100.8' "$dir/out"
nat=scenarios/overlapping-site.yaml
ok "addresses are translated" exits 0 "$VNETSIM" trace $nat --from shop --to tills
ok "both of them" grep -q '10.1.0.4 -> 10.102.0.4 becomes 10.101.0.4 -> 10.1.0.4' "$dir/out"
ok "without the one rule: exit 1" exits 1 "$VNETSIM" trace $nat --from shop --to tills --set virtual_network_gateways.gw.nat_rules.hub-there.internal_mapping=10.77.0.0/16
ok "the range is the site's own" grep -q 'site:branch' "$dir/out"
ok "BGP whose tunnel is down: exit 1" exits 1 "$VNETSIM" trace $site --from web --to erp --set on_premises_sites.portland.devices.fw-a.shared_key=x \
  --set on_premises_sites.portland.devices.fw-b.shared_key=x
ok "and the keys" sh -c "grep -q 'no BGP over .to-portland-a., whose tunnel is down: of .to-portland-a. and .portland/fw-a/to-portland-a. the keys differ' '$dir/out' && grep -q 'code: VN0412' '$dir/out'"
ok "both places" sh -c "grep -A2 'DROPPED at vnet:vnet-west' '$dir/out' | grep -q 'and at $site'"
ok "a peer that is not the one: exit 1" exits 1 "$VNETSIM" trace $site --from web --to erp --set local_network_gateways.*.bgp_settings.asn=65099
ok "is the reason" grep -q 'of .to-portland-a. the BGP peer is not the one that is expected' "$dir/out"
ok "a peering that leads on to nobody: exit 1" exits 1 "$VNETSIM" trace $hubs --from app --to stock
ok "is named, with both its sides" sh -c "grep -q '.hub-west. is peered with both, and peerings do not lead on' '$dir/out' && grep -q 'code: VN0620' '$dir/out'"
spoke() { # a spoke behind the gateway: nothing to be said of its way
  "$VNETSIM" check $nat --set virtual_network_gateways.gw.nat_rules.hub-there.internal_mapping=10.0.0.0/12 --set virtual_network_gateways.gw.nat_rules.hub-there.external_mapping=172.16.0.0/12 \
    --set 'virtual_networks.spoke={region: northeurope, address_prefixes: [10.3.0.0/16], subnets: {s: {address_prefix: 10.3.0.0/24}}, peerings: {hub: {remote_virtual_network: vnet-hub, use_remote_gateways: true}}}' \
    --set 'virtual_networks.vnet-hub.peerings={spoke: {remote_virtual_network: spoke, allow_gateway_transit: true}}' \
    --set 'virtual_machines.app={subnet: spoke/s}' --set 'traffic.ask={from: app, to: tills, app: ping}' >"$dir/out" 2>&1 && ! grep -q VN0620 "$dir/out"
}
ok "a spoke's way is one by its translated address" spoke
few="--set virtual_network_gateways.gw.nat_rules.branch-here.type=Dynamic --set virtual_network_gateways.gw.nat_rules.branch-here.external_mapping=10.102.0.0/30"
# shellcheck disable=SC2086
{
  ok "behind a dynamic rule one begins" exits 0 "$VNETSIM" trace $nat --from tills-1 --to shop $few
  ok "with an address of its pool" grep -q '10.1.0.5 -> 10.101.0.4 becomes 10.102.0.1 -> 10.1.0.4' "$dir/out"
  ok "nobody else does: exit 1" exits 1 "$VNETSIM" trace $nat --from shop --to tills $few
  ok "and why" grep -q 'DROPPED at gateway:gw, cause no_translation: NAT rule .branch-here. is dynamic' "$dir/out"
  ok "nobody of all: exit 1" exits 1 "$VNETSIM" trace $nat --all $few
  ok "at the same place" grep -q '^NOT  no_translation at gateway:gw: NAT rule .branch-here. is dynamic' "$dir/out"
}
web="--set virtual_machines.shop.count=1 --set virtual_network_gateways.gw.nat_rules.hub-there.internal_port_range=5001 --set virtual_network_gateways.gw.nat_rules.hub-there.external_port_range=15001"
# shellcheck disable=SC2086
{
  ok "a static rule for a port" exits 0 "$VNETSIM" trace $nat --from tills --to shop --protocol tcp --port 5001 $web
  ok "has another one outside" grep -q '10.1.0.4:49152 -> 10.101.0.4:15001 becomes 10.102.0.4:49152 -> 10.1.0.4:5001' "$dir/out"
  ok "and for no other: exit 1" exits 1 "$VNETSIM" trace $nat --from tills --to shop --protocol tcp --port 5002 $web
  ok "nor for ICMP" exits 1 "$VNETSIM" trace $nat --from tills --to shop $web
}
ok "a rule for each instance" exits 0 "$VNETSIM" trace tests/good/nat-instances.yaml --from a --to h1
ok "answers go to the pool of the instance that was asked, and through it" sh -c "grep -q '10.0.0.4 -> 100.66.0.4 becomes 100.65.0.[0-9]* -> 10.0.0.4' '$dir/out' && grep -q '100.65.0.[0-9]*/28 -> VirtualNetworkGateway' '$dir/out'"
"$VNETSIM" trace tests/good/nat-instances.yaml --all >"$dir/out" 2>&1
ok "whichever of the two it is" sh -c "grep -q '^  h1 -> a$' '$dir/out' && ! grep -q 'a -> h1' '$dir/out' && grep -q '1 pairs reachable, 1 not' '$dir/out'"
ok "rules at both ends: two networks of one range" exits 0 "$VNETSIM" trace tests/good/nat-same-range.yaml --from ma --to mb
ok "each gateway translates its own" sh -c "grep -q '10.0.0.4 -> 100.65.0.4 becomes 100.64.0.4 -> 100.65.0.4' '$dir/out' && grep -q '100.64.0.4 -> 100.65.0.4 becomes 100.64.0.4 -> 10.0.0.4' '$dir/out'"
ok "names over three gateways, by two pools in a row" exits 0 "$VNETSIM" trace tests/good/nat-chain.yaml --from tills-0 --to racks-0
ok "and back by both" sh -c "grep -q '192.168.0.4 -> 172.30.0.[04] becomes 172.20.0.4 -> 172.16.0.4' '$dir/out' && grep -q '172.20.0.4 -> 172.16.0.4 becomes 172.20.0.4 -> 192.168.0.4' '$dir/out'"
ok "members that a route tells apart: exit 1" exits 1 "$VNETSIM" trace $vpn --all --set virtual_machines.db.count=8 \
  --set 'route_tables={t: {routes: {r: {address_prefix: 10.2.0.6/31, next_hop_type: None}}}}' --set virtual_networks.vnet-westus.subnets.workload.route_table=t
ok "which, and how many" sh -c "grep -q '^some  of the others: route_none at vnet:vnet-westus: .*(web-0 -> db-2)' '$dir/out' && grep -q '^  web -> db (75.0%)' '$dir/out'"
ok "an appliance that is not there: exit 1" exits 1 "$VNETSIM" trace $vpn --from web --to db --set virtual_networks.vnet-westus.subnets.workload.route_table=t \
  --set 'route_tables={t: {routes: {r: {address_prefix: 10.2.0.0/16, next_hop_type: VirtualAppliance, next_hop_ip_address: 10.1.0.99}}}}'
ok "is named, with a code" sh -c "grep -q 'the route 10.2.0.0/16 -> VirtualAppliance (10.1.0.99) of .vnet-westus. leads to an appliance that is not there' '$dir/out' && grep -q 'code: VN0606 ' '$dir/out'"
ok "which others it has won over" grep -q 'user-defined t/r; before VirtualNetworkGateway (connection westus-to-northeurope), gateway' "$dir/out"
chain() { # N: gateways in a row, each with BGP to the next
  awk -v n="$1" 'BEGIN {
    print "vnetsim: 1\nsimulation: {duration: 10s}\nvirtual_networks:"
    for (i = 0; i < n; i++) printf "  v%d: {region: %s, address_prefixes: [10.%d.0.0/16], subnets: {s: {address_prefix: 10.%d.0.0/24}, GatewaySubnet: {address_prefix: 10.%d.255.0/27}}}\n", i, i % 2 ? "westus" : "eastus", i, i, i
    print "virtual_network_gateways:"
    for (i = 0; i < n; i++) printf "  g%d: {virtual_network: v%d, sku: VpnGw1AZ, enable_bgp: true, bgp_settings: {asn: %d}}\n", i, i, 65100 + i
    print "connections:"
    for (i = 1; i < n; i++) printf "  c%d: {type: Vnet2Vnet, from: g%d, to: g%d, shared_key: k, enable_bgp: true}\n  d%d: {type: Vnet2Vnet, from: g%d, to: g%d, shared_key: k, enable_bgp: true}\n", i, i - 1, i, i, i, i - 1
    print "virtual_machines:"
    for (i = 0; i < n; i++) printf "  m%d: {subnet: v%d/s}\n", i, i
    printf "traffic: {t: {from: m0, to: m%d, app: ping, interval: 100ms, start: 3s, stop: 4s, timeout: 5s}}\n", n - 1 }' >"$dir/chain.yaml"
}
chain 30
ok "through thirty gateways" exits 0 "$VNETSIM" trace "$dir/chain.yaml" --from m0 --to m29
ok "which a run goes too" sh -c "'$VNETSIM' run '$dir/chain.yaml' -o '$dir/chain' >/dev/null 2>&1 && [ \$(wc -l <'$dir/chain/drops.csv') = 1 ]"
ok "a matrix of thirty" exits 0 "$VNETSIM" trace "$dir/chain.yaml" --all
ok "is as wide as a screen" sh -c "grep -q '^   1 m0     [ .]*$' '$dir/out' && awk 'length > 120 { exit 1 }' '$dir/out'"
loop=tests/bad/vn0610-appliance-loop.yaml
ok "a circle: exit 1" exits 1 "$VNETSIM" trace $loop --from web --to db
ok "is shown once" sh -c "grep -q 'and so on' '$dir/out' && [ \$(wc -l <'$dir/out') -lt 40 ] && grep -q 'code: VN0610' '$dir/out'"
filter=tests/bad/vn0614-nsg-denies.yaml
hosts="--set virtual_machines.fw.network_security_group=g --set network_security_groups={g:{security_rules:{p:{priority:100,direction:Inbound,access:Deny,protocol:Udp,destination_port_range:\"49152-65535\"}}}}"
# lists in a security rule: any of them, and the rule has its name
listed() { # EXIT PORT RULE...: from web-0, whose address is 10.1.0.4
  want=$1 port=$2
  shift 2
  sed 's|workload: {address_prefix: 10.2.0.0/24}|workload: {address_prefix: 10.2.0.0/24, network_security_group: g}|' $vpn >"$dir/listed.yaml"
  printf 'network_security_groups: {g: {security_rules: {some: {priority: 100, direction: Inbound, access: Deny, protocol: Tcp%s}}}}\n' "$*" >>"$dir/listed.yaml"
  exits "$want" "$VNETSIM" trace "$dir/listed.yaml" --from web-0 --to db --protocol tcp --port "$port"
}
ok "one of its addresses" listed 1 80 ', source_address_prefixes: [10.9.0.0/16, 10.1.0.8/29, 10.1.0.4]'
ok "by the rule" grep -q 'security group .g. denies it (some)' "$dir/out"
ok "none of its addresses" listed 0 80 ', source_address_prefixes: [10.9.0.0/16, 10.1.0.8/29, 10.1.0.5, 10.1.0.2/31]'
ok "one of its ports" listed 1 8005 ', destination_port_ranges: [80, 443, 8000-8010]'
ok "none of its ports" listed 0 8011 ', destination_port_ranges: [80, 443, 8000-8010]'
ok "one of either" listed 1 443 ', source_address_prefixes: [10.1.0.4, 10.7.0.0/16], destination_port_ranges: [80, 443], source_port_ranges: [1, 1024-65535]'
ok "every other one of a group" listed 1 80 ', source_address_prefixes: [10.1.0.5, 10.1.0.7, 10.1.0.4]'
ok "is a share of its flows" sh -c "'$VNETSIM' trace '$dir/listed.yaml' --all --protocol tcp --port 80 2>/dev/null | grep -q 'web -> db (25.0%)'"
ok "the addresses of a service, which nobody has" listed 0 80 ', source_address_prefix: AzureCloud'
ok "and canonically the same" sh -c "'$VNETSIM' check '$dir/listed.yaml' --canonical >'$dir/once.yaml' 2>/dev/null && '$VNETSIM' check '$dir/once.yaml' --canonical 2>/dev/null | cmp - '$dir/once.yaml'"

# a route to a service tag: shown, and no simulated packet takes it
tagged="$dir/tagged.yaml"
sed 's|workload: {address_prefix: 10.1.0.0/24}|workload: {address_prefix: 10.1.0.0/24, route_table: t}|' $vpn >"$tagged"
printf 'route_tables: {t: {routes: {r: {address_prefix: 10.5.0.0/16, next_hop_type: None}, cloud: {address_prefix: AzureCloud.westus, next_hop_type: Internet}, storage: {address_prefix: storage, next_hop_type: None}}}}\n' >>"$tagged"
ok "routes to tags" exits 0 "$VNETSIM" routes "$tagged" web
ok "stand behind the others" sh -c "tail -n 2 '$dir/out' | head -n 1 | grep -q '^  AzureCloud.westus .*User (t/cloud) .*Internet .*Active' && tail -n 1 '$dir/out' | grep -q '^  storage .*None'"
ok "as JSON" sh -c "'$VNETSIM' routes '$tagged' web --json 2>/dev/null | python3 -c 'import json,sys; d = json.load(sys.stdin); assert [r[\"prefix\"] for r in d][-2:] == [\"AzureCloud.westus\", \"storage\"]'"
ok "packets go as before" exits 0 "$VNETSIM" trace "$tagged" --from web --to db
ok "canonically the same" sh -c "'$VNETSIM' check '$tagged' --canonical >'$dir/once.yaml' 2>/dev/null && grep -q 'address_prefix: AzureCloud.westus' '$dir/once.yaml' && '$VNETSIM' check '$dir/once.yaml' --canonical 2>/dev/null | cmp - '$dir/once.yaml'"
cut_off() { # TAG EXIT: on the GatewaySubnet
  exits "$2" "$VNETSIM" trace "$tagged" --from web --to db --set "route_tables={t: {routes: {cloud: {address_prefix: $1, next_hop_type: None}}}}" --set virtual_networks.vnet-westus.subnets.GatewaySubnet.route_table=t
}
ok "the gateway's own public address is one of the cloud's" cut_off AzureCloud.WestUS 1
ok "is said" grep -q VN0312 "$dir/out"
ok "and not one of another region's" cut_off AzureCloud.northeurope 0
ok "nor of a service's" cut_off Storage 0

ok "hosts are hosts" exits 0 "$VNETSIM" trace $site --from files --to web
ok "and VMs are VMs" sh -c "grep -q 'ms  host files-0 .*192.168.0.4 sends to' '$dir/out' && grep -q 'ms  vm web-0 ' '$dir/out'"
refused() { # COMMAND...: exit 3, and the diagnostics as JSON
  exits 3 "$VNETSIM" "$@" --json && python3 -c 'import json, sys; d = json.load(open(sys.argv[1])); assert d[0]["code"] == "VN0118", d' "$dir/out"
}
bad=tests/bad/vn0118-zone-without-zones.yaml
ok "what is refused, as JSON: trace" refused trace $bad --all
ok "trace of a pair" refused trace $bad --from web --to db
ok "mtu" refused mtu $bad --from web --to db
ok "routes" refused routes $bad web
other() { # NAME TEXT: no place for routes
  exits 2 "$VNETSIM" routes $site "$1" && grep -q "$2" "$dir/err"
}
ok "a site is no VM" other seattle 'name is that of an on-premises site'
ok "nor is a device" other portland/fw-a 'name is that of a device'
ok "nor a connection" other to-seattle 'name is that of a connection'
ok "a subnet misspelt" other vnet-west/wrkload 'did you mean `vnet-west/workload`'
ok "run says what cannot arrive" sh -c "'$VNETSIM' run $vpn --duration 6s --set 'route_tables={t: {routes: {r: {address_prefix: 10.2.0.0/16, next_hop_type: None}}}}' \
  --set virtual_networks.vnet-westus.subnets.workload.route_table=t -o '$dir/none' 2>&1 >/dev/null | grep -q 'warning.VN0616.'"
cat >"$dir/inside.yaml" <<'YAML'
vnetsim: 1
simulation: {duration: 2s}
virtual_networks:
  v: {region: westus, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: 10.1.0.0/24, network_security_group: n}}}
network_security_groups:
  n: {security_rules: {one: {priority: 100, direction: Inbound, access: Deny, protocol: "*", source_address_prefix: 10.1.0.4/32}}}
virtual_machines: {web: {subnet: v/s, count: 3}, xeno: {subnet: v/s}}
traffic: {t: {from: xeno, to: web, app: ping, interval: 100ms}}
YAML
ok "the members of an entry to each other: exit 1" exits 1 "$VNETSIM" trace "$dir/inside.yaml" --all --json
ok "in shares, of one alone nothing" python3 -c 'import json, sys; d = json.load(open(sys.argv[1]))
assert [(p["from"], p["to"], p["state"], round(p["share"], 9)) for p in d] == [("web", "web", "some", round(4 / 6, 9)), ("web", "xeno", "some", round(2 / 3, 9)), ("xeno", "web", "reachable", 1)], d' "$dir/out"
ok "in the matrix" sh -c "'$VNETSIM' trace '$dir/inside.yaml' --all >'$dir/out' 2>/dev/null; grep -q '^  web -> web (66.7%)' '$dir/out'"
ok "nobody, when the rule is for all" sh -c "'$VNETSIM' trace '$dir/inside.yaml' --all --set network_security_groups.n.security_rules.one.source_address_prefix=VirtualNetwork >'$dir/out' 2>/dev/null; grep -q '^   1 web  *NOT  *NOT *$' '$dir/out'"
services=scenarios/cloud-services.yaml
ok "to a load balancer" exits 0 "$VNETSIM" trace $services --from web-roles-1 --to ilb
ok "a member, its own port" sh -c "grep -q 'balancer:ilb  *to one of 3 by the flow.s hash: here api-roles-0' '$dir/out' && grep -q 'allowed by web, priority 100' '$dir/out'"
ok "the answer is the front's" grep -q 'vm api-roles-0  *answers as 10.2.0.100 to 10.1.0.5' "$dir/out"
ok "ping: exit 1" exits 1 "$VNETSIM" trace $services --from web-roles --to ilb --protocol icmp
ok "has no rule" sh -c "grep -q 'DROPPED at balancer:ilb, cause no_rule: ' '$dir/out' && grep -q 'mend: --protocol udp --port 443' '$dir/out'"
ok "the probe is kept out: exit 1" exits 1 "$VNETSIM" trace $services --from web-roles --to ilb --set network_security_groups.nsg-api.security_rules.probe.access=Deny
ok "no backend" grep -q 'DROPPED at balancer:ilb, cause no_backend: .*(AzureLoadBalancer, port 8443)' "$dir/out"
ok "to a private endpoint" exits 0 "$VNETSIM" trace $services --from web-roles --to pe-orders
ok "its route" grep -q '10.2.2.4/32 -> InterfaceEndpoint (pe-orders), system' "$dir/out"
ok "a load balancer sends nothing: exit 2" exits 2 "$VNETSIM" trace $services --from ilb --to web-roles
ok "routes to an endpoint" exits 0 "$VNETSIM" routes $services vnet-data/managed
ok "of 32 bits" grep -q '10.2.2.4/32 .*InterfaceEndpoint pe-orders .*Active' "$dir/out"
known() { # every code that trace may name
  for code in $(grep -ho 'VN[0-9]\{4\}' models/trace*.[ch] | sort -u); do "$VNETSIM" explain "$code" >"$dir/out" 2>&1 || return 1; done
}
ok "explain knows the codes" known
ok "no such subnet: exit 2" exits 2 "$VNETSIM" routes $hub hub/none
finish
