# Which share of packets took longer than that, by ordered region pair: see print_latency.
BEGIN { print_latency(1) }
