#!/bin/sh
# Common random numbers: on an open-loop workload over two SKUs, runs of one replication are nearly equal but for the SKU, so a
# difference needs many times fewer runs than without: at least 5, for delays and loss.
set -u
cd "$(dirname "$0")/../.."
. tests/app/ok.sh
cp scenarios/westus-northeurope.yaml "$dir/base.yaml"
cat >"$dir/study.yaml" <<'END'
vnetsim: 1
study: two-skus
base: base.yaml
vary:
  sku: {path: virtual_network_gateways.*.sku, values: [VpnGw1AZ, VpnGw2AZ]}
  open_loop: {only: {traffic: {load: {from: web, to: db, pairing: all_to_all, app: poisson, rate: 20Mbps, packet_size: 1000B}}}}
replications: {min: 12}
compare: {by: sku, metrics: [owd_mean_ms, owd_p50_ms, owd_p99_ms, goodput_mbps]}
END
field() { awk -F, -v m="$1" -v c="$2" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == c) k = i } $1 == m { print $k }' "$dir/o/compare.csv"; }

ok "the study" exits 0 "$VNETSIM" batch "$dir/study.yaml" --set simulation.duration=4s --set simulation.warmup=1s -o "$dir/o"
ok "compared" exits 0 "$VNETSIM" compare "$dir/o"
for m in owd_mean_ms owd_p50_ms goodput_mbps; do
  echo "$m: correlation $(field $m correlation), variance ratio $(field $m variance_ratio)"
  ok "$m: pairs are worth five times the runs" awk -v r="$(field $m variance_ratio)" 'BEGIN { exit !(r >= 5) }'
  ok "$m: correlation above 0.9" awk -v r="$(field $m correlation)" 'BEGIN { exit !(r > 0.9 && r <= 1) }'
done
ok "the table says what pairs are worth" grep -q 'pairs are worth' "$dir/out"
ok "--fail-if, a larger SKU is not worse: exit 0" exits 0 "$VNETSIM" compare "$dir/o" --fail-if owd_p50_ms
ok "--fail-if, a smaller one is: exit 1" exits 1 "$VNETSIM" compare "$dir/o" --baseline VpnGw2AZ --fail-if owd_p50_ms
ok "says in what" grep -q -- '--fail-if owd_p50_ms: VpnGw1AZ is .* slower' "$dir/out"
ok "without it: exit 0" exits 0 "$VNETSIM" compare "$dir/o" --baseline VpnGw2AZ
ok "a metric that is not compared: exit 2" exits 2 "$VNETSIM" compare "$dir/o" --fail-if loss_frac
finish
