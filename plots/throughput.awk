# What arrived over time, by ordered region pair and by traffic entry, with the control plane's events.
# Reads pairs.csv, flows.csv, series.csv (kinds pair and flow, metric throughput_mbps), events.csv.
BEGIN {
  entries_most = 12
  read_pairs()
  open_table("flows.csv")
  while (next_row())
    if (!(cell("traffic") in seen)) {
      seen[cell("traffic")] = 1
      if (++entries_all <= entries_most) ENTRY[++ENTRIES] = cell("traffic")
    }
  for (i = 1; i <= ENTRIES; i++) ENTRY_AT[ENTRY[i]] = i
  open_table("series.csv")
  while (next_row()) {
    if (cell("metric") != "throughput_mbps") continue
    name = cell("name")
    if (cell("kind") == "pair" && name in PAIR_AT) key = "pair " PAIR_AT[name]
    else if (cell("kind") == "flow") {
      sub(/:.*/, "", name) # a flow's name begins with its entry's
      if (!(name in ENTRY_AT)) continue
      key = "traffic " ENTRY_AT[name]
    } else continue
    t = cell("t_s")
    if (!(t in T_AT)) { T_AT[t] = ++N; T[N] = t }
    if (cell("value") == "") continue
    if (cell("kind") == "pair") of_pairs++
    k = key " " T_AT[t]
    if (k in V) V[k] = num(V[k] + cell("value"))
    else V[k] = cell("value")
  }
  if (N == 0 || of_pairs == 0) nothing("series.csv has no throughput of a region pair that is shown")
  print "panel,name,in_run,throughput_mbps,t_s"
  for (i = 1; i <= PAIRS; i++) for (k = 1; k <= N; k++) print_point("pair", PAIR[i], PAIRS_ALL, V["pair " i " " k], T[k])
  for (i = 1; i <= ENTRIES; i++) for (k = 1; k <= N; k++) print_point("traffic", ENTRY[i], entries_all, V["traffic " i " " k], T[k])
  time_axis(T[1] + 0, T[N] + 0)
  print_events()
}
