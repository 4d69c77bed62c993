#!/usr/bin/env python3
"""Random scenarios, captured at every VM and gateway, held to their CSV files and each capture to that of the other end: pcap_random.py DIR SEED ..."""
import os
import pathlib
import random
import subprocess
import sys

from pcap import clean, hold, median, rows, shark

AGAIN = "tcp.analysis.retransmission || tcp.analysis.fast_retransmission || tcp.analysis.spurious_retransmission || tcp.analysis.out_of_order"
LONGEST_DELAY_MS = 100  # of an acknowledgment, in what follows
DRAWN_MS = 2  # standard deviation of a latency there
FIELDS = ("frame.time_epoch", "ip.src", "ip.dst", "tcp.srcport", "tcp.dstport", "tcp.seq", "tcp.len", "tcp.flags", "tcp.ack", "tcp.window_size",
          "tcp.analysis.ack_rtt", "_ws.expert.message", "tcp.analysis.retransmission", "tcp.analysis.out_of_order")


def scenario(seed):
    """Text of a scenario, and what it is about."""
    r = random.Random(seed)
    way = r.choice(["vpn", "vpn", "peering", "site"])
    active = r.random() < 0.5
    far = r.choice(["northeurope", "westus2"])
    link = []
    if r.random() < 0.5:
        link.append(f"loss: {{model: bernoulli, p: {r.choice(['0.1%', '1%', '3%'])}}}")
    kind = r.choice(["reorder", "order", "measured"])
    if kind != "measured":
        link.append(f"latency: {{distribution: gamma, base: {r.choice([10, 40])}ms, mean: 2ms, stddev: 2ms, reorder: {'true' if kind == 'reorder' else 'false'}}}")
    if r.random() < 0.5:
        link.append(f"bandwidth: {r.choice([10, 30])}Mbps")
        link.append("queue: " + r.choice(["{discipline: drop_tail, limit: 100packets}", "{discipline: fq_codel, limit: 1000packets}", "{discipline: codel, limit: 1000packets, ecn: true}"]))
    if r.random() < 0.4:
        link.append(f"mtu: {r.choice([1300, 1420])}B")
    flows = []
    for i in range(3):
        keys = ["transport: tcp", f"from: s{i}", f"to: d{i}", f"start: {r.choice([0.7, 1.1])}s"]
        app = r.choice(["bulk", "bulk", "ask", "burst"])
        keys += {"bulk": ["app: bulk", f"size: {r.choice(['200kB', '1MB', '3MB'])}"],
                 "ask": ["app: request_response", "request_size: 3kB", "response_size: 30kB", "think_time: 50ms", f"connections: {r.choice([1, 3])}"],
                 "burst": ["app: on_off", "rate: 2Mbps", "packet_size: 900B", "on: 200ms", "off: 300ms"]}[app]
        for key, values in {"congestion_control": ["newreno", "cubic", "bbr"], "receive_buffer": ["32KiB", "256KiB"], "delayed_ack": ["0s", "100ms"],
                            "timestamps": ["false"], "ecn": ["true"], "loss_detection": ["sack"], "nagle": ["true"], "dont_fragment": ["false"]}.items():
            if r.random() < 0.4:
                keys.append(f"{key}: {r.choice(values)}")
        flows.append(f"  {app}{i}: {{{', '.join(keys)}}}")
    os_ = lambda: r.choice(["linux", "windows"])
    peer = lambda other: f", peerings: {{p: {{remote_virtual_network: {other}}}}}" if way == "peering" else ""
    text = ["vnetsim: 1", f"simulation: {{duration: 6s, warmup: 0s, seed: {seed}}}", "virtual_networks:",
            f"  a: {{region: westus, address_prefixes: [10.1.0.0/16], subnets: {{s: {{address_prefix: 10.1.0.0/24}}, GatewaySubnet: {{address_prefix: 10.1.255.0/27}}}}{peer('b')}}}"]
    hosts = [f"  s{i}: {{subnet: a/s, os: {os_()}}}" for i in range(3)]
    gateways = f"  ga: {{virtual_network: a, sku: VpnGw2AZ, public_ip_address: 203.0.113.1{', active_active: true, second_public_ip_address: 203.0.113.3' if active else ''}"
    nodes = [f"s{i}-0" for i in range(3)] + [f"d{i}-0" for i in range(3)]
    if way == "site":
        rule = r.random() < 0.5
        gateways += ", nat_rules: {out: {type: Dynamic, mode: EgressSnat, internal_mapping: 10.1.0.0/16, external_mapping: 172.16.0.4/30}}" if rule and not active else ""
        text += ["virtual_network_gateways:", gateways + "}", "local_network_gateways: {l: {endpoint: site, address_prefixes: [192.168.0.0/16]}}",
                 "connections: {c: {type: IPsec, from: ga, to: l, shared_key: k" + (", egress_nat_rules: [out]" if rule and not active else "") + "}}",
                 f"on_premises_sites: {{site: {{near: {far}, address_prefixes: [192.168.0.0/16], devices: {{fw: {{nat: {r.choice(['true', 'false'])}}}}}, "
                 "hosts: {d0: {}, d1: {}, d2: {}}}}", "virtual_machines:"] + hosts
        nodes += ["ga", "site/fw"]
    else:
        text += [f"  b: {{region: {far}, address_prefixes: [10.2.0.0/16], subnets: {{s: {{address_prefix: 10.2.0.0/24}}, GatewaySubnet: {{address_prefix: 10.2.255.0/27}}}}{peer('a')}}}"]
        hosts += [f"  d{i}: {{subnet: b/s, os: {os_()}}}" for i in range(3)]
        if way == "vpn":
            text += ["virtual_network_gateways:", gateways + "}", "  gb: {virtual_network: b, sku: VpnGw2AZ, public_ip_address: 203.0.113.2}", "connections:",
                     "  ab: {type: Vnet2Vnet, from: ga, to: gb, shared_key: k}", "  ba: {type: Vnet2Vnet, from: gb, to: ga, shared_key: k}"]
            nodes += ["ga", "gb"]
        text += ["virtual_machines:"] + hosts
    if link:
        text += [f"links: {{inter_region: {{{', '.join(link)}}}}}"]
    text += ["traffic:"] + flows
    if way == "vpn" and r.random() < 0.4:
        text += ["faults: {f: {at: 2s, kind: planned_failover, gateway: ga}}" if r.random() < 0.5 else "faults: {f: {at: 2s, kind: reset, connection: ab}}"]
    return "\n".join(text) + "\n", nodes


def number(x):
    return int(x or 0)


def packets(file):
    """Of TCP between VMs, by (source, source port, destination, destination port), in the order of the file."""
    out = []
    for t, src, dst, sp, dp, seq, n, flags, ack, window, rtt, says, again, early in shark(file, *FIELDS, where="tcp && tcp.port != 179 && !icmp", occurrence="f"):
        flags = int(flags, 16)
        out.append({"t": float(t), "way": (src, sp, dst, dp), "seq": int(seq), "n": int(n) + bool(flags & 3), "flags": flags, "ack": number(ack),
                    "window": int(window), "rtt": float(rtt) if rtt else None, "says": says, "again": bool(again or early)})
    return out


def turned(way):
    return way[2], way[3], way[0], way[1]


def sent_again(own):
    """Segments of one end that it has sent before, by their numbers; each is held to what tshark says, and to the window that the other end has told."""
    top = {}
    n = 0
    for s in own:
        if s["n"] == 0:
            continue
        before = top.get(s["way"], 0)
        resent = s["seq"] < before or (s["flags"] & 2 and s["way"] in top)
        top[s["way"]] = max(before, s["seq"] + s["n"])
        assert resent == s["again"], ("tshark does not think so", resent, s)
        n += resent
    return n


def windows(all_of_it, address):
    """Nothing is sent beyond what has been allowed."""
    edge = {}
    for s in all_of_it:
        if s["way"][0] == address:
            allowed = edge.get(s["way"])
            assert allowed is None or s["n"] == 0 or s["flags"] & 3 or s["seq"] + s["n"] <= allowed, ("beyond the window", s, allowed)
        elif s["flags"] & 16:
            way = turned(s["way"])
            edge[way] = max(edge.get(way, 0), s["ack"] + s["window"])
            assert s["window"] > 0, ("a closed window", s)


def warnings(own, there, translated):
    """What tshark says of what has come is so: the other end has sent it, or another one lacks that was sent before."""
    key = (lambda w: (w[1], w[3])) if translated else (lambda w: w)
    sent, came, n = {}, {}, 0
    for x in there:
        sent.setdefault(key(x["way"]), []).append(x)
    for s in own:
        k = key(s["way"])
        if "out-of-order" in s["says"] or "retransmission" in s["says"]:
            twice = sum(x["seq"] == s["seq"] and x["n"] == s["n"] and x["t"] <= s["t"] for x in sent[k]) > 1 or any(x["again"] and x["seq"] <= s["seq"] for x in sent[k])
            assert twice or any(x["seq"] > s["seq"] for x in came.get(k, [])), s
            n += 1
        elif "Previous segment" in s["says"]:
            there_is = {x["seq"] for x in sent[k] if x["n"] > 0 and x["seq"] < s["seq"] and x["t"] <= s["t"]} - {x["seq"] for x in came.get(k, []) if x["n"] > 0}
            assert there_is, s
            n += 1
        assert "ACKed segment" not in s["says"], s
        came.setdefault(k, []).append(s)
    return n


def round_trips(flow, seen):
    """tshark's end with the last segment that an acknowledgment covers, TCP's own with the first: they may wait for the second one of two. Those of requests
    are the application's. Where much is sent again, what each takes for the round trip of a segment sent twice differs."""
    if flow["traffic"].startswith("ask") or flow["rtt_p50_ms"] == "" or len(seen) < 50 or int(flow["retransmits"]) > len(seen) / 10:
        return
    least, middle = float(flow["rtt_min_ms"]), float(flow["rtt_p50_ms"])
    print(f"{flow['flow']}: {len(seen)} round trips, least {min(seen):.3f} ms, {least:.3f} in the CSV; median {median(seen):.3f} ms, {middle:.3f}")
    assert abs(least - min(seen)) <= 0.03 * least + DRAWN_MS, (least, min(seen))
    assert 0.97 * median(seen) <= middle <= 1.03 * median(seen) + LONGEST_DELAY_MS, (median(seen), middle)


def esp(file):
    """Numbers of ESP where they are given: under each SPI all from 1 on."""
    sent = {}
    for spi, x in shark(file, "esp.spi", "esp.sequence", where="esp && frame.packet_flags_direction == 2"):
        sent.setdefault(spi, []).append(int(x))
    assert sent and all(v == list(range(1, len(v) + 1)) for v in sent.values()), (file, {k: v[:5] for k, v in sent.items()})


def too_large(file):
    """What ICMP quotes is a packet that has been sent, larger than it says will pass."""
    quoted = shark(file, "ip.id", "ip.len", "icmp.mtu", where="icmp.type == 3", occurrence="a")
    sent = {tuple(x) for x in shark(file, "ip.id", "ip.len", where="tcp && !icmp && frame.packet_flags_direction == 2")} if quoted else set()
    for ids, lengths, mtu in quoted:
        about = ids.split(",")[1], lengths.split(",")[1]
        assert about in sent and int(about[1]) > int(mtu), (file, about, mtu)
    return len(quoted)


def check(directory):
    where = pathlib.Path(directory, "pcap")
    clean(directory)
    said = {f.stem: packets(f) for f in sorted(where.glob("[sd][0-9]-0.pcapng"))}
    for file in [*where.glob("g?.pcapng"), *where.glob("site/fw.pcapng")]:
        esp(file)
    print(sum(too_large(f) for f in where.glob("[sd][0-9]-0.pcapng")), "packets too large")
    total = 0
    for flow in rows(f"{directory}/flows.csv"):
        if flow["transport"] != "tcp":
            continue
        src, dst = said[flow["src"]], said[flow["dst"]]
        address = {"src": next(s["way"][0] for s in src if s["flags"] & 18 == 2), "dst": next(s["way"][0] for s in dst if s["flags"] & 18 == 18)}
        client = next(s["way"] for s in dst if s["flags"] & 18 == 2)
        own = [s for s in src if s["way"][0] == address["src"]], [s for s in dst if s["way"][0] == address["dst"]]
        hold(f"{flow['flow']}: segments", len(own[0]), flow["packets_offered"])
        hold(f"{flow['flow']}: segments back", len(own[1]), flow["rev_packets_offered"])
        again = sent_again(own[0]) + sent_again(own[1])
        hold(f"{flow['flow']}: sent again", again, flow["retransmits"])
        windows(src, address["src"])
        windows(dst, address["dst"])
        translated = client[0] != address["src"]
        if not translated:
            n = warnings([s for s in dst if s["way"][2] == address["dst"]], own[0], False) + warnings([s for s in src if s["way"][2] == address["src"]], own[1], False)
            print(f"{flow['flow']}: {n} warnings, each so")
        round_trips(flow, [s["rtt"] * 1e3 for s in src if s["rtt"] and s["way"][2] == address["src"] and not s["flags"] & 2])
        total += again
    return total


def main():
    directory, *seeds = sys.argv[1:]
    for seed in seeds:
        text, nodes = scenario(int(seed))
        pathlib.Path(directory, f"{seed}.yaml").write_text(text, encoding="utf-8")
        out = f"{directory}/random-{seed}"
        command = [os.environ.get("VNETSIM", "./vnetsim"), "run", f"{directory}/{seed}.yaml", "--force", "-o", out]
        done = subprocess.run(command + ["--pcap-snap", "65535"] + [x for n in nodes for x in ("--pcap", n)], capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"seed {seed}: {done.stderr}\n{text}")
        print(f"seed {seed}: {check(out)} segments sent again")


main()
