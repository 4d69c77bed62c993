#!/bin/sh
# limits.csv and the sentences: shares add up, every loss has an owner, each word of limited_by is said in plain words.
set -u
cd "$(dirname "$0")/../.."
. tests/app/ok.sh

demo=scenarios/westus-northeurope.yaml
"$VNETSIM" run $demo --duration 3s --set simulation.warmup=500ms --set traffic.replicate.rate=1Gbps -o "$dir/a" >"$dir/said"
ok "columns" sh -c "head -n 1 '$dir/a/limits.csv' | grep -q '^flow,word,traffic,limits,time_frac,packets_lost,formula,expected_mbps,measured_mbps,ratio_least,ratio_most,verdict,named$'"
ok "the shares of a flow add up to 1" awk -F, '
  NR > 1 && $5 != "" { sum[$1] += $5 }
  END { for (f in sum) if (sum[f] < 0.999999 || sum[f] > 1.000001) exit 1 }' "$dir/a/limits.csv"
ok "every drop has an owner" awk -F, '
  FNR == 1 { for (i = 1; i <= NF; i++) if ($i ~ /packets_lost|packets_dropped$/) at[i] = FILENAME; next }
  { for (i in at) if (at[i] == FILENAME) sum[FILENAME] += $i }
  END { for (f in sum) if (n++ > 0 && sum[f] != last) exit 1; else last = sum[f]; exit n != 2 || last == 0 }' "$dir/a/limits.csv" "$dir/a/flows.csv"
ok "limited_by is the row that limits" sh -c "
  awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if (\$i == \"limited_by\") at = i; next } { print \$1 \",\" \$at }' '$dir/a/flows.csv' >'$dir/x'
  awk -F, 'NR > 1 && \$4 == 1 { print \$1 \",\" \$2 }' '$dir/a/limits.csv' | cmp - '$dir/x'"
ok "a row for each word of a flow" sh -c "cut -d, -f1,2 '$dir/a/limits.csv' | sort | uniq -d | wc -l | grep -q '^0$'"
ok "the run ends with a sentence for each entry" sh -c "tail -n 3 '$dir/said' | cut -d: -f1 | tr '\n' ' ' | grep -q '^heartbeat query replicate $'"
ok "what a SKU carries" grep -q '^replicate: [0-9]* Mbps of [0-9.]* Gbps wanted; held back by losses at gw-westus, busy [67]. % of the time: VpnGw1AZ carries 650 Mbps a tunnel, 650 Mbps in all and 62,000 packets/s a tunnel; together with [^;]*gw-northeurope (' "$dir/said"
ok "the gateway that limits, once" sh -c "! grep -Eq '^replicate: .*gw-westus.*gw-westus' '$dir/said'"
ok "each gateway once" sh -c "'$VNETSIM' run scenarios/bulk-vpn.yaml --duration 10s --set simulation.seed=4 --set links.inter_region.loss=0.004% --set links.inter_region.bandwidth=10Gbps -o '$dir/once' >'$dir/x' 2>'$dir/err' && grep -q '^replicate: .*together with gw-northeurope (650 Mbps in all, 650 Mbps a tunnel, 62,000 packets/s a tunnel), gw-westus (' '$dir/x' && ! grep -Eq 'together with.*(gw-[a-z]*) [(].*\\1 [(]' '$dir/x'"
ok "flooded without a break" sh -c "'$VNETSIM' run $demo --duration 3s --set simulation.warmup=2s --set traffic.replicate.off=1ms -o '$dir/cbr' | grep -q '^replicate: .*held back by gw-westus: VpnGw1AZ carries 650 Mbps a tunnel'"
ok "in the manifest too" grep -q '"sentence": "replicate: .*650 Mbps a tunnel.*"' "$dir/a/manifest.json"
ok "and with --json" sh -c "'$VNETSIM' run $demo --duration 1s --set simulation.warmup=0s --json -o '$dir/json' | grep -q '\"limited_by\": \"'"

# ENTRY WORD SENTENCE SCENARIO-OPTION...: what the entry's flows are limited by, and how it is said
said() {
  entry=$1 word=$2 sentence=$3
  shift 3
  "$VNETSIM" run "$dir/$scenario.yaml" --force "$@" -o "$dir/r" >"$dir/told" 2>&1 || { cat "$dir/told"; return 1; }
  awk -F, -v e="$entry" -v w="$word" 'NR > 1 && $3 == e && $4 == 1 && $2 != w { print $2; bad = 1 } END { exit bad }' "$dir/r/limits.csv" || return 1
  grep -q "^$entry: .*$sentence" "$dir/told" || { tail -n 2 "$dir/told"; return 1; }
}
# NAME DURATION WARMUP: a scenario of two peered VNets, with the machines, links and traffic of the input
two_vnets() {
  {
    cat <<END_OF_NETWORKS
vnetsim: 1
regions: {left: {}, right: {}}
simulation: {duration: $2, warmup: $3, sample_interval: 0s}
virtual_networks:
  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: 10.1.0.0/24}}, peerings: {p: {remote_virtual_network: b}}}
  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: 10.2.0.0/24}}, peerings: {p: {remote_virtual_network: a}}}
END_OF_NETWORKS
    cat
  } >"$dir/$1.yaml"
}
two_vnets peered 12s 4s <<'END_OF_SCENARIO'
virtual_machines: {va: {subnet: a/s, nic: {bandwidth: 1Gbps}}, vb: {subnet: b/s, nic: {bandwidth: 10Gbps}}}
links: {left--right: {latency: 10ms, bandwidth: 100Gbps}, "left->right": {loss: 0%}}
traffic: {t: {from: va, to: vb, app: bulk, receive_buffer: 64MB, send_buffer: 64MB}}
END_OF_SCENARIO
scenario=peered
ok "a NIC" said t nic:va-0 'held back by the NIC of va-0: it carries 1 Gbps$'
ok "a link" said t "link:left->right" 'held back by the link left->right: it carries 50 Mbps$' --set links.left--right.bandwidth=50Mbps --set traffic.t.receive_buffer=1MB
ok "a receive window" said t receive_window 'held back by the receive window: 64,000 bytes a round trip of 20.* ms$' --set traffic.t.receive_buffer=64kB
ok "a send buffer" said t send_buffer 'held back by the send buffer: 64,000 bytes a round trip of 20.* ms$' --set traffic.t.send_buffer=64kB
ok "loss" said t loss 'held back by loss on the line: 0.* % of its packets' --set 'links.left->right.loss=0.1%'
"$VNETSIM" run scenarios/hub-branches.yaml --duration 6s --set simulation.warmup=3s -o "$dir/hub" >"$dir/told" 2>&1
ok "an aggregate that four share" sh -c "grep -c ' of 300 Mbps wanted; held back by gw-hub: VpnGw1AZ carries 650 Mbps in all; together with how much it offers$' '$dir/told' | grep -q '^4$'"
ok "marks" said t "link:left->right" 'the link left->right' --set traffic.t.ecn=true --set links.left--right.bandwidth=50Mbps --set links.left--right.latency=80ms \
  --duration 40s --set 'links.left--right.queue={discipline: codel, ecn: true}'
ok "transfers that are done: their rate while they last, and for how long that is" sh -c "
  '$VNETSIM' run '$dir/peered.yaml' --set simulation.warmup=0s --set traffic.t.size=1MB --set traffic.t.flows=2 --set links.left--right.bandwidth=50Mbps --force -o '$dir/r' >'$dir/told' &&
  awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[\$i] = i; next }
    { s = \$at[\"completion_s\"]; last = s > last ? s : last }
    END { printf \"^t: %.3g Mbps, 2 of 2 transfers done in %.3g s; \", 16 / last, last }' '$dir/r/flows.csv' | grep -f - '$dir/told'"
red='discipline: red, min_threshold: 5packets, max_threshold: 15packets, max_probability: 10%, ecn: true'
for by in "marks 200" "losses and marks 16"; do
  ok "an idle link that reduces windows: by ${by% *}" said t "link:left->right" "held back by ${by% *} at the link left->right, busy [67]. % of the time: it carries 100 Mbps$" \
    --duration 10s --set simulation.warmup=0s --set traffic.t.ecn=true --set traffic.t.flows=8 --set links.left--right.latency=20ms --set links.left--right.bandwidth=100Mbps \
    --set "links.left--right.queue={$red, limit: ${by##* }packets}"
done
"$VNETSIM" run "$dir/peered.yaml" --force --set links.left--right.bandwidth=100Mbps --set 'links.right->left={bandwidth: 1Mbps, queue: {limit: 1MB}}' -o "$dir/r" >"$dir/told"
ok "acknowledgments that fill the way back, and nothing that is further" grep -q '^t: 5[0-9.]* Mbps; held back by the link right->left: it carries 1 Mbps$' "$dir/told"
ok "answers that fill the way back" sh -c "sed 's/app: bulk.*/app: request_response, transport: tcp, request_size: 100B, response_size: 60kB, connections: 40, think_time: 1ms}}/' '$dir/peered.yaml' >'$dir/ask.yaml'
  '$VNETSIM' run '$dir/ask.yaml' --set links.left--right.bandwidth=50Mbps -o '$dir/ask' | grep -q '^t: .*held back by the link right->left: it carries 50 Mbps$'"
ok "and over UDP" sh -c "sed 's/transport: tcp, //' '$dir/ask.yaml' >'$dir/ask-udp.yaml'
  '$VNETSIM' run '$dir/ask-udp.yaml' --set links.left--right.bandwidth=50Mbps -o '$dir/ask-udp' | grep -q '^t: .*held back by the link right->left: it carries 50 Mbps$'"
for cc in newreno:PFTK "cubic:CUBIC response"; do
  ok "the formula of ${cc%:*} agrees" sh -c "'$VNETSIM' run '$dir/peered.yaml' --force --duration 60s --set traffic.t.congestion_control=${cc%:*} --set 'links.left->right.loss=0.3%' -o '$dir/r' >/dev/null && grep -q ',loss,.*,${cc#*:},.*,agrees,1$' '$dir/r/limits.csv'"
done
sed 's/app: bulk.*/app: cbr, flows: 3, rate: 20Mbps, packet_size: 1000B}}/' "$dir/peered.yaml" >"$dir/phase.yaml"
ok "what breaks a formula's assumption, drops at random, is told: the one whose packets come first gets all" sh -c "
  '$VNETSIM' run '$dir/phase.yaml' --set links.left--right.bandwidth=10Mbps --set 'links.left--right.queue={limit: 20kB}' -o '$dir/phase' | grep -q '^t: .*; 3 of 3 are not as a formula says (limits.csv)$'"
sed "s/app: bulk/app: bulk, flows: 4, congestion_control: bbr/" "$dir/peered.yaml" >"$dir/bbr.yaml"
ok "shares of BBR: no formula" sh -c "'$VNETSIM' run '$dir/bbr.yaml' --duration 30s --set links.left--right.bandwidth=50Mbps --set 'links.left--right.queue={discipline: token_bucket, rate: 40Mbps, burst: 1MB}' -o '$dir/bbr' |
  grep -q '^t: .* held back by the link left->right: its token bucket lets through 40 Mbps[^;]*$' && ! grep -q agrees '$dir/bbr/limits.csv'"
ok "the formula of a window agrees" sh -c "'$VNETSIM' run '$dir/peered.yaml' --force --set traffic.t.receive_buffer=64kB -o '$dir/r' >/dev/null && grep -q ',receive_window,.*,window/RTT,.*,agrees,1$' '$dir/r/limits.csv'"
sed 's/app: bulk.*/app: cbr, rate: 20Mbps, packet_size: 1000B}}/' "$dir/peered.yaml" >"$dir/open.yaml"
scenario=open
ok "an application" said t application '20 Mbps of 20 Mbps wanted; nothing holds it back but itself$'
ok "nor what is near, where it gets what it wants" said t application '20 Mbps of 20 Mbps wanted; nothing holds it back but itself; not far off: the link left->right (20.2 Mbps)$' --set links.left--right.bandwidth=20.2Mbps
ok "of what is on its way when the run ends, too" sh -c "'$VNETSIM' run '$dir/open.yaml' --duration 5s --set links.left--right.latency=100ms --force -o '$dir/r' |
  grep -q '^t: 18[.0-9]* Mbps of 20 Mbps wanted, and 10 % is still on its way when the run ends; nothing holds it back but itself$'"
"$VNETSIM" run "$dir/open.yaml" --force -o "$dir/r" >"$dir/told"
ok "its offer agrees" grep -q ',application,.*,offered rate,19.44,.*,agrees,1$' "$dir/r/limits.csv"
ok "one that floods a link" said t "link:left->right" ' of 20 Mbps wanted, and 7[0-9] % is still on its way when the run ends; held back by the link left->right: it carries 10 Mbps$' --set links.left--right.bandwidth=10Mbps
sed '/app: bulk/s/bulk/bulk, congestion_control: bbr/' "$dir/peered.yaml" >"$dir/paced.yaml"
scenario=paced
ok "pacing: what the way carries" said t "link:left->right" 'held back by the link left->right: it carries 50 Mbps$' --set links.left--right.bandwidth=50Mbps
sed 's/app: cbr.*/app: on_off, flows: 20, rate: 20Mbps, packet_size: 1000B, on: {distribution: exponential, mean: 300ms}, off: {distribution: exponential, mean: 300ms}}}/' \
  "$dir/open.yaml" >"$dir/bursts.yaml"
for transport in udp tcp; do
  ok "bursts are compared with what the source gave, not with its mean: $transport" sh -c "
    '$VNETSIM' run '$dir/bursts.yaml' --set traffic.t.transport=$transport --force -o '$dir/r' | grep -q '^t: \([0-9.]* Mbps\) of \1 wanted; nothing holds it back but itself$'"
done
sed 's/app: cbr.*/app: on_off, transport: tcp, rate: 90Mbps, packet_size: 1400B, on: 1s, off: 1s}}/' "$dir/open.yaml" >"$dir/burst.yaml"
scenario=burst
ok "bursts that all arrive, though their window limits for most of the time" said t application \
  '44.[0-9] Mbps of 45 Mbps wanted; nothing holds it back but itself; not far off: the link left->right (100 Mbps)$' --duration 10s --set simulation.warmup=0s \
  --set links.left--right.latency=20ms --set links.left--right.bandwidth=100Mbps --set links.left--right.queue.limit=500kB
ok "bursts of which not all do" said t congestion_window '5[0-9.]* Mbps of 56.3 Mbps wanted; held back by the congestion window.*; together with how much it offers and the link' \
  --duration 10s --set simulation.warmup=0s --set traffic.t.rate=112.5Mbps \
  --set links.left--right.latency=20ms --set links.left--right.bandwidth=100Mbps --set links.left--right.queue.limit=500kB
ok "what has not begun has no end" sh -c "'$VNETSIM' run '$dir/open.yaml' --set traffic.t.start=15s --force -o '$dir/r' | grep -q '^t: has not begun when the run ends$' && cut -d, -f10,11 '$dir/r/flows.csv' | grep -q '^15,$'"
ok "what is over before it counts" sh -c "'$VNETSIM' run '$dir/open.yaml' --set traffic.t.stop=3s --force -o '$dir/r' | grep -q '^t: is over when the warm-up ends, and nothing of it is counted$'"
sed 's/app: bulk/app: bulk, congestion_control: newreno/; s/duration: 12s/duration: 60s/' "$dir/peered.yaml" >"$dir/both.yaml"
scenario=both
both='--set links.left--right.bandwidth=20Mbps --set links.left--right.queue.limit=20kB'
ok "a queue, and a line that is near" said t "link:left->right" "; together with loss on the line, which alone would leave it [0-9.]* Mbps$" $both --set 'links.left->right.loss=0.1%'
ok "a line, and a queue that is near" said t loss "of its packets; together with the link left->right (20 Mbps)$" $both --set 'links.left->right.loss=0.3%'
ok "a line alone" said t loss "of its packets$" $both --set 'links.left->right.loss=1%'
sed 's/latency: 10ms,/latency: 10ms, mtu: 1300B, fragmentation_needed: false,/' "$dir/peered.yaml" >"$dir/hole.yaml"
scenario=hole
for of in receive send; do
  ok "a black hole, and no window that one segment fills: $of" said t "link:left->right/mtu" \
    'held back by the link left->right, whose MTU its packets are too large for (vnetsim mtu shows the bytes)$' --set traffic.t.${of}_buffer=1460B
done
sed 's/vb: {subnet: b\/s, nic: {bandwidth: 10Gbps}}/vb: {subnet: b\/s, service_time: 20ms}/; s/app: cbr.*/app: request_response, request_size: 100B, response_size: 100B, connections: 8, timeout: 5s}}/' "$dir/open.yaml" >"$dir/served.yaml"
scenario=served
ok "a service that never rests" said t service:vb-0 'answers/s; held back by vb-0, which never rests: 20 ms a request, 1 at once$'
ok "over TCP, too" said t service:vb-0 'answers/s; held back by vb-0, which never rests: 20 ms a request, 1 at once$' --set traffic.t.transport=tcp
ok "not one that has time to spare" said t round_trip 'answers/s; held back by the round trip: 20[.0-9]* ms of 21[.0-9]* ms from request to response$' --set virtual_machines.vb.service_time=1ms
for transport in udp tcp; do
  ok "answers that are late because the service never rests, $transport" said t service:vb-0 \
    '0 answers/s; held back by vb-0, which never rests: 20 ms a request, 1 at once, and 100 % of its answers come later than its time-out of 0.06 s$' \
    --set traffic.t.timeout=60ms --set traffic.t.transport=$transport
  ok "not those that are late without it, $transport" said t round_trip 'answers come later than its time-out of 0.015 s$' --set traffic.t.timeout=15ms --set traffic.t.transport=$transport
done
sed '$a faults: {cut: {at: 6s, link: left->right, kind: down, for: 3s}}' "$dir/open.yaml" >"$dir/cut.yaml"
scenario=cut
ok "a link that is down" said t "link:left->right/link_down" 'held back by left->right, which is down for a time (events.csv); together with how much it offers; it stands still for 3[.0-9]* s (outages.csv)$'
share() { awk -F, -v w="$1" '$2 == w { print $5 }' "$dir/r/limits.csv"; }
ok "for as long as it is down, and no longer" awk -v cut="$(share 'link:left->right/link_down')" -v own="$(share application)" \
  'BEGIN { exit !(cut > 0.374 && cut < 0.376 && own > 0.624 && own < 0.626) }'
sed '/^links/,$d; s/duration: 12s, warmup: 4s/duration: 40s, warmup: 0s/' "$dir/open.yaml" >"$dir/opening.yaml"
cat >>"$dir/opening.yaml" <<'END_OF_SCENARIO'
links: {left--right: {latency: 10ms}}
traffic: {t: {from: va, to: vb, app: bulk, size: 1kB, start: 5s}}
faults: {there: {at: 4s, link: left->right, kind: down, for: 5s}, back: {at: 9s, link: right->left, kind: down, for: 11s}}
END_OF_SCENARIO
scenario=opening
# SYNs of 5, 6, 8 s are lost there; the answers to those of 12 and 19 s, and two more, on the way back; that of 20 s opens
ok "what waits to be opened is held back by each place that loses SYNs" said t "link:right->left/link_down" 'held back by right->left, which is down for a time (events.csv)'
ok "for as long as each does: 7 and 8 s of 15" awk -v there="$(share 'link:left->right/link_down')" -v back="$(share 'link:right->left/link_down')" \
  'BEGIN { exit !(there > 0.465 && there < 0.467 && back > 0.531 && back < 0.534) }'
ok "and the last for as long as the run lasts: 7 and 6 s of 13" said t "link:left->right/link_down" '' --duration 18s
ok "no longer" awk -v there="$(share 'link:left->right/link_down')" -v back="$(share 'link:right->left/link_down')" \
  'BEGIN { exit !(there > 0.538 && there < 0.539 && back > 0.461 && back < 0.462) }'
sed '/^links/,$d; s/duration: 12s, warmup: 4s/duration: 60s, warmup: 0s/' "$dir/open.yaml" >"$dir/stops.yaml"
cat >>"$dir/stops.yaml" <<'END_OF_SCENARIO'
links: {left--right: {latency: 20ms, bandwidth: 100Mbps, queue: {limit: 500kB}}}
traffic:
  cbr: {from: va, to: vb, app: cbr, transport: tcp, rate: 1Mbps, packet_size: 1000B, start: 10s, stop: 25s}
  ask: {from: va, to: vb, app: request_response, transport: tcp, request_size: 100B, response_size: 1kB, think_time: 100ms, start: 10s, stop: 25s}
  bulk: {from: va, to: vb, app: bulk, start: 10s, stop: 25s}
faults: {cut: {at: 20s, link: left--right, kind: down, for: 10s}}
END_OF_SCENARIO
# ENTRY: its time without that of its link that is down; of 15 s 10, and until the first time-out
there() { awk -F, -v e="$1" '$3 == e { if ($2 ~ /link_down/) down += $5 } END { exit !(1 - down > 9.99/15 && 1 - down < 10.7/15) }' "$dir/r/limits.csv"; }
for duration in 60s 26s; do
  "$VNETSIM" run "$dir/stops.yaml" --duration $duration --force -o "$dir/r" >"$dir/told" 2>&1
  ok "what stops while its way is down waits no longer: $duration" there cbr
  ok "nor who asks: $duration" there ask
done
ok "nor a transfer that never gets done, and has filled its line without a loss" there bulk
ok "at which there are no losses, then" sh -c "! grep -q '^bulk: .*losses at' '$dir/told'"
sed '/^links/,$d; s/duration: 12s, warmup: 4s/duration: 5s, warmup: 0s/' "$dir/open.yaml" >"$dir/early.yaml"
cat >>"$dir/early.yaml" <<'END_OF_SCENARIO'
links: {left--right: {latency: 20ms}}
traffic: {t: {from: va, to: vb, app: bulk, initial_rto: 10ms, syn_retransmissions: 0}}
END_OF_SCENARIO
scenario=early
ok "who gives up though nothing is lost has waited for its connection" said t handshake 'held back by connections that wait for the other end to answer; 1 connection gave up'
sed 's/app: cbr,/app: cbr, transport: tcp,/' "$dir/cut.yaml" >"$dir/late.yaml"
ok "what did not make up for an outage is held back by that, though for most of its time by nothing" sh -c "
  '$VNETSIM' run '$dir/late.yaml' --set faults.cut.at=8.5s --force -o '$dir/r' | grep -q '^t: 1[0-9.]* Mbps of 20 Mbps wanted; held back by left->right, which is down for a time (events.csv)' &&
  grep -q ',application,t,1,' '$dir/r/limits.csv'"
ok "what comes late" sh -c "'$VNETSIM' run '$dir/late.yaml' --duration 30s --force -o '$dir/r' | grep -q '^t: .* of 20 Mbps wanted.*; it stands still for 3[.0-9]* s (outages.csv)$'"
for limit in 'bandwidth=10Mbps 10.Mbps' 'packets=500pps 500.packets/s'; do
  ok "an appliance: ${limit#* }" sh -c "'$VNETSIM' run scenarios/forced-tunnelling.yaml --duration 10s --set virtual_machines.fw.appliance.${limit% *} --force -o '$dir/r' |
    grep -q '^push: .* of 20 Mbps wanted; held back by the appliance fw-0: its limits let through ${limit#* }$'"
done
ok "an appliance with two limits: the one that holds" sh -c "'$VNETSIM' run scenarios/forced-tunnelling.yaml --duration 10s --set virtual_machines.fw.appliance.bandwidth=10Mbps \\
  --set virtual_machines.fw.appliance.packets=100000pps --force -o '$dir/r' | grep -q '^push: .* its limits let through 10.Mbps$'"
ok "that is what it says in limits.csv" grep -q ',nic:fw-0/appliance,push,1,' "$dir/r/limits.csv"
"$VNETSIM" run scenarios/overlapping-site.yaml --duration 30s --set traffic.sale.transport=tcp --set 'faults={cut: {at: 5s, uplink: branch, kind: down, for: 20s}}' \
  -o "$dir/stuck" >"$dir/told" 2>&1
ok "requests over TCP that wait for time-outs" grep -q '^sale: .*; held back by branch->uksouth, which is down for a time (events.csv); it stands still' "$dir/told"
ok "what is down, said once" sh -c "'$VNETSIM' run scenarios/failover.yaml -o '$dir/outages' | grep -q '^orders: [^;]*; held back by its own think time; together with the round trip and what is down for a time (an instance of gateway gw-northeurope, the tunnel; events.csv); '"
ok "a site's device that is down" sh -c "'$VNETSIM' run scenarios/two-sites.yaml --duration 20s --set simulation.warmup=2s \\
  --set 'faults={f: {at: 4s, device: portland/fw-a, kind: down, for: 12s}}' -o '$dir/device' | grep -q '^orders: .*; held back by the device portland/fw-a, which is down for a time (events.csv)'"
"$VNETSIM" run tests/bad/key.yaml --duration 3s -o "$dir/down" >"$dir/told" 2>&1
ok "a tunnel that is down" grep -q 'nothing gets through the tunnel while it is down' "$dir/told"
"$VNETSIM" run scenarios/site-to-site-wrong-range.yaml --duration 3s -o "$dir/lost" >"$dir/told" 2>&1
ok "no route" grep -q 'held back by VNet vnet-northeurope, which has no route for its packets$' "$dir/told"
two_vnets facing 12s 2s <<'END_OF_SCENARIO'
virtual_machines: {va: {subnet: a/s, count: 2}, vb: {subnet: b/s, count: 2}}
links: {left--right: {latency: 20ms, bandwidth: 20Mbps, queue: {limit: 4packets}}, right->left: {bandwidth: 25Mbps}}
traffic:
  t: {from: va, to: vb, app: bulk, congestion_control: bbr, flows: 4}
  back: {from: vb, to: va, app: bulk, congestion_control: bbr, flows: 4}
  early: {from: va, to: vb, app: cbr, rate: 8kbps, packet_size: 1000B, stop: 12s}
END_OF_SCENARIO
scenario=facing
ok "the link that data pass, not the busier one of what they are answered by" said t "link:left->right" "held back by the link left->right: it carries 20 Mbps"
ok "and the other way" said back "link:right->left" "held back by the link right->left: it carries 25 Mbps"
ok "what sends nothing behind the warm-up" sh -c "'$VNETSIM' run '$dir/facing.yaml' --set 'traffic.early={from: va, to: vb, app: cbr, rate: 1kbps, packet_size: 20000B}' --force -o '$dir/r' | grep -q '^early: sends nothing behind the warm-up$'"
ok "who gives up is not content" sh -c "'$VNETSIM' run '$dir/facing.yaml' --duration 60s --set virtual_machines.va.os=windows --set 'faults={cut: {at: 5s, link: left->right, kind: down, for: 50s}}' \\
  --force -o '$dir/r' >'$dir/told' && grep -q '^t: .*connections gave up for want of answers (flows.csv)' '$dir/told' && ! grep '^t: ' '$dir/told' | grep -q 'nothing holds it back'"
sed '/^traffic/,$d' "$dir/facing.yaml" >"$dir/gone.yaml"
cat >>"$dir/gone.yaml" <<'END_OF_SCENARIO'
traffic:
  bulk: {from: va, to: vb, app: bulk}
  late: {from: va, to: vb, app: bulk, start: 8s}
  cbr: {from: va, to: vb, app: cbr, transport: tcp, rate: 1Mbps, packet_size: 1000B}
faults: {cut: {at: 7s, link: left--right, kind: down, for: 60s}}
END_OF_SCENARIO
scenario=gone
for entry in bulk late cbr; do
  ok "what has given up stands still for what made it: $entry" said $entry "link:left->right/link_down" \
    'held back by left->right, which is down for a time (events.csv); 2 connections gave up for want of answers (flows.csv); it stands still' \
    --duration 102s --set virtual_machines.va.os=windows
done
ok "to the end, and not before" awk -F, '$3 == "bulk" && $2 ~ /left->right.link_down/ { n++; bad += !($5 > 0.94 && $5 <= 0.95) } $2 == "application" && $3 != "cbr" && $5 > 0 { bad++ }
  $3 == "late" && $5 != 1 && $5 != 0 { bad++ } END { exit bad > 0 || n != 2 }' "$dir/r/limits.csv"
ok "a fault of before the warm-up's end has its own time" sh -c "'$VNETSIM' run '$dir/gone.yaml' --set faults.cut.at=1s --force -o '$dir/r' |
  grep -q \"longest outage since the first fault at 1 s (counted from the warm-up's end at 2 s)\""
ok "and one behind the end none" sh -c "'$VNETSIM' run '$dir/gone.yaml' --set faults.cut.at=100s --force -o '$dir/r' >'$dir/told' && ! grep -q 'first fault' '$dir/told'"
sed 's/latency: 10ms, bandwidth: 100Gbps/latency: {distribution: gamma, base: 10ms, mean: 1ms, stddev: 1ms, reorder: true}, bandwidth: 200Mbps/; s/app: bulk,/app: bulk, timestamps: false,/' \
  "$dir/peered.yaml" >"$dir/overtaken.yaml"
scenario=overtaken
ok "packets that overtake each other and are taken for lost" said t "link:left->right/reordering" \
  'held back by packets that overtake each other on left->right: TCP takes them for lost, and sends less$' --duration 40s --set traffic.t.loss_detection=sack
ok "though none is, and as a formula says" grep -q ',link:left->right/reordering,t,1,[.0-9]*,0,CUBIC response,.*,agrees,1$' "$dir/r/limits.csv"
ok "not with RACK, which waits for them" said t "link:left->right" 'held back by the link left->right: it carries 200 Mbps$' --duration 40s
ok "nor what is lost" said t loss 'held back by loss on the line: [.0-9]* % of its packets$' --duration 40s --set 'links.left->right.loss=0.3%'
two_vnets undone 10s 0s <<'END_OF_SCENARIO'
virtual_machines: {va: {subnet: a/s}, vb: {subnet: b/s}}
links: {left--right: {latency: {distribution: gamma, base: 10ms, mean: 1ms, stddev: 2ms, reorder: true}, bandwidth: 1Gbps, loss: 0.05%}}
traffic: {t: {from: va, to: vb, app: bulk, loss_detection: sack, timestamps: true, receive_buffer: 16MiB, send_buffer: 16MiB}}
END_OF_SCENARIO
scenario=undone
for duration in 5s 10s; do
  ok "losses whose recoveries were undone reduce nothing: $duration" said t "link:left->right" 'held back by the link left->right: it carries 1 Gbps$' --duration $duration
done
sed '/^traffic/,$d; s/bandwidth: 100Gbps/loss: 2%/; s/, "left->right": {loss: 0%}//' "$dir/peered.yaml" >"$dir/echo.yaml"
echo 'traffic: {t: {from: va, to: vb, app: ping, interval: 10ms}}' >>"$dir/echo.yaml"
scenario=echo
ok "a ping counts what is lost both ways by what it asked" said t loss '9[0-9]\(\.[0-9]\)\{0,1\} of 100 answers/s; held back by loss on the line: [12][.0-9]* % of its packets$'
sed '/^links/d; /^traffic/d' "$dir/echo.yaml" >"$dir/slow.yaml"
cat >>"$dir/slow.yaml" <<'END_OF_SCENARIO'
links: {left--right: {latency: 600ms}}
traffic:
  echo: {from: va, to: vb, app: ping, interval: 100ms}
  ask: {from: va, to: vb, app: request_response, request_size: 100B, response_size: 1000B}
  patient: {from: va, to: vb, app: request_response, request_size: 100B, response_size: 1000B, timeout: 20s}
  tcp: {from: va, to: vb, app: request_response, transport: tcp, request_size: 100B, response_size: 1000B}
END_OF_SCENARIO
scenario=slow
late='later than its time-out of 1 s$'
for entry in echo ask; do
  ok "answers that come later than their time-out are not lost: $entry" said $entry round_trip "held back by the round trip: 100 % of its answers come $late"
done
ok "nor some of them" said echo round_trip " of 10 answers/s; held back by the round trip: [1-8][0-9] % of its answers come $late" \
  --set 'links.left--right.latency={distribution: gamma, base: 490ms, mean: 10ms, stddev: 10ms}'
for warmup in 0s 4s; do
  for entry in patient tcp; do
    ok "what never thinks has no think time: $entry, warm-up $warmup" said $entry round_trip 'held back by the round trip: 1200 ms of 1200 ms from request to response$' --set simulation.warmup=$warmup
  done
done
ok "nor for an instant" sh -c "! grep -Eq ',application,(patient|tcp),' '$dir/r/limits.csv'"
ok "and what thinks does for so long, though it opens and is open" sh -c "
  '$VNETSIM' run '$dir/slow.yaml' --set simulation.warmup=0s --set traffic.tcp.think_time=10ms --set traffic.patient.think_time=10ms --force -o '$dir/r' >'$dir/told' &&
  awk -F, '\$2 == \"application\" && (\$3 == \"tcp\" || \$3 == \"patient\") { n++; bad += \$5 > 0.01 } END { exit bad > 0 || n != 2 }' '$dir/r/limits.csv'"
sed '/^links/d; /^traffic/d; s/duration: 12s/duration: 104s/' "$dir/echo.yaml" >"$dir/waits.yaml"
cat >>"$dir/waits.yaml" <<'END_OF_SCENARIO'
links: {left--right: {latency: 1ms}, "right->left": {bandwidth: 2Mbps, queue: {limit: 1packets}}}
traffic: {t: {from: va, to: vb, app: request_response, request_size: 100B, response_size: 10kB, connections: 8, think_time: {distribution: exponential, mean: 500ms}}}
END_OF_SCENARIO
scenario=waits
ok "what is lost takes a time-out each, and not what others wait where it is" said t application 'lost on the way, and what is lost takes 13 % of its time until it asks again$'
ok "106 of 1 s in 8 times 100 s" grep -q ',link:right->left,t,0,.*,106,' "$dir/r/limits.csv"
two_vnets asks 62s 2s <<'END_OF_SCENARIO'
virtual_machines: {va: {subnet: a/s, nic: {bandwidth: 10Gbps}}, vb: {subnet: b/s, count: 5, nic: {bandwidth: 10Gbps}}}
links: {left--right: {latency: 20ms, loss: 5%}}
traffic: {t: {from: va-0, to: vb-0, app: request_response, transport: tcp, request_size: 100B, response_size: 1000B, think_time: 100ms, connections: 10}}
END_OF_SCENARIO
scenario=asks
ok "small questions over TCP that wait until what is lost is sent again" said t application 'its own think time; together with the round trip and loss on the line; [^;]*, and what is lost takes 1[0-9] % of its time until it asks again$'
ok "for what thinking and round trips leave of the time of 10 of them" awk -v lost="$(share loss)" -v rate="$(sed -n 's/^t: \([0-9.]*\) answers.*/\1/p' "$dir/told")" \
  'BEGIN { left = 1 - rate * (0.1 + 0.04) / 10; exit !(lost > 0.85 * left && lost < 1.05 * left) }'
ok "members at random: an idle connection has no time, and one that opens waits, too" said t application 'its own think time; together with the round trip and loss on the line; ' \
  --set traffic.t.from=va --set traffic.t.to=vb --set traffic.t.pairing=random
ok "nor has the round trip a SYN's time in an outage" sh -c "
  '$VNETSIM' run '$dir/asks.yaml' --force --set links.left--right.loss=0% --set traffic.t.think_time=5s --set traffic.t.from=va --set traffic.t.to=vb --set traffic.t.pairing=random \\
    --set 'faults={f: {at: 20s, link: left--right, kind: down, for: 10s}}' -o '$dir/r' >'$dir/told' &&
  awk -F, '\$2 == \"round_trip\" { bad += \$5 > 0.02 || \$13 } /link_down/ { n += \$5 > 0.1 } END { exit bad || n != 1 }' '$dir/r/limits.csv'"
ok "over TCP, too, answers come later than their time-out: those that are given up, and of which nothing is lost" said t round_trip \
  'held back by the round trip: 100 % of its answers come later than its time-out of 0.1 s$' --duration 12s \
  --set links.left--right.loss=0% --set links.left--right.bandwidth=100Mbps --set traffic.t.response_size=60kB --set traffic.t.connections=1 --set traffic.t.timeout=100ms
ok "and what is lost of them is lost" said t loss '% of its packets; together with the round trip$' --duration 12s \
  --set links.left--right.loss=20% --set traffic.t.think_time=0s --set traffic.t.connections=1 --set traffic.t.timeout=150ms
sed '/^traffic/a\
  copy: {from: va-0, to: vb-1, app: bulk, flows: 4}
s/^traffic: {t: \(.*\)}$/traffic:\
  t: \1/; s/loss: 5%/bandwidth: 50Mbps, queue: {limit: 250kB}/; s/think_time: 100ms, connections: 10/think_time: 35ms/' "$dir/asks.yaml" >"$dir/beside.yaml"
scenario=beside
for transport in tcp udp; do
  ok "behind a link that others keep full: what waits there is a part of the time, $transport" said t round_trip "together with its own think time and the link left->right (50 Mbps)$" --duration 12s \
    --set traffic.t.transport=$transport
done
two_vnets turns 12s 2s <<'END_OF_SCENARIO'
virtual_machines: {va: {subnet: a/s}, vb: {subnet: b/s}}
links: {left--right: {latency: 20ms, bandwidth: 20Mbps, queue: {discipline: fq_codel}}}
traffic:
  bulk: {from: va, to: vb, app: bulk, flows: 4}
  flood: {from: va, to: vb, app: cbr, rate: 15Mbps, packet_size: 1000B}
END_OF_SCENARIO
scenario=turns
link='held back by the link left->right: it carries 20 Mbps'
ok "who floods a queue that serves flows in turn has no more for offering more" said flood "link:left->right" "$link\$"
ok "in any other it has" said flood "link:left->right" "$link; together with how much it offers$" --set 'links.left--right.queue={discipline: codel}'
ok "and so have bursts" said flood "link:left->right" "$link; together with how much it offers$" \
  --set 'traffic.flood={from: va, to: vb, app: on_off, rate: 15Mbps, packet_size: 1000B, on: {distribution: exponential, mean: 200ms}, off: {distribution: exponential, mean: 800ms}}'
# What is sent goes over the spare line at once, and is answered over the one that is down until dead peer detection has found that out.
sed '/^traffic/,$d; s/erp: {count: 2}/erp: {}/; s/count: 4}/count: 1}/' scenarios/two-sites.yaml >"$dir/spare.yaml"
cat >>"$dir/spare.yaml" <<'EOF'
traffic: {copy: {from: erp, to: web, app: bulk, receive_buffer: 1MiB}}
faults: {f: {at: 10s, device: portland/fw-a, kind: down}}
EOF
scenario=spare
ok "acknowledgments that are lost: what it stands still for is whose" said copy gateway:portland/fw-a/gateway_down 'held back by the device portland/fw-a, which is down for a time' --duration 100s
ok "as long as the outage" awk -F, -v stood="$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "app_outage_s") c = i } NR == 2 { print $c / 98 }' "$dir/r/outages.csv")" \
  '$2 ~ /gateway_down/ { exit !(stood > 0.4 && $5 > 0.95 * stood && $5 < 1.05 * stood) }' "$dir/r/limits.csv"
# Three gateways that tell each other their networks: the detour has a narrower link. Both hold the transfer back, each while it is there.
cat >"$dir/detour.yaml" <<'EOF'
vnetsim: 1
simulation: {duration: 60s, warmup: 0s, seed: 1}
regions: {ra: {}, rb: {}, rc: {}}
links:
  ra--rb: {latency: 5ms, bandwidth: 40Mbps, queue: {limit: 50kB}}
  ra--rc: {latency: 10ms, bandwidth: 20Mbps, queue: {limit: 50kB}}
  rb--rc: {latency: 5ms}
  intra_region: {latency: 0ms}
virtual_networks:
  va: {region: ra, address_prefixes: [10.1.0.0/16], subnets: {w: {address_prefix: 10.1.0.0/24}, GatewaySubnet: {address_prefix: 10.1.255.0/27}}}
  vb: {region: rb, address_prefixes: [10.2.0.0/16], subnets: {w: {address_prefix: 10.2.0.0/24}, GatewaySubnet: {address_prefix: 10.2.255.0/27}}}
  vc: {region: rc, address_prefixes: [10.3.0.0/16], subnets: {w: {address_prefix: 10.3.0.0/24}, GatewaySubnet: {address_prefix: 10.3.255.0/27}}}
virtual_network_gateways:
  ga: {virtual_network: va, sku: VpnGw1AZ, enable_bgp: true, bgp_settings: {asn: 65001}}
  gb: {virtual_network: vb, sku: VpnGw1AZ, enable_bgp: true, bgp_settings: {asn: 65002}}
  gc: {virtual_network: vc, sku: VpnGw1AZ, enable_bgp: true, bgp_settings: {asn: 65003}}
connections:
  ab: {type: Vnet2Vnet, from: ga, to: gb, shared_key: k, enable_bgp: true}
  ba: {type: Vnet2Vnet, from: gb, to: ga, shared_key: k, enable_bgp: true}
  ac: {type: Vnet2Vnet, from: ga, to: gc, shared_key: k, enable_bgp: true}
  ca: {type: Vnet2Vnet, from: gc, to: ga, shared_key: k, enable_bgp: true}
  bc: {type: Vnet2Vnet, from: gb, to: gc, shared_key: k, enable_bgp: true}
  cb: {type: Vnet2Vnet, from: gc, to: gb, shared_key: k, enable_bgp: true}
virtual_machines: {a: {subnet: va/w}, b: {subnet: vb/w}}
traffic: {t: {from: a, to: b, app: bulk}}
faults: {f: {at: 24s, kind: down, tunnel: ab}}
EOF
scenario=detour
ok "a way that changes: both places are named" said t 'link:ra->rc' 'the link ra->rc[^;]*; together with the link ra->rb'
ok "each by the time that it was the way" awk -F, '$2 ~ /^link:ra->r[bc]$/ { n++; way = $2 ~ /rb/ ? 0.4 : 0.6; bad += $5 < way - 0.1 || $5 > way + 0.1 || $13 != 1 } END { exit bad || n != 2 }' "$dir/r/limits.csv"
mbps() { "$VNETSIM" run "$dir/detour.yaml" --force "$@" -o "$dir/r" 2>/dev/null | sed -n 's/^t: \([0-9.]*\) Mbps.*/\1/p'; }
ok "a quarter more of both is a tenth, of either 3 %" awk -v is="$(mbps)" -v b="$(mbps --set links.ra--rb.bandwidth=50Mbps)" \
  -v c="$(mbps --set links.ra--rc.bandwidth=25Mbps)" -v both="$(mbps --set links.ra--rb.bandwidth=50Mbps --set links.ra--rc.bandwidth=25Mbps)" \
  'BEGIN { print is, b, c, both; exit !(is > 0 && both >= 1.1 * is && b >= 1.03 * is && c >= 1.03 * is) }'
for traffic in 'app: bulk, congestion_control: bbr' 'app: bulk, flows: 3' 'app: request_response, request_size: 12kB, response_size: 200B, connections: 20'; do
  ok "each way's place, $traffic" said t 'link:ra->rc' 'the link ra->rc[^;]*; together with the link ra->rb' --duration 55s --set "traffic.t={from: a, to: b, $traffic}"
done
# What is lost on one way is repaired on the next: nothing overtakes anything.
ok "losses of a former way are no reordering" sh -c "'$VNETSIM' run '$dir/detour.yaml' --force -o '$dir/r' --duration 90s >/dev/null 2>&1 \
  --set 'links={ra--rb: {latency: 3.57ms, bandwidth: 7.28Mbps, queue: {limit: 15000B}}, ra--rc: {latency: 17.71ms, bandwidth: 5.59Mbps, queue: {limit: 34704B}}, rb--rc: {latency: 22.34ms}, intra_region: {latency: 0ms}}' \
  --set 'traffic={t: {from: a, to: b, app: bulk, congestion_control: newreno, flows: 4, start: 1s}, u: {from: a, to: b, app: bulk, congestion_control: bbr, start: 1s}}' \
  --set 'faults={f: {at: 10s, kind: down, tunnel: ab, for: 8.83s}, g: {at: 44.29s, kind: down, tunnel: ab, for: 3.93s}, h: {at: 78.57s, kind: down, tunnel: ab, for: 3.9s}}' &&
  grep -q '^t:.*,link:ra->rb,' '$dir/r/limits.csv' && ! grep -q reordering '$dir/r/limits.csv'"
for transport in udp tcp; do
  ok "what is as near for who asks, on the first way alone, $transport" sh -c "'$VNETSIM' run '$dir/detour.yaml' --force -o '$dir/r' >/dev/null 2>&1 \
    --set 'links={ra--rb: {latency: 30ms, bandwidth: 10Mbps, queue: {limit: 200kB}}, ra--rc: {latency: 25ms, bandwidth: 10Mbps, queue: {limit: 200kB}}, rb--rc: {latency: 5ms}, intra_region: {latency: 0ms}}' \
    --set 'traffic.t={from: a, to: b, app: request_response, transport: $transport, request_size: 4000B, response_size: 1000B, connections: 20}' &&
    grep -q '^[^,]*,link:ra->rb,.*,1$' '$dir/r/limits.csv'"
done
# Outages that take a quarter of a transfer's time: a fifth less of them brings 0.25 / 5 / 0.75 = 6.7 %.
two_vnets flaps 40s 0s <<'END_OF_SCENARIO'
virtual_machines: {va: {subnet: a/s}, vb: {subnet: b/s}}
links: {left--right: {latency: 8ms, bandwidth: 6Mbps, queue: {limit: 40kB}}}
traffic: {t: {from: va, to: vb, app: bulk}}
faults: {f: {at: 10s, link: left--right, kind: down, for: 5s}}
END_OF_SCENARIO
scenario=flaps
ok "a transfer that stands still for a quarter of its time" said t "link:left->right" 'together with what is down for a time (left->right; events.csv)'
ok "one that stands still for less" said t "link:left->right" 'held back by the link left->right: it carries 6 Mbps\(;\|$\)' --set faults.f.for=1s
# Who has ended leaves nothing to do for what it passed: what others did there is a part of the time until then.
two_vnets ended 20s 0s <<'END_OF_SCENARIO'
virtual_machines: {va: {subnet: a/s, count: 2}, vb: {subnet: b/s, count: 2}}
links: {left--right: {latency: 20ms, bandwidth: 50Mbps}}
traffic:
  t: {from: va-0, to: vb-0, app: bulk, size: 20MB, receive_buffer: 60kB}
  u: {from: va-1, to: vb-1, app: bulk, size: 40MB, receive_buffer: 200kB}
END_OF_SCENARIO
scenario=ended
for duration in 17s 120s; do
  ok "what has ended: the same of $duration" said u "link:left->right" 'held back by the link left->right: it carries 50 Mbps; together with the receive window (200,000 bytes)$' --duration $duration
done
# A window sends whole segments: of 6.9 it holds the flow with 6, and a quarter more is 8; of 2.1 a quarter more is none.
two_vnets whole 20s 0s <<'END_OF_SCENARIO'
virtual_machines: {va: {subnet: a/s}, vb: {subnet: b/s}}
links: {intra_region: {latency: 0ms}, left--right: {latency: 10ms, bandwidth: 20Mbps, queue: {limit: 100kB}}}
traffic:
  t: {from: va, to: vb, app: bulk, receive_buffer: 10000B}
  u: {from: va, to: vb, app: bulk}
END_OF_SCENARIO
scenario=whole
link='held back by the link left->right: it carries 20 Mbps'
ok "a window of 6.9 segments, in another's queue" said t "link:left->right" "$link; together with the receive window (10,000 bytes)$"
ok "one that a quarter makes no segment longer" said t "link:left->right" "$link\$" --set traffic.t.receive_buffer=3000B
# A window of 4 segments over 10 ms: two, which are acknowledged together, take a link of 8 Mbps 3 ms, a fifth of which is 4.6 %.
alone() { said t receive_window 'held back by the receive window'"$1"'$' --set 'traffic={t: {from: va, to: vb, app: bulk, receive_buffer: 6000B}}' --set "links.left--right={latency: 5ms, bandwidth: $2}"; }
ok "of a small window's round trip a part is the link's" alone '.*; together with the link left->right (8 Mbps)' 8Mbps
ok "not of one that passes the faster one quickly" alone '[^;]*' 20Mbps
# A request of several windows, with losses: what its windows wait for is the link's, the rest of each answer the round trip.
two_vnets windows 60s 0s <<'END_OF_SCENARIO'
virtual_machines: {va: {subnet: a/s}, vb: {subnet: b/s}}
links: {left--right: {latency: 18ms, bandwidth: 12Mbps, queue: {limit: 15kB}}}
traffic: {t: {from: va, to: vb, app: request_response, transport: tcp, request_size: 30kB, response_size: 1kB, connections: 3}}
END_OF_SCENARIO
scenario=windows
ok "who asks in several windows waits for the round trip too" said t "link:left->right" 'held back by losses at the link left->right[^;]*; together with the round trip$'
# Without, in two windows: one waits for a round trip, the link works at the other meanwhile and at what follows it.
ok "who asks in two windows waits for them, the link and the round trip" said t receive_window 'a round trip; together with the round trip and the link left->right (12 Mbps)$' \
  --set 'traffic.t={from: va, to: vb, app: request_response, transport: tcp, request_size: 30kB, response_size: 1kB, receive_buffer: 16kB}' --set 'links.left--right={latency: 10ms, bandwidth: 12Mbps}'
ok "11 and 10 segments of 1.04 ms, two round trips of 20" awk -v link="$(share 'link:left->right')" -v window="$(share receive_window)" -v trip="$(share round_trip)" \
  'BEGIN { print link, window, trip; all = 40 + 11 * 1.04 + 1.7; exit !(window > 18 / all && window < 22 / all && trip > 18 / all && trip < 22.5 / all && link > 9 / all && link < 13.5 / all) }'
# Many who ask: their link, and what they wait for without its queue, are as near.
two_vnets many 20s 0s <<'END_OF_SCENARIO'
virtual_machines: {va: {subnet: a/s}, vb: {subnet: b/s}}
links: {intra_region: {latency: 0ms}, left--right: {latency: 30ms, bandwidth: 10Mbps, queue: {limit: 200kB}}}
traffic: {t: {from: va, to: vb, app: request_response, request_size: 4000B, response_size: 1000B, connections: 20}}
END_OF_SCENARIO
scenario=many
link='held back by the link left->right: it carries 10 Mbps'
answers() { "$VNETSIM" run "$dir/many.yaml" --force "$@" -o "$dir/r" 2>/dev/null | sed -n 's/^t: \([0-9.]*\) answers.*/\1/p'; }
for transport in tcp udp; do
  set -- --set traffic.t.transport=$transport
  ok "$transport, a link that is full, and the round trip" said t "link:left->right" "$link; together with the round trip$" "$@"
  ok "the round trip, and a link that is nearly full" said t round_trip 'together with the link left->right (10 Mbps)$' "$@" --set links.left--right.latency=34ms
  ok "a link, thinking and the round trip" said t "link:left->right" "$link; together with its own think time and the round trip$" "$@" --set links.left--right.latency=9.5ms --set traffic.t.think_time=44ms
  ok "a link, the service and the round trip" said t "link:left->right" "$link; together with the round trip and vb-0$" "$@" --set links.left--right.latency=10ms --set virtual_machines.vb.servers=40 --set virtual_machines.vb.service_time=40ms
  ok "a link, and the NIC behind it" said t "link:left->right" "$link; together with the NIC of va-0 (11 Mbps)$" "$@" --set links.left--right.latency=10ms --set 'virtual_machines.va.nic={bandwidth: 11Mbps}'
  ok "a round trip that is further" said t "link:left->right" "$link\$" "$@" --set links.left--right.latency=24ms
  ok "a link that is further" said t round_trip 'from request to response$' "$@" --set links.left--right.latency=40ms
  for latency in 31 33; do
    faster=$(awk -v ms=$latency 'BEGIN { print ms / 1.25 "ms" }')
    ok "a quarter of either is less than 3 % or a tenth, of both a tenth: $latency ms" awk -v is="$(answers "$@" --set links.left--right.latency=${latency}ms)" \
      -v b="$(answers "$@" --set links.left--right.latency=${latency}ms --set links.left--right.bandwidth=12.5Mbps)" -v l="$(answers "$@" --set links.left--right.latency=$faster)" \
      -v both="$(answers "$@" --set links.left--right.latency=$faster --set links.left--right.bandwidth=12.5Mbps)" \
      'BEGIN { print is, b, l, both; exit !(is > 0 && b < 1.03 * is && l < 1.1 * is && both >= 1.1 * is) }'
  done
done
ok "no sentence has a figure that is none" sh -c "! grep -i 'nan\\|inf ' '$dir/told'"
cat >"$dir/answers.yaml" <<'Y'
vnetsim: 1
regions: {left: {}}
simulation: {duration: 4s, warmup: 1s, sample_interval: 0s}
virtual_networks:
  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: 10.1.0.0/24}, lb: {address_prefix: 10.1.2.0/24}}}
virtual_machines: {va: {subnet: a/s, nic: {bandwidth: 200Mbps}}, m: {subnet: a/lb, count: 2, nic: {bandwidth: 8Mbps}}}
load_balancers: {ilb: {subnet: a/lb, backend: m, port: 5001}}
links: {intra_region: {latency: 20us}}
traffic:
  direct: {from: va, to: m-0, app: request_response, transport: tcp, request_size: 300B, response_size: 40kB, connections: 4}
  front: {from: va, to: ilb, app: request_response, transport: tcp, request_size: 300B, response_size: 40kB, connections: 4, flows: 4}
Y
ok "answers that a NIC holds back" exits 0 "$VNETSIM" run "$dir/answers.yaml" -o "$dir/answers"
ok "it is that of who answers, behind a load balancer too" awk -F, 'NR > 1 && $4 == 1 { n++; if ($2 !~ /^nic:m-[01]$/) { print; bad = 1 } } END { exit bad || n != 5 }' "$dir/answers/limits.csv"
ok "what if all that is named is raised" exits 0 "$VNETSIM" run scenarios/bulk-vpn.yaml --duration 7s -o "$dir/named"
named=$(awk -F, 'NR > 1 && $3 == "replicate" && $13 == 1 && $2 ~ /^gateway:/ && !seen[$2]++ { printf "%s%s", sep, $2; sep = ", " }' "$dir/named/limits.csv")
ok "by a quarter" exits 0 "$VNETSIM" run scenarios/bulk-vpn.yaml --duration 7s --set "simulation.raised=[$named]" -o "$dir/raised"
replicated() { awk -F, 'NR > 1 && $2 == "replicate" { sum += $19 } END { print sum }' "$dir/$1/flows.csv"; }
ok "it brings a tenth" awk -v a="$(replicated named)" -v b="$(replicated raised)" 'BEGIN { print a, b; exit !(a > 0 && b >= 1.1 * a) }'
finish
