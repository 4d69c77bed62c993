#!/bin/sh
# How long connections stand still over an outage: of the machine's own kernel through a user-space link, beside the simulated. FLOWS bulk
# transfers over 8 ms, 20 Mbps and a queue of 40 kB; the link is down, both ways, for each of DOWN_S seconds from each of DOWN_AT_S on (all of
# these at once, each in namespaces of its own). What decides is how many wait for a time-out more when the link is back. Needs root, network
# namespaces and TUN. Nothing here is part of make test.
#
# A row: connections; of how many the longest silence was more than 2 DOWN_S + 1.5 s (the time-out that finds the link up again is due by
# about 2 DOWN_S), the share of those with its 95 % interval (Wilson's), and the silences, s, of which a tenth, half, and a tenth are longer.
#   RUNS=2 SIM_RUNS=6 CC=bbr DOWN_S='4 8' DOWN_AT_S='20.1 21.3 22.7 24.9 26.2' FLOWS=4 tests/bench/kernel/outage.sh
set -eu
cd "$(dirname "$0")/../../.."
runs=${RUNS-1}
sim_runs=${SIM_RUNS-6}
cc=${CC-bbr}
flows=${FLOWS-4}
starts=${DOWN_AT_S-20.1 21.3 22.7 24.9 26.2}
work=build/bench/kernel/outage
mkdir -p "$work"
gcc -O2 -o "$work/delay" tests/bench/kernel/delay.c
end() {
  for p in $(cat "$work"/*.pid 2>/dev/null); do kill "$p" 2>/dev/null || true; done
  rm -f "$work"/*.pid
  for at in $starts; do
    ip netns del "vnetsim-a$at" 2>/dev/null || true
    ip netns del "vnetsim-b$at" 2>/dev/null || true
  done
}
trap end EXIT INT TERM

real() { # DOWN_AT_S DOWN_S SECONDS: silences into $work/DOWN_AT_S.silences
  a=vnetsim-a$1
  b=vnetsim-b$1
  ip netns add "$a"
  ip netns add "$b"
  rm -f "$work/$1.delay" "$work/$1.silences"
  "$work/delay" "$a" "$b" 8000 0 1 20 40000 "$1" "$2" >"$work/$1.delay" &
  echo $! >"$work/$1.pid"
  until grep -qs ready "$work/$1.delay"; do sleep 0.1; done
  ip netns exec "$b" python3 tests/bench/kernel/outage.py receive "$3" "$flows" "$cc" >"$work/$1.silences" &
  receiver=$!
  until grep -qs ready "$work/$1.silences"; do sleep 0.1; done
  ip netns exec "$a" python3 tests/bench/kernel/outage.py send "$3" "$flows" "$cc"
  wait "$receiver"
}

simulated() { # DOWN_AT_S DOWN_S SECONDS SEED: silences
  cat >"$work/s.yaml" <<END
vnetsim: 1
simulation: {duration: ${3}s, warmup: 0s, sample_interval: 0s, seed: $4}
regions: {left: {}, right: {}}
virtual_networks:
  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: 10.1.0.0/24}}, peerings: {p: {remote_virtual_network: b}}}
  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: 10.2.0.0/24}}, peerings: {p: {remote_virtual_network: a}}}
virtual_machines: {va: {subnet: a/s}, vb: {subnet: b/s}}
links: {intra_region: {latency: 0ms}, left--right: {latency: 8ms, bandwidth: 20Mbps, queue: {limit: 40000B}}}
traffic: {t: {from: va, to: vb, app: bulk, congestion_control: $cc, flows: $flows}}
faults: {f: {at: ${1}s, link: left--right, kind: down, for: ${2}s}}
END
  ./vnetsim run "$work/s.yaml" -o "$work/s" --force >/dev/null
  awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "stall_max_s") at = i; next } { print $at }' "$work/s/flows.csv"
}

row() { # NAME DOWN_S: of the silences on standard input
  sort -n | awk -v name="$1" -v down="$2" '
    { x[NR] = $1; n += $1 > 2 * down + 1.5 }
    END {
      p = n / NR; z = 1.96; m = (p + z * z / 2 / NR) / (1 + z * z / NR)
      h = z * sqrt(p * (1 - p) / NR + z * z / 4 / NR / NR) / (1 + z * z / NR)
      printf "%8s %-10s %12d %8d %6.0f%% (%.0f to %.0f) %12.1f %8.1f %8.1f\n", down, name, NR, n, 100 * p, 100 * (m - h), 100 * (m + h), \
        x[int((NR + 9) / 10)], x[int((NR + 1) / 2)], x[int((NR * 9 + 9) / 10)]
    }'
}

echo "kernel $(uname -r), $cc; load $(cut -d' ' -f1-3 /proc/loadavg) on $(nproc) processors; silences of more than 2 DOWN_S + 1.5 s"
printf '%8s %-10s %12s %8s %18s %12s %8s %8s\n' 'down s' '' connections longer share 's: 10 %' '50 %' '90 %'
for down in ${DOWN_S-8}; do
  seconds=$(awk "BEGIN { printf \"%.0f\", 35 + 8 * $down }")
  rm -f "$work/real" "$work/simulated"
  i=1
  while [ "$i" -le "$runs" ]; do
    jobs=
    for at in $starts; do
      real "$at" "$down" "$seconds" &
      jobs="$jobs $!"
    done
    for p in $jobs; do wait "$p"; done
    for at in $starts; do grep -v ready "$work/$at.silences" >>"$work/real"; done
    end
    i=$((i + 1))
  done
  for at in $starts; do
    i=1
    while [ "$i" -le "$sim_runs" ]; do
      simulated "$at" "$down" "$seconds" "$i" >>"$work/simulated"
      i=$((i + 1))
    done
  done
  row kernel "$down" <"$work/real"
  row simulated "$down" <"$work/simulated"
done
