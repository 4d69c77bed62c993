#!/bin/sh
# mtu on the command line: the ladder, the best MSS, exit codes. Sizes are the arithmetic of the RFCs that models/vpn/esp.h names.
set -u
cd "$(dirname "$0")/../.."
. tests/app/ok.sh
vpn=scenarios/westus-northeurope.yaml
no_clamp="virtual_network_gateways.*.mss_clamp=none"
ok "the clamp's MSS fits: exit 0" exits 0 "$VNETSIM" mtu $vpn --from web --to db
ok "every byte of ESP" grep -q '1444  gateway gw-westus encrypts: .*GCMAES256: + 54: IPv4 20, ESP 8, IV 8, padding 0, trailer 2, ICV 16' "$dir/out"
ok "the MSS in force" grep -q '^MSS in force: 1350 (gateway gw-northeurope clamps it)' "$dir/out"
ok "the best" grep -q '^best MSS: 1406,' "$dir/out"
ok "what the NICs' own would cost" grep -q '^ *1460 .* 1576 .* 2 .* 92.64 % .* 1.17 %' "$dir/out"
ok "without a clamp: exit 1" exits 1 "$VNETSIM" mtu $vpn --from web --to db --set "$no_clamp"
ok "too large" grep -q '1500    1556  link westus->northeurope: TOO LARGE, 2 fragments' "$dir/out"
ok "and how to mend it" grep -q 'Mend it: mss_clamp: 1406B' "$dir/out"
ok "which mends it" exits 0 "$VNETSIM" mtu $vpn --from web --to db --set "virtual_network_gateways.*.mss_clamp=1406B"
ok "one more byte does not" exits 1 "$VNETSIM" mtu $vpn --from web --to db --set "virtual_network_gateways.*.mss_clamp=1407B"
ok "another MSS" exits 0 "$VNETSIM" mtu $vpn --from web --to db --mss 1000
ok "its ladder" grep -q '1500    1096  link westus->northeurope' "$dir/out"
ok "through a site's line" exits 0 "$VNETSIM" mtu scenarios/two-sites.yaml --from files --to web
ok "names the line" grep -q '1500    1444  link seattle->westus2' "$dir/out"
ok "as JSON" sh -c "'$VNETSIM' mtu $vpn --from web --to db --json | python3 -c 'import json,sys; d = json.load(sys.stdin); assert d[\"mss_best\"] == 1406 and d[\"mss_in_force\"] == 1350 and [r[\"bytes\"] for r in d[\"there\"]] == [1390, 1444, 1444, 1390, 1390]'"
ok "a closed way: exit 1" exits 1 "$VNETSIM" mtu $vpn --from web --to db --set connections.westus-to-northeurope.shared_key=exemple
ok "says why" grep -q 'cause tunnel_down' "$dir/err"
line="--set on_premises_sites.office.mtu=1400B"
ok "to the Internet by a site's small line: exit 1" exits 1 "$VNETSIM" mtu scenarios/ways-out.yaml --from desk --to cdn $line
ok "its router tells" grep -q '1400    1500  link office->westus2: TOO LARGE.*the sender is told' "$dir/out"
ok "no tunnel, no clamp" grep -q 'go on with 1360. Mend it: mtu: 1400B of a NIC at one end' "$dir/out"
ok "and packets are told" exits 0 "$VNETSIM" run scenarios/ways-out.yaml --duration 5s $line -o "$dir/line"
ok "a first window is lost, no more" awk -F, '$1 == "link:westus2->office" && $2 == "mtu" && $3 > 0 && $3 <= 10 { n++ } END { exit n != 1 }' "$dir/line/drops.csv"
sed '/^  web: /s/vm_size: [^}]*/nic: {bandwidth: 1Gbps, mtu: 1280B}/' $vpn >"$dir/small.yaml"
ok "a NIC smaller than the advice" exits 0 "$VNETSIM" mtu "$dir/small.yaml" --from web --to db
ok "has no row for what TCP never sends" sh -c "grep -q '^ *1240 .* in force; the best$' '$dir/out' && grep -q '^  *536 ' '$dir/out' && ! grep -q '^ *1350 \|nobody tells' '$dir/out'"
ok "nor in JSON" sh -c "'$VNETSIM' mtu '$dir/small.yaml' --from web --to db --json | python3 -c 'import json,sys; assert [c[\"mss\"] for c in json.load(sys.stdin)[\"choices\"]] == [1240, 536]'"
ok "an MSS above the NICs' own" exits 0 "$VNETSIM" mtu $vpn --from web --to db --mss 9000
ok "is said to be" grep -q '^ *9000  more than the NICs take: TCP sends no more than 1460$' "$dir/out"
ok "the ladder is of what TCP sends" sh -c "[ \$(grep -c '^ *1460  payload and options of TCP, the MSS: the most that the NICs take, not 9000$' '$dir/out') = 2 ] &&
  grep -q '1500    1556  link westus->northeurope: TOO LARGE, 2 fragments' '$dir/out' && ! grep -q dropped '$dir/out'"
ok "in JSON, which has no fate of what is never sent" sh -c "'$VNETSIM' mtu $vpn --from web --to db --mss 9000 --json | python3 -c '
import json,sys
d = json.load(sys.stdin)
assert d[\"mss\"] == d[\"mss_most\"] == 1460 and d[\"there\"][-1][\"fate\"] == \"whole\" and max(c[\"mss\"] for c in d[\"choices\"]) == 1460'"
ok "the smaller NIC decides" sh -c "'$VNETSIM' mtu '$dir/small.yaml' --from db --to web --mss 1400 | grep -q '^ *1240  payload and options of TCP, the MSS: the most that the NICs take, not 1400$'"
ok "and theirs is theirs" grep -q '^ *1460 .* of the NICs, without a clamp$' "$dir/out"
ok "no such VM: exit 2" exits 2 "$VNETSIM" mtu $vpn --from wep --to db
ok "no MSS: exit 2" exits 2 "$VNETSIM" mtu $vpn --from web --to db --mss 20
ok "the same VM: exit 2" exits 2 "$VNETSIM" mtu $vpn --from web --to web-0
ok "nobody to ask: exit 2" exits 2 "$VNETSIM" mtu $vpn --from web
clear="--set links.inter_region.mtu=1400B"
ok "DF copied: exit 1" exits 1 "$VNETSIM" mtu $vpn --from web --to db --set "$no_clamp" --set 'virtual_network_gateways.*.df_bit=copy'
ok "dropped, and told" grep -q 'gateway gw-westus encrypts: TOO LARGE and not to be fragmented, dropped; the sender is told' "$dir/out"
ok "what they go on with" grep -q 'lose their first segments and go on with 1406' "$dir/out"
ok "filtered: exit 1" exits 1 "$VNETSIM" mtu $vpn --from web --to db --set "$no_clamp" --set 'virtual_network_gateways.*.df_bit=copy' \
  --set 'virtual_network_gateways.*.fragmentation_needed=false'
ok "a black hole" grep -q '^BLACK HOLE' "$dir/out"
ok "of packets with DF" grep -q '^That is of packets with DF, .* dont_fragment: false travel as fragments' "$dir/out"
hole() { # DF: Mbps of a transfer through it
  # shellcheck disable=SC2086
  "$VNETSIM" run $vpn --duration 8s --set "$no_clamp" --set 'virtual_network_gateways.*.df_bit=copy' --set 'virtual_network_gateways.*.fragmentation_needed=false' \
    --set "traffic={big: {from: web-0, to: db-0, app: bulk, start: 2s, dont_fragment: $1}}" -o "$dir/hole" --force >/dev/null 2>"$dir/err"
  awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "goodput_mbps") c = i } NR == 2 { print $c }' "$dir/hole/flows.csv"
}
ok "a run with DF hangs" test "$(hole true)" = 0
ok "and without DF passes in fragments" sh -c "awk -v x=$(hole false) 'BEGIN { exit !(x > 10) }'"
ok "--help says that DF is taken for granted" sh -c "'$VNETSIM' mtu --help | grep -q '^Packets are taken to have DF'"
chain="scenarios/bgp-mesh.yaml --from web --to desk --set $no_clamp --set virtual_network_gateways.*.df_bit=copy --set links.japaneast--japanwest.mtu=1280B"
# shellcheck disable=SC2086
{
  ok "two tunnels, the second one smaller" exits 1 "$VNETSIM" mtu $chain
  ok "found out in two steps" grep -q 'lose their first segments and go on with 1186' "$dir/out"
  ok "the second gateway's message is filtered" exits 1 "$VNETSIM" mtu $chain --set virtual_network_gateways.gw-japan.fragmentation_needed=false
}
ok "told once, then a black hole" grep -q '^BLACK HOLE.* Senders are told, and go on with 1406; that is dropped too (gateway gw-japan encrypts), and nobody tells. Mend it: mss_clamp: 1186B' "$dir/out"
ok "the table knows" sh -c "grep -q '^ *1460  dropped, and nobody tells: nothing passes  *in force' '$dir/out' && ! grep -q 'found out' '$dir/out'"
carries() { # OPTION...: Mbps of a transfer through both
  # shellcheck disable=SC2086
  "$VNETSIM" run $(echo "$chain" | sed 's/--from web --to desk//') --duration 8s --set 'traffic={big: {from: web-0, to: desk-0, app: bulk, transport: tcp, start: 2s}}' "$@" -o "$dir/chain" --force >/dev/null 2>"$dir/err"
  awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "goodput_mbps") c = i } NR == 2 { print $c }' "$dir/chain/flows.csv"
}
ok "a run finds it out, too" sh -c "awk -v x=$(carries) 'BEGIN { exit !(x > 1) }'"
ok "and falls into the black hole" test "$(carries --set virtual_network_gateways.gw-japan.fragmentation_needed=false)" = 0
# Behind two tunnels a link of the fabric has no way back to the sender but these: it tells nobody.
cat >"$dir/behind.yaml" <<'Y'
vnetsim: 1
regions: {left: {}, hub: {}, middle: {}, right: {}}
simulation: {duration: 6s, warmup: 0s, sample_interval: 0s}
virtual_networks:
  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: 10.1.0.0/24}, GatewaySubnet: {address_prefix: 10.1.255.0/27}}}
  h: {region: hub, address_prefixes: [10.4.0.0/16], subnets: {GatewaySubnet: {address_prefix: 10.4.255.0/27}}}
  b: {region: middle, address_prefixes: [10.2.0.0/16], subnets: {GatewaySubnet: {address_prefix: 10.2.255.0/27}},
      peerings: {c: {remote_virtual_network: c, allow_gateway_transit: true, allow_forwarded_traffic: true}}}
  c: {region: right, address_prefixes: [10.3.0.0/16], subnets: {s: {address_prefix: 10.3.0.0/24}},
      peerings: {b: {remote_virtual_network: b, use_remote_gateways: true, allow_forwarded_traffic: true}}}
virtual_network_gateways:
  ga: {virtual_network: a, sku: VpnGw2AZ, enable_bgp: true, bgp_settings: {asn: 65010}}
  gh: {virtual_network: h, sku: VpnGw2AZ, enable_bgp: true, bgp_settings: {asn: 65020}}
  gb: {virtual_network: b, sku: VpnGw2AZ, enable_bgp: true, bgp_settings: {asn: 65030}}
connections:
  ah: {type: Vnet2Vnet, from: ga, to: gh, shared_key: k, enable_bgp: true}
  ha: {type: Vnet2Vnet, from: gh, to: ga, shared_key: k, enable_bgp: true}
  hb: {type: Vnet2Vnet, from: gh, to: gb, shared_key: k, enable_bgp: true}
  bh: {type: Vnet2Vnet, from: gb, to: gh, shared_key: k, enable_bgp: true}
virtual_machines: {va: {subnet: a/s}, vc: {subnet: c/s}}
links: {left--hub: {latency: 5ms}, hub--middle: {latency: 5ms}, middle--right: {latency: 5ms, mtu: 1000B}}
traffic:
  there: {from: va, to: vc, app: bulk, transport: tcp, size: 300kB, start: 1s}
  back: {from: vc, to: va, app: bulk, transport: tcp, size: 300kB, start: 1s}
Y
ok "behind tunnels" exits 1 "$VNETSIM" mtu "$dir/behind.yaml" --from va --to vc
ok "nobody tells one of the two" sh -c "grep -q '^BLACK HOLE' '$dir/out' && [ \$(grep -c 'the sender is told' '$dir/out') = 1 ] && grep -q 'middle->right: .* the sender is NOT told' '$dir/out'"
ok "as in a run" sh -c "'$VNETSIM' run '$dir/behind.yaml' -o '$dir/behind' >/dev/null 2>&1 &&
  awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if (\$i == \"goodput_mbps\") c = i } /^there/ { t = \$c } /^back/ { b = \$c } END { exit !(t == 0 && b > 0.1) }' '$dir/behind/flows.csv'"
# shellcheck disable=SC2086
ok "a small link between peers" exits 1 "$VNETSIM" mtu scenarios/westus-northeurope-peering.yaml --from web --to db $clear
ok "is named" grep -q '1400    1500  link westus->northeurope: TOO LARGE and not to be fragmented' "$dir/out"
ladder() { # OUTER FRAGMENTS OPTION...: the row of the link between the two regions
  want="$1 $2"
  shift 2
  "$VNETSIM" mtu $vpn --from web --to db -o "$dir/ladder" "$@" >/dev/null
  [ "$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) { at[$i] = i; name[i] = $i } }
    $1 == "there" && $3 == "link westus->northeurope" { for (i = 1; i <= NF; i++) if (name[i] ~ /_bytes$/ && name[i] != "mtu_bytes") n += $i; print n, $at["fragments"] }' \
    "$dir/ladder/ladder.csv")" = "$want" ]
}
ok "ladder.csv adds up: 1390 + 54 bytes of ESP" ladder 1444 1
ok "and with fragments: 1500 + 56, and another IPv4 header" ladder 1576 2 --set "$no_clamp"
ok "it ends where the packet does" sh -c "'$VNETSIM' mtu $vpn --from web --to db --set '$no_clamp' --set 'virtual_network_gateways.*.df_bit=copy' -o '$dir/ladder' >/dev/null
  [ \$(grep -c ^there '$dir/ladder/ladder.csv') = 2 ] && grep -q '^there,2,gateway gw-westus encrypts.*,dropped_told$' '$dir/ladder/ladder.csv'"
ok "in JSON too" sh -c "'$VNETSIM' mtu $vpn --from web --to db --set '$no_clamp' --set 'virtual_network_gateways.*.df_bit=copy' --json | python3 -c '
import json,sys
assert [r[\"fate\"] for r in json.load(sys.stdin)[\"there\"]] == [\"whole\", \"dropped_told\"]'"
ok "a folder that cannot be made: exit 5" exits 5 "$VNETSIM" mtu $vpn --from web --to db -o "$dir/none/ladder"
# Of two devices side by side one clamps: both ways by the other one is a quarter of all flows, and fares worst.
sed 's/stateful: true/stateful: false/' tests/bad/vn0805-stateful-pair.yaml >"$dir/pair.yaml"
sides="--from web --to files --set virtual_network_gateways.gw.mss_clamp=none --set on_premises_sites.seattle.devices.fw-b.mss_clamp=1200B"
# shellcheck disable=SC2086
{
  ok "two devices: exit 1" exits 1 "$VNETSIM" mtu "$dir/pair.yaml" $sides
  ok "the worst of the ways" sh -c "grep -q '^of several ways side by side the one that fares worst, of 25 % of all flows' '$dir/out' && grep -q '^MSS in force: 1460' '$dir/out'"
  ok "with the devices the other way round" exits 1 "$VNETSIM" mtu "$dir/pair.yaml" $(echo "$sides" | sed s/fw-b/fw-a/)
  ok "the worst all the same" grep -q '^MSS in force: 1460' "$dir/out"
}
# What the ladder says happens in a run: two that misconfigure, and are told from each other by the cause.
dropped() { # PLACE CAUSE OPTION...: all 100 large packets a second are, and the small ones arrive
  at=$1 cause=$2
  shift 2
  "$VNETSIM" run $vpn --duration 6s --set simulation.warmup=2s --set 'traffic.large={from: web-0, to: db-0, app: cbr, rate: 1.2Mbps, packet_size: 1500B, dont_fragment: true}' \
    --set 'traffic.small={from: web-0, to: db-0, app: cbr, rate: 0.16Mbps, packet_size: 200B, dont_fragment: true}' "$@" -o "$dir/run" --force >/dev/null 2>"$dir/err" || return 1
  awk -F, -v p="$at" -v c="$cause" '$1 == p && $2 == c && $3 >= 395 && $3 <= 401 { found = 1 } END { exit !found }' "$dir/run/drops.csv" &&
    awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i } /large/ && $at["packets_received"] > 0 { bad = 1 } /small/ && $at["packets_received"] >= 390 { good = 1 } END { exit bad || !good }' "$dir/run/flows.csv" ||
    { cat "$dir/run/drops.csv"; return 1; }
}
ok "no MSS, DF kept: small packets pass, large ones do not" dropped gateway:gw-westus mtu --set 'virtual_network_gateways.*.df_bit=copy' \
  --set 'virtual_network_gateways.*.fragmentation_needed=false'
ok "DF cleared, fragments out of order: the platform drops them" dropped link:westus-\>northeurope fragment --set links.inter_region.fragments_disordered=100%
finish
