#!/bin/sh
# `make bench`: the workload udp-pair in ns-3 (Debian's package) and here, alternately, in one run; ratios are what counts.
#   RUNS=5 tests/bench/run.sh      more repeats (default 3; medians are printed)
set -eu
cd "$(dirname "$0")/../.."
runs=${RUNS-3}
work=build/bench
mkdir -p "$work"

echo "building the peer"
g++ -O2 -std=c++17 -w -o "$work/ns3-udp-pair" tests/bench/peers/ns3/udp-pair.cc \
  $(pkg-config --cflags --libs ns3-core ns3-network ns3-internet ns3-point-to-point ns3-traffic-control)

number() { # KEY: of the manifest on standard input
  sed -n "s/^ *\"$1\": *\\([0-9.e+-]*\\),*\$/\\1/p"
}

ours() { # NAME DURATION: "hops cpu_s memory" of one run
  ./vnetsim run "tests/bench/udp-pair-$1.yaml" --duration "$2" -o "$work/$1" --force >/dev/null
  m=$work/$1/manifest.json
  echo "$(number packet_hops <"$m") $(number cpu_s <"$m") $(number peak_memory_bytes <"$m")"
}

peer() { # the same of ns-3; its memory by the shell's time is not portable: left out
  "$work/ns3-udp-pair" 10 | awk '{ print $2, $4, 0 }'
}

: >"$work/samples"
i=1
while [ "$i" -le "$runs" ]; do
  echo "round $i of $runs: ns-3, peering, VPN"
  { printf 'ns3 '; peer; printf 'peering '; ours peering 10s; printf 'vpn '; ours vpn 10s; } >>"$work/samples"
  i=$((i + 1))
done

# Instructions a packet-hop: callgrind's count as the difference of two run lengths, so that set-up falls out.
instructions() { # NAME
  for t in 200ms 400ms; do
    valgrind --tool=callgrind --callgrind-out-file=/dev/null ./vnetsim run "tests/bench/udp-pair-$1.yaml" --duration $t -o "$work/$1" \
      --force 2>"$work/callgrind" >/dev/null || { cat "$work/callgrind"; exit 1; }
    awk '/Collected/ { print $NF }' "$work/callgrind"
    number packet_hops <"$work/$1/manifest.json"
  done | tr '\n' ' ' | awk '{ printf "%.0f\n", ($3 - $1) / ($4 - $2) }'
}
echo "counting instructions"
peering_instructions=$(instructions peering)
vpn_instructions=$(instructions vpn)

awk -v peering="$peering_instructions" -v vpn="$vpn_instructions" -v ns3="$(dpkg-query -W -f '${Version}' ns3 2>/dev/null)" \
  -v cpu="$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" '
  function median(name,   n, i, k, t, v) {
    n = count[name]
    for (i = 1; i <= n; i++) v[i] = rate[name, i]
    for (i = 2; i <= n; i++) for (k = i; k > 1 && v[k] < v[k - 1]; k--) { t = v[k]; v[k] = v[k - 1]; v[k - 1] = t }
    return n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2
  }
  { rate[$1, ++count[$1]] = $2 / $3 / 1e6; hops[$1] = $2; if ($4 > memory[$1]) memory[$1] = $4 }
  END {
    base = median("ns3")
    printf "\nudp-pair: 16 VMs a side, 1 Gbps NICs, 10 Gbps and 35 ms between the regions, 1400-byte CBR at 80 %% load, 10 s, one thread\n"
    printf "A packet-hop is one packet over one link (VM, region to region, VM: three a packet). Medians of %d alternating runs.\n", count["ns3"]
    printf "ns-3 %s (package; headers, sockets and routing in more detail than here), %s\n\n", ns3, cpu
    printf "%-28s %14s %16s %10s %14s %12s\n", "", "packet-hops", "M hops/CPU-s", "x ns-3", "instr./hop", "peak MiB"
    printf "%-28s %14d %16.3f %10s %14s %12s\n", "ns-3", hops["ns3"], base, "1", "", ""
    printf "%-28s %14d %16.3f %10.1f %14d %12.1f   (goal: at least 50)\n", "vnetsim, peered VNets", hops["peering"], median("peering"), median("peering") / base, peering, memory["peering"] / 1048576
    printf "%-28s %14d %16.3f %10.1f %14d %12.1f   (goal: at least 35)\n", "vnetsim, VPN gateways", hops["vpn"], median("vpn"), median("vpn") / base, vpn, memory["vpn"] / 1048576
  }' "$work/samples" | tee "$work/results.txt"
