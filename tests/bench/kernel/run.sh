#!/bin/sh
# TCP of the machine's own kernel through a user-space delay, beside the simulated: one transfer at round trips of 35 and 140 ms, losses of
# 0, 1e-5 and 1e-4, settings as they come. Needs root, network namespaces and TUN. Nothing here is part of make test.
#
# A kernel's row has the round trip that it measured itself: the user-space path is as fast as the machine lets it be, and what waits in it adds
# to the delay. So the simulation runs twice: over the delay as it was asked for, and over the round trip as it was. Losses are random: of
# RUNS transfers of the kernel, and SIM_RUNS simulated ones, means are printed with the half widths of their 95 % intervals (Student's t).
#   RUNS=5 SIM_RUNS=20 SECONDS_EACH=24 CC=cubic ONE_WAY_US='17500 70000' LOSSES='0 0.0001' tests/bench/kernel/run.sh
set -eu
cd "$(dirname "$0")/../../.."
runs=${RUNS-3}
sim_runs=${SIM_RUNS-12}
seconds=${SECONDS_EACH-24}
warmup=$((seconds / 3))
cc=${CC-cubic}
work=build/bench/kernel
receive=$(sysctl -n net.ipv4.tcp_rmem | awk '{ print int($3 / 2) }') # half of it is for payload: tcp_adv_win_scale
mkdir -p "$work"
gcc -O2 -o "$work/delay" tests/bench/kernel/delay.c
end() {
  for p in ${pids-}; do kill "$p" 2>/dev/null || true; done
  ip netns del vnetsim-a 2>/dev/null || true
  ip netns del vnetsim-b 2>/dev/null || true
}
trap end EXIT INT TERM

real() { # ONE_WAY_US LOSS SEED: "Mbps rtt_ms again send_buffer receive_window"
  ip netns add vnetsim-a
  ip netns add vnetsim-b
  rm -f "$work/delay.log" "$work/received"
  "$work/delay" vnetsim-a vnetsim-b "$1" "$2" "$3" >"$work/delay.log" &
  pids=$!
  until grep -qs ready "$work/delay.log"; do sleep 0.1; done
  ip netns exec vnetsim-b python3 tests/bench/kernel/transfer.py receive "$seconds" "$warmup" "$cc" >"$work/received" &
  receiver=$!
  until grep -qs ready "$work/received"; do sleep 0.1; done
  ip netns exec vnetsim-a python3 tests/bench/kernel/transfer.py send "$seconds" "$warmup" "$cc" >"$work/sent"
  wait "$receiver"
  end
  pids=
  echo "$(tail -n 1 "$work/received") $(cat "$work/sent")"
}

simulated() { # ONE_WAY_US LOSS_PERCENT SEED: Mbps
  cat >"$work/s.yaml" <<END
vnetsim: 1
simulation: {duration: ${seconds}s, warmup: ${warmup}s, sample_interval: 0s, seed: $3}
regions: {left: {}, right: {}}
virtual_networks:
  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: 10.1.0.0/24}}, peerings: {p: {remote_virtual_network: b}}}
  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: 10.2.0.0/24}}, peerings: {p: {remote_virtual_network: a}}}
virtual_machines: {va: {subnet: a/s, nic: {bandwidth: unlimited}}, vb: {subnet: b/s, nic: {bandwidth: unlimited}}}
links: {intra_region: {latency: 1us}, left--right: {latency: $1us}, "left->right": {loss: $2%}}
traffic: {t: {from: va, to: vb, app: bulk, congestion_control: $cc, receive_buffer: ${receive}B}}
END
  ./vnetsim run "$work/s.yaml" -o "$work/s" --force >/dev/null
  awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "goodput_mbps") at = i; next } { printf "%.2f\n", $at }' "$work/s/flows.csv"
}

mean() { # COLUMN: of standard input; "mean" or "mean +- half width"
  awk -v at="$1" '
    BEGIN { n_t = split("12.71 4.303 3.182 2.776 2.571 2.447 2.365 2.306 2.262 2.228 2.201 2.179 2.160 2.145 2.131 2.120 2.110 2.101 2.093", t, " ") }
    { x[++n] = $at; sum += $at }
    END {
      for (i = 1; i <= n; i++) ss += (x[i] - sum / n) ^ 2
      half = n > 1 ? (n - 1 > n_t ? 2 : t[n - 1]) * sqrt(ss / (n - 1) / n) : 0
      printf half / (sum / n) < 0.0005 ? "%.1f" : "%.0f+-%.0f", sum / n, half
    }'
}

simulations() { # ONE_WAY_US LOSS: their mean; without losses all are the same
  i=1
  while [ "$i" -le "$([ "$2" = 0 ] && echo 1 || echo "$sim_runs")" ]; do
    simulated "$1" "$(awk "BEGIN { printf \"%.4f\", $2 * 100 }")" "$i"
    i=$((i + 1))
  done | mean 1
}

echo "kernel $(uname -r), $cc; tcp_rmem $(sysctl -n net.ipv4.tcp_rmem | tr '\t' ' '), tcp_wmem $(sysctl -n net.ipv4.tcp_wmem | tr '\t' ' ')"
echo "load $(cut -d' ' -f1-3 /proc/loadavg) on $(nproc) processors; $runs transfers of $seconds s, $((seconds - warmup)) s of which count"
printf '%8s %8s %16s %8s %8s %10s %18s %18s %22s\n' 'delay ms' loss 'kernel Mbps' 'RTT ms' again 'W MB' 'simulated, Mbps' 'over that RTT' 'held back by buffers'
for one_way in ${ONE_WAY_US-17500 70000}; do
  for loss in ${LOSSES-0 0.00001 0.0001}; do
    : >"$work/rows"
    i=1
    while [ "$i" -le "$runs" ]; do
      real $one_way $loss "$i" >>"$work/rows"
      i=$((i + 1))
    done
    rtt=$(awk '{ s += $2 } END { printf "%.2f", s / NR }' "$work/rows")
    printf '%8d %8s %16s %8s %8s %10s %18s %18s %22s\n' $((one_way / 500)) "$loss" "$(mean 1 <"$work/rows")" "$rtt" "$(awk '{ s += $3 } END { printf "%.0f", s / NR }' "$work/rows")" \
      "$(awk '{ s += $1 * $2 / 8e3 } END { printf "%.2f", s / NR }' "$work/rows")" "$(simulations $one_way $loss)" "$(simulations "$(awk "BEGIN { printf \"%.0f\", $rtt * 500 }")" $loss)" \
      "$(awk '{ a += $4; b += $5 } END { printf "sent %.2f, received %.2f", a / NR, b / NR }' "$work/rows")"
  done
done
