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
ok "again, nothing is run" sh -c "'$VNETSIM' failover '$dir/pair.yaml' -o '$dir/one' 2>&1 >/dev/null | grep -q ' runs done' && exit 1; cmp '$dir/one/failover.csv' '$dir/two/failover.csv'"
ok "runs.csv and summary.csv too" sh -c "cmp '$dir/one/runs.csv' '$dir/two/runs.csv' && cmp '$dir/one/summary.csv' '$dir/two/summary.csv'"
"$VNETSIM" failover "$dir/pair.yaml" -o "$dir/one" >"$dir/table" 2>/dev/null
ok "the table: a row a failure" sh -c "[ \$(grep -c ' heartbeat  ' '$dir/table') = 5 ]"
ok "when, and for how long" grep -q '4 failures, at 21 s; each run ends when all is over, after 326 s at most; and a run without' "$dir/table"
ok "as much is seen after an outage as before it" awk -F, 'NR > 1 && $6 == "planned_failover" { n++; if ($26 < 21 + $13 + 20 || $26 > 21 + $13 + 24) bad = 1 } END { exit bad || n != 2 }' "$dir/one/failover.csv"
ok "a fixed duration does not end early" exits 0 "$VNETSIM" failover "$dir/pair.yaml" --only link --for 1s --duration 40s -o "$dir/fixed40"
ok "until" awk -F, 'NR > 1 && $26 != 40 { exit 1 }' "$dir/fixed40/failover.csv"
ok "the worst in a sentence" grep -q '^The worst is gateway-gw-[nw]-unplanned: heartbeat stands still for [6-9][0-9.]* s.*None of 4 failures goes unnoticed' "$dir/table"
ok "what gets through anyway, or not" sh -c "'$VNETSIM' failover scenarios/site-to-site-wrong-range.yaml --only link --at 10s --for 5s --duration 20s -o '$dir/wrong' 2>/dev/null |
  grep -q '^No traffic notices the failure. Even without a failure not all of this gets through: query.$'"
ok "what is out anyway is out no longer, however long a run lasts" sh -c "'$VNETSIM' failover scenarios/ways-out.yaml --only link,uplink -o '$dir/anyway' 2>/dev/null |
  grep -q '^The worst is [a-z0-9-]*: desk stands still for 1[0-9.]* s.* 1 of 3 failures goes unnoticed. Even without a failure not all of this gets through: patch.$'"
ok "a link that nothing crosses is left out, and said" sh -c "'$VNETSIM' failover scenarios/ways-out.yaml --only link -o '$dir/anyway' 2>/dev/null |
  grep -q '^  left out, .*: link northeurope--westus2$' && ! grep -q '^link-northeurope--westus2,' '$dir/anyway/failover.csv' && grep -q '^link-westus--westus2,' '$dir/anyway/failover.csv'"
ok "every folder is as its datapackage.json says" sh -c "PATH=/usr/bin:\$PATH python3 tests/app/datapackage.py '$dir/one'"

# --all: of everything that is in use, and with TCP, which waits for longer than its way is away
sed 's/^  heartbeat: .*/  orders: {from: web, to: db, app: request_response, transport: tcp, request_size: 300B, response_size: 3kB, think_time: 50ms}/' "$dir/pair.yaml" >"$dir/tcp.yaml"
ok "everything" exits 0 "$VNETSIM" failover "$dir/tcp.yaml" --all -o "$dir/all"
column() { # FAILURE COLUMN: of failover.csv
  awk -F, -v f="$1" -v c="$2" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i } $1 == f { print $at[c] }' "$dir/all/failover.csv"
}
between() { # FAILURE COLUMN LEAST MOST
  column "$1" "$2" | awk -v lo="$3" -v hi="$4" '$1 == "" || $1 < lo || $1 > hi { bad = 1; print } END { exit bad || NR != 1 }'
}
ok "gateways, the tunnel, both ends, the link, both regions" test "$(cut -d, -f1 "$dir/all/failover.csv" | tr '\n' ' ')" = "failure no-failure \
gateway-gw-n-planned gateway-gw-n-unplanned gateway-gw-w-planned gateway-gw-w-unplanned tunnel-n-to-w-reset tunnel-n-to-w-down \
connection-n-to-w-silent connection-w-to-n-silent link-northeurope--westus region-northeurope region-westus "
ok "a link of 120 s, twice as long as it takes to notice: its path" between link-northeurope--westus path_outage_s 120 124.6 # and the next try of IKE, each 4 s
ok "TCP waits longer" between link-northeurope--westus app_outage_s 121 241
ok "and survives" test "$(column link-northeurope--westus aborted)" = 0
ok "a tunnel that begins anew: two round trips" between tunnel-n-to-w-reset path_outage_s 0.25 0.6
ok "without a failure nothing is out" between no-failure app_outage_s 0 0.5
ok "before and after: the round trip" between link-northeurope--westus rtt_after_p99_ms 120 170

# ended early or not: the same but what counts up to the end
"$VNETSIM" failover "$dir/pair.yaml" --all -o "$dir/early" 2>/dev/null >"$dir/table"
ok "early ends" exits 0 "$VNETSIM" failover "$dir/pair.yaml" --all --duration 326s -o "$dir/full"
ok "change no other column" sh -c "
  known() { awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if (\$i !~ /^(run|until_s|rtt_after_p99_ms)$/) keep[i] = 1 } \$1 != \"no-failure\" {
    for (i = 1; i <= NF; i++) if (i in keep) printf \"%s,\", \$i; print \"\" }' \$1; }
  known '$dir/early/failover.csv' >'$dir/early.csv'; known '$dir/full/failover.csv' | diff '$dir/early.csv' - && [ \$(wc -l <'$dir/early.csv') = 12 ]"
ok "JSON says what the CSV does" sh -c "'$VNETSIM' failover '$dir/pair.yaml' --all --json -o '$dir/early' 2>/dev/null | python3 -c '
import csv, json, sys
said = json.load(sys.stdin)[\"rows\"]
rows = list(csv.DictReader(open(sys.argv[1])))
assert len(said) == len(rows)
for s, r in zip(said, rows):
    for k, v in r.items():
        if k in s: assert (s[k] is None or s[k] == \"\") if v == \"\" else (v == s[k] or float(v) == float(s[k])), (k, v, s[k])
' '$dir/early/failover.csv'"

ok "Windows gives up, and what it opens anew too" exits 0 "$VNETSIM" failover "$dir/tcp.yaml" --only link --set 'virtual_machines.*.os=windows' --for 90s -o "$dir/windows"
ok "of one connection none is kept" grep -q ' 0/1 |' "$dir/out"
ok "though more than one was given up in turn" awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "aborted") c = i } FNR == 2 && $c > most { most = $c } END { exit !(most > 1) }' "$dir"/windows/runs/*/flows.csv

# declared faults, one at a time, when they say
cat >>"$dir/tcp.yaml" <<'Y'
faults:
  cut: {at: 40s, link: westus--northeurope, kind: down, for: 3s}
  later: {at: 50s, tunnel: w-to-n, kind: down, for: {distribution: uniform, min: 4s, max: 6s}}
Y
ok "declared faults" exits 0 "$VNETSIM" failover "$dir/tcp.yaml" --duration 80s -o "$dir/all"
ok "each by itself" test "$(cut -d, -f1 "$dir/all/failover.csv" | tr '\n' ' ')" = "failure no-failure cut later "
ok "the first: 3 s" between cut path_outage_s 3 3.4
ok "from then on" test "$(column cut from_s)" = 40
ok "the second, drawn: 4 s to 6 s" between later path_outage_s 4 6.6
ok "one of them" exits 0 "$VNETSIM" failover "$dir/tcp.yaml" --fault cut --duration 80s -o "$dir/all"
ok "as declared" grep -q ': 1 failure, as declared; each run lasts 80 s; and a run without$' "$dir/out"
ok "alone" test "$(cut -d, -f1 "$dir/all/failover.csv" | tr '\n' ' ')" = "failure no-failure cut "
ok "declared ones beside others, which do heed them" exits 0 "$VNETSIM" failover "$dir/tcp.yaml" --fault cut --only link --at 10s --for 2s --duration 60s -o "$dir/all"
ok "how many of each" grep -q ': 2 failures, 1 as declared and 1 at 10 s; each run lasts 60 s; and a run without$' "$dir/out"
ok "each at its instant" test "$(column cut from_s) $(column link-northeurope--westus from_s)" = "40 10"
ok "one gateway, twice" exits 0 "$VNETSIM" failover "$dir/tcp.yaml" --gateway gw-n --runs 2 --duration 60s -o "$dir/all"
ok "as the heading says" grep -q ': 2 failures, at [0-9]* s; each run lasts 60 s; and a run without, each 2 times (the worst is shown)$' "$dir/out"
ok "rows" test "$(tail -n +2 "$dir/all/failover.csv" | wc -l)" = 6
ok "an outage that the run does not outlast is shown as such" grep -q 'orders  *>[0-9]' "$dir/out"
ok "a kind" exits 0 "$VNETSIM" failover "$dir/tcp.yaml" --only link,region --for 2s --at 10s --duration 20s -o "$dir/all"
ok "of failures" test "$(cut -d, -f1 "$dir/all/failover.csv" | tr '\n' ' ')" = "failure no-failure link-northeurope--westus region-northeurope region-westus "

# a run with faults and probes: the same bytes on threads, and probes in no other result
cp "$dir/pair.yaml" "$dir/cut.yaml"
echo 'faults: {cut: {at: 4s, link: westus--northeurope, kind: down, for: 3s}}' >>"$dir/cut.yaml"
broken() { # OPTIONS: runs it
  "$VNETSIM" run "$dir/cut.yaml" --duration 10s --set simulation.sample_interval=1s "$@"
}
ok "a run with probes" exits 0 broken --set simulation.probe_interval=10ms -o "$dir/p1"
ok "says outages" grep -q '^  heartbeat  *3\.[0-9]*  *3\.[0-9]*  *3\.[0-9]* ' "$dir/out"
ok "on two threads" exits 0 broken --set simulation.probe_interval=10ms --threads 2 -o "$dir/p2"
ok "without probes" exits 0 broken -o "$dir/p0"
ok "the same bytes" sh -c "for f in '$dir'/p1/*.csv; do cmp \$f '$dir/p2/'\$(basename \$f) || exit 1; done"
ok "probes are in no other result" sh -c "! grep -l probe: '$dir'/p1/*.csv"
ok "one flow" sh -c "[ \$(wc -l <'$dir/p1/flows.csv') = 2 ] && [ \$(wc -l <'$dir/p1/pairs.csv') = 2 ]"
ok "its packets are its own" sh -c "[ \"\$(cut -d, -f11 '$dir/p1/flows.csv')\" = \"\$(cut -d, -f11 '$dir/p0/flows.csv')\" ]"
ok "no probes, no path" awk -F, 'NR == 2 && $4 == "" && $7 > 2.9 { found = 1 } END { exit !found }' "$dir/p0/outages.csv"
ok "nothing breaks, nothing is watched" sh -c "'$VNETSIM' run '$dir/pair.yaml' --duration 3s -o '$dir/n' >/dev/null && [ \$(wc -l <'$dir/n/outages.csv') = 1 ]"
ok "one that ends when all is over" exits 0 "$VNETSIM" run "$dir/cut.yaml" --duration 100s --set simulation.settled_for=5s --set simulation.probe_interval=10ms -o "$dir/e"
ok "12 s to 14 s" awk -F, 'NR == 2 { t = $17 } END { exit !(t >= 12 && t <= 14) }' "$dir/e/outages.csv"
ok "is one of just that duration" sh -c "'$VNETSIM' run '$dir/cut.yaml' --duration \$(awk -F, 'NR == 2 { print \$17 }' '$dir/e/outages.csv')s --set simulation.probe_interval=10ms -o '$dir/f' >/dev/null &&
  for f in '$dir'/e/*.csv; do cmp \$f '$dir/f/'\$(basename \$f) || exit 1; done"
ok "a link that fails, and is mended" sh -c "[ \"\$(grep ,fault, '$dir/p1/events.csv' | tr '\n' ' ')\" = '4,fault,cut,down,westus--northeurope 7,fault,cut,over,westus--northeurope ' ]"
ok "a tunnel's two ends" exits 0 "$VNETSIM" run "$dir/pair.yaml" --duration 10s --set 'faults={f: {at: 4s, tunnel: w-to-n, kind: down, for: 2s}}' -o "$dir/order"
ok "come behind the fault" sh -c "[ \"\$(awk -F, '\$1 == 4 || \$1 == 6 { printf \"%s %s %s;\", \$1, \$2, \$4 }' '$dir/order/events.csv')\" = \
  '4 fault down;4 tunnel cut;4 tunnel down;4 tunnel cut;4 tunnel down;6 fault over;6 tunnel restore;6 tunnel ike_start;6 tunnel restore;6 tunnel ike_start;' ]"
ok "probes too close" exits 3 "$VNETSIM" check "$dir/pair.yaml" --set simulation.probe_interval=10us

# The studies, in short, of the build without sanitizers, if there is one: what they run is run above under these.
plain=${VNETSIM_OTHER:-$VNETSIM}
ok "gateways: planned is shorter than not, two instances are no better against a crash that nobody announces" exits 0 "$plain" batch \
  scenarios/studies/failover-gateways.yaml --set simulation.duration=200s -o "$dir/gateways"
ok "compared" exits 0 "$VNETSIM" compare "$dir/gateways" --by failover
mean() { # DIR CONFIGURATION METRIC
  awk -F, -v c="$2" -v m="$3" '$3 == c && $4 == m { print $6 }' "$1/summary.csv"
}
less() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a != "" && b != "" && a < b) }'; }
ok "planned, active-standby: 10 s to 15 s" sh -c "x=$(mean "$dir/gateways" "gateways=active-standby failover=planned" path_outage_s); awk -v x=\$x 'BEGIN { exit !(x > 10 && x < 15.5) }'"
ok "unplanned: longer" less "$(mean "$dir/gateways" "gateways=active-standby failover=planned" path_outage_s)" "$(mean "$dir/gateways" "gateways=active-standby failover=unplanned" path_outage_s)"
ok "planned, active-active: hardly any" less "$(mean "$dir/gateways" "gateways=active-active failover=planned" path_outage_s)" 1
sed "s|min: 5|min: 1|; s|\.\./two-sites|$PWD/scenarios/two-sites|" scenarios/studies/failover-routing.yaml >"$dir/routing.yaml"
ok "BGP and static" exits 0 "$plain" batch "$dir/routing.yaml" -o "$dir/routing"
ok "congestion control" exits 0 "$plain" batch scenarios/studies/congestion-control.yaml --set simulation.duration=8s -o "$dir/cc"
ok "the farther, the less" less "$(mean "$dir/cc" "algorithm=newreno distance=westus-southafricanorth" traffic.replicate.goodput_mbps)" \
  "$(mean "$dir/cc" "algorithm=newreno distance=westus-westus3" traffic.replicate.goodput_mbps)"

# availability zones: those that VMs say they are in, and of the gateways beside them
sed 's/westus/westus2/g; s/web: {subnet: vnet-w\/workload}/web: {subnet: vnet-w\/workload, zone: 3}/' "$dir/pair.yaml" >"$dir/zones.yaml"
ok "zones" exits 0 "$VNETSIM" failover "$dir/zones.yaml" --only zone --for 100s -o "$dir/all"
ok "of VMs and gateways" test "$(cut -d, -f1 "$dir/all/failover.csv" | tr '\n' ' ')" = "failure no-failure zone-westus2-1 zone-westus2-2 zone-westus2-3 "
ok "that of the active instance: as an unplanned failover" between zone-westus2-1 path_outage_s 60 90.3
ok "that of the standby: nothing" between zone-westus2-2 app_outage_s 0 0.5
ok "that of the VM: as long as the zone" between zone-westus2-3 path_outage_s 100 100.6

# BGP beside NAT: a session that is cut takes the new names away, and brings them back
{ sed -e 's/duration: 4s/duration: 300s/' -e 's/sku: VpnGw2AZ/&\n    enable_bgp_route_translation_for_nat: true/' tests/bad/vn0315-nat-untold.yaml
  echo 'faults: {cut: {bgp_session: to-seattle, kind: down, at: 20s, for: 30s}}'; } >"$dir/nat.yaml"
ok "a session with NAT rules" exits 0 "$VNETSIM" run "$dir/nat.yaml" -o "$dir/nat"
ok "is lost" grep -q '^20,bgp,to-seattle,down,' "$dir/nat/events.csv"
ok "and established again" grep -q ',bgp,to-seattle,established,' "$dir/nat/events.csv"
ok "meanwhile no route leads to the new names" grep -q '^vnet:vnet-westus,no_route,' "$dir/nat/drops.csv"
ok "and then one does" awk -F, 'NR > 1 && $5 > 220 || NR > 2 { bad = 1 } END { exit bad || NR != 2 }' "$dir/nat/drops.csv"

ok "a fault that is not declared: exit 2" exits 2 "$VNETSIM" failover "$dir/tcp.yaml" --fault cot -o "$dir/none"
ok "with a suggestion" grep -q 'did you mean `cut`?' "$dir/err"
ok "an instant for declared faults: exit 2" exits 2 "$VNETSIM" failover "$dir/tcp.yaml" --fault cut --at 5s -o "$dir/none"
ok "which say it themselves" grep -q -e '--at 5s would do nothing: what fails is declared, and says itself when (--set faults.NAME.at=5s changes it)' "$dir/err"
ok "a duration for those that nobody names: exit 2" exits 2 "$VNETSIM" failover "$dir/tcp.yaml" --for 60s -o "$dir/none"
ok "which say that, too" grep -q -e '--for 60s would do nothing: .* says itself for how long (--set faults.NAME.for=60s changes it)' "$dir/err"
ok "no such kind: exit 2" exits 2 "$VNETSIM" failover "$dir/tcp.yaml" --only gateways -o "$dir/none"
ok "with a suggestion" grep -q 'did you mean `gateway`?' "$dir/err"
ok "too late to show: exit 2" exits 2 "$VNETSIM" failover "$dir/pair.yaml" --at 90s --duration 60s -o "$dir/none"
ok "declared within the warm-up: exit 2" exits 2 "$VNETSIM" failover "$dir/tcp.yaml" --set simulation.warmup=45s --set simulation.duration=99s -o "$dir/none"
ok "which one" grep -q 'what fails at 40 s, .* whose first 45 s are left out' "$dir/err"
ok "no time: exit 2" exits 2 "$VNETSIM" failover "$dir/pair.yaml" --at soon -o "$dir/none"
ok "standard input: exit 2" exits 2 "$VNETSIM" failover - -o "$dir/none"
ok "nothing to fail: exit 2" exits 2 "$VNETSIM" failover scenarios/westus-northeurope-peering.yaml -o "$dir/none"
ok "and why" grep -q 'no fault is declared, and no gateway has a tunnel (--all tries everything)' "$dir/err"
ok "nor of the kinds that are asked for" exits 2 "$VNETSIM" failover scenarios/failover.yaml --only device,uplink -o "$dir/none"
ok "and which" grep -q 'nothing to fail: the scenario has no device and no uplink that could (--all tries everything)' "$dir/err"
ok "all kinds there are" sh -c "'$VNETSIM' failover scenarios/failover.yaml --only foo -o '$dir/none' 2>&1 | grep -q 'no kind of failure .foo.; there are gateway, .*, zone, region$'"
ok "an invalid scenario: exit 3" exits 3 "$VNETSIM" failover "$dir/pair.yaml" --set virtual_networks.vnet-w.region=nowhere -o "$dir/none"
ok "no scenario there: exit 5" exits 5 "$VNETSIM" failover "$dir/nothing.yaml" -o "$dir/none"
ok "a folder that cannot be: exit 5" exits 5 "$VNETSIM" failover "$dir/pair.yaml" -o "$dir/pair.yaml/x"
ok "nothing was made" test ! -e "$dir/none"
ok "a gateway that is not there: not done" sh -c "! '$VNETSIM' failover '$dir/pair.yaml' --gateway nobody -o '$dir/none'"
ok "no scenario: exit 2" exits 2 "$VNETSIM" failover
ok "its help" exits 0 "$VNETSIM" failover --help
finish
