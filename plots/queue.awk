# What waited at links over time: the 8 link directions whose queue was the longest, with the control plane's events.
# Reads series.csv (kind link, metric queue_bytes), events.csv.
BEGIN {
  open_table("series.csv")
  while (next_row()) {
    if (cell("kind") != "link" || cell("metric") != "queue_bytes") continue
    name = cell("name")
    if (!(name in AT)) { AT[name] = ++LINKS; NAME[LINKS] = name; most[LINKS] = 0 }
    t = cell("t_s")
    if (!(t in T_AT)) { T_AT[t] = ++N; T[N] = t }
    if (cell("value") + 0 > 0) V[AT[name], T_AT[t]] = cell("value") # empty queues are not kept: there can be many
    if (cell("value") + 0 > most[AT[name]]) most[AT[name]] = cell("value") + 0
  }
  if (N == 0) nothing("series.csv has no queue of a link")
  for (i = 1; i <= LINKS; i++) queued += most[i] > 0
  if (queued == 0) nothing("no link had a queue at an instant of series.csv (links.csv has the largest ones between)")
  top(most, LINKS, 8)
  print "panel,name,in_run,queue_bytes,t_s"
  for (i = 1; i <= LINKS; i++)
    if (i in RANK && most[i] > 0)
      for (k = 1; k <= N; k++) print_point("link", NAME[i], LINKS, (i, k) in V ? V[i, k] : 0, T[k])
  time_axis(T[1] + 0, T[N] + 0)
  print_events()
}
