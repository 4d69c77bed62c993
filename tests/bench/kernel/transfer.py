"""One TCP transfer between two processes: transfer.py send|receive SECONDS WARMUP CONGESTION_CONTROL. The receiver prints Mbit/s."""
import socket
import sys
import time

role, seconds, warmup, cc = sys.argv[1], float(sys.argv[2]), float(sys.argv[3]), sys.argv[4]
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
    block = bytes(1 << 18)
    end = time.monotonic() + seconds + 1
    try:
        while time.monotonic() < end:
            c.sendall(block)
    except OSError:
        pass
