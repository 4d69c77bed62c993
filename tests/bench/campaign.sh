#!/bin/sh
# What a campaign costs beside its simulations: RUNS short runs (10,000; about 50 ms of CPU each), --keep summary.
#   beside     share of the campaign's CPU time, all its processes, that is not spent in the event loops of its runs: what those
#              take, SAMPLE of the same runs say in their manifests
#   memory     peak of the campaign's own process while it plans and writes its tables, at RUNS and at a tenth: as replications
#              of one configuration, and as configurations with one replication
#   speed-up   -j 2 against -j 1: median of ROUNDS rounds of 200 runs; and what two processes that know nothing of each other
#              gain on this machine at that time, which is all there is to gain
# RUNS=1000 tests/bench/campaign.sh is a quick one.
set -eu
cd "$(dirname "$0")/../.."
: "${VNETSIM:=./vnetsim}" "${RUNS:=10000}" "${SAMPLE:=200}" "${ROUNDS:=5}"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM

replications() { # N
  cat >"$dir/replications-$1.yaml" <<END
vnetsim: 1
study: replications
base: $PWD/scenarios/westus-northeurope-peering.yaml
replications: {min: $1}
END
  echo "$dir/replications-$1.yaml"
}

configurations() { # N, a square at best
  side=$(awk -v n="$1" 'BEGIN { print int(sqrt(n) + 0.5) }')
  cat >"$dir/configurations-$1.yaml" <<END
vnetsim: 1
study: configurations
base: $PWD/scenarios/westus-northeurope-peering.yaml
vary:
  warmup: {path: simulation.warmup, values: [$(seq -s, -f %.0fus "$side")]}
  size: {path: traffic.replicate.packet_size, values: [$(seq -s, -f %.0fB 201 $((200 + side)))]}
replications: {min: 1}
END
  echo "$dir/configurations-$1.yaml"
}

# STUDY DURATION ARGUMENT...: CPU seconds of all processes, wall seconds, peak KiB of the largest of them
campaign() {
  study=$1 duration=$2
  shift 2
  /usr/bin/time -f '%U %S %e %M' -o "$dir/time" "$VNETSIM" batch "$study" --set simulation.duration="$duration" \
    --set simulation.sample_interval=0s "$@" >/dev/null 2>"$dir/err" || { cat "$dir/err" >&2; exit 1; }
  awk '{ print $1 + $2, $3, $4 }' "$dir/time"
}
median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

echo "$SAMPLE runs with their manifests"
campaign "$(replications "$SAMPLE")" 10s -o "$dir/sample" --keep series >/dev/null
sim=$(sed -n 's/.*"cpu_s": \([0-9.e-]*\).*/\1/p' "$dir"/sample/runs/*/manifest.json | awk '{ s += $1 } END { print s / NR }')
rm -rf "$dir/sample"
echo "$RUNS runs"
all=$(campaign "$(replications "$RUNS")" 10s -o "$dir/all")
ok=$(grep -c ',ok,' "$dir/all/runs.csv")
[ "$ok" = "$RUNS" ] || { echo "only $ok runs went well" >&2; exit 1; }
rm -rf "$dir/all"

echo "memory"
for shape in replications configurations; do
  for n in $((RUNS / 10)) "$RUNS"; do # once to have the runs, very short ones, and again without any child
    set -- "$($shape "$n")" 100ms -o "$dir/memory" # a warm-up that replications need, and configurations vary
    [ $shape = configurations ] || set -- "$@" --set simulation.warmup=1ms
    campaign "$@" >/dev/null
    campaign "$@" | cut -d' ' -f3
    rm -rf "$dir/memory"
  done
done >"$dir/peaks"

echo "-j 1 and -j 2"
i=0
while [ $i -lt "$ROUNDS" ]; do
  one=$(campaign "$(replications 200)" 10s -o "$dir/j1" -j 1 | cut -d' ' -f2)
  two=$(campaign "$(replications 200)" 10s -o "$dir/j2" -j 2 | cut -d' ' -f2)
  # two apart, each of 100 of them, at the same time
  replications 100 >/dev/null
  begun=$(date +%s%N)
  "$VNETSIM" batch "$dir/replications-100.yaml" --set simulation.duration=10s --set simulation.sample_interval=0s -o "$dir/a1" -j 1 >/dev/null 2>&1 &
  "$VNETSIM" batch "$dir/replications-100.yaml" --set simulation.duration=10s --set simulation.sample_interval=0s -o "$dir/a2" -j 1 >/dev/null 2>&1
  wait
  apart=$(($(date +%s%N) - begun))
  rm -rf "$dir/j1" "$dir/j2" "$dir/a1" "$dir/a2"
  awk -v one="$one" -v two="$two" 'BEGIN { print one / two }' >>"$dir/ratios"
  awk -v one="$one" -v apart=$apart 'BEGIN { print one / (apart / 1e9) }' >>"$dir/apart"
  i=$((i + 1))
done

echo "$all" | awk -v runs="$ok" -v sim="$sim" -v peaks="$(tr '\n' ' ' <"$dir/peaks")" -v ratio="$(median "$dir/ratios")" -v apart="$(median "$dir/apart")" -v rounds="$ROUNDS" '{
  split(peaks, p, " ")
  printf "\ncampaign of %d runs of %.1f ms of simulation: %.1f s of CPU\n", runs, sim * 1000, $1
  printf "  beside simulation     %.1f %%   (goal: below 10 %%)\n", (1 - runs * sim / $1) * 100
  printf "  memory, replications    %.1f MiB at %d, %.1f MiB at %d   (goal: the same)\n", p[1] / 1024, runs / 10, p[2] / 1024, runs
  printf "  memory, configurations  %.1f MiB at %d, %.1f MiB at %d   (the plan itself grows)\n", p[3] / 1024, runs / 10, p[4] / 1024, runs
  printf "  -j 2 against -j 1     %.2f times   (goal: at least 1.8; median of %d)\n", ratio, rounds
  printf "  two processes apart   %.2f times   (what the machine gives)\n", apart
}'
