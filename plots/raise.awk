# What each limit brings each traffic entry when it is wider. Reads raise.csv (from vnetsim raise). Of an entry all that is named, that brings half
# a percent or more or surely costs 3 %, and all limits together, what brings most first; of more than 8 entries the first.
BEGIN {
  entries_most = 8
  limits_most = 10
  if (!file_exists("raise.csv")) nothing("no raise.csv: `vnetsim raise` writes it")
  open_table("raise.csv")
  while (next_row()) {
    traffic = cell("traffic")
    if (cell("gain_frac") == "") continue # it gets nothing, or did not run
    if (!(traffic in AT)) { AT[traffic] = ++entries; ENTRY[entries] = traffic; ROWS[entries] = 0 }
    together = cell("limit") == ""
    e = AT[traffic]
    n = ++ROWS[e]
    LIMIT[e, n] = together ? "all together" : cell("limit")
    KIND[e, n] = together ? 3 : cell("named") == 1 ? 1 : 2
    GAIN[e, n] = 100 * cell("gain_frac")
    LO[e, n] = cell("gain_lo") == "" ? "" : 100 * cell("gain_lo")
    HI[e, n] = cell("gain_hi") == "" ? "" : 100 * cell("gain_hi")
    ORDER[e, n] = together ? -1e9 : GAIN[e, n]
    costs = (cell("gain_hi") == "" ? cell("gain_frac") : cell("gain_hi")) <= -0.03
    SHOWN[e, n] = together || cell("named") == 1 || cell("gain_frac") >= 0.005 || costs
    N_SHOWN[e] += SHOWN[e, n] && !together
  }
  if (entries == 0) nothing("raise.csv has no entry that gets anything")
  print "traffic,limit,gain_percent,gain_lo_percent,gain_hi_percent,entries_in_file,kind"
  for (e = 1; e <= entries && e <= entries_most; e++)
    for (k = 1; k <= ROWS[e]; k++) {
      best = 0
      for (i = 1; i <= ROWS[e]; i++) if (!DONE[e, i] && (best == 0 || ORDER[e, i] > ORDER[e, best])) best = i
      DONE[e, best] = 1
      if (k == 1 && N_SHOWN[e] == 0) SHOWN[e, best] = 1 # the best of those that bring nothing
      if (!SHOWN[e, best] || (++printed[e] > limits_most && KIND[e, best] == 2)) continue
      print quoted(ENTRY[e]) "," quoted(LIMIT[e, best]) "," GAIN[e, best] "," LO[e, best] "," HI[e, best] "," entries "," KIND[e, best]
    }
}
