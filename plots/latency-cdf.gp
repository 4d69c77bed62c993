# Which share of packets took at most how long, one way and round trip, by ordered region pair.
# Draws latency-cdf.data.csv (metric, pair, delay_ms, share_at_most_frac).

DATA = ARG1
OUT = ARG2
SCENARIO = ARG3
HERE = ARG0[1:strlen(ARG0) - strlen("latency-cdf.gp")]
TAIL = 0
load HERE."latency.gp"
