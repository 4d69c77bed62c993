"""One TCP transfer between two processes: transfer.py send|receive SECONDS WARMUP CONGESTION_CONTROL.

The receiver prints Mbit/s; the sender prints what its kernel says of the connection (TCP_INFO) after the warm-up: mean smoothed round trip in ms,
segments sent again, and the share of the time that the send buffer and the receiver's window held it back.
"""
import socket
import struct
import sys
import threading
import time

role, seconds, warmup, cc = sys.argv[1], float(sys.argv[2]), float(sys.argv[3]), sys.argv[4]

# Offsets of struct tcp_info (linux/tcp.h): tcpi_rtt, tcpi_total_retrans, and tcpi_busy_time, tcpi_rwnd_limited, tcpi_sndbuf_limited in us.
RTT, RETRANS, TIMES = 68, 100, 168


def tcp_info(c):
    info = c.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 192)
    return (struct.unpack_from("I", info, RTT)[0], struct.unpack_from("I", info, RETRANS)[0], *struct.unpack_from("QQQ", info, TIMES))


def watch(c, begin, told):
    """Samples until the connection is gone; told: the round trips, and the first and the last sample."""
    while time.monotonic() - begin < seconds:
        time.sleep(0.05)
        if time.monotonic() - begin >= warmup:
            told.append(tcp_info(c))


if role == "receive":
    s = socket.create_server(("10.99.0.2", 5001))
    print("ready", flush=True)
    c, _ = s.accept()
    begin, total, buf = time.monotonic(), 0, bytearray(1 << 20)
    while True:
        n = c.recv_into(buf)
        t = time.monotonic() - begin
        if n == 0 or t >= seconds:
            break
        if t >= warmup:
            total += n
    print(f"{total * 8 / (seconds - warmup) / 1e6:.2f}", flush=True)
else:
    c = socket.socket()
    c.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, cc.encode())
    c.connect(("10.99.0.2", 5001))
    block, begin, told = bytes(1 << 18), time.monotonic(), []
    watcher = threading.Thread(target=watch, args=(c, begin, told))
    watcher.start()
    try:
        while time.monotonic() - begin < seconds + 1:
            c.sendall(block)
    except OSError:
        pass
    watcher.join()
    first, last = told[0], told[-1]
    busy = max(last[2] - first[2], 1)
    print(f"{sum(t[0] for t in told) / len(told) / 1e3:.2f} {last[1] - first[1]} {(last[4] - first[4]) / busy:.2f} {(last[3] - first[3]) / busy:.2f}")
