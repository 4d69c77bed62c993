#!/bin/sh
# What a campaign costs beside its simulations: RUNS short runs (10,000; about 50 ms of CPU each), --keep summary.
#   overhead   share of the CPU time of the whole campaign that is not spent in network_run of its runs, as the manifests of
#              SAMPLE of the same runs, kept with --keep series, say
#   memory     peak of the campaign's process at a tenth of the runs and at all of them
#   speed-up   -j 2 against -j 1, median of 5 alternating pairs of 200 runs
# RUNS=1000 tests/bench/campaign.sh is a quick one.
set -eu
cd "$(dirname "$0")/../.."
: "${VNETSIM:=./vnetsim}" "${RUNS:=10000}" "${SAMPLE:=100}" "${ROUNDS:=5}"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

study() { # RUNS: a study of as many replications
  cat >"$dir/study-$1.yaml" <<END
vnetsim: 1
study: campaign
base: $PWD/scenarios/westus-northeurope-peering.yaml
replications: {min: $1}
END
  echo "$dir/study-$1.yaml"
}

# CPU seconds (user and system, children too), wall seconds and peak KiB of the largest process of a campaign
campaign() {
  /usr/bin/time -f '%U %S %e %M' -o "$dir/time" "$VNETSIM" batch "$@" --set simulation.duration=7s --set simulation.sample_interval=0s >/dev/null 2>"$dir/err" ||
    { cat "$dir/err" >&2; exit 1; }
  awk '{ print $1 + $2, $3, $4 }' "$dir/time"
}

echo "$SAMPLE runs with their manifests"
campaign "$(study "$SAMPLE")" -o "$dir/sample" --keep series >/dev/null
sim=$(sed -n 's/.*"cpu_s": \([0-9.e-]*\).*/\1/p' "$dir"/sample/runs/*/manifest.json | awk '{ s += $1 } END { print s / NR }')
echo "a tenth of the runs"
tenth=$(campaign "$(study $((RUNS / 10)))" -o "$dir/tenth" | cut -d' ' -f3)
echo "all of them"
all=$(campaign "$(study "$RUNS")" -o "$dir/all")
ok=$(grep -c ',ok,' "$dir/all/runs.csv")

echo "-j 1 and -j 2"
: >"$dir/ratios"
i=0
while [ $i -lt "$ROUNDS" ]; do
  one=$(campaign "$(study 200)" -o "$dir/j1-$i" -j 1 | cut -d' ' -f2)
  two=$(campaign "$(study 200)" -o "$dir/j2-$i" -j 2 | cut -d' ' -f2)
  echo "$one $two" | awk '{ print $1 / $2 }' >>"$dir/ratios"
  i=$((i + 1))
done
ratio=$(sort -n "$dir/ratios" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }')

echo "$all" | awk -v runs="$ok" -v sim="$sim" -v tenth="$tenth" -v ratio="$ratio" '{
  printf "\ncampaign of %d runs of %.1f ms of simulation: %.1f s of CPU\n", runs, sim * 1000, $1
  printf "  beside simulation       %.1f %%   (goal: below 10 %%)\n", (1 - runs * sim / $1) * 100
  printf "  peak memory of a process  %.1f MiB at %d runs, %.1f MiB at a tenth   (goal: the same)\n", $3 / 1024, runs, tenth / 1024
  printf "  -j 2 against -j 1       %.2f times   (goal: at least 1.8; median of 5)\n", ratio
}'
