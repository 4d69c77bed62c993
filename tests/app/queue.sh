#!/bin/sh
# Queue disciplines as their users meet them: causes, marks, the same bytes in any order and for any number of threads.
set -u
cd "$(dirname "$0")/../.."
. tests/app/ok.sh

scenario=scenarios/queue-disciplines.yaml
short="--duration 6s --set simulation.warmup=1s"
queue=links.westeurope--northeurope.queue
run() { "$VNETSIM" run "$@" >/dev/null; }
cell() { # FILE ROW COLUMN: of the row that begins with ROW
  awk -F, -v row="$2" -v column="$3" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == column) c = i } $1 == row { print $c }' "$1"
}
same() {
  for f in flows pairs links drops series histogram; do
    cmp "$1/$f.csv" "$2/$f.csv" || return 1
  done
}

# shellcheck disable=SC2086
{
  ok "drop_tail runs" run $scenario $short --set $queue.limit=1MB -o "$dir/tail"
  ok "codel runs" run $scenario $short --set "$queue={discipline: codel}" -o "$dir/codel"
  ok "fq_codel runs" run $scenario $short --set "$queue={discipline: fq_codel}" -o "$dir/fq"
  ok "fq_codel marks" run $scenario $short --set "$queue={discipline: fq_codel}" --set traffic.copy.ecn=true -o "$dir/ecn"
  ok "two threads" run $scenario $short --set "$queue={discipline: fq_codel}" --set traffic.copy.ecn=true --threads 2 -o "$dir/two"
  ok "another seed" run $scenario $short --set "$queue={discipline: fq_codel}" --set traffic.copy.ecn=true --seed 2 -o "$dir/seed"
}
ok "drop_tail: no room" grep -q '^link:westeurope->northeurope,queue_full,' "$dir/tail/drops.csv"
ok "codel: its own cause" grep -q '^link:westeurope->northeurope,aqm,' "$dir/codel/drops.csv"
ok "codel: no marks without ECN" [ "$(cell "$dir/codel/links.csv" 'westeurope->northeurope' marks)" = 0 ]
ok "fq_codel: marks" [ "$(cell "$dir/ecn/links.csv" 'westeurope->northeurope' marks)" -gt 10 ]
ok "fq_codel: no drops where all are marked" [ "$(cell "$dir/ecn/links.csv" 'westeurope->northeurope' drops)" = 0 ]
ok "codel waits less than a quarter of drop_tail" awk -v a="$(cell "$dir/tail/links.csv" 'westeurope->northeurope' wait_mean_ms)" \
  -v b="$(cell "$dir/codel/links.csv" 'westeurope->northeurope' wait_mean_ms)" 'BEGIN { print a, b; exit !(a > 20 && b < a / 4) }'
ok "two threads, the same bytes" same "$dir/ecn" "$dir/two"
ok "another seed, others" sh -c "! cmp -s '$dir/ecn/flows.csv' '$dir/seed/flows.csv'"

# The same file with its blocks and the members of traffic in another order.
sed "s/queue: {discipline: drop_tail, limit: 2500kB}/queue: {discipline: fq_codel}/; s/app: bulk, /app: bulk, ecn: true, /" $scenario >"$dir/fq.yaml"
awk '/^links:/ { held = 1 } /^traffic:/ { held = 0 } /^  copy:/ { copy = $0; next } held { kept = kept $0 "\n"; next } { print } END { print copy; printf "\n%s", kept }' \
  "$dir/fq.yaml" >"$dir/permuted.yaml"
# shellcheck disable=SC2086
ok "another order runs" run "$dir/permuted.yaml" $short -o "$dir/permuted"
ok "is another order" sh -c "! cmp -s '$dir/fq.yaml' '$dir/permuted.yaml'"
ok "another order in the file, the same bytes" same "$dir/ecn" "$dir/permuted"

# A NIC and the line of a site have queues too.
# shellcheck disable=SC2086
ok "on a NIC" run $scenario $short --set "virtual_machines.files={subnet: vnet-west/workload, count: 2, nic: {bandwidth: 1Gbps, queue: {discipline: token_bucket, rate: 20Mbps, burst: 32kB}}}" -o "$dir/nic"
ok "its rate" awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "bytes") c = i } $1 == "files-0/out" { found = 1; bad = $c < 4.9 * 2.5e6 || $c > 5 * 2.5e6 + 32000 } END { exit !found || bad }' "$dir/nic/links.csv"
# shellcheck disable=SC2086
ok "on a line" run scenarios/two-sites.yaml --duration 5s --set on_premises_sites.seattle.bandwidth=20Mbps --set 'on_premises_sites.seattle.queue={discipline: codel}' \
  --set 'traffic.more={from: files, to: web, app: bulk, flows: 4}' -o "$dir/line"
ok "and it drops there" grep -q '^link:seattle->westus2,aqm,' "$dir/line/drops.csv"
finish
