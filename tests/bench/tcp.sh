#!/bin/sh
# The workload tcp-pair (scenarios/tcp-pair.yaml) here and in ns-3 (Debian's package), alternately, in one run: packet-hops per CPU
# second, and whether both find the same: goodput within 1 %, mean round trip within 10 %. About two minutes a round and algorithm.
#   RUNS=3 tests/bench/tcp.sh      more rounds (default 1; medians are of no use then, all are printed)
set -eu
cd "$(dirname "$0")/../.."
runs=${RUNS-1}
work=build/bench
mkdir -p "$work"

echo "building the peer"
g++ -O2 -std=c++17 -w -o "$work/ns3-tcp-pair" tests/bench/peers/ns3/tcp-pair.cc \
  $(pkg-config --cflags --libs ns3-core ns3-network ns3-internet ns3-point-to-point ns3-traffic-control ns3-applications)

number() { # KEY: of the manifest on standard input
  sed -n "s/^ *\"$1\": *\\([0-9.e+-]*\\),*\$/\\1/p"
}

column() { # FILE COLUMN: of its first row
  awk -F, -v name="$2" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) at = i; next } { print $at; exit }' "$1"
}

ours() { # CONGESTION_CONTROL: "hops cpu_s goodput rtt" of one run
  ./vnetsim run scenarios/tcp-pair.yaml --set "traffic.transfer.congestion_control=$1" -o "$work/tcp" --force >/dev/null
  m=$work/tcp/manifest.json
  echo "$(number packet_hops <"$m") $(number cpu_s <"$m") $(column "$work/tcp/pairs.csv" goodput_mbps) $(column "$work/tcp/pairs.csv" rtt_mean_ms)"
}

peer() { # the same of ns-3
  "$work/ns3-tcp-pair" 30 "$1" | awk '{ print $2, $4, $8, $10 }'
}

: >"$work/tcp-samples"
i=1
while [ "$i" -le "$runs" ]; do
  echo "round $i of $runs: CUBIC, NewReno; ns-3 takes two minutes each"
  { printf 'cubic vnetsim '; ours cubic; printf 'cubic ns-3 '; peer TcpCubic
    printf 'newreno vnetsim '; ours newreno; printf 'newreno ns-3 '; peer TcpLinuxReno; } >>"$work/tcp-samples"
  i=$((i + 1))
done

awk -v ns3="$(dpkg-query -W -f '${Version}' ns3 2>/dev/null)" '
  BEGIN {
    printf "\ntcp-pair: 64 bulk TCP flows, 1 Gbps, 35 ms one way, a buffer of one bandwidth-delay product, 30 s, one thread; ns-3 %s\n\n", ns3
    printf "%-10s %-8s %14s %16s %16s %16s\n", "", "", "packet-hops", "M hops/CPU-s", "goodput Mbps", "mean RTT ms"
  }
  {
    printf "%-10s %-8s %14d %16.3f %16.2f %16.2f\n", $1, $2, $3, $3 / $4 / 1e6, $5, $6
    rate[$2] = $3 / $4; goodput[$2] = $5; rtt[$2] = $6
  }
  $2 == "ns-3" {
    g = goodput["vnetsim"] / goodput["ns-3"]; t = rtt["vnetsim"] / rtt["ns-3"]
    printf "%-10s %.1f x ns-3 (goal: at least 40); goodput %+.2f %% (within 1), mean RTT %+.1f %% (within 10)\n\n", "", rate["vnetsim"] / rate["ns-3"],
      (g - 1) * 100, (t - 1) * 100
    if (g < 0.99 || g > 1.01 || t < 0.9 || t > 1.1) bad = 1
  }
  END { exit bad }' "$work/tcp-samples" >"$work/tcp-results.txt" && code=0 || code=1
cat "$work/tcp-results.txt"
exit $code
