#!/bin/sh
# Every figure is drawn from a run's CSV files, also from runs that hold little, and says so when there is nothing to draw.
set -u
cd "$(dirname "$0")/../.."
. tests/app/ok.sh

export VNETSIM_PLOTS="$PWD/plots"

drawn() { # DIR KIND: both formats, and they are what they say
  head -c 8 "$1/$2.png" | od -An -tx1 | grep -q '89 50 4e 47 0d 0a 1a 0a' && grep -q '</svg>' "$1/$2.svg"
}

"$VNETSIM" run scenarios/westus-northeurope.yaml --duration 6s --set simulation.warmup=1s -o "$dir/a run" >/dev/null 2>&1
ok "all kinds" "$VNETSIM" plot "$dir/a run"
for kind in latency-cdf throughput delay-split delay drops utilisation; do
  ok "$kind" drawn "$dir/a run" $kind
done
"$VNETSIM" run scenarios/westus-northeurope-peering.yaml --duration 3s --set simulation.warmup=0s --set simulation.sample_interval=0s -o "$dir/b" >/dev/null 2>&1
ok "no loss, no series: the rest is drawn" "$VNETSIM" plot "$dir/b"
ok "latency-cdf of it" drawn "$dir/b" latency-cdf
ok "no drops, no picture" test ! -e "$dir/b/drops.png"
ok "and it says why" sh -c "'$VNETSIM' plot '$dir/b' drops | grep -q drops"
"$VNETSIM" run tests/bad/key.yaml --duration 2s -o "$dir/c" >/dev/null 2>&1
ok "nothing arrives" "$VNETSIM" plot "$dir/c"
ok "the drops are drawn" drawn "$dir/c" drops
ok "no folder" sh -c "'$VNETSIM' plot '$dir/none'; test \$? = 5"
ok "an unknown kind" sh -c "'$VNETSIM' plot '$dir/b' pie; test \$? = 2"
finish
