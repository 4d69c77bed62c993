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
ok "an appliance" says 'fw, forwards' scenarios/hub-spoke.yaml
ok "a load balancer, a private endpoint, a managed instance" says 'ilb 10.2.0.100:443 → api-roles' scenarios/cloud-services.yaml
ok "the endpoint" grep -qF 'pe-orders 10.2.2.4/32 → sql-mi' "$dir/out"
ok "the instance" grep -qF 'sql-mi, managed instance' "$dir/out"
ok "traffic" says 'heartbeat: db → web' $vpn --traffic
ok "no traffic unasked" sh -c "'$VNETSIM' graph $vpn | grep -q heartbeat; [ \$? = 1 ]"
# a hub with twenty spokes: half of them on either side, and the label that all share in the legend
awk 'BEGIN {
  print "vnetsim: 1\nvirtual_networks:"
  printf "  hub: {region: westus, address_prefixes: [10.0.0.0/16], subnets: {s: {address_prefix: 10.0.0.0/24}}, peerings: {"
  for (i = 1; i <= 20; i++) printf "%sp%d: {remote_virtual_network: spoke-%d}", (i > 1 ? ", " : ""), i, i
  print "}}"
  for (i = 1; i <= 20; i++)
    print "  spoke-" i ": {region: westus, address_prefixes: [10." i ".0.0/16], subnets: {s: {address_prefix: 10." i ".0.0/24}}, peerings: {p: {remote_virtual_network: hub}}}"
  print "virtual_machines: {a: {subnet: hub/s}, b: {subnet: spoke-1/s}}\ntraffic: {t: {from: a, to: b, app: ping, interval: 1s}}" }' >"$dir/star.yaml"
ok "a hub with many spokes" exits 0 "$VNETSIM" graph "$dir/star.yaml"
ok "half of them on either side" sh -c "[ \$(grep -c '^  \"vnet hub\" -> ' '$dir/out') = 10 ] && [ \$(grep -c -- '-> \"vnet hub\"' '$dir/out') = 10 ]"
ok "one label for all" sh -c "! grep -q '<td>peering</td>' '$dir/out' && grep -q 'where nothing else is said: peering' '$dir/out'"
long=$(printf '%070d' 1)
sed "s/vnet-westus/v-$long/g" $vpn >"$dir/long.yaml"
ok "a long name is broken" sh -c "'$VNETSIM' graph '$dir/long.yaml' | dot -Tsvg | sed -n 's/^<svg width=\"\([0-9]*\)pt\".*/\1/p' | awk '{ exit \$1 > 900 }'"
sed 's|subscription: contoso-web|subscription: "<b>\&\\"}]; evil [label=x"|' $vpn >"$dir/hostile.yaml"
ok "hostile text" exits 0 sh -c "'$VNETSIM' graph '$dir/hostile.yaml' | dot -Tsvg >'$dir/svg'"
ok "stays text" sh -c "grep -q '&lt;b&gt;&amp;&quot;}\]; evil \[label=x' '$dir/svg'"
ok "-o" exits 0 "$VNETSIM" graph $vpn -o "$dir/file.dot"
"$VNETSIM" graph $vpn >"$dir/stdout.dot"
ok "the same bytes" cmp "$dir/file.dot" "$dir/stdout.dot"
ok "an invalid scenario: exit 3" exits 3 "$VNETSIM" graph tests/bad/vn0102-region.yaml
finish
