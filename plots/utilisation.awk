# Share of the time that a link transmitted: the 20 busiest link directions, the busiest first. Reads links.csv
# (utilisation_frac; empty for an unlimited link, which is never busy).
BEGIN {
  open_table("links.csv")
  while (next_row()) {
    if (cell("utilisation_frac") == "") continue
    n++
    row[n] = quoted(cell("link")) "," cell("utilisation_frac")
    busy[n] = cell("utilisation_frac") + 0
  }
  if (n == 0) nothing("links.csv has no link with a bandwidth")
  top(busy, n, 20)
  for (i in RANK) at[RANK[i]] = i
  print "link,utilisation_frac,limited_links_in_run"
  for (k = 1; k <= n && k <= 20; k++) print row[at[k]] "," n
}
