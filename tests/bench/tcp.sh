#!/bin/sh
# The workload tcp-pair (scenarios/tcp-pair.yaml) here and in ns-3 (Debian's package), alternately, in one run, with CUBIC and NewReno, over
# drop-tail and over CoDel: packet-hops per CPU second, and whether both find the same: goodput within 1 %, mean round trip within 10 %
# with drop-tail and 5 % with CoDel, CoDel's drop rate within a factor of 1.3. ns-3 takes one to three minutes a row.
#   RUNS=3 tests/bench/tcp.sh       more rounds (default 1; all are printed)
#   STAGGER=7 tests/bench/tcp.sh    flows start 7 ms apart (default 13)
set -eu
cd "$(dirname "$0")/../.."
runs=${RUNS-1} stagger=${STAGGER-13}
work=build/bench
mkdir -p "$work"

echo "building the peer"
# shellcheck disable=SC2046
g++ -O2 -std=c++17 -w -o "$work/ns3-tcp-pair" tests/bench/peers/ns3/tcp-pair.cc \
  $(pkg-config --cflags --libs ns3-core ns3-network ns3-internet ns3-point-to-point ns3-traffic-control ns3-applications)

number() { # KEY: of the manifest on standard input
  sed -n "s/^ *\"$1\": *\\([0-9.e+-]*\\),*\$/\\1/p"
}

column() { # FILE COLUMN [ROW]: of the row that begins so, or of the first
  awk -F, -v name="$2" -v row="${3-}" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) at = i; next } row == "" || $1 == row { print $at; exit }' "$1"
}

ours() { # CONGESTION_CONTROL DISCIPLINE: "hops cpu_s goodput rtt drop_percent" of one run
  ./vnetsim run scenarios/tcp-pair.yaml --set "traffic.transfer.congestion_control=$1" --set "traffic.transfer.start_gap=${stagger}ms" \
    --set "links.left--right.queue={discipline: $2, limit: 8775000B}" -o "$work/tcp" --force >/dev/null
  m=$work/tcp/manifest.json l=$work/tcp/links.csv
  drops=$(column "$l" drops 'left->right') packets=$(column "$l" packets 'left->right')
  echo "$(number packet_hops <"$m") $(number cpu_s <"$m") $(column "$work/tcp/pairs.csv" goodput_mbps) $(column "$work/tcp/pairs.csv" rtt_mean_ms)" \
    "$(awk "BEGIN { print 100 * $drops / ($drops + $packets) }")"
}

peer() { # the same of ns-3
  "$work/ns3-tcp-pair" 30 "$1" "$2" "$stagger" | awk '{ print $2, $4, $8, $10, $12 }'
}

: >"$work/tcp-samples"
i=1
while [ "$i" -le "$runs" ]; do
  for queue in drop_tail codel; do
    for cc in cubic:TcpCubic newreno:TcpLinuxReno; do
      echo "round $i of $runs: ${cc%:*}, $queue"
      { printf '%s %s vnetsim ' "${cc%:*}" $queue; ours "${cc%:*}" $queue
        printf '%s %s ns-3 ' "${cc%:*}" $queue; peer "${cc#*:}" $queue; } >>"$work/tcp-samples"
    done
  done
  i=$((i + 1))
done

awk -v ns3="$(dpkg-query -W -f '${Version}' ns3 2>/dev/null)" -v stagger="$stagger" '
  BEGIN {
    printf "\ntcp-pair: 64 bulk TCP flows, %s ms apart, 1 Gbps, 35 ms one way, a buffer of one bandwidth-delay product, 30 s, one thread; ns-3 %s\n\n", stagger, ns3
    printf "%-8s %-10s %-8s %12s %13s %13s %12s %10s\n", "", "", "", "packet-hops", "M hops/CPU-s", "goodput Mbps", "mean RTT ms", "dropped %"
  }
  function off(x, most) { if (x > most || x < 1 / most) bad = 1; return x }
  {
    printf "%-8s %-10s %-8s %12d %13.3f %13.2f %12.2f %10.4f\n", $1, $2, $3, $4, $4 / $5 / 1e6, $6, $7, $8
    rate[$3] = $4 / $5; goodput[$3] = $6; rtt[$3] = $7; drop[$3] = $8
  }
  $3 == "ns-3" {
    codel = $2 == "codel"
    printf "%-19s %.1f x ns-3%s; goodput %+.2f %% (within 1), mean RTT %+.1f %% (within %d), drop rate x %.2f (%s)\n\n", "", rate["vnetsim"] / rate["ns-3"],
      codel ? "" : " (goal: at least 40)", (off(goodput["vnetsim"] / goodput["ns-3"], 1.01) - 1) * 100,
      (off(rtt["vnetsim"] / rtt["ns-3"], codel ? 1.05 : 1.1) - 1) * 100, codel ? 5 : 10,
      codel ? off(drop["vnetsim"] / drop["ns-3"], 1.3) : drop["vnetsim"] / (drop["ns-3"] > 0 ? drop["ns-3"] : 1e-9), codel ? "within 1.3" : "start-up decides it"
  }
  END { exit bad }' "$work/tcp-samples" >"$work/tcp-results.txt" && code=0 || code=1
cat "$work/tcp-results.txt"
exit $code
