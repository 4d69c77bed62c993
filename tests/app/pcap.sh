#!/bin/sh
# Packet captures as tshark reads them, held to the CSV files of the same run.
set -u
cd "$(dirname "$0")/../.."
. tests/app/ok.sh

if ! command -v tshark >/dev/null; then
  echo "tshark is missing: make test-deps installs it"
  echo "0 passed, 1 failed"
  exit 1
fi
run() { "$VNETSIM" run "$@" >/dev/null; }
python=$(python3 -c 'import sys; print(sys.executable)') # the program itself: what stands in PATH may be a script that looks for it each time
reads() { "$python" tests/app/pcap.py "$@"; }
says() { # PATTERN CODE COMMAND...: it fails with the code and says so
  pattern=$1
  shift
  exits "$@" && grep -q -- "$pattern" "$dir/err"
}

# --- TCP: a pair with losses, one without, one without time stamps ---
pair="scenarios/tcp-pair.yaml --duration 8s --set simulation.warmup=0s --set virtual_machines.src.count=1 --set virtual_machines.dst.count=1
  --set links.left--right.bandwidth=100Mbps --pcap src-0 --pcap dst-0"
# shellcheck disable=SC2086
{
  ok "a lossy pair runs" run $pair --set 'links.left--right.loss={model: bernoulli, p: 0.1%}' --pcap-snap 65535 -o "$dir/lossy"
  ok "a window-limited pair runs" run $pair --set traffic.transfer.receive_buffer=64KiB --pcap-snap 65535 -o "$dir/window"
  ok "without time stamps runs" run $pair --set traffic.transfer.timestamps=false --set traffic.transfer.ecn=true --duration 2s --pcap-snap 65535 -o "$dir/plain"
  ok "one that ends runs" run $pair --set traffic.transfer.size=1MB --duration 3s -o "$dir/ends"
  ok "a path that stalls runs" run $pair --set 'links.left--right.jitter={rate_hz: 1, mean: 500ms}' --set traffic.transfer.receive_buffer=100kB -o "$dir/stalls"
  ok "two threads run" run $pair --set 'links.left--right.loss={model: bernoulli, p: 0.1%}' --pcap-snap 65535 --threads 2 -o "$dir/two"
  ok "headers alone run" run $pair --set 'links.left--right.loss={model: bernoulli, p: 0.1%}' -o "$dir/heads"
}
for d in lossy window plain; do
  ok "$d: tshark finds nothing wrong" reads clean "$dir/$d"
done
for d in lossy window heads; do
  ok "$d: tshark's analysis is the CSV's" reads tcp "$dir/$d"
done
ok "stalls: what comes twice is told as DSACK" reads twice "$dir/stalls"
ok "at the end: both FINs, the last acknowledgment behind them" reads ends "$dir/ends"
ok "losses were repaired" awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "retransmits") c = i } NR == 2 { exit !($c > 5) }' "$dir/lossy/flows.csv"
ok "two threads, the same bytes" cmp "$dir/lossy/pcap/src-0.pcapng" "$dir/two/pcap/src-0.pcapng"
ok "two threads, the same bytes at the other end" cmp "$dir/lossy/pcap/dst-0.pcapng" "$dir/two/pcap/dst-0.pcapng"
ok "a capture changes no figure" sh -c "'$VNETSIM' run $(echo "$pair" | sed 's/--pcap [^ ]*//g' | tr '\n' ' ') \
  --set 'links.left--right.loss={model: bernoulli, p: 0.1%}' -o '$dir/none' >/dev/null && cmp '$dir/none/flows.csv' '$dir/lossy/flows.csv'"
ok "the manifest lists them" grep -q '"file": "pcap/dst-0.pcapng"' "$dir/lossy/manifest.json"

# --- a VPN between two regions, with UDP and ping; and a site behind address translation ---
cat >"$dir/vpn.yaml" <<'EOF'
vnetsim: 1
name: captured
simulation: {duration: 3s, warmup: 0s, seed: 1, sample_interval: 1s}
virtual_networks:
  west: {region: westus, address_prefixes: [10.1.0.0/16], subnets: {work: {address_prefix: 10.1.0.0/24}, GatewaySubnet: {address_prefix: 10.1.255.0/27}}}
  north: {region: northeurope, address_prefixes: [10.2.0.0/16], subnets: {work: {address_prefix: 10.2.0.0/24}, GatewaySubnet: {address_prefix: 10.2.255.0/27}}}
virtual_network_gateways:
  gw-west: {virtual_network: west, sku: VpnGw1AZ, public_ip_address: 203.0.113.1}
  gw-north: {virtual_network: north, sku: VpnGw1AZ, public_ip_address: 203.0.113.2}
local_network_gateways:
  lng: {gateway_ip_address: 198.51.100.7, address_prefixes: [192.168.0.0/16]}
connections:
  out: {type: Vnet2Vnet, from: gw-west, to: gw-north, shared_key: example}
  back: {type: Vnet2Vnet, from: gw-north, to: gw-west, shared_key: example}
  to-seattle:
    {type: IPsec, from: gw-west, to: lng, shared_key: example,
     ipsec_policy: {ike_encryption: GCMAES256, ike_integrity: SHA384, dh_group: ECP256, ipsec_encryption: AES256, ipsec_integrity: SHA256,
                    pfs_group: None, sa_lifetime: 27000s, sa_data_size: 102400000KB}}
on_premises_sites:
  seattle:
    near: westus2
    address_prefixes: [192.168.0.0/16]
    bandwidth: 100Mbps
    latency: 8ms
    vpn_throughput: 400Mbps
    devices: {router: {public_ip: 198.51.100.7, nat: true}}
    hosts: {files: {count: 1}}
virtual_machines:
  web: {subnet: west/work, count: 1}
  db: {subnet: north/work, count: 1}
links: {inter_region: {loss: {model: bernoulli, p: 1%}}}
traffic:
  copy: {from: web, to: db, app: cbr, rate: 2Mbps, packet_size: 1400B}
  echo: {from: db, to: web, app: ping, interval: 20ms}
  big: {from: web, to: files, app: cbr, rate: 1Mbps, packet_size: 4000B}
  save: {from: files, to: web, app: bulk, transport: tcp, size: 500kB}
  ask: {from: web, to: files, app: ping, interval: 50ms}
EOF
nodes="--pcap gw-west --pcap gw-north --pcap seattle/router --pcap web-0 --pcap db-0 --pcap files-0"
# shellcheck disable=SC2086
{
  ok "a VPN runs" run "$dir/vpn.yaml" $nodes --pcap-snap 65535 -o "$dir/vpn"
  ok "and with three threads" run "$dir/vpn.yaml" $nodes --pcap-snap 65535 --threads 3 -o "$dir/vpn3"
}
ok "tshark finds nothing wrong in the VPN" reads clean "$dir/vpn"
ok "ESP and IKE between regions" reads vpn "$dir/vpn" gw-west gw-north 203.0.113.1 203.0.113.2 500
ok "ESP in UDP behind address translation" reads vpn "$dir/vpn" gw-west seattle/router 203.0.113.1 198.51.100.7 4500
ok "ESP of AES-CBC and SHA-256 in UDP, to the byte" reads ladder "$dir/vpn" gw-west 192.168.0.0/16 198.51.100.7 8 16 16 16
ok "three threads, the same bytes" diff -r "$dir/vpn/pcap" "$dir/vpn3/pcap"
ok "as many echoes asked as in flows.csv" reads echoes "$dir/vpn" 8 packets_offered
ok "and as many answered" reads echoes "$dir/vpn" 0 rev_packets_received

# --- a dynamic NAT rule: an address of the pool, a port of its own for each connection ---
cat >"$dir/few.yaml" <<'EOF'
vnetsim: 1
simulation: {duration: 4s, warmup: 0s, seed: 1}
virtual_networks: {a: {region: westus, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: 10.1.0.0/24}, GatewaySubnet: {address_prefix: 10.1.255.0/27}}}}
virtual_network_gateways:
  ga:
    virtual_network: a
    sku: VpnGw2AZ
    nat_rules: {few: {type: Dynamic, mode: IngressSnat, internal_mapping: 192.168.0.0/16, external_mapping: 172.16.0.2/31}}
local_network_gateways: {l: {endpoint: site, address_prefixes: [192.168.0.0/16]}}
connections: {c: {type: IPsec, from: ga, to: l, shared_key: k, ingress_nat_rules: [few]}}
on_premises_sites: {site: {near: westus, address_prefixes: [192.168.0.0/16], hosts: {h: {count: 4}}}}
virtual_machines: {va: {subnet: a/s}}
traffic: {ask: {from: h, to: va, app: request_response, transport: tcp, connections: 5, request_size: 500B, response_size: 900B, think_time: 50ms, start: 1s}}
EOF
ok "a dynamic NAT rule runs" run "$dir/few.yaml" --pcap va-0 --pcap h-0 --pcap ga --pcap site --pcap-snap 65535 -o "$dir/few"
ok "tshark finds nothing wrong there" reads clean "$dir/few"
ok "two addresses, a port a connection" reads napt "$dir/few"

# --- a rule for each instance, a port that is another outside: both sides have 10.1.0.0/16 ---
cat >"$dir/each.yaml" <<'EOF'
vnetsim: 1
simulation: {duration: 4s, warmup: 0s, seed: 1}
virtual_networks:
  a: {region: westus, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: 10.1.0.0/24}, w: {address_prefix: 10.1.1.0/24}, GatewaySubnet: {address_prefix: 10.1.255.0/27}}}
virtual_network_gateways:
  ga:
    virtual_network: a
    sku: VpnGw2AZ
    active_active: true
    nat_rules:
      site: {mode: IngressSnat, internal_mapping: 10.1.0.0/16, external_mapping: 172.16.0.0/16}
      by-0: {type: Dynamic, mode: EgressSnat, internal_mapping: 10.1.0.0/24, external_mapping: 172.17.0.0/28, instance: 0}
      by-1: {type: Dynamic, mode: EgressSnat, internal_mapping: 10.1.0.0/24, external_mapping: 172.17.0.16/28, instance: 1}
      web: {mode: EgressSnat, internal_mapping: 10.1.1.4/32, external_mapping: 172.20.0.4/32, internal_port_range: 443, external_port_range: 8443}
local_network_gateways: {l: {endpoint: site, address_prefixes: [10.1.0.0/16]}}
connections: {c: {type: IPsec, from: ga, to: l, shared_key: k, ingress_nat_rules: [site], egress_nat_rules: [by-0, by-1, web]}}
on_premises_sites: {site: {near: westus, address_prefixes: [10.1.0.0/16], hosts: {h: {}}}}
virtual_machines: {va: {subnet: a/s}, web: {subnet: a/w}}
traffic:
  out: {from: va, to: h, flows: 8, app: request_response, transport: tcp, request_size: 500B, response_size: 900B, think_time: 50ms, start: 1s}
  in: {from: h, to: web, port: 443, app: request_response, transport: tcp, request_size: 500B, response_size: 900B, think_time: 50ms, start: 1s}
EOF
ok "a NAT rule for each instance runs" run "$dir/each.yaml" --pcap va-0 --pcap web-0 --pcap h-0 --pcap ga --pcap site --pcap-snap 65535 -o "$dir/each"
ok "tshark finds nothing wrong there" reads clean "$dir/each"
ok "two pools, a port that is another outside" reads instances "$dir/each"
ok "on three threads" run "$dir/each.yaml" --threads 3 --pcap va-0 --pcap web-0 --pcap h-0 --pcap ga --pcap site --pcap-snap 65535 -o "$dir/each3"
ok "the same bytes" diff -r "$dir/each/pcap" "$dir/each3/pcap"

# --- what forwards, and what others answer for ---
cat >"$dir/through.yaml" <<'EOF'
vnetsim: 1
simulation: {duration: 4s, warmup: 0s, seed: 3}
virtual_networks:
  hub: {region: westus, address_prefixes: [10.0.0.0/16], subnets: {fw: {address_prefix: 10.0.1.0/24}},
        peerings: {a: {remote_virtual_network: a, allow_forwarded_traffic: true}, b: {remote_virtual_network: b, allow_forwarded_traffic: true}}}
  a: {region: westus, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: 10.1.0.0/24, route_table: to-b}},
      peerings: {hub: {remote_virtual_network: hub, allow_forwarded_traffic: true}}}
  b: {region: northeurope, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: 10.2.0.0/24, route_table: to-a}},
      peerings: {hub: {remote_virtual_network: hub, allow_forwarded_traffic: true}}}
route_tables:
  to-b: {routes: {r: {address_prefix: 10.2.0.0/16, next_hop_type: VirtualAppliance, next_hop_ip_address: 10.0.1.4}}}
  to-a: {routes: {r: {address_prefix: 10.1.0.0/16, next_hop_type: VirtualAppliance, next_hop_ip_address: 10.0.1.4}}}
virtual_machines:
  fw: {subnet: hub/fw, ip_forwarding: true, appliance: {stateful: true, latency: 80us}}
  va: {subnet: a/s}
  vb: {subnet: b/s, os: windows}
traffic:
  copy: {from: va, to: vb, app: bulk, transport: tcp, size: 2MB, start: 1s, receive_buffer: 64KiB}
  ask: {from: vb, to: va, app: request_response, transport: tcp, connections: 3, request_size: 500B, response_size: 9kB, think_time: 50ms, start: 1s}
  echo: {from: va, to: vb, app: ping, interval: 50ms}
  send: {from: va, to: vb, app: cbr, rate: 1Mbps, packet_size: 900B}
EOF
through="$dir/through.yaml --pcap fw --pcap va-0 --pcap vb-0 --pcap-snap 65535"
# shellcheck disable=SC2086
{
  ok "an appliance between two regions runs" run $through -o "$dir/through"
  ok "and with two threads" run $through --threads 2 -o "$dir/through2"
}
ok "tshark finds nothing wrong there" reads clean "$dir/through"
ok "what passes it is there as it came and as it left" reads passes "$dir/through" fw-0 va-0 vb-0
ok "two threads, the same bytes" diff -r "$dir/through/pcap" "$dir/through2/pcap"
services="scenarios/cloud-services.yaml --duration 3s --set simulation.warmup=0s --set traffic.calls.transport=tcp --set traffic.orders.transport=tcp
  --set traffic.queries.transport=tcp --set network_security_groups.nsg-api.security_rules.web.protocol=Tcp"
# shellcheck disable=SC2086
{
  ok "members of a load balancer, a managed instance" run $services --pcap web-roles-0 --pcap api-roles-0 --pcap api-roles-1 --pcap sql-mi --pcap gw-data --pcap-snap 65535 -o "$dir/services"
  ok "a load balancer has no NIC" says 'capture at one of those (`api-roles-0` and 2 more)' 2 "$VNETSIM" run $services --pcap ilb -o "$dir/no"
  ok "nor has a private endpoint" says 'capture at one of those (`sql-mi-0`)' 2 "$VNETSIM" run $services --pcap pe-orders -o "$dir/no"
}
ok "tshark finds nothing wrong there" reads clean "$dir/services"
ok "the client sees the frontend, a member its own address and port" reads balanced "$dir/services"

# --- a firewall that is a way out ---
ok "a firewall with a public address runs" run scenarios/ways-out.yaml --duration 3s --set 'traffic.echo={from: app, to: cdn, app: ping, interval: 100ms}' --pcap fw --pcap app-0 \
  --pcap-snap 65535 -o "$dir/ways"
ok "tshark finds nothing wrong there" reads clean "$dir/ways"
ok "its own address outside, everybody's inside" reads way_out "$dir/ways"

ok "the line of a site runs" run scenarios/ways-out.yaml --duration 3s --pcap office --pcap-snap 65535 -o "$dir/line"
ok "tshark finds nothing wrong there" reads clean "$dir/line"
ok "the public address outside, the host's inside" reads line "$dir/line" office 198.18.0.1 192.168.1.4
ok "forced tunnelling runs" run tests/good/forced-alone.yaml --pcap office/edge -o "$dir/forced"
ok "tshark finds nothing wrong there" reads clean "$dir/forced"
ok "the public address behind the tunnel" reads line "$dir/forced" office/edge 198.51.100.9 10.1.0.4

# --- SAs that are replaced, IKEv1, a path that reorders ---
policy='ipsec_policy: {ike_encryption: GCMAES256, ike_integrity: SHA384, dh_group: ECP384, ipsec_encryption: GCMAES256, ipsec_integrity: GCMAES256, pfs_group: ECP384, sa_lifetime: 27000s, sa_data_size: 1024KB}'
cat >"$dir/life.yaml" <<EOF
vnetsim: 1
simulation: {duration: 40s, warmup: 0s, seed: 1}
virtual_networks:
  a: {region: westus, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: 10.1.0.0/24}, GatewaySubnet: {address_prefix: 10.1.255.0/27}}}
  b: {region: northeurope, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: 10.2.0.0/24}, GatewaySubnet: {address_prefix: 10.2.255.0/27}}}
virtual_network_gateways:
  ga: {virtual_network: a, sku: VpnGw1AZ, public_ip_address: 203.0.113.1}
  gb: {virtual_network: b, sku: VpnGw1AZ, public_ip_address: 203.0.113.2}
connections:
  ab: {type: Vnet2Vnet, from: ga, to: gb, shared_key: example, $policy}
  ba: {type: Vnet2Vnet, from: gb, to: ga, shared_key: example, $policy}
virtual_machines: {va: {subnet: a/s}, vb: {subnet: b/s}}
traffic: {t: {from: va, to: vb, app: ping, interval: 12ms, packet_size: 1000B}}
EOF
ok "SAs are replaced" run "$dir/life.yaml" --pcap ga --pcap gb --pcap-snap 65535 -o "$dir/life"
ok "tshark finds nothing wrong there" reads clean "$dir/life"
ok "CREATE_CHILD_SA, deletion, a new SPI" reads life "$dir/life" ga gb
ok "and at the other end" reads life "$dir/life" gb ga
ok "ESP of AES-GCM, to the byte" reads ladder "$dir/life" ga 10.2.0.0/16 203.0.113.2 0 8 4 16
ok "two threads replace them" run "$dir/life.yaml" --pcap ga --pcap gb --pcap-snap 65535 --threads 2 -o "$dir/life2"
ok "to the same bytes" diff -r "$dir/life/pcap" "$dir/life2/pcap"
any='links.inter_region.latency={distribution: weibull, base: 60ms, scale: 300ms, shape: 1, reorder: true}'
ok "a path reorders, by more than a thousand packets" run "$dir/life.yaml" --set "$any" --set simulation.duration=6s --set traffic.t.interval=0.2ms --set traffic.t.packet_size=84B \
  --set connections.ab.ipsec_policy.sa_data_size=102400000KB --set connections.ba.ipsec_policy.sa_data_size=102400000KB --pcap ga --pcap gb -o "$dir/any"
ok "numbers out of order, and what is late" reads late "$dir/any" gb
ok "a standby takes over" run scenarios/failover.yaml --duration 90s --set simulation.probe_interval=0s --set traffic.stream.rate=50kbps \
  --set traffic.orders.think_time=2s --pcap gw-westus --pcap gw-northeurope --pcap gw-westus/1 --pcap web-0 --pcap-snap 65535 -o "$dir/over"
ok "tshark finds nothing wrong there" reads clean "$dir/over"
ok "one address, new SAs, whole numbers" reads takeover "$dir/over" gw-westus
ok "IKEv1 runs" run tests/bad/vn0426-ikev1.yaml --duration 20s --set traffic.probe.start=1s --pcap gw --pcap-snap 65535 -o "$dir/v1"
ok "tshark finds nothing wrong in IKEv1" reads clean "$dir/v1"
ok "main mode and quick mode" reads version1 "$dir/v1" gw

# --- two gateways with rules for each instance in a row: ports and pools beyond them, and what BGP tells of both ---
chain=tests/good/nat-chain.yaml
ok "pools in a row run" run $chain --set traffic.to-racks.interval=500ms --set traffic.to-mc.interval=500ms \
  --set 'faults={f: {bgp_session: to-depot, kind: reset, at: 5s}, g: {bgp_session: a-b, kind: reset, at: 6s}}' --duration 20s \
  --pcap mb-0 --pcap racks-0 --pcap gb --pcap gc --pcap-snap 65535 -o "$dir/chain"
ok "tshark finds nothing wrong there" reads clean "$dir/chain"
ok "pools, ports and UPDATEs" reads chain "$dir/chain"

# --- BGP: sessions that are reset, cut by a line and by a failover, and 900 prefixes at once ---
many=$(seq 0 899 | awk '{ printf "%s172.%d.%d.0/24", (NR > 1 ? ", " : ""), 16 + int($1 / 256), $1 % 256 }')
cat >"$dir/bgp.yaml" <<EOF
vnetsim: 1
simulation: {duration: 700s, warmup: 0s, seed: 1}
virtual_networks:
  hub: {region: westus, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: 10.1.0.0/24}, GatewaySubnet: {address_prefix: 10.1.255.0/27}}}
  far: {region: northeurope, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: 10.2.0.0/24}, GatewaySubnet: {address_prefix: 10.2.255.0/27}}}
virtual_network_gateways:
  gw: {virtual_network: hub, sku: VpnGw2AZ, enable_bgp: true, bgp_settings: {asn: 65101}}
  gw-far: {virtual_network: far, sku: VpnGw2AZ, enable_bgp: true, bgp_settings: {asn: 4200000000}}
local_network_gateways: {l: {endpoint: site, bgp_settings: {asn: 65010, bgp_peering_address: 192.168.0.1}}}
connections:
  to-site: {type: IPsec, from: gw, to: l, shared_key: k, enable_bgp: true, dpd_timeout: 1h}
  hub-far: {type: Vnet2Vnet, from: gw, to: gw-far, shared_key: k, enable_bgp: true}
  far-hub: {type: Vnet2Vnet, from: gw-far, to: gw, shared_key: k, enable_bgp: true}
on_premises_sites:
  site:
    near: westus2
    address_prefixes: [192.168.0.0/24]
    devices: {fw: {dpd_timeout: 1h, bgp_settings: {asn: 65010, bgp_peering_address: 192.168.0.1, as_path_prepend: 1, advertised_prefixes: [192.168.0.0/24, 192.169.128.0/17, $many]}}}
    hosts: {h: {}}
virtual_machines: {va: {subnet: hub/s}, vb: {subnet: far/s}}
traffic: {t: {from: vb, to: h, app: ping, interval: 500ms}}
faults:
  reset: {at: 100s, kind: reset, bgp_session: to-site}
  failover: {at: 150s, kind: planned_failover, gateway: gw-far}
  cut: {at: 400s, kind: down, for: 200s, uplink: site}
EOF
ok "BGP runs" run "$dir/bgp.yaml" --pcap gw --pcap gw-far --pcap site/fw -o "$dir/bgp"
ok "tshark finds nothing wrong in BGP" reads clean "$dir/bgp"
ok "sessions and prefixes are those of events.csv" reads bgp "$dir/bgp"
ok "three threads run BGP" run "$dir/bgp.yaml" --pcap gw --pcap gw-far --pcap site/fw --threads 3 -o "$dir/bgp3"
ok "to the same bytes" diff -r "$dir/bgp/pcap" "$dir/bgp3/pcap"
ok "a line that loses runs" run "$dir/bgp.yaml" --set 'links.inter_region.loss={model: bernoulli, p: 10%}' --pcap gw --pcap gw-far --pcap site/fw -o "$dir/bgplost"
ok "tshark finds nothing wrong there" reads clean "$dir/bgplost"
ok "each end is a TCP, and warnings are losses" reads bgp_lossy "$dir/bgplost"
mixed='links.inter_region.latency={distribution: lognormal, base: 60ms, mean: 40ms, stddev: 60ms, reorder: true}'
ok "a line that changes the order runs" run "$dir/bgp.yaml" --duration 200s --set "$mixed" --set 'links.inter_region.loss={model: bernoulli, p: 3%}' \
  --pcap gw --pcap gw-far --pcap site/fw -o "$dir/bgpmixed"
ok "tshark finds nothing wrong there" reads clean "$dir/bgpmixed"
ok "each end is a TCP, and warnings are losses or packets overtaken" reads bgp_lossy "$dir/bgpmixed"
ok "a session that is closing when its tunnel goes runs" run "$dir/bgp.yaml" --duration 200s --set 'links.inter_region.loss={model: bernoulli, p: 30%}' \
  --set 'faults={a: {at: 0s, bgp_session: far-hub, kind: down}, b: {at: 1s, gateway: gw-far, kind: planned_failover, for: 3s}, c: {at: 5s, gateway: gw, kind: unplanned_failover}}' \
  --pcap gw --pcap gw-far --pcap site/fw -o "$dir/bgpcut"
ok "tshark finds nothing wrong there" reads clean "$dir/bgpcut"
sed '/^faults:/,$d' "$dir/bgp.yaml" >"$dir/held.yaml"
ok "two hours of losses" run "$dir/held.yaml" --duration 2h --set traffic.t.interval=1min --set simulation.probe_interval=0s \
  --set 'links.inter_region.loss={model: bernoulli, p: 20%}' --set 'faults={r: {at: 100s, kind: reset, bgp_session: to-site}}' -o "$dir/held"
ok "end no session by its hold timer" sh -c "grep -q ,bgp,to-site,established, '$dir/held/events.csv' && ! grep -q 'hold timer expired' '$dir/held/events.csv'"

# --- anything: every segment, what is sent again, round trips, windows, warnings, ESP's numbers (SEEDS="11 12 ..." for more) ---
for seed in ${SEEDS:-5 7 11}; do
  ok "random scenario $seed" "$python" tests/app/pcap_random.py "$dir" "$seed"
done

# --- what goes wrong ---
ok "a node that is not there" says 'did you mean `web-0`' 2 "$VNETSIM" run "$dir/vpn.yaml" --pcap web-00 -o "$dir/no"
ok "a site that has devices" says 'devices are captured: `seattle/router`' 2 "$VNETSIM" run "$dir/vpn.yaml" --pcap seattle -o "$dir/no"
ok "nothing is left of it" [ ! -e "$dir/no" ]
ok "a length of nothing" says 'takes a number from 1 to' 2 "$VNETSIM" run "$dir/vpn.yaml" --pcap web-0 --pcap-snap x -o "$dir/no"
ok "a length without a node" says 'no --pcap says whose' 2 "$VNETSIM" run "$dir/vpn.yaml" --pcap-snap 100 -o "$dir/no"
ok "editcap and tcpdump read them" sh -c "editcap -F pcap '$dir/vpn/pcap/web-0.pcapng' '$dir/web.pcap' && [ -s '$dir/web.pcap' ] && { ! command -v tcpdump >/dev/null || [ \
  \$(tcpdump -nn -r '$dir/vpn/pcap/gw-west.pcapng' 2>/dev/null | wc -l) = \$(capinfos -M -m -T -r -c '$dir/vpn/pcap/gw-west.pcapng' | cut -d, -f2) ]; }"
ok "not for campaigns" says 'captures no packets' 2 "$VNETSIM" batch "$dir/vpn.yaml" --pcap web-0 -o "$dir/no"
ok "no room" sh -c "trap '' XFSZ; ulimit -f 200; '$VNETSIM' run '$dir/vpn.yaml' --pcap web-0 --pcap-snap 65535 -o '$dir/full' 2>'$dir/err'; [ \$? = 5 ] &&
  grep -q 'web-0.pcapng: File too large' '$dir/err' && [ ! -e '$dir/full' ]"
ok "captures are results: --force replaces them" run "$dir/vpn.yaml" --force -o "$dir/vpn3"
: >"$dir/vpn/pcap/notes.txt"
ok "what is no capture stays" says 'holds what vnetsim has not written' 5 "$VNETSIM" run "$dir/vpn.yaml" --force -o "$dir/vpn"
finish
