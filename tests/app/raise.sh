#!/bin/sh
# raise: a limit that is raised by its name is one that was declared wider, to the byte; what `vnetsim raise` measures, prints and refuses.
set -u
cd "$(dirname "$0")/../.."
. tests/app/ok.sh

cat >"$dir/site.yaml" <<'Y'
vnetsim: 1
regions: {left: {}, right: {}}
simulation: {duration: 4s, warmup: 1s}
virtual_networks:
  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: 10.1.0.0/24}, GatewaySubnet: {address_prefix: 10.1.255.0/27}}}
virtual_network_gateways: {ga: {virtual_network: a, sku: VpnGw1AZ}}
local_network_gateways: {lng: {endpoint: office, address_prefixes: [192.168.0.0/16]}}
connections: {ab: {type: IPsec, from: ga, to: lng, shared_key: k}}
on_premises_sites: {office: {near: right, address_prefixes: [192.168.0.0/16], bandwidth: 50Mbps, latency: 4ms, vpn_throughput: 60Mbps, hosts: {pc: {count: 2}}}}
virtual_machines: {va: {subnet: a/s, count: 2, nic: {bandwidth: 200Mbps}}, vs: {subnet: a/s, nic: {bandwidth: 200Mbps}, service_time: 4ms}}
links: {intra_region: {latency: 20us}, left--right: {latency: 8ms, bandwidth: 100Mbps, loss: 0.05%}}
traffic:
  up: {from: va-0, to: pc-0, app: bulk, receive_buffer: 40kB}
  sent: {from: va-0, to: pc-0, app: bulk, send_buffer: 40kB}
  down: {from: pc-1, to: va-1, app: poisson, transport: tcp, rate: 70Mbps, packet_size: 1000B}
  drip: {from: va-1, to: pc-0, app: cbr, rate: 4Mbps, packet_size: 1000B}
  ask: {from: pc-1, to: vs, app: request_response, transport: tcp, request_size: 300B, response_size: 30kB, think_time: 2ms, connections: 4}
Y
cat >"$dir/pair.yaml" <<'Y'
vnetsim: 1
regions: {left: {}, right: {}}
simulation: {duration: 4s, warmup: 1s}
virtual_networks:
  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: 10.1.0.0/24}, GatewaySubnet: {address_prefix: 10.1.255.0/27}}}
  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: 10.2.0.0/24}, GatewaySubnet: {address_prefix: 10.2.255.0/27}}}
virtual_network_gateways:
  ga: {virtual_network: a, sku: VpnGw1AZ, limits: {tunnel: 76Mbps, tunnel_packets: 7000pps, aggregate: 75Mbps}}
  gb: {virtual_network: b, sku: VpnGw1AZ}
connections: {ab: {type: Vnet2Vnet, from: ga, to: gb, shared_key: k}, ba: {type: Vnet2Vnet, from: gb, to: ga, shared_key: k}}
virtual_machines: {va: {subnet: a/s, nic: {bandwidth: 78Mbps}}, vb: {subnet: b/s, nic: {bandwidth: 1Gbps}}}
links:
  intra_region: {latency: 20us}
  left--right: {latency: 5ms}
  "left->right": {bandwidth: 200Mbps, queue: {discipline: token_bucket, rate: 76Mbps, burst: 20kB, limit: 200kB}}
traffic: {t: {from: va, to: vb, app: bulk}}
Y
same() { # WORD SCENARIO OVERRIDE...: raised by name, and declared
  word=$1 scenario=$2
  shift 2
  set -- "$@" --force
  rm -rf "$dir/named" "$dir/declared" "$dir/without"
  "$VNETSIM" run "$scenario" -o "$dir/without" && "$VNETSIM" run "$scenario" --set "simulation.raised=[$word]" -o "$dir/named" && "$VNETSIM" run "$scenario" "$@" -o "$dir/declared" || return 1
  for file in "$dir"/declared/*.csv; do # a formula's name tells who said the figure, and a declared window does not grow
    cmp "$dir/named/$(basename "$file")" "$file" || return 1
  done
  cmp "$dir/named/flows.csv" "$dir/without/flows.csv" && { echo "$word changes nothing"; return 1; }
  return 0
}
site=$dir/site.yaml pair=$dir/pair.yaml
ok "of a group" same nic:va "$pair" --set virtual_machines.va.nic.bandwidth=97.5Mbps
ok "of a member" same nic:va-0 "$pair" --set virtual_machines.va.nic.bandwidth=97.5Mbps
ok "a tunnel's bits" same gateway:ga/tunnel_bits "$pair" --set virtual_network_gateways.ga.limits.tunnel=95Mbps
ok "a tunnel's packets" same gateway:ga/tunnel_packets "$pair" --set virtual_network_gateways.ga.limits.tunnel_packets=8750pps
ok "the aggregate" same gateway:ga/aggregate "$pair" --set virtual_network_gateways.ga.limits.aggregate=93.75Mbps
ok "a link and its token bucket" same 'link:left->right' "$pair" --set 'links.left->right.bandwidth=250Mbps' --set 'links.left->right.queue.rate=95Mbps'
ok "a site's line, both ways" same 'link:office->right, link:right->office' "$site" --set on_premises_sites.office.bandwidth=62.5Mbps
ok "a device" same gateway:office/aggregate "$site" --set on_premises_sites.office.vpn_throughput=75Mbps
ok "losses" same loss "$site" --set links.left--right.loss=0.04%
ok "a window" same up/receive_window "$site" --set traffic.up.receive_buffer=50kB
ok "a send buffer" same sent/send_buffer "$site" --set traffic.sent.send_buffer=50kB
ok "an offer over TCP" same down/application "$site" --set traffic.down.rate=87.5Mbps
ok "an offer over UDP" same drip/application "$site" --set traffic.drip.rate=5Mbps
ok "all offers" same application "$site" --set traffic.down.rate=87.5Mbps --set traffic.drip.rate=5Mbps
ok "a service" same service:vs "$site" --set virtual_machines.vs.service_time=3.2ms
ok "the published figure of a SKU" sh -c "'$VNETSIM' run '$pair' --set 'simulation.raised=[gateway:gb/aggregate]' -o '$dir/sku' --force && '$VNETSIM' check '$pair' --set 'simulation.raised=[gateway:gb/tunnel_bits]'"
ok "a limit that there is not" sh -c "'$VNETSIM' check '$pair' --set 'simulation.raised=[link:right->left]' 2>&1 | grep -q 'VN0508.*no limit .link:right->left.'; '$VNETSIM' check '$pair' --set 'simulation.raised=[nic:va-1]' 2>&1 | grep -q VN0508"
ok "by nothing" exits 3 "$VNETSIM" check "$pair" --set simulation.raised_by=0%

# what it measures
cat >"$dir/apart.yaml" <<'Y'
vnetsim: 1
regions: {left: {}, right: {}}
simulation: {duration: 12s, warmup: 2s, sample_interval: 0s}
virtual_networks:
  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: 10.1.0.0/24}, GatewaySubnet: {address_prefix: 10.1.255.0/27}}}
  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: 10.2.0.0/24}, GatewaySubnet: {address_prefix: 10.2.255.0/27}}}
  c: {region: right, address_prefixes: [10.3.0.0/16], subnets: {s: {address_prefix: 10.3.0.0/24}}, peerings: {to-d: {remote_virtual_network: d}}}
  d: {region: left, address_prefixes: [10.4.0.0/16], subnets: {s: {address_prefix: 10.4.0.0/24}}, peerings: {to-c: {remote_virtual_network: c}}}
virtual_network_gateways: {ga: {virtual_network: a, sku: VpnGw1AZ, limits: {tunnel: 20Mbps}}, gb: {virtual_network: b, sku: VpnGw1AZ}}
connections: {ab: {type: Vnet2Vnet, from: ga, to: gb, shared_key: k}, ba: {type: Vnet2Vnet, from: gb, to: ga, shared_key: k}}
virtual_machines:
  va: {subnet: a/s, count: 2, nic: {bandwidth: 200Mbps}}
  vb: {subnet: b/s, count: 2, nic: {bandwidth: 1Gbps}}
  vc: {subnet: c/s, nic: {bandwidth: 1Gbps}}
  vd: {subnet: d/s, nic: {bandwidth: 1Gbps}}
links: {intra_region: {latency: 20us}, left--right: {latency: 20ms}}
traffic:
  back: {from: vc, to: vd, app: bulk, receive_buffer: 144800B}
  forth: {from: va, to: vb, app: poisson, rate: 14Mbps, packet_size: 1000B}
Y
ok "it measures" exits 0 "$VNETSIM" raise "$dir/apart.yaml" --runs 2 -j 1 -o "$dir/one"
cp "$dir/out" "$dir/table"
ok "two jobs" exits 0 "$VNETSIM" raise "$dir/apart.yaml" --runs 2 -j 2 -o "$dir/two"
ok "the same bytes" cmp "$dir/one/raise.csv" "$dir/two/raise.csv"
ok "again, nothing is run" sh -c "'$VNETSIM' raise '$dir/apart.yaml' --runs 2 -o '$dir/one' 2>&1 >/dev/null | grep -q ' runs done' && exit 1; cmp '$dir/one/raise.csv' '$dir/two/raise.csv'"
gain() { # TRAFFIC LIMIT LEAST MOST NAMED
  awk -F, -v t="$1" -v l="$2" -v lo="$3" -v hi="$4" -v named="$5" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    $at["traffic"] == t && $at["limit"] == l { n++; if ($at["gain_frac"] < lo || $at["gain_frac"] > hi || $at["named"] != named) { print; bad = 1 } } END { exit bad || n != 1 }' "$dir/one/raise.csv"
}
ok "the window" gain back back/receive_window 0.24 0.26 1
ok "of the flood the tunnel" gain forth gateway:ga/tunnel_bits 0.24 0.26 1
ok "and not what it offers" gain forth forth/application -0.02 0.02 0
ok "all together" gain forth "" 0.24 0.26 0
ok "of nothing else a word" awk -F, 'NR > 1 && $3 != "" && $3 != "back/receive_window" && $3 != "gateway:ga/tunnel_bits" && ($9 > 0.01 || $9 < -0.01) { print; exit 1 }' "$dir/one/raise.csv"
ok "a sentence each" sh -c "grep -q '^    What holds it back is back/receive_window.$' '$dir/table' && grep -q '^    What holds it back is gateway:ga/tunnel_bits.$' '$dir/table' && grep -q '^  \* back/receive_window *+2[45].[0-9] % +- ' '$dir/table'"
ok "limits that traffic does not meet are left alone" sh -c "! grep -q send_buffer '$dir/table' && [ \$(grep -c '^back,' '$dir/one/raise.csv') = \$(grep -c '^forth,' '$dir/one/raise.csv') ]"
ok "near limits go up together" sh -c "'$VNETSIM' raise '$dir/apart.yaml' --set virtual_network_gateways.ga.limits.aggregate=20Mbps --limit gateway:ga/tunnel_bits --limit gateway:ga/aggregate --runs 1 -o '$dir/near' 2>/dev/null |
  grep -q '^    In this one pair of runs: No limit brings a tenth by itself, and all together do: several are as near.$'"
ok "nothing holds back who offers little" sh -c "'$VNETSIM' raise '$dir/apart.yaml' --set traffic.forth.rate=1Mbps --limit gateway:ga/tunnel_bits --by 50% --runs 2 -o '$dir/little' 2>/dev/null | grep -A3 '^forth' | grep -q '^    None of these limits holds it back.$'"
ok "what is raised already stays so" sh -c "'$VNETSIM' raise '$dir/apart.yaml' --set 'simulation.raised=[back/receive_window]' --runs 1 -o '$dir/already' >/dev/null 2>&1 && ! grep -q ',back/receive_window,' '$dir/already/raise.csv' && awk -F, '\$1 == \"back\" && (\$7 < 35.5 || \$7 > 36.5) { print; exit 1 }' '$dir/already/raise.csv'"
ok "every folder is as its datapackage.json says" sh -c "PATH=/usr/bin:\$PATH python3 tests/app/datapackage.py '$dir/one'"
ok "a picture" sh -c "PATH=/usr/bin:\$PATH '$VNETSIM' plot '$dir/one' raise && [ -s '$dir/one/raise.png' ] && [ -s '$dir/one/raise.svg' ] && [ \$(grep -c ',3\$' '$dir/one/raise.data.csv') = 2 ] &&
  awk -F, '\$1 == \"back\" && \$2 == \"back/receive_window\" { n++; if (\$3 < 24 || \$7 != 1) exit 1 } END { exit n != 1 }' '$dir/one/raise.data.csv'"
ok "a report" sh -c "PATH=/usr/bin:\$PATH '$VNETSIM' report '$dir/one' && grep -q 'What wider limits bring' '$dir/one/report.html'"
mkdir "$dir/mine"
printf 'vnetsim: 1\nstudy: mine\n' >"$dir/mine/study.yaml"
ok "somebody else's study is left alone" exits 5 "$VNETSIM" raise "$dir/apart.yaml" --runs 1 -o "$dir/mine"
ok "and said" sh -c "grep -q 'another study is there' '$dir/err' && grep -q 'study: mine' '$dir/mine/study.yaml'"
cp "$dir/apart.yaml" "$dir/it's \"apart\".yaml"
sed 's/^vnetsim: 1/vnetsim: 1\nname: n234567890123456789012345678901234567890123456789012345678901234567890123456789/' "$dir/apart.yaml" >"$dir/long.yaml"
for odd in "it's \"apart\"" long; do # with odd settings' names, too
  ok "a path or name that is odd" exits 0 "$VNETSIM" raise "$dir/$odd.yaml" --set simulation.duration=3s --limit nic:va --limit nic:va --limit nic:va-0 --runs 1 -o "$dir/odd-$odd"
done
ok "each limit once" test "$(cut -d, -f1,3 "$dir/odd-long/raise.csv" | tr '\n' ' ')" = "traffic,limit back,nic:va back,nic:va-0 back, forth,nic:va forth,nic:va-0 forth, "
ok "a simulation that is set as one" exits 2 "$VNETSIM" raise "$dir/apart.yaml" --set 'simulation={duration: 3s}' -o "$dir/x"
ok "a limit that is raised already" sh -c "'$VNETSIM' raise '$dir/apart.yaml' --set 'simulation.raised=[nic:va]' --limit nic:va -o '$dir/x' 2>&1 | grep -q 'the scenario raises itself'"
ok "a picture where nothing brings anything, of one pair of runs" sh -c "PATH=/usr/bin:\$PATH '$VNETSIM' plot '$dir/odd-long' raise 2>'$dir/said' && [ -s '$dir/odd-long/raise.png' ] && [ ! -s '$dir/said' ]"
cat >"$dir/files.yaml" <<'Y'
vnetsim: 1
regions: {left: {}}
simulation: {duration: 20s, warmup: 5s, sample_interval: 0s}
virtual_networks: {a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: 10.1.0.0/24}}}}
virtual_machines: {fw: {subnet: a/s, count: 2, nic: {bandwidth: 20Mbps}}}
traffic: {file: {from: fw-0, to: fw-1, app: bulk, size: 12.5MB}}
Y
ok "a transfer that is done before the warm-up's end" exits 0 "$VNETSIM" raise "$dir/files.yaml" --runs 1 --limit nic:fw -o "$dir/files"
ok "is done so much sooner" awk -F, 'NR == 2 { exit !($9 > 0.24 && $9 < 0.26 && $4 == 1) }' "$dir/files/raise.csv"
ok "a run says what is raised" sh -c "'$VNETSIM' run '$dir/files.yaml' --set 'simulation.raised=[nic:fw-0]' -o '$dir/said-run' | grep -q '^  what if: 25 % wider than declared or published: nic:fw-0$'"
ok "an unknown limit" exits 2 "$VNETSIM" raise "$dir/apart.yaml" --limit gateway:gx/aggregate -o "$dir/x"
ok "which there are" grep -q 'there is no limit .gateway:gx/aggregate.; did you mean .gateway:ga/aggregate.' "$dir/err"
ok "no traffic" sh -c "sed '/^traffic/,\$d' '$dir/apart.yaml' >'$dir/quiet.yaml'; '$VNETSIM' raise '$dir/quiet.yaml' -o '$dir/x' 2>&1 | grep -q 'the scenario has no traffic'"
ok "standard input" exits 2 "$VNETSIM" raise - -o "$dir/x"
ok "no scenario" exits 2 "$VNETSIM" raise
ok "a share that is none" exits 3 "$VNETSIM" raise "$dir/apart.yaml" --by 2 -o "$dir/x"
ok "no run" exits 2 "$VNETSIM" raise "$dir/apart.yaml" --runs 0 -o "$dir/x"
finish
