#!/usr/bin/env python3
"""What tshark reads in captures of a run, held to the run's CSV files: pcap.py CHECK DIR ..."""
import collections
import csv
import pathlib
import struct
import subprocess
import sys

from pcap_read import all_of, shark

BAD = " || ".join(f"{p}.checksum.status == 0" for p in ("ip", "tcp", "udp", "icmp")) + (
    " || _ws.malformed || _ws.expert.severity >= 8388608 || ip.checksum.status != 1 || tcp.checksum.status == 2")


def rows(path):
    with open(path, newline="", encoding="utf-8") as f:
        return list(csv.DictReader(f))


def hold(what, got, wanted, tolerance=0.0):
    print(f"{what}: {got}, wanted {wanted}")
    if abs(float(got) - float(wanted)) > tolerance * abs(float(wanted)):
        sys.exit(f"{what}: {got}, and the CSV files say {wanted}")


def median(v):
    return sorted(v)[len(v) // 2]


def statistics(file):
    """The block of each interface at the end counts what stands before it (pcapng: ISB, isb_ifrecv)."""
    data, at, interfaces, counted, said = file.read_bytes(), 0, 0, {}, {}
    while at < len(data):
        kind, length = struct.unpack_from(">II", data, at)
        interface = struct.unpack_from(">I", data, at + 8)[0]
        assert kind == 0x0A0D0D0A or not said or kind == 5, f"{file}: a block behind the statistics"
        interfaces += kind == 1
        if kind == 6:
            counted[interface] = counted.get(interface, 0) + 1
        if kind == 5:
            option = at + 20
            while (code := struct.unpack_from(">H", data, option)[0]) != 4:
                assert code in (2, 3), f"{file}: option {code}"
                option += 12
            said[interface] = struct.unpack_from(">Q", data, option + 4)[0]
        at += length
    assert said == {i: counted.get(i, 0) for i in range(interfaces)}, (file, said, counted)


def clean(directory):
    """No packet that tshark complains about; every checksum looked at."""
    files = sorted(pathlib.Path(directory, "pcap").rglob("*.pcapng"))
    assert files
    said = subprocess.run(["capinfos", "-M", "-m", "-T", "-r", "-c", "-o", *map(str, files)], check=True, capture_output=True, text=True).stdout
    for f, line in zip(files, said.splitlines(), strict=True):
        about = line.split(",")
        assert about[1] != "0" and about[2] == "True", f"{f}: {about}: packets, in the order of time"
        statistics(f)
        bad = shark(f, "frame.number", "_ws.expert.message", "ip.checksum.status", "tcp.checksum.status", where=BAD)
        assert not bad, f"{f}: complaints, or a checksum not looked at: {bad[:3]}"
        print(f"{f}: {about[1]} packets")


def passes(directory, through, src, dst):
    """TCP through a VM that forwards: each packet twice, as it came and as it left, the TTL one less; what came is what its senders have sent and the path
    has not lost, what left comes to the ends. Taken by itself each half reads as at a router between the two."""
    pcap = pathlib.Path(directory, "pcap")
    of = ("ip.src", "ip.dst", "ip.id", "ip.len", "tcp.seq_raw", "tcp.ack_raw", "udp.length", "icmp.seq")
    came, left = (shark(pcap / f"{through}.pcapng", *of, "ip.ttl", where=f"frame.packet_flags_direction == {d}") for d in (1, 2))
    alien = collections.Counter((*x[:-1], int(x[-1]) + 1) for x in left) - collections.Counter((*x[:-1], int(x[-1])) for x in came)
    assert len(left) > 1000 and not alien, f"has not come, or not with a TTL one higher: {list(alien)[:3]}"
    came, left = (collections.Counter(tuple(x[:-1]) for x in half) for half in (came, left))
    dropped = sum(int(d["packets"]) for d in rows(f"{directory}/drops.csv") if d["cause"] in ("appliance", "no_state"))
    on_the_way = came.total() - left.total() - dropped
    assert 0 <= on_the_way <= 3, f"{came.total()} came, {left.total()} left, {dropped} dropped"
    for end in (src, dst):
        got, sent = (collections.Counter(tuple(x) for x in shark(pcap / f"{end}.pcapng", *of, where=f"frame.packet_flags_direction == {d}")) for d in (1, 2))
        own = next(iter(sent))[0]
        assert not collections.Counter({k: n for k, n in came.items() if k[0] == own}) - sent and not got - left, end
    # What a half warns of are losses of the path: none where it has none.
    for d in (1, 2):
        half = f"{directory}.read/half-{d}.pcapng"
        subprocess.run(["tshark", "-r", str(pcap / f"{through}.pcapng"), "-Y", f"frame.packet_flags_direction == {d}", "-w", half], check=True, capture_output=True)
        warns = shark(half, "_ws.expert.message", where="tcp.analysis.flags && !tcp.analysis.window_update && !tcp.analysis.window_full")
        assert not warns, warns[:3]


def tcp(directory):
    """One bulk flow from src-0 to dst-0: retransmissions, bytes, round trips, window, order of time."""
    flow = rows(f"{directory}/flows.csv")[0]
    src, dst = (f"{directory}/pcap/{x}-0.pcapng" for x in ("src", "dst"))
    sent = shark(src, "frame.time_epoch", "ip.len", where="ip.dst == 10.2.0.4")
    hold("packets sent", len(sent), flow["packets_offered"])
    hold("bytes sent", sum(int(r[1]) for r in sent), flow["bytes_offered"])
    came = shark(dst, "ip.len", where="ip.dst == 10.2.0.4")
    hold("packets received", len(came), flow["packets_received"])
    hold("bytes received", sum(int(r[0]) for r in came), flow["bytes_received"])
    # Wireshark takes a segment that comes again within the first round trip for one out of order.
    again = shark(src, "frame.number", where="tcp.analysis.retransmission || tcp.analysis.out_of_order || tcp.analysis.spurious_retransmission")
    hold("retransmissions", len(again), flow["retransmits"])
    rtt = [float(r[0]) * 1e3 for r in shark(src, "tcp.analysis.ack_rtt", where="tcp.analysis.ack_rtt && ip.src == 10.2.0.4 && tcp.flags.syn == 0")]
    # The CSV's begin when TCP gives a segment to its NIC, the capture's when it has left that.
    hold("median round trip", median(rtt), flow["rtt_p50_ms"], 0.01)
    hold("least round trip", min(rtt), flow["rtt_min_ms"], 0.005)
    at = [float(r[0]) for r in shark(src, "frame.time_epoch")]
    assert at == sorted(at), "not in the order of time"
    syn = shark(src, "tcp.options.mss_val", "tcp.options.sack_perm", "tcp.options.wscale.shift", where="tcp.flags.syn == 1")
    assert len(syn) == 2 and all(r[0] == "1460" and all(r) for r in syn), syn
    if float(flow["retransmits"]) > 0:
        assert shark(src, "frame.number", where="tcp.options.sack_le"), "losses without SACK blocks"


def ends(directory):
    """A transfer of 1 MB that ends: both FINs, no keep-alive, the last acknowledgment behind them."""
    src = f"{directory}/pcap/src-0.pcapng"
    assert len(shark(src, "frame.number", where="tcp.flags.fin == 1")) == 2 and not shark(src, "frame.number", where="tcp.analysis.keep_alive")
    assert shark(src, "tcp.seq", "tcp.ack", where="tcp")[-1] == ["1000002", "2"]


def twice(directory):
    """One flow over a path that stalls: what has come twice at dst-0 it tells, as DSACK (RFC 2883), and nothing else; and src-0 has sent it twice."""
    src, dst = (f"{directory}/pcap/{x}-0.pcapng" for x in ("src", "dst"))
    data = "ip.dst == 10.2.0.4 && tcp.len > 0"
    sent, came = (collections.Counter((int(r[0]), int(r[0]) + int(r[1])) for r in shark(f, "tcp.seq", "tcp.len", where=data)) for f in (src, dst))
    told = collections.Counter((int(r[0]), int(r[1])) for r in shark(dst, "tcp.options.sack.dsack_le", "tcp.options.sack.dsack_re", where="tcp.options.sack.dsack"))
    again = collections.Counter({k: n - 1 for k, n in came.items() if n > 1})
    assert told and told == again, f"told {told}, came again {again}"
    assert all(sent[k] > 1 for k in told), "told of what was sent once"
    print(f"{told.total()} segments came twice")


def numbers(file, interface, source, destination):
    """ESP of one way at an interface: (SPI, number, bytes) in order; of fragments the first."""
    return [(r[0], int(r[1]), int(r[2])) for r in shark(file, "esp.spi", "esp.sequence", "ip.len",
            where=f"esp && frame.interface_name == \"{interface}\" && ip.src == {source} && ip.dst == {destination}")]


def vpn(directory, here, there, here_address, there_address, port):
    """Both gateways: ESP's numbers and sizes each way, IKE, and what comes out in clear."""
    files = {g: f"{directory}/pcap/{g}.pcapng" for g in (here, there)}
    tunnels = {(t["from"], t["to"]): t for t in rows(f"{directory}/tunnels.csv")}
    for a, b, of, to in ((here, there, here_address, there_address), (there, here, there_address, here_address)):
        t = tunnels[a, b]
        left, came = numbers(files[a], f"{a}/outer", of, to), numbers(files[b], f"{b}/outer", of, to)
        hold(f"{a}: ESP packets", len(left), t["packets"])
        outer = shark(files[a], "ip.len", where=f"frame.interface_name == \"{a}/outer\" && ip.dst == {to} && !isakmp")
        hold(f"{a}: bytes, those of fragments' headers too", sum(int(r[0]) for r in outer), int(t["bytes_outer"]) + 20 * (len(outer) - len(left)))
        assert [x[1] for x in left] == list(range(1, len(left) + 1)), f"{a}: numbers with gaps where they are given"
        assert len({x[0] for x in left}) == 1 and int(left[0][0], 16) > 255, "one SA, one SPI"
        assert set(came) <= set(left), f"{b}: what {a} has not sent"
        assert len(came) > 0.9 * len(left) and came == sorted(came, key=lambda x: x[1]), f"{b}: {len(came)} of {len(left)}"
        gaps = sum(y[1] - x[1] - 1 for x, y in zip(came, came[1:]))
        lost = len(left) - len(came)
        assert gaps <= lost, f"{b}: {gaps} numbers missing"
        print(f"{a} -> {b}: {len(left)} sent, {lost} lost or on the way")
    for g in files:
        kinds = shark(files[g], "isakmp.exchangetype", "udp.srcport", "isakmp.messageid",
                      where=f"isakmp && ip.addr == {here_address} && ip.addr == {there_address}")
        assert {k[0] for k in kinds} == {"34", "35"}, kinds
        assert {k[1] for k in kinds if k[0] == "35"} == {port} and {k[1] for k in kinds if k[0] == "34"} == {"500"}, kinds
        assert all(int(k[2], 16) == (0 if k[0] == "34" else 1) for k in kinds), kinds
        answered(files[g])


def answered(file):
    """Each request of IKE to or from the node has its answer, from the other end and under its SPI and number; both of two attempts at once (RFC 7296, 2.1)."""
    kinds = shark(file, "isakmp.exchangetype", "isakmp.messageid", "isakmp.ispi", "isakmp.flag_r", "ip.src", "ip.dst", where="isakmp")
    asked, got = ({(*k[:3], k[4 + a], k[5 - a]) for k in kinds if k[3] in of} for a, of in ((0, ("0", "False")), (1, ("1", "True"))))
    assert asked and asked == got, (asked - got, got - asked)


def echoes(directory, kind, column):
    """Echoes of db-0 to web-0 (8) or its answers (0): as many as a column of flows.csv says."""
    flow = next(r for r in rows(f"{directory}/flows.csv") if r["traffic"] == "echo")
    hold("echoes", len(shark(f"{directory}/pcap/db-0.pcapng", "frame.number", where=f"icmp.type == {kind} && ip.addr == 10.1.0.4")), flow[column])


def ladder(directory, gateway, inside, outside, udp, iv, block, icv):
    """ESP's sizes are those of RFC 4303: outer header, UDP's, SPI and number, IV, the packet with two bytes and padding, ICV."""
    inner = {int(r[0]) for r in shark(f"{directory}/pcap/{gateway}.pcapng", "ip.len", where=f"frame.interface_name == \"{gateway}/inner\" && ip.dst == {inside} && ip.len <= 1300 && ip.flags.mf == 0 && ip.frag_offset == 0")}
    outer = {int(r[0]) for r in shark(f"{directory}/pcap/{gateway}.pcapng", "ip.len", where=f"esp && ip.dst == {outside} && ip.flags.mf == 0 && ip.frag_offset == 0 && ip.len <= 1300")}
    udp, iv, block, icv = map(int, (udp, iv, block, icv))
    sizes = {20 + udp + 8 + iv + (n + 2 + block - 1) // block * block + icv for n in inner}
    assert outer and outer <= sizes, (sorted(outer), sorted(sizes))
    print(f"{gateway}: ESP packets of {sorted(outer)} bytes")


def napt(directory):
    """Four hosts with five connections each, behind 172.16.0.2/31."""
    outside = {tuple(x) for x in shark(f"{directory}/pcap/va-0.pcapng", "ip.src", "tcp.srcport", where="tcp.flags.syn == 1 && tcp.flags.ack == 0")}
    inside = {tuple(x) for x in shark(f"{directory}/pcap/h-0.pcapng", "ip.src", "tcp.srcport", where="tcp.flags.syn == 1 && tcp.flags.ack == 0")}
    hold("connections outside", len(outside), 20)
    hold("ports outside", len({p for _, p in outside}), 20)
    assert {a for a, _ in outside} == {"172.16.0.2", "172.16.0.3"}, outside
    assert len(inside) == 5 and all(a == "192.168.0.4" and int(p) >= 49152 for a, p in inside), inside
    answers = shark(f"{directory}/pcap/h-0.pcapng", "ip.dst", "tcp.dstport", where="tcp.srcport == 5001")
    assert {tuple(x) for x in answers} == inside, answers


def balanced(directory):
    """Behind a load balancer: the client sees the frontend, a member its own address and port."""
    client, member = (f"{directory}/pcap/{x}-roles-0.pcapng" for x in ("web", "api"))
    assert shark(client, "frame.number", where="tcp.dstport == 443 && ip.dst == 10.2.0.100")
    assert shark(member, "frame.number", where="tcp.dstport == 8443 && ip.dst == 10.2.0.4")
    assert not shark(member, "frame.number", where="ip.addr == 10.2.0.100")


def way_out(directory):
    """A firewall with a public address: outside it sends with its own address and a port for each connection, inside everybody's own are there."""
    fw = f"{directory}/pcap/fw-0.pcapng"
    side = {d: collections.Counter(tuple(x) for x in shark(fw, "ip.src", "ip.dst", where=f"tcp && frame.packet_flags_direction == {d}")) for d in (1, 2)}
    came, left = side[1], side[2]
    inside, outside = {"10.1.0.4", "10.1.0.5"}, "10.0.1.4"
    assert {a for a, _ in came} == inside | {"203.0.113.9"} and {b for a, b in came if a not in inside} == {outside}, came
    assert {a for a, _ in left} == {outside, "203.0.113.9"} and {b for a, b in left if a != outside} == inside, left
    ports = shark(fw, "tcp.srcport", where=f"tcp.flags.syn == 1 && ip.src == {outside}")
    hold("connections outside", len(ports), 8)
    hold("ports outside", len({p for p, in ports}), 8)
    ids = shark(fw, "icmp.ident", where=f"icmp.type == 8 && ip.src == {outside}")
    hold("pings outside", len({i for i, in ids}), 2)
    assert not shark(fw, "frame.number", where="tcp.analysis.flags && !tcp.analysis.window_update && !tcp.analysis.window_full"), "one conversation on both sides"


def line(directory, device, public, *inside):
    """A device whose line leads to the Internet: in clear outside there is its public address alone, with a port or id for each connection, and each packet
    of the inner side that is for a host there or comes from one is outside too."""
    file = f"{directory}/pcap/{device}.pcapng"
    of = ("ip.src", "ip.dst", "tcp.len", "tcp.seq_raw", "icmp.seq", "ip.id", "ip.ttl")
    side = {s: shark(file, *of, where=f"frame.interface_name == \"{device}/{s}\" && ip.addr == 203.0.113.9") for s in ("inner", "outer")}
    assert len(side["outer"]) > 20 and not [x for x in side["outer"] if public not in x[:2]], side["outer"][:3]
    within = [[public if x in inside else x for x in r[:-1]] for r in side["inner"] if set(r[:2]) & set(inside)]
    assert collections.Counter(map(tuple, within)) == collections.Counter(tuple(r[:-1]) for r in side["outer"])
    assert not shark(file, "frame.number", where="tcp.analysis.flags && !tcp.analysis.window_update && !tcp.analysis.window_full"), "one conversation on both sides"


def instances(directory):
    """Eight flows of va behind a pool an instance, all to a host; and from the host to port 443 of web, which is 8443 there."""
    host, va, web = (f"{directory}/pcap/{x}.pcapng" for x in ("h-0", "va-0", "web-0"))
    asked, begun = "tcp.flags.syn == 1 && tcp.flags.ack == 0", ("ip.src", "ip.dst", "tcp.dstport")
    seen = {tuple(x) for x in shark(host, *begun, where=f"{asked} && ip.dst == 10.1.0.4")}
    assert seen == {("172.17.0.4", "10.1.0.4", "5001"), ("172.17.0.20", "10.1.0.4", "5001")}, seen
    assert {tuple(x) for x in shark(va, *begun, where=asked)} == {("10.1.0.4", "172.16.0.4", "5001")}
    assert {tuple(x) for x in shark(host, *begun, where=f"{asked} && ip.src == 10.1.0.4")} == {("10.1.0.4", "172.20.0.4", "8443")}
    assert {tuple(x) for x in shark(web, *begun, where=asked)} == {("172.16.0.4", "10.1.1.4", "443")}
    assert {tuple(x) for x in shark(host, "ip.src", "tcp.srcport", where="ip.dst == 10.1.0.4 && ip.src == 172.20.0.4")} == {("172.20.0.4", "8443")}
    assert not rows(f"{directory}/drops.csv"), "drops"


def chain(directory):
    """tests/good/nat-chain.yaml: a branch behind two pools; a depot that knows one of them by two more, and is 172.20.0.0/24 elsewhere."""
    pcap = f"{directory}/pcap"
    begun = {tuple(x) for x in shark(f"{pcap}/mb-0.pcapng", "ip.src", "tcp.srcport", where="tcp.flags.syn == 1 && tcp.flags.ack == 0")}
    assert {a[:a.rindex(".")] for a, _ in begun} == {"172.16.0", "172.16.1"}, begun
    hold("ports of the pools", len({p for _, p in begun}), 24)
    asked = {tuple(x) for x in shark(f"{pcap}/racks-0.pcapng", "ip.src", "icmp.ident", where="icmp.type == 8")}
    assert {a[:a.rindex(".")] for a, _ in asked} == {"172.16.1", "172.30.0"}, asked
    hold("identifiers of the pools", len(asked), len({i for _, i in asked}))
    told = {}
    for node in ("gb", "gc"):
        for source, there, prefixes in all_of(f"{pcap}/{node}.pcapng", "ip.src", "ip.dst", "bgp.nlri_prefix", where="bgp.type == 2"):
            told.setdefault((source[0], there[0]), set()).update(prefixes)
    of_branch, pools = {"172.16.0.0", "172.16.1.0"}, {"172.16.1.0", "172.30.0.0", "172.30.0.4"}
    for (source, there), prefixes in told.items():
        if source.startswith("10.1."):
            assert of_branch <= prefixes and "192.168.0.0" not in prefixes, (source, prefixes)
        if there == "192.168.10.1":
            assert pools <= prefixes and "172.16.0.0" not in prefixes, (source, prefixes)
        if source == "192.168.10.1":
            assert prefixes == {"192.168.0.0", "192.168.10.0"}, prefixes
    assert {s.rsplit(".", 2)[0] for s, _ in told} == {"10.1", "10.2", "10.3", "192.168"}, told.keys()


def events(directory, **like):
    return [float(e["t_s"]) for e in rows(f"{directory}/events.csv") if all(e[k] == v for k, v in like.items())]


def at(times, t):
    return any(abs(x - t) < 2e-9 for x in times)


def bgp(directory):
    """A device (65010, 902 prefixes), a gateway (65101), and another across an ocean (4200000000)."""
    bgp_talk(directory, False, 690)
    bgp_closed(directory)
    n = 0
    for name, (node, other) in SESSIONS.items():
        file = f"{directory}/pcap/{node}.pcapng"
        alive = [float(t) for t, in shark(file, "frame.time_epoch", where=f"bgp.type == 4 && ip.addr == {other}")]
        told = shark(file, "frame.time_epoch", "bgp.notify.major_error", where=f"bgp.type == 3 && ip.addr == {other}")
        again = shark(file, "frame.time_epoch", where=f"tcp.analysis.retransmission && ip.dst == {other}")
        for t in events(directory, kind="bgp", name=name, event="established"):
            assert at(alive, t), f"{name}: no KEEPALIVE at {t}"
            n += 1
        for t in events(directory, kind="bgp", name=name, event="down", detail="hold timer expired"):
            # Where the line is cut, it waits for what a time-out has found lost: the window is one segment then.
            waits = [float(x) for x, in again if float(x) <= t]
            assert at([float(x) for x, code in told if code == "4"], t) or waits and waits[-1] > t - RTO_MAX, f"{name}: no NOTIFICATION at {t}"
            n += 1
        for t in events(directory, kind="bgp", name=name, event="down", detail="closed by the other end"):
            assert at([float(x) for x, _ in told], t), f"{name}: no NOTIFICATION came at {t}"
            n += 1
    assert n >= 8, n
    hub, far = f"{directory}/pcap/gw.pcapng", f"{directory}/pcap/gw-far.pcapng"
    came = all_of(hub, "frame.time_epoch", "bgp.nlri_prefix", "bgp.update.path_attribute.as_path_segment.as4", "bgp.update.path_attribute.next_hop",
                  where="bgp.type == 2 && ip.src == 192.168.0.1")
    hold("prefixes of the device", sum(len(p) for t, p, _, _ in came if 110 < float(t[0]) < 111), 902)
    assert all(set(path) == {"65010"} and len(path) % 2 == 0 and set(hop) == {"192.168.0.1"} for _, _, path, hop in came), came[0]
    passed = all_of(far, "frame.time_epoch", "bgp.nlri_prefix", "bgp.withdrawn_prefix", "bgp.update.path_attribute.as_path_segment.as4", where="bgp.type == 2 && ip.src == 10.1.255.30")
    hold("withdrawn", sum(len(w) for t, _, w, _ in passed if 100 < float(t[0]) < 101), 902)
    hold("told again", sum(len(p) for t, p, _, _ in passed if 110 < float(t[0]) < 111), 902)
    assert all(path[:3] == ["65101", "65010", "65010"] for t, p, _, path in passed if 110 < float(t[0]) < 111)
    with open("models/data/assumptions.csv", encoding="utf-8") as f:
        takes = float(next(line.split(",")[1] for line in f if line.startswith("route_programming_s,")))
    for t in events(directory, kind="gateway", name="gw-far", event="routes_programmed", detail="northeurope"):
        own = [x for x in events(directory, kind="bgp", name="far-hub", event="down") + [float(u[0][0]) for u in passed] if abs(x + takes - t) < 2e-9]
        assert own, f"routes of gw-far programmed at {t}, and no UPDATE {takes} s before"
    number = {x for x, in shark(hub, "bgp.cap.4as", where="bgp.type == 1")}
    assert number == {"65010", "65101", "4200000000"}, number


SPEAKERS = {"gw": "10.1.255.30", "gw-far": "10.2.255.30", "site/fw": "192.168.0.1"}
RTO, RTO_MAX, ACK_DELAY, WINDOW = 1.0, 120.0, 0.04, 65535  # models/control/stream.c


def segments(file, where="tcp.port == 179"):
    """Of BGP, in order: when, from and to, ports, number, length, flags, what is acknowledged, what tshark says to it."""
    fields = ("frame.time_epoch", "ip.src", "ip.dst", "tcp.srcport", "tcp.dstport", "tcp.seq_raw", "tcp.len", "tcp.flags", "tcp.ack_raw", "_ws.expert.message")
    out = []
    for t, src, dst, sp, dp, seq, n, flags, ack, says in shark(file, *fields, where=where, occurrence="a"):
        flags = int(flags, 16)
        out.append({"t": float(t), "way": (src, dst, sp, dp), "seq": int(seq), "n": int(n) + bool(flags & 3), "flags": flags, "ack": int(ack), "says": says})
    return out


def back(way):
    return way[1], way[0], way[3], way[2]


class End:
    """One end of a conversation, by what it has sent and got: is it what a TCP would have sent (RFC 5681, 6298, 6582; no SACK)?"""

    def __init__(self):
        self.una = self.nxt = self.got = None  # acknowledged by the other end; sent; got in order
        self.copies, self.held, self.owes = {}, {}, []
        self.duplicates, self.recover, self.n_again, self.now = 0, None, 0, {}

    def take(self, s):
        self.now = {"t": s["t"], "advances": False, "third": False}
        if s["flags"] & 16 and self.una is not None:
            bare = s["n"] == 0 and not s["flags"] & 7
            if s["ack"] > self.una:
                assert s["ack"] <= self.nxt, ("acknowledges what has not been said", s)
                self.una, self.duplicates, self.now["advances"] = s["ack"], 0, True
            elif bare and s["ack"] == self.una and self.nxt > self.una:
                self.duplicates += 1
                self.now["third"] = self.duplicates == 3
        if s["n"] == 0 or s["flags"] & 4:
            return
        if s["flags"] & 2 and self.got is None:
            self.got = s["seq"]
        early = self.got not in (None, s["seq"])
        self.held[s["seq"]] = s["n"]
        while self.got in self.held:
            self.got += self.held[self.got]
        if not s["flags"] & 2:
            self.owes.append((s["t"] + (0 if early else ACK_DELAY), s))

    def say(self, s):
        if s["flags"] & 16 and not s["flags"] & 4:
            if self.got is None:  # in the middle of a conversation
                self.got = s["ack"]
            else:
                assert s["ack"] == self.got, ("not what has come in order", s, self.got)
            for due, of in self.owes:
                assert s["t"] <= due + 1e-6, ("acknowledged late", of, s)
            self.owes = []
        if s["n"] == 0 or s["flags"] & 4:
            assert self.nxt is None or s["seq"] == self.nxt or s["flags"] & 4, ("number of an acknowledgment", s, self.nxt)
            return
        if self.una is None:
            self.una = self.nxt = s["seq"]
        if s["seq"] == self.nxt:
            self.nxt += s["n"]
            assert self.nxt - self.una <= WINDOW, ("beyond the window", s)
            self.copies[s["seq"]] = [s]
            return
        copies = self.copies[s["seq"]]  # what is said again is what it was
        assert copies[0]["n"] == s["n"] and s["seq"] >= self.una, ("said again", s, copies[0], self.una)
        wait, at_once = s["t"] - copies[-1]["t"], self.now.get("t") == s["t"]
        soon = at_once and (self.now["third"] or (self.now["advances"] and self.recover is not None and s["seq"] < self.recover) or copies[0]["flags"] & 2)
        assert soon or wait > RTO - 1e-6, ("said again before its time", s, copies)
        if not soon and len(copies) >= 3:
            assert wait > min(1.99 * (copies[-1]["t"] - copies[-2]["t"]), RTO_MAX - 1e-6) or not copies[-1]["timed"], ("no back-off", s, copies)
        s["timed"] = copies[-1]["timed"] = not soon
        self.recover = self.nxt
        copies.append(s)
        self.n_again += 1


def bgp_talk(directory, losses, until):
    """Each conversation as a TCP would have it. losses: does the path lose any, or change their order?"""
    said = {node: segments(f"{directory}/pcap/{node}.pcapng") for node in SPEAKERS}
    node_of = {a: node for node, a in SPEAKERS.items()}
    n_again = n_segments = n_gaps = n_early = 0
    for node, address in SPEAKERS.items():
        ends = {}
        for s in said[node]:
            own = s["way"][0] == address
            way = s["way"] if own else back(s["way"])
            if way not in ends or (s["flags"] & 2 and not ends[way].copies and not ends[way].held):
                ends[way] = End()
            (ends[way].say if own else ends[way].take)(s)
            n_segments += 1
        for way, e in ends.items():
            n_again += e.n_again
            closed = any(s["flags"] & 5 for s in said[node] if s["way"] in (way, back(way)))
            assert closed or not [of for due, of in e.owes if due < until], (node, "never acknowledged", e.owes)
        # What tshark warns of is so: it compares with what both ends have sent and got.
        for s in (s for s in said[node] if s["says"] and not s["flags"] & 6):
            peer = said[node_of[s["way"][0]]]
            sent = [x for x in peer if x["way"] == s["way"] and x["n"] > 0 and x["t"] <= s["t"]]
            came = [x for x in said[node] if x["way"] == s["way"] and x["t"] < s["t"]]
            twice = len([x for x in sent if x["seq"] == s["seq"]]) > 1
            overtaken = any(x["seq"] > s["seq"] for x in came)
            if "out-of-order" in s["says"] or "retransmission" in s["says"]:
                assert twice or (overtaken and node != node_of[s["way"][0]]), (node, s)
                n_early += not twice
            if "Previous segment" in s["says"] or "ACKed segment" in s["says"]:
                below = {x["seq"] for x in sent if x["seq"] < s["seq"]} - {x["seq"] for x in came if x["n"] > 0}
                there = {x["seq"] for x in said[node_of[s["way"][1]]] if x["way"] == back(s["way"])}
                assert below or "ACKed segment" in s["says"] and there, (node, s)
                n_gaps += 1
            assert losses or not n_gaps + n_early, (node, s)
        # A session is up with the first KEEPALIVE of its connection, in or out, and not before.
        for name, (at_node, other) in SESSIONS.items():
            if at_node != node:
                continue
            up = events(directory, kind="bgp", name=name, event="established")
            first = {}
            for t, src, dst, sp, dp in shark(f"{directory}/pcap/{node}.pcapng", "frame.time_epoch", "ip.src", "ip.dst", "tcp.srcport", "tcp.dstport",
                                             where=f"bgp.type == 4 && ip.src == {other} && ip.dst == {address}"):
                if not any(x["flags"] & 4 and x["t"] == float(t) and x["way"] == (address, other, dp, sp) for x in said[node]):  # to one that is over
                    first.setdefault((sp, dp), float(t))
            new = sorted(t for ports, t in first.items() if any(s["way"] == (other, address, *ports) and s["flags"] & 2 for s in said[node]))
            assert len(new) == len(up) and all(abs(x - y) < 2e-9 for x, y in zip(new, up)), (name, new, up)
    print(f"{n_segments} segments, {n_again} said again, {n_gaps} gaps, {n_early} overtaken")
    return n_again, n_gaps, n_early


SESSIONS = {"to-site": ("gw", "192.168.0.1"), "hub-far": ("gw", "10.2.255.30"), "far-hub": ("gw-far", "10.1.255.30"), "site/fw/to-site": ("site/fw", "10.1.255.30")}


def bgp_closed(directory):
    """A session that is reset: NOTIFICATION, FIN, the other end's FIN, its acknowledgment."""
    hub = [s for s in segments(f"{directory}/pcap/gw.pcapng", "tcp.port == 179 && ip.addr == 192.168.0.1") if 100 <= s["t"] < 101]
    assert [hex(s["flags"]) for s in hub] == ["0x18", "0x11", "0x11", "0x10"], hub
    assert hub[2]["ack"] == hub[1]["seq"] + 1 and hub[3]["ack"] == hub[2]["seq"] + 1, hub


def bgp_lossy(directory):
    """A path that loses one of ten, or changes their order."""
    n_again, n_gaps, n_early = bgp_talk(directory, True, 190)
    assert n_again >= 2 and n_gaps + n_early >= 1, (n_again, n_gaps, n_early)


def life(directory, of, to):
    """SAs replaced in place at gateway `of`: CREATE_CHILD_SA and its answer, the deletion and its answer, a new SPI; each rekeying of the CSV."""
    file, events = f"{directory}/pcap/{of}.pcapng", rows(f"{directory}/events.csv")
    address, name = {"ga": "203.0.113.1", "gb": "203.0.113.2"}, f"{of[1]}{to[1]}"
    kinds = shark(file, "isakmp.exchangetype", "isakmp.messageid", "isakmp.flag_r", "isakmp.ispi", "ip.src", where="isakmp")
    assert {k[0] for k in kinds} == {"34", "35", "36", "37"}, kinds
    requests = [k for k in kinds if k[0] == "36" and k[2] in ("0", "False")]
    answers = [k for k in kinds if k[0] == "36" and k[2] in ("1", "True")]
    own = [e for e in events if e["event"] == "child_rekey_start" and e["name"] == name]
    hold("CREATE_CHILD_SA of its own", len([k for k in requests if k[4] == address[of]]), len(own))
    assert len(requests) >= 2 and len(requests) - len(answers) in (-1, 0, 1), (requests, answers)
    for k in requests[:-1]:  # each is answered under its number, by the other end
        assert any(a[1] == k[1] and a[3] == k[3] and a[4] != k[4] for a in answers), k
    spis = dict.fromkeys(r[0] for r in numbers(file, f"{of}/outer", address[of], address[to]))
    rekeys = [e for e in events if e["event"] == "child_sa_rekeyed" and e["name"] == name]
    assert rekeys
    hold("SPIs", len(spis), 1 + len(rekeys))


def version1(directory, of):
    """IKEv1: main mode, quick mode, nothing of IKEv2."""
    kinds = shark(f"{directory}/pcap/{of}.pcapng", "isakmp.exchangetype", "isakmp.version", where="isakmp")
    assert {k[0] for k in kinds} == {"2", "32"} and {k[1] for k in kinds} == {"0x10"}, kinds


def late(directory, to):
    """A path that reorders: the numbers come in any order, none twice, and as many are behind the window as the CSV drops."""
    came = [x[1] for x in numbers(f"{directory}/pcap/{to}.pcapng", f"{to}/outer", "203.0.113.1", "203.0.113.2")]
    assert len(set(came)) == len(came) and came != sorted(came)
    top = behind = most = 0
    for x in came:
        behind += x <= top - 64
        most = max(most, top - x)
        top = max(top, x)
    assert most > 1024, most
    hold("behind the window", behind, sum(int(d["packets"]) for d in rows(f"{directory}/drops.csv") if d["cause"] == "replay" and d["place"] == f"gateway:{to}"))


def takeover(directory, of):
    """A standby takes over: the gateway's address stays, IKE begins anew, the numbers under each SPI are whole at both ends of the tunnel."""
    files = {g: f"{directory}/pcap/{g}.pcapng" for g in ("gw-westus", "gw-northeurope")}
    seen = {g: shark(f, "ip.src", "esp.spi", "esp.sequence", "frame.time_relative", where="esp") for g, f in files.items()}
    spis = {}
    for g, packets in seen.items():
        assert len({p[0] for p in packets}) == 2, g
        for src, spi, number, at in packets:
            spis.setdefault((src, spi), {}).setdefault(g, []).append((int(number), float(at)))
    assert len(spis) == 4, list(spis)  # two directions, before and after
    for key, at in spis.items():
        for g, numbers in at.items():
            assert [n for n, _ in numbers] == list(range(1, len(numbers) + 1)), (key, g)
    first = shark(files[of], "frame.time_relative", where="isakmp.exchangetype == 34 && isakmp.flag_r == 0")
    assert len(first) >= 2 and 69.5 <= float(first[-1][0]) <= 75, first  # 10 s to 15 s after it went down at 60 s, less what IKE takes
    standby = shark(f"{directory}/pcap/{of}/1.pcapng", "esp.spi", "esp.sequence", where="esp")
    of_it = {spi for spi, _ in standby}
    assert len(standby) == len([p for p in seen[of] if float(p[3]) > 69 and p[1] in of_it]) > 100, len(standby)


def main():
    what, *rest = sys.argv[1:]
    checks = (tcp, ends, twice, vpn, echoes, ladder, clean, passes, napt, balanced, way_out, line, instances, chain, bgp, bgp_lossy, life, version1, late, takeover)
    {f.__name__: f for f in checks}[what](*rest)


if __name__ == "__main__":
    main()
