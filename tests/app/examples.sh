#!/bin/sh
# Results for others' scripts: the examples of results/examples draw what they say, and every folder is as its datapackage.json
# describes it. Those that need large packages (pandas, R) run with VNETSIM_LONG.
set -u
cd "$(dirname "$0")/../.."
. tests/app/ok.sh
PATH=/usr/bin:$PATH # Debian's Python has Debian's libraries
short="--set simulation.duration=3s --set simulation.warmup=1s"
is_png() { [ "$(head -c 4 "$1" | tail -c 3)" = PNG ] && [ "$(wc -c <"$1")" -gt 4000 ]; }

# shellcheck disable=SC2086
{
  ok "a run" exits 0 "$VNETSIM" run scenarios/westus-northeurope.yaml $short -o "$dir/run"
  ok "a run of little" exits 0 "$VNETSIM" run scenarios/site-to-site-wrong-range.yaml $short -o "$dir/little"
  ok "a campaign" exits 0 "$VNETSIM" batch scenarios/studies/sku-ladder.yaml $short -o "$dir/campaign"
  ok "compared" exits 0 "$VNETSIM" compare "$dir/campaign"
  ok "ranked" exits 0 "$VNETSIM" pair --from westus --candidates eastus,northeurope --scenario scenarios/westus-northeurope.yaml $short -o "$dir/ranked"
}
ok "all files are as datapackage.json says" python3 tests/app/datapackage.py "$dir/run" "$dir/little" "$dir/campaign" "$dir/ranked"
ok "a file that is not is found" sh -c "sed '2s/^[^,]*,[^,]*/x,y/' '$dir/run/series.csv' >'$dir/s' && mv '$dir/s' '$dir/run/series.csv' && ! python3 tests/app/datapackage.py '$dir/run'"
ok "schema --datapackage" exits 0 "$VNETSIM" schema --datapackage
ok "names every file of a run" sh -c "for f in '$dir'/run/*.csv; do grep -q '\"path\": \"'\$(basename \$f)'\"' '$dir/out' || exit 1; done"
ok "gnuplot: latency" gnuplot -c results/examples/latency.gp "$dir/run" "$dir/latency.png"
ok "is a picture" is_png "$dir/latency.png"
if [ -n "${VNETSIM_LONG-}" ]; then
  ok "Python: split" python3 results/examples/split.py "$dir/run" "$dir/split.png"
  ok "is a picture" is_png "$dir/split.png"
  ok "R: settings" Rscript results/examples/settings.R "$dir/campaign" traffic.query.rtt_p99_ms "$dir/settings.png"
  ok "is a picture" is_png "$dir/settings.png"
  ok "R: no such metric" sh -c "! Rscript results/examples/settings.R '$dir/campaign' nothing '$dir/none.png'"
fi
finish
