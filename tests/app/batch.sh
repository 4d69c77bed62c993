#!/bin/sh
# Campaigns: the same bytes however they were run; nothing lost when killed; a failed run is a row.
set -u
cd "$(dirname "$0")/../.."
. tests/app/ok.sh

same() { cmp "$1/runs.csv" "$2/runs.csv" && cmp "$1/summary.csv" "$2/summary.csv"; }

cp scenarios/westus-northeurope.yaml "$dir/base.yaml"
cat >"$dir/study.yaml" <<'END'
vnetsim: 1
study: small
base: base.yaml
vary:
  pair:
    near: {virtual_networks.vnet-westus.region: westus, virtual_networks.vnet-northeurope.region: eastus}
    far: {virtual_networks.vnet-westus.region: westus, virtual_networks.vnet-northeurope.region: japaneast}
  sku: {path: virtual_network_gateways.*.sku, values: [VpnGw1AZ, VpnGw2AZ]}
where: "not (pair == far and sku == VpnGw2AZ)"
replications: {min: 3, max: 34, until: {metric: rtt_p50_ms, half_width: 1.5%}}
compare: {by: pair, metrics: [traffic.query.rtt_p50_ms, rtt_p50_ms], baseline: near}
END
short="--set simulation.duration=2s --set simulation.warmup=500ms"
batch() { "$VNETSIM" batch "$dir/study.yaml" $short "$@"; }

ok "a campaign runs" batch -o "$dir/a" -j 2
ok "the filter leaves three configurations" sh -c "cut -d, -f4 '$dir/a/runs.csv' | sort -u | grep -c = | grep -qx 3"
ok "until adds replications, and stops"  awk -F, 'NR > 1 { n[$1]++ } END { for (i in n) if (n[i] < 30 || n[i] > 34) exit 1; exit !(n[0] + n[1] + n[2] > 90 && n[0] + n[1] + n[2] < 102) }' "$dir/a/runs.csv"
ok "one at a time, the same bytes" sh -c "'$VNETSIM' batch '$dir/study.yaml' $short -o '$dir/b' -j 1"
ok "-j 1 = -j 2" same "$dir/a" "$dir/b"
ok "again: nothing is run" sh -c "'$VNETSIM' batch '$dir/study.yaml' $short -o '$dir/a' | grep -q '0 done now'"
ok "and the same bytes" same "$dir/a" "$dir/b"
ok "a run gone is run again" sh -c "rm -r '$dir/a/runs/'*-2 && '$VNETSIM' batch '$dir/study.yaml' $short -o '$dir/a' | grep -q ' 3 done now'"
ok "and the same bytes again" same "$dir/a" "$dir/b"

# kill -9, several times on the way
tries=0
while [ $tries -lt 6 ]; do
  "$VNETSIM" batch "$dir/study.yaml" $short -o "$dir/k" -j 2 >/dev/null 2>&1 &
  pid=$!
  sleep 0.0$((tries * 2 + 1))
  kill -9 $pid 2>/dev/null
  wait $pid 2>/dev/null
  tries=$((tries + 1))
done
ok "killed six times, started again" batch -o "$dir/k" -j 2
ok "the bytes of an uninterrupted campaign" same "$dir/k" "$dir/b"

ok "shard 1 of 2" batch -o "$dir/s1" --shard 1/2
ok "shard 2 of 2" batch -o "$dir/s2" --shard 2/2
ok "the shards are joined" exits 0 "$VNETSIM" batch --merge "$dir/s2" "$dir/s1" -o "$dir/merged"
ok "to the bytes of the whole" same "$dir/merged" "$dir/b"
ok "and its runs" sh -c "diff -r '$dir/merged/runs' '$dir/b/runs'"
ok "what is no shard is refused" exits 5 "$VNETSIM" batch --merge "$dir/s1" "$dir/b" -o "$dir/twice"
ok "the folder is named" grep -q "$dir/b is no shard" "$dir/err"
ok "a shard that is missing" exits 5 "$VNETSIM" batch --merge "$dir/s2" -o "$dir/twice"
ok "its number is said" grep -q 'of 2 shards some are missing: 1$' "$dir/err"
ok "a shard twice" exits 5 "$VNETSIM" batch --merge "$dir/s1" "$dir/s1" "$dir/s2" -o "$dir/twice"
cp -r "$dir/s1" "$dir/s1-of-3" && batch -o "$dir/s1-of-3" --shard 1/3 >/dev/null
ok "a shard of other shards" exits 5 "$VNETSIM" batch --merge "$dir/s1-of-3" "$dir/s2" -o "$dir/twice"
# shellcheck disable=SC2086
"$VNETSIM" batch "$dir/study.yaml" $short --set simulation.seed=7 --shard 2/2 -o "$dir/other" >/dev/null 2>&1
ok "a shard of another campaign" exits 5 "$VNETSIM" batch --merge "$dir/s1" "$dir/other" -o "$dir/twice"
ok "that is said" grep -q 'different campaigns' "$dir/err"
ok "nothing is left of it" test ! -e "$dir/twice"
ok "a folder that is there is not merged into" exits 5 "$VNETSIM" batch --merge "$dir/s1" "$dir/s2" -o "$dir/b"

ok "a plain scenario" exits 0 "$VNETSIM" batch "$dir/base.yaml" $short -o "$dir/one" --keep all
ok "--keep all leaves every file" sh -c "ls '$dir'/one/runs/*/histogram.csv '$dir'/one/runs/*/manifest.json"
ok "more is kept of what is there already" sh -c "'$VNETSIM' batch '$dir/base.yaml' $short -o '$dir/more' >/dev/null && '$VNETSIM' batch '$dir/base.yaml' $short -o '$dir/more' --keep all"
ok "it is what was kept at once" sh -c "cmp '$dir'/more/runs/*/flows.csv '$dir'/one/runs/*/flows.csv && cmp '$dir/more/runs.csv' '$dir/one/runs.csv'"
ok "its run is that of vnetsim run" sh -c "'$VNETSIM' run '$dir/base.yaml' --duration 2s --set simulation.warmup=500ms -o '$dir/r' >/dev/null && cmp '$dir'/one/runs/*/flows.csv '$dir/r/flows.csv'"

ok "compare" exits 0 "$VNETSIM" compare "$dir/b"
ok "its verdict has the right sign" grep -q 'far is .* slower in the median round trip' "$dir/out"
ok "the study's metrics are compared" sh -c "cut -d, -f1-3 '$dir/b/compare.csv' | tail -n +2 | tr '\\n' ' ' | grep -qx 'traffic.query.rtt_p50_ms,near,far rtt_p50_ms,near,far '"
ok "compare.csv" sh -c "head -n 1 '$dir/b/compare.csv' | grep -qx 'metric,a,b,diff_mean,diff_ci95_lo,diff_ci95_hi,ratio,n,paired,p_value,p_holm,verdict,correlation,variance_ratio'"
ok "by another axis" exits 0 "$VNETSIM" compare "$dir/b" --by sku --baseline VpnGw2AZ --metric jitter_ms --metric rtt_p50_ms
ok "no significant difference is a verdict" grep -q 'no significant difference' "$dir/out"
ok "an axis that is none" exits 5 "$VNETSIM" compare "$dir/b" --by moon

sed 's/japaneast/moonbase/' "$dir/study.yaml" >"$dir/bad.yaml"
ok "a configuration that is refused: exit 3" exits 3 "$VNETSIM" batch "$dir/bad.yaml" $short -o "$dir/bad"
ok "it is a row with its reason" sh -c "grep -q 'refused,.*moonbase' '$dir/bad/runs.csv'"
ok "and the rest has run" sh -c "grep -c ',ok,' '$dir/bad/runs.csv' | awk '{ exit \$1 < 6 }'"
for i in 1 2; do # shellcheck disable=SC2086
  "$VNETSIM" batch "$dir/bad.yaml" $short -o "$dir/bad$i" --shard $i/2 >/dev/null 2>&1
done
ok "in shards too: exit 3" exits 3 "$VNETSIM" batch --merge "$dir/bad1" "$dir/bad2" -o "$dir/bad-merged"
ok "to the same bytes" same "$dir/bad-merged" "$dir/bad"
ok "a filter that names no axis" exits 3 sh -c "sed 's/pair == far/peer == far/' '$dir/study.yaml' >'$dir/w.yaml'; '$VNETSIM' batch '$dir/w.yaml' -o '$dir/w'"
ok "its place is shown" grep -q 'w.yaml:9' "$dir/err"
ok "a metric that is none" exits 3 sh -c "sed 's/rtt_p50_ms/rtt_p51_ms/' '$dir/study.yaml' >'$dir/m.yaml'; '$VNETSIM' batch '$dir/m.yaml' -o '$dir/w'"
ok "a missing file" exits 5 "$VNETSIM" batch "$dir/none.yaml" -o "$dir/w"
ok "run refuses a study" exits 3 "$VNETSIM" run "$dir/study.yaml" -o "$dir/w"
ok "and says what runs it" grep -q 'vnetsim batch' "$dir/err"

"$VNETSIM" batch "$dir/base.yaml" --set simulation.duration=30min -o "$dir/busy" >/dev/null 2>"$dir/busy.err" &
pid=$!
tries=0
while [ $tries -lt 100 ] && [ ! -e "$dir/busy/.lock" ]; do sleep 0.1; tries=$((tries + 1)); done
sleep 0.3
ok "two campaigns in one folder" exits 5 "$VNETSIM" batch "$dir/base.yaml" -o "$dir/busy"
kill -INT $pid
wait $pid
ok "SIGINT: exit 130" test $? = 130
ok "SIGINT: says how to go on" grep -q 'goes on from here' "$dir/busy.err"

finish
