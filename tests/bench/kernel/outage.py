"""Bulk transfers between two processes over an outage: outage.py send|receive SECONDS FLOWS CONGESTION_CONTROL.

The receiver prints the longest time, s, that passed between two arrivals of data, one line a connection.
"""
import selectors
import socket
import sys
import time

role, seconds, flows, cc = sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
ready = selectors.DefaultSelector()

if role == "receive":
    s = socket.create_server(("10.99.0.2", 5001), backlog=flows)
    print("ready", flush=True)
    connections = [s.accept()[0] for _ in range(flows)]
    begin, buf = time.monotonic(), bytearray(1 << 18)
    last, longest = [begin] * flows, [0.0] * flows
    for i, c in enumerate(connections):
        c.setblocking(False)
        ready.register(c, selectors.EVENT_READ, i)
    while (now := time.monotonic()) - begin < seconds:
        for key, _ in ready.select(0.2):
            if key.fileobj.recv_into(buf) > 0:
                at = time.monotonic()
                longest[key.data] = max(longest[key.data], at - last[key.data])
                last[key.data] = at
    for i in range(flows):
        print(f"{max(longest[i], now - last[i]):.2f}", flush=True)
else:
    block, begin = bytes(1 << 17), time.monotonic()
    for _ in range(flows):
        c = socket.socket()
        c.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, cc.encode())
        c.connect(("10.99.0.2", 5001))
        c.setblocking(False)
        ready.register(c, selectors.EVENT_WRITE)
    while time.monotonic() - begin < seconds + 0.5:
        for key, _ in ready.select(0.2):
            try:
                key.fileobj.send(block)
            except BlockingIOError:
                pass
            except OSError:
                ready.unregister(key.fileobj)
