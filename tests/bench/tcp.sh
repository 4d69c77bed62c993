#!/bin/sh
# The workload tcp-pair (scenarios/tcp-pair.yaml) here and in ns-3 (Debian's package), alternately, in one run, with CUBIC and NewReno, over
# drop-tail and over CoDel: packet-hops per CPU second, and a verdict on each bound: goodput within 1 %, mean round trip within 10 %
# with drop-tail and 5 % with CoDel, CoDel's drop rate within a factor of 1.3, speed at least 40 times. ns-3 takes one to three minutes a row.
# ns-3's TcpNewReno counts acknowledgments, TcpLinuxReno bytes: so do we (byte_counting).
#   STAGGERS=13 tests/bench/tcp.sh       flows start so many ms apart; default 7, 10, 13 and 17, of which each takes about ten minutes
#   ALGORITHMS=cubic tests/bench/tcp.sh  of cubic, newreno and linuxreno; default the first two
set -eu
cd "$(dirname "$0")/../.."
staggers=${STAGGERS-7 10 13 17} algorithms=${ALGORITHMS-cubic newreno}
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

ours() { # ALGORITHM DISCIPLINE STAGGER: "hops cpu_s goodput rtt drop_percent" of one run
  case $1 in cubic) counts= ;; newreno) counts="--set traffic.transfer.byte_counting=false" ;; *) counts="--set traffic.transfer.byte_counting=true" ;; esac
  # shellcheck disable=SC2086
  ./vnetsim run scenarios/tcp-pair.yaml --set "traffic.transfer.congestion_control=${1#linux}" --set "traffic.transfer.start_gap=${3}ms" \
    $counts --set "links.left--right.queue={discipline: $2, limit: 8775000B}" -o "$work/tcp" --force >/dev/null
  m=$work/tcp/manifest.json l=$work/tcp/links.csv
  drops=$(column "$l" drops 'left->right') packets=$(column "$l" packets 'left->right')
  echo "$(number packet_hops <"$m") $(number cpu_s <"$m") $(column "$work/tcp/pairs.csv" goodput_mbps) $(column "$work/tcp/pairs.csv" rtt_mean_ms)" \
    "$(awk "BEGIN { print 100 * $drops / ($drops + $packets) }")"
}

peer() { # the same of ns-3
  case $1 in cubic) name=TcpCubic ;; newreno) name=TcpNewReno ;; *) name=TcpLinuxReno ;; esac
  "$work/ns3-tcp-pair" 30 $name "$2" "$3" | awk '{ print $2, $4, $8, $10, $12 }'
}

: >"$work/tcp-samples"
for stagger in $staggers; do
  for queue in drop_tail codel; do
    for algorithm in $algorithms; do
      echo "$algorithm, $queue, flows $stagger ms apart"
      { printf '%s %s %s vnetsim ' "$algorithm" $queue "$stagger"; ours "$algorithm" $queue "$stagger"
        printf '%s %s %s ns-3 ' "$algorithm" $queue "$stagger"; peer "$algorithm" $queue "$stagger"; } >>"$work/tcp-samples"
    done
  done
done

awk -v ns3="$(dpkg-query -W -f '${Version}' ns3 2>/dev/null)" '
  function verdict(name, held) { if (!held) { bad = 1; missed++ } checks++; return name (held ? " holds" : " FAILS") }
  function within(x, most) { return x <= most && x >= 1 / most }
  BEGIN {
    printf "\ntcp-pair: 64 bulk TCP flows, 1 Gbps, 35 ms one way, a buffer of one bandwidth-delay product, 30 s, one thread; ns-3 %s\n\n", ns3
    printf "%-10s %-10s %5s %-8s %12s %13s %13s %12s %10s\n", "", "", "gap", "", "packet-hops", "M hops/CPU-s", "goodput Mbps", "mean RTT ms", "dropped %"
  }
  {
    printf "%-10s %-10s %5s %-8s %12d %13.3f %13.2f %12.2f %10.4f\n", $1, $2, $3, $4, $5, $5 / $6 / 1e6, $7, $8, $9
    rate[$4] = $5 / $6; goodput[$4] = $7; rtt[$4] = $8; drop[$4] = $9
  }
  $4 == "ns-3" {
    codel = $2 == "codel"
    speed = rate["vnetsim"] / rate["ns-3"]; g = goodput["vnetsim"] / goodput["ns-3"]; t = rtt["vnetsim"] / rtt["ns-3"]
    d = drop["ns-3"] > 0 ? drop["vnetsim"] / drop["ns-3"] : 0
    printf "%-27s %s, %s, %s", "", verdict(sprintf("speed x %.1f (at least 40)", speed), speed >= 40),
      verdict(sprintf("goodput %+.2f %% (1 %%)", (g - 1) * 100), within(g, 1.01)),
      verdict(sprintf("round trip %+.1f %% (%d %%)", (t - 1) * 100, codel ? 5 : 10), within(t, codel ? 1.05 : 1.1))
    if (codel)
      printf ", %s\n\n", verdict(sprintf("drop rate x %.2f (factor 1.3)", d), within(d, 1.3))
    else
      printf ", drop rate x %.2f (the start-up decides it)\n\n", d
  }
  END { printf "%d of %d bounds hold\n", checks - missed, checks; exit bad }' "$work/tcp-samples" >"$work/tcp-results.txt" && code=0 || code=1
cat "$work/tcp-results.txt"
exit $code
