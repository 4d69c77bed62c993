# Mean delay over time, one way and round trip, by ordered region pair, with the control plane's events.
# Reads pairs.csv, series.csv (kind pair; metrics owd_mean_ms and rtt_mean_ms), events.csv.
BEGIN {
  read_pairs()
  open_table("series.csv")
  while (next_row()) {
    m = cell("metric")
    if (cell("kind") != "pair" || (m != "owd_mean_ms" && m != "rtt_mean_ms") || !(cell("name") in PAIR_AT)) continue
    t = cell("t_s")
    if (!(t in T_AT)) { T_AT[t] = ++N; T[N] = t }
    V[m, PAIR_AT[cell("name")], T_AT[t]] = cell("value")
    if (cell("value") != "") any[m]++
  }
  if (any["owd_mean_ms"] + any["rtt_mean_ms"] == 0) nothing("series.csv has no delay of a region pair")
  print "panel,name,in_run,delay_ms,t_s"
  split("owd_mean_ms rtt_mean_ms", M, " ")
  for (m = 1; m <= 2; m++)
    if (any[M[m]] > 0)
      for (i = 1; i <= PAIRS; i++) for (k = 1; k <= N; k++) print_point(M[m], PAIR[i], PAIRS_ALL, V[M[m], i, k], T[k])
  time_axis(T[1] + 0, T[N] + 0)
  print_events()
}
