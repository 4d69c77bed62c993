# Which share of packets took at most how long, by ordered region pair: see print_latency.
BEGIN { print_latency(0) }
