# Packets dropped, by place, one cause beside the other: the 20 places that dropped most, the largest first.
# Reads drops.csv.
BEGIN {
  places_most = 20
  open_table("drops.csv")
  while (next_row()) {
    p = cell("place")
    if (!(p in AT)) { AT[p] = ++places; PLACE[places] = p }
    i = AT[p]
    k = ++n[i]
    CAUSE[i, k] = cell("cause")
    PACKETS[i, k] = cell("packets")
    sum[i] += cell("packets")
    all += cell("packets")
  }
  if (places == 0) nothing("drops.csv has no data rows: nothing was dropped")
  top(sum, places, places_most)
  for (i in RANK) at[RANK[i]] = i
  print "place,cause,packets,packets_of_place,share_of_drops_frac,places_in_run"
  for (r = 1; r <= places && r <= places_most; r++) {
    i = at[r]
    for (k = 1; k <= n[i]; k++)
      print quoted(PLACE[i]) "," quoted(CAUSE[i, k]) "," PACKETS[i, k] "," num(sum[i]) "," num(all > 0 ? sum[i] / all : 0) "," places
  }
}
