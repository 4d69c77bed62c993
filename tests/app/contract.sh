#!/bin/sh
# The program as its users meet it: files, exit codes, the same bytes, sums that add up.
set -u
cd "$(dirname "$0")/../.."
. tests/app/ok.sh

# The CSV files of two runs are the same bytes.
same() {
  for f in flows pairs links gateways tunnels services limits drops series histogram events; do
    cmp "$1/$f.csv" "$2/$f.csv" || return 1
  done
}

demo=scenarios/westus-northeurope.yaml
short="--duration 3s --set simulation.warmup=500ms --set simulation.sample_interval=500ms"
run() { "$VNETSIM" run "$@" >"$dir/summary"; }

# --- files and columns ---

ok "the demo runs" run $demo $short -o "$dir/a"
ok "and says how long it and its files took" grep -qE ' packet-hops in [0-9.]+ s, files written in [0-9.]+ s$' "$dir/summary"
columns() { # FILE HEADER: the contract's columns first, in its order
  [ "$(head -n 1 "$dir/a/$1" | cut -d, -f1-"$(echo "$2" | tr ',' '\n' | wc -l)")" = "$2" ]
}
ok "flows.csv" columns flows.csv flow,traffic,src,dst,src_region,dst_region,transport,tunnel_fwd,tunnel_rev,start_s,end_s,packets_offered,packets_received,packets_dropped,packets_in_flight,bytes_offered,bytes_received,throughput_mbps,goodput_mbps,loss_frac,retransmits,owd_min_ms,owd_mean_ms,owd_p50_ms,owd_p95_ms,owd_p99_ms,owd_p999_ms,owd_max_ms,jitter_ms,rtt_min_ms,rtt_mean_ms,rtt_p50_ms,rtt_p95_ms,rtt_p99_ms,rtt_max_ms,propagation_ms,transmission_ms,queueing_ms,gateway_ms,limited_by
ok "rev_ and stall_max_s at the end of flows.csv" sh -c "head -n 1 '$dir/a/flows.csv' | grep -q ',rev_packets_offered,rev_packets_received,rev_packets_dropped,rev_packets_in_flight,rev_bytes_offered,rev_bytes_received,stall_max_s,requests_lost\$'"
ok "pairs.csv" columns pairs.csv src_region,dst_region,packets_offered,packets_received
ok "links.csv" columns links.csv link,from,to,bandwidth_mbps,packets,bytes,utilisation_frac,queue_mean_bytes,queue_max_bytes,wait_mean_ms,drops
ok "gateways.csv" columns gateways.csv gateway,instance,sku,packets,bytes_inner,bytes_outer,overhead_frac,peak_pps,peak_mbps,busy_frac,drops,up_frac
ok "tunnels.csv" columns tunnels.csv tunnel,from,to,state,packets,bytes_inner,bytes_outer,up_at_s,down_s,rekeys,fragments,drops
ok "drops.csv" columns drops.csv place,cause,packets,bytes,first_s,last_s
ok "series.csv" columns series.csv t_s,kind,name,metric,value
ok "histogram.csv" columns histogram.csv kind,name,metric,lower,upper,count
ok "events.csv" columns events.csv t_s,kind,name,event,detail
ok "no inf, no nan, no CR" sh -c "! grep -liE '(^|,)-?(inf|nan)(,|\$)' '$dir'/a/*.csv && ! grep -l \"\$(printf '\r')\" '$dir'/a/*.csv"
ok "manifest.json is JSON" sh -c "'$VNETSIM' check '$dir/a/manifest.json' 2>&1 | grep -q VN0004"

# --- the same bytes ---

for n in 1 2 3 8; do
  ok "$n threads run" run $demo $short --threads $n -o "$dir/t$n"
  ok "$n threads, the same bytes" same "$dir/a" "$dir/t$n"
done
ok "standard input runs" sh -c "'$VNETSIM' run - $short -o '$dir/stdin' <$demo"
ok "standard input, the same bytes" same "$dir/a" "$dir/stdin"
ok "canonical form" sh -c "'$VNETSIM' check --canonical $demo >'$dir/canonical.yaml'"
ok "canonical form of itself" sh -c "'$VNETSIM' check --canonical '$dir/canonical.yaml' | cmp - '$dir/canonical.yaml'"
ok "canonical form runs" run "$dir/canonical.yaml" $short -o "$dir/c"
ok "canonical form, the same bytes" same "$dir/a" "$dir/c"
same_meaning() { # the canonical form of a scenario is that of itself, and runs to the same bytes
  "$VNETSIM" check --canonical "$1" >"$dir/one.yaml" && "$VNETSIM" check --canonical "$dir/one.yaml" >"$dir/two.yaml" &&
    cmp "$dir/one.yaml" "$dir/two.yaml" && run "$1" --duration 2s --set simulation.warmup=100ms -o "$dir/one" --force &&
    run "$dir/one.yaml" --duration 2s --set simulation.warmup=100ms -o "$dir/two" --force && same "$dir/one" "$dir/two"
}
for s in scenarios/*.yaml tests/app/complete.yaml tests/bench/*.yaml; do
  ok "parse(dump($s)) is the same" same_meaning "$s"
done
# selectors that follow from the prefixes are nobody's words: they are not written
sed 's/sku: [A-Za-z0-9]*/sku: Basic, vpn_type: PolicyBased/' scenarios/site-to-site.yaml >"$dir/policy-based.yaml"
ok "parse(dump(policy-based)) is the same" same_meaning "$dir/policy-based.yaml"
awk '/^virtual_machines:/ { held = 1 } /^traffic:/ { held = 0 } held { kept = kept $0 "\n"; next } { print } END { printf "%s", kept }' \
  $demo >"$dir/permuted.yaml"
ok "another order runs" run "$dir/permuted.yaml" $short -o "$dir/p"
ok "another order in the file, the same bytes" same "$dir/a" "$dir/p"
cp $demo "$dir/more.yaml"
sed -i 's/^virtual_network_gateways:/  vnet-apart: {region: japaneast, address_prefixes: [10.9.0.0\/16], subnets: {s: {address_prefix: 10.9.0.0\/24}}}\n&/' "$dir/more.yaml"
ok "an unrelated VNet more runs" run "$dir/more.yaml" $short -o "$dir/m"
ok "an unrelated VNet changes no flow" cmp "$dir/a/flows.csv" "$dir/m/flows.csv"
ok "another seed runs" run $demo $short --seed 2 -o "$dir/s2"
ok "another seed, other bytes" sh -c "! cmp -s '$dir/a/flows.csv' '$dir/s2/flows.csv'"

# --- sums ---

ok "offered = received + dropped + in flight" awk -F, '
  NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next }
  { n++; if ($c["packets_offered"] != $c["packets_received"] + $c["packets_dropped"] + $c["packets_in_flight"]) bad = 1
    if ($c["rev_packets_offered"] != $c["rev_packets_received"] + $c["rev_packets_dropped"] + $c["rev_packets_in_flight"]) bad = 1 }
  END { exit bad || n != 12 }' "$dir/a/flows.csv"
ok "the four parts add up to the delay" awk -F, '
  NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next }
  { d = $c["propagation_ms"] + $c["transmission_ms"] + $c["queueing_ms"] + $c["gateway_ms"] - $c["owd_mean_ms"]
    if (d > 1e-9 || d < -1e-9) bad = 1 }
  END { exit bad || NR < 2 }' "$dir/a/flows.csv"
ok "drops.csv holds the drops of flows.csv" awk -F, '
  FNR == 1 { for (i = 1; i <= NF; i++) c[FILENAME, $i] = i; next }
  FILENAME ~ /flows/ { a += $c[FILENAME, "packets_dropped"] + $c[FILENAME, "rev_packets_dropped"] }
  FILENAME ~ /drops/ { b += $c[FILENAME, "packets"] }
  END { exit a != b }' "$dir/a/flows.csv" "$dir/a/drops.csv"
ok "a histogram counts what arrived" awk -F, '
  FNR == 1 { for (i = 1; i <= NF; i++) c[FILENAME, $i] = i; next }
  FILENAME ~ /flows/ { a += $c[FILENAME, "packets_received"] }
  FILENAME ~ /histogram/ && $1 == "flow" && $3 == "owd_ms" { b += $6 }
  END { exit a != b || a == 0 }' "$dir/a/flows.csv" "$dir/a/histogram.csv"

# --- what goes wrong at the two ends of a tunnel ---

ends() { # NAME: a broken scenario of tests/bad that only warns: the run ends well, and says why nothing arrived
  run "tests/bad/$1.yaml" --duration 3s -o "$dir/$1" && grep -q ",$2,[1-9]" "$dir/$1/drops.csv"
}
ok "keys that differ: tunnel_down" ends key tunnel_down
ok "keys that differ: AUTHENTICATION_FAILED" grep -q AUTHENTICATION_FAILED "$dir/key/events.csv"
ok "keys that differ: the tunnel is down" grep -q ',down,0,' "$dir/key/tunnels.csv"
ok "one-sided connection: tunnel_down" ends vn0401-one-sided-connection tunnel_down
ok "policies that differ: tunnel_down" ends vn0406-policy tunnel_down
ok "local network elsewhere: no_route" ends vn0407-range-elsewhere no_route
ok "one-sided peering: no_route" ends vn0402-one-sided-peering no_route

# --- the command line ---

ok "an existing folder is refused" exits 5 "$VNETSIM" run $demo $short -o "$dir/a"
ok "--force replaces it" exits 0 "$VNETSIM" run $demo $short -o "$dir/a" --force
mkdir "$dir/alien"
echo mine >"$dir/alien/file"
ok "--force does not replace what is no results" exits 5 "$VNETSIM" run $demo $short -o "$dir/alien" --force
ok "nor remove it" test -e "$dir/alien/file"
ok "no part is left" sh -c "! ls -d '$dir'/*.part-* '$dir'/*.old-* 2>/dev/null"
ok "a missing file" exits 5 "$VNETSIM" run "$dir/none.yaml"
ok "an invalid scenario" exits 3 "$VNETSIM" run tests/bad/vn0008-range.yaml -o "$dir/none"
ok "nothing written for it" test ! -e "$dir/none"
ok "an unknown option" exits 2 "$VNETSIM" run $demo --nonsense
ok "an unknown command" exits 2 "$VNETSIM" rum $demo
ok "no arguments" exits 2 "$VNETSIM"
ok "--set of an unknown key" exits 3 "$VNETSIM" run $demo --set simulation.durration=1s -o "$dir/none"
ok "--set with a star" sh -c "'$VNETSIM' check --canonical $demo --set 'virtual_network_gateways.*.sku=VpnGw2AZ' | grep -c 'sku: VpnGw2AZ' | grep -qx 2"
ok "help of each command" sh -c "for c in check run schema explain; do '$VNETSIM' \$c --help | grep -q example || exit 1; done"
ok "another working directory" sh -c "cd '$dir' && '$VNETSIM' run '$PWD/$demo' $short -o here"
ok "a data folder that is none" env VNETSIM_DATA="$dir/alien" sh -c "'$VNETSIM' check $demo; test \$? = 5"
ok "check --json is JSON" sh -c "'$VNETSIM' check --json tests/bad/key.yaml | grep -q '\"code\": \"VN0412\"'"
ok "schema is JSON" sh -c "'$VNETSIM' schema >'$dir/schema.json' && '$VNETSIM' check '$dir/schema.json' 2>&1 | grep -q VN0004"
ok "a list of names is a list in it" sh -c "grep -A6 '\"zones\"' '$dir/schema.json' | tr -d ' \n' | grep -q '\"type\":\"array\"'"
ok "the language reference is up to date" sh -c "'$VNETSIM' schema --markdown | cmp - scenarios/README.md"
ok "the results reference is up to date" sh -c "'$VNETSIM' schema --results | cmp - results/README.md"
ok "a full disk is told" sh -c "'$VNETSIM' schema >/dev/full; test \$? = 5"

# SIGINT: exit 130 and nothing left. The wait is for the run to be under way.
"$VNETSIM" run $demo --duration 20min -o "$dir/long" >/dev/null 2>"$dir/err" &
pid=$!
tries=0
while [ $tries -lt 100 ] && ! ls -d "$dir"/long.part-* >/dev/null 2>&1; do
  sleep 0.1
  tries=$((tries + 1))
done
sleep 0.3
kill -INT $pid
wait $pid
code=$?
ok "SIGINT: exit 130" test $code = 130
ok "SIGINT: nothing left" sh -c "! ls -d '$dir'/long* 2>/dev/null"

finish
