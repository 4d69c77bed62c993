#!/bin/sh
# TCP of the machine's own kernel through a user-space delay, beside the simulated: one transfer at round trips of 35 and 140 ms, losses of
# 0, 1e-5 and 1e-4, settings as they come. Needs root, network namespaces and TUN; about eight minutes. Nothing here is part of
# make test. The kernel's figures are what the machine can do at that time, and random losses need RUNS.
#   RUNS=3 SECONDS_EACH=30 CC=cubic tests/bench/kernel/run.sh
set -eu
cd "$(dirname "$0")/../../.."
runs=${RUNS-1}
seconds=${SECONDS_EACH-30}
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

real() { # ONE_WAY_US LOSS SEED
  ip netns add vnetsim-a
  ip netns add vnetsim-b
  "$work/delay" vnetsim-a vnetsim-b "$1" "$2" "$3" >"$work/delay.log" &
  pids=$!
  until grep -q ready "$work/delay.log"; do sleep 0.1; done
  ip netns exec vnetsim-b python3 tests/bench/kernel/transfer.py receive "$seconds" "$warmup" "$cc" >"$work/received" &
  receiver=$!
  until grep -q ready "$work/received"; do sleep 0.1; done
  ip netns exec vnetsim-a python3 tests/bench/kernel/transfer.py send "$seconds" "$warmup" "$cc"
  wait "$receiver"
  end
  pids=
  tail -n 1 "$work/received"
}

simulated() { # ONE_WAY_US LOSS_PERCENT SEED
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

echo "kernel $(uname -r), $cc; tcp_rmem $(sysctl -n net.ipv4.tcp_rmem | tr '\t' ' '), tcp_wmem $(sysctl -n net.ipv4.tcp_wmem | tr '\t' ' ')"
printf '%8s %8s %6s %14s %14s\n' 'RTT ms' loss run 'kernel Mbps' 'simulated'
for one_way in 17500 70000; do
  for loss in 0 0.00001 0.0001; do
    i=1
    while [ "$i" -le "$runs" ]; do
      printf '%8d %8s %6d %14s %14s\n' $((one_way / 500)) "$loss" "$i" "$(real $one_way $loss "$i")" "$(simulated $one_way "$(awk "BEGIN { printf \"%.4f\", $loss * 100 }")" "$i")"
      i=$((i + 1))
    done
  done
done
