#!/bin/sh
# vnetsim pair: the ranking follows the published round trips, does not depend on -j, and says when the edition of the data decides.
set -u
cd "$(dirname "$0")/../.."
. tests/app/ok.sh
scenario=scenarios/westus-northeurope.yaml
short="--set simulation.duration=2s --set simulation.warmup=500ms"
# shellcheck disable=SC2086
pair() { "$VNETSIM" pair --no-failover --scenario "$scenario" $short "$@"; }
ranks() { cut -d, -f2 "$1/ranking.csv" | tail -n +2 | tr '\n' ' '; }

ok "four candidates" exits 0 pair --from westus --candidates northeurope,japaneast,eastus,uksouth -o "$dir/a" -j 2
ok "by their round trips" test "$(ranks "$dir/a")" = "eastus japaneast northeurope uksouth "
ok "the guarantee is told with its condition" grep -q "P(that is the best) >= 95 % where the best is ahead of all others by 1 ms" "$dir/out"
ok "and the date of the data" grep -q "round trips of 2026-07-30" "$dir/out"
ok "one at a time" exits 0 pair --from westus --candidates northeurope,japaneast,eastus,uksouth -o "$dir/b" -j 1
ok "the same bytes" sh -c "cmp '$dir/a/ranking.csv' '$dir/b/ranking.csv' && cmp '$dir/a/runs.csv' '$dir/b/runs.csv' && cmp '$dir/a/summary.csv' '$dir/b/summary.csv'"
ok "again, nothing is run" exits 0 pair --from westus --candidates northeurope,japaneast,eastus,uksouth -o "$dir/a"
ok "and the same bytes" cmp "$dir/a/ranking.csv" "$dir/b/ranking.csv"
ok "compare reads the folder" exits 0 "$VNETSIM" compare "$dir/a"

# UK South and UK West are 2 ms apart from northeurope: more than the first ten runs are spent on them, and on them alone
ok "a close race" exits 0 pair --from northeurope --candidates uksouth,ukwest,japaneast --metric rtt_p99_ms=0.3 --max-runs 60 -o "$dir/close"
ok "runs go to the contenders alone" awk -F, '$2 == "japaneast" { far = $5 } $2 ~ /^uk/ { near += $5 } END { exit !(far == 10 && near > 20) }' "$dir/close/ranking.csv"

ok "a geography" exits 0 pair --from westus --candidates "United Kingdom,Japan" -o "$dir/geo"
ok "is its regions" sh -c "cut -d, -f2 '$dir/geo/ranking.csv' | sort | tr '\n' ' ' | grep -q 'candidate japaneast japanwest uksouth ukwest'"
ok "cost" exits 0 pair --from westus --candidates northeurope,polandcentral --set 'cost={monthly_volume: 10TB}' -o "$dir/cost"
# two VpnGw1AZ at 0.19 USD for 730 h, and 10,000 GB at 0.035 USD (Zone 1, both ways)
ok "by the price file" awk -F, '$2 == "northeurope" { exit !($20 > 627.39999 && $20 < 627.40001) }' "$dir/cost/ranking.csv"
ok "no price, no figure" grep -q '^2,polandcentral.*,,,20' "$dir/cost/ranking.csv"
ok "outage is empty" awk -F, 'NR > 1 && $19 != "" { exit 1 }' "$dir/cost/ranking.csv"

# UK West - Israel Central: 61 ms in the edition of July 2026, 211 ms in that of June 2025
mkdir "$dir/old"
cp models/data/*.csv "$dir/old"
for f in region-rtt region-rtt-p95; do
  sed 's/^\(ukwest,israelcentral\|israelcentral,ukwest\),[0-9]*,[0-9-]*/\1,211,2025-06-29/' "models/data/$f.csv" >"$dir/old/$f.csv"
done
ok "with an older edition" exits 0 pair --from ukwest --candidates israelcentral,eastus --other-data "$dir/old" -o "$dir/editions"
ok "the verdict flips, and that is said" grep -q 'eastus  <- THE VERDICT DEPENDS ON THE EDITION' "$dir/out"
ok "with the same edition" exits 0 pair --from ukwest --candidates israelcentral,eastus --other-data models/data -o "$dir/editions"
ok "it does not" grep -q 'israelcentral, the same' "$dir/out"

# a burst wants more than the tunnel carries, and one tunnel is few paths: said of the ranking, and of the outages and the other edition no more
ok "a scenario with warnings" exits 0 "$VNETSIM" pair --scenario "$scenario" --set traffic.replicate.rate=500Mbps --set simulation.duration=6s --max-runs 10 \
  --from westus --candidates eastus --other-data models/data -o "$dir/warned"
ok "the runs of the outages are made" grep -q '^outages: ' "$dir/err"
ok "of the scenario it warns once" test "$(grep -c 'warning\[VN0615\]' "$dir/err")" = 1
ok "and of the figures" test "$(grep -c 'fewer than 16 paths' "$dir/err")" = 1

ok "no such region" exits 2 pair --from westus --candidates nordeurope -o "$dir/x"
ok "a suggestion" grep -q 'did you mean `northeurope`' "$dir/err"
ok "a metric without its delta" exits 2 pair --from westus --candidates eastus --metric goodput_mbps -o "$dir/x"
ok "no candidates" exits 2 pair --from westus -o "$dir/x"
ok "a candidate that is named twice" exits 0 pair --from westus --candidates eastus,eastus -o "$dir/twice"
ok "is one" test "$(ranks "$dir/twice")" = "eastus "
ok "a candidate that is refused is a row" exits 0 pair --from westus --candidates eastus,westindia --set 'virtual_network_gateways.*.sku=VpnGw1AZ' -o "$dir/y"
finish
