#!/usr/bin/env python3
"""Random scenarios, captured at every VM and gateway, held to their CSV files and each capture to that of the other end: pcap_random.py DIR SEED ..."""
import os
import pathlib
import random
import subprocess
import sys

from pcap import clean, hold, rows, shark

AGAIN = "tcp.analysis.retransmission || tcp.analysis.fast_retransmission || tcp.analysis.spurious_retransmission || tcp.analysis.out_of_order"
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


def left_at(sent, mbps):
    """When TCP has given each packet to its NIC, from when its last bit left that: not later than it takes to send it before that, and not earlier than
    the packets began that have left without a pause before it."""
    out, begun, before = [], None, None
    for t, n in sent:
        takes = n * 8 / mbps * 1e-6
        begun = begun if before is not None and t - before <= takes + 2e-9 else t - takes
        out.append((begun, t - takes))
        before = t
    return out


def segments_of(outgoing, given):
    """What one end sends, by the row it leaves with for the first time: its number and end, when TCP has given it to the NIC, and when again."""
    found, top = {}, 1
    for r in outgoing:
        seq, n = int(r[6]), int(r[7])
        if n == 0 or int(r[8], 16) & 2:
            continue
        for x in found.values() if seq < top else ():
            if seq < x["end"] and x["seq"] < seq + n:
                x["again"].append(given[id(r)])
        if seq >= top:
            found[id(r)] = {"seq": seq, "end": seq + n, "at": given[id(r)], "again": [], "sacked": False}
        top = max(top, seq + n)
    return found


def sample(covered, told, advanced, stamps, is_again):
    """What an acknowledgment gives, as when it was sent that the time is taken from: of the first segment that it covers, where none of those was sent twice;
    else of the last one that a block tells of; else the time stamp's. (Linux: tcp_clean_rtx_queue, tcp_ack_update_rtt.)"""
    once = [x["at"] for x in covered if not is_again(x)]
    last = max(once + [x["at"] for x in told if not is_again(x)], default=None)
    if once and len(once) == len(covered):
        return once[0]
    if last and not advanced:
        return last
    return (min(x[0] for x in stamps), max(x[1] for x in stamps)) if advanced and stamps else None


def samples(file, way, mbps):
    """Round trips as a TCP takes them of what its own end has sent and got, each as (least, most, is it sure): what is sent again may stand in the NIC when
    what it repeats is acknowledged."""
    fields = ("frame.time_epoch", "ip.src", "tcp.srcport", "ip.dst", "tcp.dstport", "ip.len", "tcp.seq", "tcp.len", "tcp.flags", "tcp.ack", "tcp.options.timestamp.tsval",
              "tcp.options.timestamp.tsecr", "tcp.options.sack_le", "tcp.options.sack_re")
    all_of_it = shark(file, *fields, where="tcp && tcp.port != 179 && !icmp", occurrence="a")
    sent = [r for r in all_of_it if r[1] == way[0]]
    given = dict(zip((id(r) for r in sent), left_at([(float(r[0]), int(r[5])) for r in sent], mbps)))
    segment = segments_of([r for r in sent if (r[1], r[2], r[3], r[4]) == way], given)
    flying, stamps, una, end, out = [], {}, 1, None, []
    for r in all_of_it:
        t, flags, ack = float(r[0]), int(r[8], 16), number(r[9])
        if (r[1], r[2], r[3], r[4]) == way:
            stamps.setdefault(r[10], []).append(given[id(r)])
            end = int(r[6]) if flags & 1 else end  # nothing is left to be timed for when it says FIN
            flying += [segment[id(r)]] if id(r) in segment else []
        elif (r[3], r[4], r[1], r[2]) == way and not flags & 2 and ack >= una and (end is None or ack <= end):
            advanced, una = ack > una, ack
            blocks = [(int(x), int(y)) for x, y in zip(r[12].split(","), r[13].split(",")) if x and int(x) >= ack]
            covered = [x for x in flying if x["end"] <= ack and not x["sacked"]]
            told = [x for x in flying if x["end"] > ack and not x["sacked"] and any(a <= x["seq"] and x["end"] <= b for a, b in blocks)]
            flying = [x for x in flying if x["end"] > ack]
            for x in told:
                x["sacked"] = True
            both = [sample(covered, told, advanced, stamps.get(r[11], ()) if r[11] else (), lambda x, k=k: any(again[k] <= t + (0 if k else 2e-9) for again in x["again"])) for k in (0, 1)]
            since = [x for x in both if x]
            if since:
                out.append((t - max(x[1] for x in since), t - min(x[0] for x in since), len(since) == 2))
    return out


def round_trips(directory, flow, way, seen):
    """TCP's own, of which the CSV has the least and the median, are those of the capture but for the time in the NIC. tshark measures from the last segment
    that an acknowledgment covers. Those of requests are the application's."""
    for x in seen:
        assert any(abs(x["t"] - x["rtt"] - t) < 1e-8 for t in x["ends"]), ("not from the segment that it acknowledges", x)
    if flow["traffic"].startswith("ask") or flow["rtt_p50_ms"] == "":
        return
    mbps = next(float(r["bandwidth_mbps"] or "inf") for r in rows(f"{directory}/links.csv") if r["link"] == f"{flow['src']}/out")
    found = samples(f"{directory}/pcap/{flow['src']}.pcapng", way, mbps)
    told = sum(int(r["count"]) for r in rows(f"{directory}/histogram.csv") if r["name"] == flow["flow"] and r["metric"].startswith("rtt"))
    unsure = len(found) - told
    print(f"{flow['flow']}: {len(found)} round trips, {told} in the CSV")
    assert 0 <= unsure <= sum(not x[2] for x in found), (flow["flow"], len(found), told)
    least, most = sorted(x[0] * 1e3 for x in found), sorted(x[1] * 1e3 for x in found)
    for name, column, low, high in (("least", "rtt_min_ms", least[0], most[unsure]), ("median", "rtt_p50_ms", least[(told - 1) // 2], most[told // 2 + unsure])):
        value, grain = float(flow[column]), 2e-6 + (0.001 * high if name == "median" else 0)  # of a histogram; ns of the capture
        print(f"{flow['flow']}: {name} round trip {value:.6f} ms, of the capture {low:.6f} to {high:.6f}")
        assert low - grain <= value <= high + grain, (flow["flow"], name, low, value, high)


def esp(file):
    """Numbers of ESP where they are given: under each SPI all from 1 on."""
    sent = {}
    for spi, x in shark(file, "esp.spi", "esp.sequence", where="esp && frame.packet_flags_direction == 2"):
        sent.setdefault(spi, []).append(int(x))
    assert sent and all(v == list(range(1, len(v) + 1)) for v in sent.values()), (file, {k: v[:5] for k, v in sent.items()})


GATEWAYS = {"10.1.255.30", "10.1.255.4", "10.1.255.5", "10.2.255.30", "192.168.0.1"}  # inside: of an active-standby one, of two instances, of a device


def too_large(file, is_fabric):
    """What ICMP quotes is a packet that has been sent, larger than it says will pass; it comes from the gateway, the fabric's from where the packet was to go."""
    quoted = shark(file, "ip.id", "ip.len", "icmp.mtu", where="icmp.type == 3", occurrence="a")
    for sources, targets in shark(file, "ip.src", "ip.dst", where="icmp.type == 3", occurrence="a"):
        by, to = sources.split(",")[0], targets.split(",")[1]
        assert by == to if is_fabric else by in GATEWAYS, (file, by, to)
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
    is_fabric = not list(where.glob("g?.pcapng"))
    print(sum(too_large(f, is_fabric) for f in where.glob("[sd][0-9]-0.pcapng")), "packets too large")
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
        ends = {}
        for s in own[0]:
            ends.setdefault((s["way"], s["seq"] + s["n"]), []).append(s["t"])
        seen = [{"t": s["t"], "rtt": s["rtt"], "ends": ends.get((turned(s["way"]), s["ack"]), [])} for s in src if s["rtt"] and s["way"][2] == address["src"] and not s["flags"] & 2]
        round_trips(directory, flow, next(tuple(map(str, s["way"])) for s in own[0] if s["flags"] & 2), seen)
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
