"""What tshark reads in a capture. A start of it takes the better part of a second, more than most captures do: so it reads a capture once, every field that any
check asks for, and what it has said of RUN/pcap/NODE.pcapng is kept in RUN.read/NODE.pcapng.tsv for the checks behind the first; which packets a check is
about is found here, by a display filter as tshark has them."""
import functools
import ipaddress
import operator
import os
import pathlib
import subprocess

CHECKS = [x for p in ("ip", "tcp", "udp") for x in ("-o", f"{p}.check_checksum:TRUE")] + ["-o", "tcp.reassemble_out_of_order:TRUE"]
FIELDS = """
  frame.number frame.time_epoch frame.time_relative frame.interface_name frame.packet_flags_direction _ws.malformed _ws.expert.message _ws.expert.severity
  ip.src ip.dst ip.addr ip.id ip.len ip.ttl ip.flags.mf ip.frag_offset ip.checksum.status
  tcp tcp.srcport tcp.dstport tcp.port tcp.seq tcp.seq_raw tcp.len tcp.ack tcp.ack_raw tcp.flags tcp.flags.syn tcp.flags.ack tcp.flags.fin tcp.window_size
  tcp.checksum.status tcp.options.mss_val tcp.options.sack_perm tcp.options.wscale.shift tcp.options.timestamp.tsval tcp.options.timestamp.tsecr
  tcp.options.sack_le tcp.options.sack_re tcp.options.sack.dsack tcp.options.sack.dsack_le tcp.options.sack.dsack_re
  tcp.analysis.flags tcp.analysis.ack_rtt tcp.analysis.retransmission tcp.analysis.spurious_retransmission tcp.analysis.out_of_order tcp.analysis.keep_alive
  tcp.analysis.window_update tcp.analysis.window_full
  udp.srcport udp.length udp.checksum.status icmp icmp.type icmp.ident icmp.seq icmp.mtu icmp.checksum.status
  esp esp.spi esp.sequence isakmp isakmp.version isakmp.exchangetype isakmp.messageid isakmp.ispi isakmp.flag_r
  bgp.type bgp.nlri_prefix bgp.withdrawn_prefix bgp.update.path_attribute.as_path_segment.as4 bgp.update.path_attribute.next_hop bgp.cap.4as
  bgp.notify.major_error""".split()
COLUMN = {field: column for column, field in enumerate(FIELDS)}
BETWEEN = "|"  # several of a field in a packet, as tshark writes them here: its words have commas
COMPARE = {"==": operator.eq, ">=": operator.ge, "<=": operator.le, ">": operator.gt}


@functools.lru_cache(maxsize=4)
def packets_of(file):
    """All of a capture's, each a list of FIELDS as text."""
    kept = pathlib.Path(file.replace("/pcap/", ".read/") + ".tsv")
    if not kept.exists() or kept.stat().st_mtime_ns < os.stat(file).st_mtime_ns:
        kept.parent.mkdir(parents=True, exist_ok=True)
        command = ["tshark", "-n", *CHECKS, "-r", file, "-T", "fields", "-E", f"aggregator={BETWEEN}"] + [x for f in FIELDS for x in ("-e", f)]
        said = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
        kept.write_bytes(said)
    return [line.split("\t") for line in kept.read_text(encoding="utf-8").splitlines()]


def value(text):
    """A number where it is one: versions of tshark write flags as 1 or as True."""
    try:
        return int({"True": "1", "False": "0"}.get(text, text), 0)
    except ValueError:
        return text


def term(text):
    """FIELD, !FIELD or FIELD OPERATOR VALUE of a display filter: is it so of a packet? Of several values of a field one is enough; != says that
    there is no such one (and where there is no field either, other than tshark's)."""
    field, *rest = text.split(maxsplit=2)
    column = COLUMN[field.lstrip("!")]
    if not rest:
        return lambda packet: bool(packet[column]) != field.startswith("!")
    sign, wanted = rest[0], value(rest[1].strip('"'))
    if sign == "!=":
        equal = term(f"{field} == {rest[1]}")
        return lambda packet: not equal(packet)
    if "/" in rest[1] and '"' not in rest[1]:
        network = ipaddress.ip_network(rest[1])
        so = lambda x: ipaddress.ip_address(x) in network
    else:
        so = lambda x: COMPARE[sign](value(x), wanted)
    any_so = functools.cache(lambda values: any(so(x) for x in values.split(BETWEEN) if x))  # packets have the same ones
    return lambda packet: any_so(packet[column])


def passing(packets, where):
    """Those that a display filter lets through; it has no brackets, && binds closer than ||."""
    ways = [[term(x.strip()) for x in way.split("&&")] for way in where.split("||")]
    return [p for p in packets if any(all(so(p) for so in way) for way in ways)]


def shark(file, *fields, where="", occurrence="f"):
    """Rows of fields of the packets that a display filter lets through; of each field the first in a packet, or (occurrence a) all with commas between them."""
    packets, columns = packets_of(str(file)), [COLUMN[f] for f in fields]
    found = passing(packets, where) if where else packets
    if occurrence == "a":
        return [[p[c].replace(BETWEEN, ",") for c in columns] for p in found]
    return [[p[c].split(BETWEEN, 1)[0] for c in columns] for p in found]


def all_of(file, *fields, where):
    """As shark, with every occurrence of a field."""
    return [[[v for v in f.split(",") if v] for f in row] for row in shark(file, *fields, where=where, occurrence="a")]
