#!/bin/sh
# vnetsim graph: DOT that Graphviz takes, whatever the names; the states of tunnels and peerings; the same bytes in any order.
set -u
cd "$(dirname "$0")/../.."
. tests/app/ok.sh
vpn=scenarios/westus-northeurope.yaml
for f in scenarios/*.yaml; do
  ok "$f" exits 0 sh -c "'$VNETSIM' graph $f 2>/dev/null | dot -Tsvg >'$dir/svg'"
  ok "$f: is drawn without a complaint" sh -c "[ ! -s '$dir/err' ] && grep -q '</svg>' '$dir/svg'"
done
says() { # TEXT ARGUMENT...
  text=$1
  shift
  exits 0 "$VNETSIM" graph "$@" && grep -qF -- "$text" "$dir/out"
}
ok "a tunnel" says '<td>tunnel</td>' $vpn
ok "keys that differ" says 'tunnel down: keys differ' $vpn --set connections.westus-to-northeurope.shared_key=exemple
ok "one end only" sh -c "sed '/northeurope-to-westus: /d' $vpn >'$dir/one.yaml' && '$VNETSIM' graph '$dir/one.yaml' 2>/dev/null | grep -q 'tunnel down: one end only'"
ok "a range that is wrong" says 'a range is wrong' scenarios/site-to-site-wrong-range.yaml
ok "a global peering" says '<td>global peering</td>' scenarios/westus-northeurope-peering.yaml
ok "half a peering" says 'one half only' scenarios/westus-northeurope-peering.yaml --set virtual_networks.vnet-westus.peerings={}
ok "a gateway that is lent" says 'peering, gateway lent' scenarios/hub-spoke.yaml
ok "an appliance" says 'fw, forwards' scenarios/hub-spoke.yaml
ok "a load balancer, a private endpoint, a managed instance" says 'ilb 10.2.0.100:443 → api-roles' scenarios/cloud-services.yaml
ok "the endpoint" grep -qF 'pe-orders 10.2.2.4/32 → sql-mi' "$dir/out"
ok "the instance" grep -qF 'sql-mi, managed instance' "$dir/out"
ok "traffic" says 'heartbeat' $vpn --traffic
sed 's|subscription: contoso-web|subscription: "<b>\&\\"}]; evil [label=x"|' $vpn >"$dir/hostile.yaml"
ok "hostile text" exits 0 sh -c "'$VNETSIM' graph '$dir/hostile.yaml' | dot -Tsvg >'$dir/svg'"
ok "stays text" sh -c "grep -q '&lt;b&gt;&amp;&quot;}\]; evil \[label=x' '$dir/svg'"
ok "-o" exits 0 "$VNETSIM" graph $vpn -o "$dir/file.dot"
"$VNETSIM" graph $vpn >"$dir/stdout.dot"
ok "the same bytes" cmp "$dir/file.dot" "$dir/stdout.dot"
ok "an invalid scenario: exit 3" exits 3 "$VNETSIM" graph tests/bad/vn0102-region.yaml
finish
