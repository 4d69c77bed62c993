#!/bin/sh
# Every figure is drawn from a run's CSV files, also from runs that hold little, and says so when there is nothing to draw.
set -u
cd "$(dirname "$0")/../.."
. tests/app/ok.sh

export VNETSIM_PLOTS="$PWD/plots"

drawn() { # DIR KIND: both formats, and they are what they say; the data beside them
  head -c 8 "$1/$2.png" | od -An -tx1 | grep -q '89 50 4e 47 0d 0a 1a 0a' && grep -q '</svg>' "$1/$2.svg" && has_data "$1/$2.data.csv"
}
has_data() { # FILE: a header and rows, each with as many cells (what is tested here has no quoted ones), the last never empty
  awk -F, 'NR == 1 { n = NF } NF != n || $NF == "" { bad = 1; print FILENAME ":" NR ": " $0 } END { exit bad || NR < 2 }' "$1"
}
rows() { # FILE WANT AWK-CONDITION...: so many rows of the data, the header aside, for which it holds
  got=$(awk -F, "NR > 1 && ($3) { n++ } END { print n + 0 }" "$1")
  [ "$got" = "$2" ] || { echo "$1: $got rows with $3, not $2"; return 1; }
}

"$VNETSIM" run scenarios/westus-northeurope.yaml --duration 10s --set simulation.warmup=1s -o "$dir/a run" >/dev/null 2>&1
ok "all kinds" "$VNETSIM" plot "$dir/a run"
for kind in latency-cdf latency-tail throughput limits delay-split delay drops utilisation heat-map swim-lanes; do
  ok "$kind" drawn "$dir/a run" $kind
done
ok "topology" sh -c "head -c 4 '$dir/a run/topology.png' | grep -q PNG && grep -q 'heartbeat: db → web' '$dir/a run/topology.svg'"
ok "topology without a scenario: skipped" sh -c "mv '$dir/a run/scenario.yaml' '$dir/kept' && '$VNETSIM' plot '$dir/a run' topology | grep -q 'skipped  topology: there is no scenario.yaml' && [ ! -e '$dir/a run/topology.svg' ] && mv '$dir/kept' '$dir/a run/scenario.yaml'"
# propagation_ms is the first of the four in pairs.csv
awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "propagation_ms") at = i } { print $at "," $(at + 1) "," $(at + 2) "," $(at + 3) }' "$dir/a run/pairs.csv" >"$dir/want"
ok "throughput's data: 2 pairs and 3 entries over 9 intervals" rows "$dir/a run/throughput.data.csv" 45 '$1 != "event"'
ok "and the control plane's events" grep -q '^event,2 up,,,0\.2' "$dir/a run/throughput.data.csv"
ok "delay-split's data are those of pairs.csv" sh -c "cut -d, -f2-5 '$dir/a run/delay-split.data.csv' | cmp - '$dir/want'"
ok "limits' data: an entry's shares add up to 1" awk -F, '
  NR > 1 { sum[$1] += $3 }
  END { for (t in sum) { n++; if (sum[t] < 0.99999 || sum[t] > 1.00001) exit 1 } exit n != 3 }' "$dir/a run/limits.data.csv"
ok "drops' data hold every drop" sh -c "awk -F, 'FNR == 1 { for (i = 1; i <= NF; i++) if (\$i == \"packets\") at = i; next } { n[FILENAME] += \$at } END { for (f in n) print n[f] }' '$dir/a run/drops.csv' '$dir/a run/drops.data.csv' | sort -u | wc -l | grep -q '^1$'"
ok "the tail's data begin at 1 and end above 0" awk -F, '
  NR > 1 && $1 $2 != key { if ($5 != 1) exit 1; key = $1 $2 }
  NR > 1 && $5 + 0 <= 0 { exit 1 }' "$dir/a run/latency-tail.data.csv"
ok "heat-map's data: 2 x 2 cells, 2 with a value" rows "$dir/a run/heat-map.data.csv" 2 '$1 != ""'
ok "the other two are there too" rows "$dir/a run/heat-map.data.csv" 2 '$1 == ""'
ok "another metric" "$VNETSIM" plot "$dir/a run" heat-map:loss_frac
ok "has its own files" drawn "$dir/a run" heat-map-loss_frac
ok "no such metric" exits 2 "$VNETSIM" plot "$dir/a run" heat-map:beauty
ok "two tunnels come up" rows "$dir/a run/swim-lanes.data.csv" 2 '$2 == "state" && $3 == "up"'
ok "a figure can be drawn by hand" gnuplot -d -c plots/drops.gp "$dir/a run/drops.data.csv" "$dir/by hand.svg" 'a name'
ok "an unlimited queue: skipped" sh -c "'$VNETSIM' plot '$dir/a run' queue | grep -q '^skipped  queue: no link had a queue'"

sed 's/vm_size: [A-Za-z0-9_]*/nic: {bandwidth: 200Mbps}/' scenarios/westus-northeurope.yaml >"$dir/slow-nic.yaml"
"$VNETSIM" run "$dir/slow-nic.yaml" --duration 4s --set simulation.warmup=1s --set simulation.sample_interval=100ms -o "$dir/q" >"$dir/log" 2>&1 || cat "$dir/log"
ok "a slow NIC" "$VNETSIM" plot "$dir/q" queue
ok "queue" drawn "$dir/q" queue
"$VNETSIM" run scenarios/westus-northeurope-peering.yaml --duration 3s --set simulation.warmup=0s --set simulation.sample_interval=0s -o "$dir/b" >/dev/null 2>&1
ok "no loss, no series: the rest is drawn" "$VNETSIM" plot "$dir/b"
ok "latency-cdf of it" drawn "$dir/b" latency-cdf
touch "$dir/b/drops.png" "$dir/b/drops.data.csv"
ok "again" "$VNETSIM" plot "$dir/b" drops
ok "no drops, no data" test ! -e "$dir/b/drops.data.csv"
ok "no drops, no picture" test ! -e "$dir/b/drops.png"
ok "and it says why" sh -c "'$VNETSIM' plot '$dir/b' drops | grep -q drops"
"$VNETSIM" run tests/bad/key.yaml --duration 2s -o "$dir/c" >/dev/null 2>&1
ok "nothing arrives" "$VNETSIM" plot "$dir/c"
ok "the drops are drawn" drawn "$dir/c" drops
# where a legend's entries stand: in one row, and so that what hangs below a letter is in the picture
baseline() { grep -B1 "<text>$2<" "$1" | sed -n "s|.*translate([0-9.]*,\\([0-9.]*\\)).*|\\1|p" | tail -n 1; } # FILE ENTRY
in_a_row() { # FILE ENTRY...
  file=$1 height=$(sed -n 's/^ width="[0-9]*" height="\([0-9]*\)"$/\1/p' "$1")
  shift
  for entry in "$@"; do baseline "$file" "$entry"; done | sort -u | awk -v h="$height" 'END { exit !(NR == 1 && $1 + 8 < h) }'
}
ok "a legend without traffic is one row, and in the picture" in_a_row "$dir/a run/swim-lanes.svg" up connecting down ike_start
ok "neither tunnel comes up" rows "$dir/c/swim-lanes.data.csv" 2 '$3 == "never up"'
"$VNETSIM" run scenarios/two-sites.yaml --duration 12s --set 'faults={f: {at: 2s, bgp_session: to-portland-a, kind: down}}' -o "$dir/told" >/dev/null 2>&1
ok "a gateway of which no failure is told is up" sh -c "'$VNETSIM' plot '$dir/told' swim-lanes >/dev/null && grep -q '^gateway gw,note,up,' '$dir/told/swim-lanes.data.csv'"
"$VNETSIM" run scenarios/two-sites.yaml --duration 12s --set 'faults={f: {at: 2s, device: portland/fw-a, kind: down, for: 3s}}' -o "$dir/band" >/dev/null 2>&1
ok "a fault lasts until it is over" sh -c "'$VNETSIM' plot '$dir/band' swim-lanes >/dev/null && grep -q '^-,fault,f,2,5,' '$dir/band/swim-lanes.data.csv'"
ok "a peering has no control plane: skipped" sh -c "'$VNETSIM' plot '$dir/b' swim-lanes | grep -q '^skipped'"

# One flow inside one region: one cell, one line, no control plane, no loss.
cat >"$dir/one-flow.yaml" <<'END'
vnetsim: 1
simulation: {duration: 3s, seed: 1, sample_interval: 1s}
virtual_networks: {v: {region: westus, address_prefixes: [10.1.0.0/16], subnets: {w: {address_prefix: 10.1.0.0/24}}}}
virtual_machines: {vm: {subnet: v/w, count: 2}}
traffic: {beat: {from: vm-0, to: vm-1, app: ping, interval: 100ms}}
END
"$VNETSIM" run "$dir/one-flow.yaml" -o "$dir/f" >"$dir/log" 2>&1 || cat "$dir/log"
ok "one flow" "$VNETSIM" plot "$dir/f"
for kind in latency-cdf latency-tail throughput delay-split delay utilisation heat-map; do
  ok "$kind of one flow" drawn "$dir/f" $kind
done
ok "one cell" rows "$dir/f/heat-map.data.csv" 1 '$1 != "" && $2 == "westus" && $3 == "westus"'
ok "a later run takes the place of one with pictures" "$VNETSIM" run "$dir/one-flow.yaml" -o "$dir/f" --force

# A byte ladder.
"$VNETSIM" mtu scenarios/westus-northeurope.yaml --from web --to db --set 'virtual_network_gateways.*.mss_clamp=none' -o "$dir/ladder" >/dev/null 2>&1
ok "a ladder" "$VNETSIM" plot "$dir/ladder"
ok "mtu" drawn "$dir/ladder" mtu
ok "five places there, five back, two of them with fragments" rows "$dir/ladder/mtu.data.csv" 2 '$15 ~ /2 fragments/'
ok "no kind of a run" exits 2 "$VNETSIM" plot "$dir/ladder" drops

# 54 x 54 regions, one pair without a packet.
mkdir "$dir/big"
echo '{"scenario": "all pairs"}' >"$dir/big/manifest.json"
awk 'BEGIN {
  print "src_region,dst_region,packets_received,rtt_p50_ms,propagation_ms,transmission_ms,queueing_ms,gateway_ms"
  for (a = 1; a <= 54; a++) for (b = 1; b <= 54; b++)
    if (a == 7 && b == 9) print "region" a ",region" b ",0,,,,,"
    else print "region" a ",region" b "," a + b "," 1 + (a - b) ^ 2 / 10 ",1,2,3,4"
}' >"$dir/big/pairs.csv"
ok "54 x 54 regions" "$VNETSIM" plot "$dir/big" heat-map delay-split
ok "the map of them" drawn "$dir/big" heat-map
ok "2,915 cells have a value" rows "$dir/big/heat-map.data.csv" 2915 '$1 != ""'
ok "delay-split shows 12 of them" rows "$dir/big/delay-split.data.csv" 12 '$6 == 2916'
ok "a file is missing" exits 5 "$VNETSIM" plot "$dir/big" drops
# Campaigns: two axes of which one is of numbers, and 5 replications; then one scenario, run once.
cat >"$dir/study.yaml" <<END
vnetsim: 1
study: load
base: $PWD/scenarios/westus-northeurope.yaml
vary:
  rate: {path: traffic.replicate.rate, values: [100Mbps, 1Gbps]}
  sku: {path: virtual_network_gateways.*.sku, values: [VpnGw1AZ, VpnGw4AZ]}
replications: {min: 5}
compare: {by: sku, metrics: [loss_frac, rtt_p99_ms]}
END
"$VNETSIM" batch "$dir/study.yaml" --set simulation.duration=2s --set simulation.warmup=1s -o "$dir/load" >/dev/null 2>&1
ok "a campaign that is not compared yet" "$VNETSIM" plot "$dir/load"
ok "says where differences come from" sh -c "'$VNETSIM' plot '$dir/load' forest | grep -q 'vnetsim compare'"
"$VNETSIM" compare "$dir/load" >/dev/null 2>&1
ok "a campaign" "$VNETSIM" plot "$dir/load"
for kind in box forest knee heat-map; do
  ok "$kind" drawn "$dir/load" $kind
done
ok "box: 4 configurations of 5 replications" rows "$dir/load/box.data.csv" 20 '$1 != "" && $5 != ""'
ok "box shows what was compared" grep -q '^loss_frac,' "$dir/load/box.data.csv"
ok "forest: 2 metrics of 1 difference" rows "$dir/load/forest.data.csv" 2 '$2 == "VpnGw1AZ" && $3 == "VpnGw4AZ"'
ok "knee: 2 lines of 2 points, in Mbps" rows "$dir/load/knee.data.csv" 4 '($5 == "sku=VpnGw1AZ" || $5 == "sku=VpnGw4AZ") && ($7 == 100 || $7 == 1000)'
ok "and their unit" grep -q ',rate_Mbps$' "$dir/load/knee.data.csv"
ok "heat-map: 2 x 2" rows "$dir/load/heat-map.data.csv" 4 '$1 != ""'
ok "a campaign goes on beside its pictures" "$VNETSIM" batch "$dir/study.yaml" --set simulation.duration=2s --set simulation.warmup=1s -o "$dir/load"
ok "another metric of a campaign" "$VNETSIM" plot "$dir/load" box:goodput_mbps knee:loss_frac heat-map:loss_frac
ok "in files of its own" drawn "$dir/load" knee-loss_frac
ok "no metric of that name" exits 2 "$VNETSIM" plot "$dir/load" knee:beauty
ok "a kind of runs only" exits 2 "$VNETSIM" plot "$dir/load" drops
ok "a kind of campaigns only" exits 2 "$VNETSIM" plot "$dir/a run" box
"$VNETSIM" batch scenarios/westus-northeurope.yaml --set simulation.duration=2s --set simulation.warmup=1s -o "$dir/one" >/dev/null 2>&1
ok "one replication of one scenario" "$VNETSIM" plot "$dir/one"
ok "box of one run" drawn "$dir/one" box
ok "nothing else" test ! -e "$dir/one/knee.png" -a ! -e "$dir/one/heat-map.png" -a ! -e "$dir/one/forest.png"

# A failed run, an unsteady configuration, settings that cannot be compared.
mkdir "$dir/odd"
cat >"$dir/odd/runs.csv" <<'END'
index,run,study,configuration,replication,seed,status,reason,rtt_p99_ms
0,a-1,odd,load=10%,0,1,ok,,12
1,b-1,odd,load=90%,0,1,failed,"out of memory, or so",
END
cat >"$dir/odd/summary.csv" <<'END'
index,study,configuration,metric,n,mean,sd,ci95_lo,ci95_hi,method
0,odd,load=10%,rtt_p99_ms,1,12,,,,
1,odd,load=90%,rtt_p99_ms,0,,,,,none: the backlog grows in 1 of 1 runs
END
cat >"$dir/odd/compare.csv" <<'END'
metric,a,b,diff_mean,diff_ci95_lo,diff_ci95_hi,ratio,n,paired,p_value,p_holm,verdict
rtt_p99_ms,x,y,0,0,0,1,2,yes,1,1,no significant difference in the 99th percentile of the round trip
rtt_p99_ms,x,z,,,,,0,no,,,"the 99th percentile of the round trip: one of them has no such runs"
END
ok "an odd campaign" "$VNETSIM" plot "$dir/odd"
for kind in box forest knee; do
  ok "$kind of it" drawn "$dir/odd" $kind
done
ok "the failed run has a row" rows "$dir/odd/box.data.csv" 1 '$1 == "" && $2 == "load=90%" && $NF == 1'
ok "the point without a mean has one" rows "$dir/odd/knee.data.csv" 1 '$1 == "" && $7 == 90'
mkdir "$dir/causes"
echo '{"scenario": {"name": "causes"}}' >"$dir/causes/manifest.json"
printf 'place,cause,packets\nlink:a->b,mtu,10\nnic:v-0,queue_full,500\nlink:a->b,random_loss,30\n' >"$dir/causes/drops.csv"
ok "a place with two causes" "$VNETSIM" plot "$dir/causes" drops
ok "drops of it" drawn "$dir/causes" drops
ok "the largest first, causes beside one another" sh -c "cut -d, -f1-4 '$dir/causes/drops.data.csv' | tr '\n' ' ' |
  grep -q 'nic:v-0,queue_full,500,500 link:a->b,mtu,10,40 link:a->b,random_loss,30,40 '"
ok "what is not known is not significant" rows "$dir/odd/forest.data.csv" 1 '$3 == "z" && $9 == "unknown"'
ok "no folder" sh -c "'$VNETSIM' plot '$dir/none'; test \$? = 5"
ok "an unknown kind" sh -c "'$VNETSIM' plot '$dir/b' pie; test \$? = 2"
finish
