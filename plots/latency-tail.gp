# Which share of packets took longer than that, down to the slowest packet, one way and round trip, by ordered region pair.
# Draws latency-tail.data.csv (metric, pair, delay_ms, share_longer_frac).

DATA = ARG1
OUT = ARG2
SCENARIO = ARG3
HERE = ARG0[1:strlen(ARG0) - strlen("latency-tail.gp")]
TAIL = 1
load HERE."latency.gp"
