# Where a packet's milliseconds went, on average, by ordered region pair.
# Reads pairs.csv (propagation_ms, transmission_ms, queueing_ms, gateway_ms).
BEGIN {
  read_pairs()
  open_table("pairs.csv")
  while (next_row()) {
    i = PAIR_AT[cell("src_region") "->" cell("dst_region")]
    if (i > 0)
      row[i] = cell("propagation_ms") "," cell("transmission_ms") "," cell("queueing_ms") "," cell("gateway_ms")
  }
  print "pair,propagation_ms,transmission_ms,queueing_ms,gateway_ms,pairs_in_run"
  for (i = 1; i <= PAIRS; i++) print PAIR[i] "," row[i] "," PAIRS_ALL
}
