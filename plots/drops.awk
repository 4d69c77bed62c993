# Packets dropped, by place and cause: the 20 largest, the largest first. Reads drops.csv.
BEGIN {
  open_table("drops.csv")
  while (next_row()) {
    n++
    row[n] = quoted(cell("place")) "," quoted(cell("cause")) "," cell("packets")
    packets[n] = cell("packets") + 0
    all += packets[n]
  }
  if (n == 0) nothing("drops.csv has no data rows: nothing was dropped")
  top(packets, n, 20)
  for (i in RANK) at[RANK[i]] = i
  print "place,cause,packets,share_of_drops_frac,rows_in_run"
  for (k = 1; k <= n && k <= 20; k++) print row[at[k]] "," num(all > 0 ? packets[at[k]] / all : 0) "," n
}
