#!/bin/sh
# vnetsim graph: DOT that Graphviz takes, whatever the names; the states of tunnels and peerings; the same bytes in any order.
set -u
cd "$(dirname "$0")/../.."
. tests/app/ok.sh
vpn=scenarios/westus-northeurope.yaml
for f in scenarios/*.yaml; do
  ok "$f" exits 0 sh -c "'$VNETSIM' graph $f 2>/dev/null | dot -Tsvg >'$dir/svg'"
  ok "$f: is drawn without a complaint" sh -c "[ ! -s '$dir/err' ] && grep -q '</svg>' '$dir/svg'"
  ok "$f: with its traffic too" exits 0 sh -c "'$VNETSIM' graph $f --traffic 2>/dev/null | dot -Tsvg >'$dir/svg'"
  # 594 pt is A4 across; up to half as much again it is still read with ease when it is made to fit
  ok "$f: fits a page" sh -c "! [ -s '$dir/err' ] && w=\$(sed -n 's/^<svg width=\"\([0-9]*\)pt\".*/\1/p' '$dir/svg') && echo \$w && [ \$w -lt 900 ]"
done
says() { # TEXT ARGUMENT...
  text=$1
  shift
  exits 0 "$VNETSIM" graph "$@" && grep -qF -- "$text" "$dir/out"
}
ok "a tunnel" says '<td>tunnel up</td>' $vpn
ok "the legend explains it" grep -qF 'VPN tunnel between gateways, up' "$dir/out"
ok "and nothing else" sh -c "! grep -q 'peering' '$dir/out'"
ok "name and description" says '<b>westus-northeurope</b>' $vpn
ok "keys that differ" says '<td>tunnel down</td></tr><tr><td>keys differ</td>' $vpn --set connections.westus-to-northeurope.shared_key=exemple
ok "one end only" sh -c "sed '/northeurope-to-westus: /d' $vpn >'$dir/one.yaml' && '$VNETSIM' graph '$dir/one.yaml' 2>/dev/null | grep -q '<td>tunnel down</td></tr><tr><td>one end only</td>'"
ok "a range that is wrong" says 'a range is wrong' scenarios/site-to-site-wrong-range.yaml
ok "a global peering" says '<td>global peering</td>' scenarios/westus-northeurope-peering.yaml
ok "half a peering" says 'one half only' scenarios/westus-northeurope-peering.yaml --set virtual_networks.vnet-westus.peerings={}
ok "a gateway that is lent" says '<td>peering</td></tr><tr><td>gateway lent</td>' scenarios/hub-spoke.yaml
ok "NAT rules beside the tunnel" says "<td>NAT of branch: 10.1.0.0/16 ↔ 10.102.0.0/16</td>" scenarios/overlapping-site.yaml
ok "of each instance, and what they mean" sh -c "'$VNETSIM' graph tests/good/nat-instances.yaml 2>/dev/null | grep -q '<td>NAT of hub at instance 1: 10.0.0.0/16 → 100.65.0.16/28</td>' && grep -q 'many behind few' '$dir/out'"
ok "a range by the names that NAT rules give it" sh -c "'$VNETSIM' graph tests/good/nat-same-range.yaml 2>/dev/null | tee '$dir/out' | grep -q '<td>tunnel up</td>' && ! grep -q 'a range is wrong' '$dir/out'"
ok "which of two devices" says '<td>tunnel to fw-a up, BGP</td>' scenarios/two-sites.yaml
ok "a clause a row" says '<td>the gateway alone is to start,</td></tr><tr><td>and the device is behind NAT</td>' tests/bad/vn0812-behind-nat.yaml
ok "an appliance" says 'fw, forwards' scenarios/hub-spoke.yaml
ok "a load balancer, a private endpoint, a managed instance" says 'ilb 10.2.0.100:443 → api-roles' scenarios/cloud-services.yaml
ok "the endpoint" grep -qF 'pe-orders 10.2.2.4/32 → sql-mi' "$dir/out"
ok "the instance" grep -qF 'sql-mi, managed instance' "$dir/out"
ok "traffic" says 'heartbeat: db → web' $vpn --traffic
ok "no traffic unasked" sh -c "'$VNETSIM' graph $vpn | grep -q heartbeat; [ \$? = 1 ]"
# a hub with twenty spokes: one frame of them, and one line to it
awk 'BEGIN {
  print "vnetsim: 1\nvirtual_networks:"
  printf "  hub: {region: westus, address_prefixes: [10.0.0.0/16], subnets: {s: {address_prefix: 10.0.0.0/24}}, peerings: {"
  for (i = 1; i <= 20; i++) printf "%sp%d: {remote_virtual_network: spoke-%d}", (i > 1 ? ", " : ""), i, i
  print "}}"
  for (i = 1; i <= 20; i++)
    print "  spoke-" i ": {region: westus, address_prefixes: [10." i ".0.0/16], subnets: {s: {address_prefix: 10." i ".0.0/24}}, peerings: {p: {remote_virtual_network: hub}}}"
  print "virtual_machines: {a: {subnet: hub/s}, b: {subnet: spoke-1/s}}\ntraffic: {t: {from: a, to: b, app: ping, interval: 1s}}" }' >"$dir/star.yaml"
ok "a hub with many spokes" exits 0 "$VNETSIM" graph "$dir/star.yaml"
ok "one line to all" sh -c "[ \$(grep -c -- ' -> ' '$dir/out') = 1 ] && grep -q '<td>peering</td></tr><tr><td>to each of 20</td>' '$dir/out'"
ok "one frame of them" grep -q '20 networks, none joined to another' "$dir/out"
mesh() { # NETWORKS REGIONS PAIRS-WITHOUT-ACCESS (as " 1-2 "): every one peered with every other
  awk -v n="$1" -v regions="$2" -v shut="$3" 'BEGIN {
    split("westus eastus northeurope westeurope uksouth japaneast centralus francecentral westus2 eastus2 ukwest swedencentral", region, " ")
    print "vnetsim: 1\nvirtual_networks:"
    for (i = 1; i <= n; i++) {
      printf "  v%d: {region: %s, address_prefixes: [10.%d.0.0/16], subnets: {s: {address_prefix: 10.%d.0.0/24}}, peerings: {", i, region[i % regions + 1], i, i
      for (k = 1; k <= n; k++)
        if (k != i) printf "p%d: {remote_virtual_network: v%d, allow_virtual_network_access: %s}, ", k, k, index(shut, " " i "-" k " ") ? "false" : "true"
      print "}}"
    }
    print "virtual_machines: {a: {subnet: v1/s}, b: {subnet: v2/s}}\ntraffic: {t: {from: a, to: b, app: ping, interval: 1s}}" }' >"$dir/mesh.yaml"
}
fits() { # WIDTH HIGHEST, in points: A4 is 594 by 841
  "$VNETSIM" graph "$dir/mesh.yaml" 2>/dev/null >"$dir/out" && dot -Tsvg "$dir/out" 2>"$dir/err" | sed -n 's/^<svg width="\([0-9]*\)pt" height="\([0-9]*\)pt".*/\1 \2/p' >"$dir/size" &&
    [ ! -s "$dir/err" ] && cat "$dir/size" && awk -v w="$1" -v h="$2" '{ exit !($1 <= w && $2 <= h) }' "$dir/size"
}
mesh 3 3 ""
ok "a triangle stays one" sh -c "[ \$('$VNETSIM' graph '$dir/mesh.yaml' | grep -c -- ' -> ') = 3 ]"
for size in "6 6" "12 12" "40 12" "40 1"; do
  # shellcheck disable=SC2086
  mesh $size ""
  ok "a mesh ($size) fits a page" fits 900 950
done
ok "and says so" sh -c "grep -q 'full mesh of 40: each to each, 780 × peering' '$dir/out' && ! grep -q -- ' -> ' '$dir/out'"
mesh 12 12 " 3-7 "
ok "one pair is shut: it stands out" fits 1200 1200
ok "both of it, and the line" sh -c "grep -q 'full mesh of 10' '$dir/out' && grep -q 'vnet v3.*-> .*vnet v7\|vnet v7.*-> .*vnet v3' '$dir/out' && grep -q 'no access' '$dir/out'"
mesh 12 3 ""
ok "in three regions: three frames" sh -c "'$VNETSIM' graph '$dir/mesh.yaml' >'$dir/out' && [ \$(grep -c 'full mesh of 4' '$dir/out') = 3 ] && [ \$(grep -c 'each of 4 to each of 4' '$dir/out') = 3 ]"
long=$(printf '%070d' 1)
sed "s/vnet-westus/v-$long/g" $vpn >"$dir/long.yaml"
ok "a long name is broken" sh -c "'$VNETSIM' graph '$dir/long.yaml' | dot -Tsvg | sed -n 's/^<svg width=\"\([0-9]*\)pt\".*/\1/p' | awk '{ exit \$1 > 900 }'"
sed 's|subscription: contoso-web|subscription: "<b>\&\\"}]; evil [label=x"|' $vpn >"$dir/hostile.yaml"
ok "hostile text" exits 0 sh -c "'$VNETSIM' graph '$dir/hostile.yaml' | dot -Tsvg >'$dir/svg'"
ok "stays text" sh -c "grep -q '&lt;b&gt;&amp;&quot;}\]; evil \[label=x' '$dir/svg'"
ok "with its traffic" sh -c "'$VNETSIM' graph '$dir/star.yaml' --traffic | tee '$dir/out' | dot -Tsvg >'$dir/svg' && grep -q 'group 0\":n.*style=dotted' '$dir/out'"
ok "-o" exits 0 "$VNETSIM" graph $vpn -o "$dir/file.dot"
"$VNETSIM" graph $vpn >"$dir/stdout.dot"
ok "the same bytes" cmp "$dir/file.dot" "$dir/stdout.dot"
ok "an invalid scenario: exit 3" exits 3 "$VNETSIM" graph tests/bad/vn0102-region.yaml
finish
