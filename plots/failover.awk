# How long each failure interrupts each traffic entry, its path and its application. Reads failover.csv (from vnetsim failover); of several
# replications the longest. By failure, in the file's order; where they are more than 60 rows, the failures with the longest outages.
BEGIN {
  rows_most = 60
  if (!file_exists("failover.csv")) nothing("no failover.csv: `vnetsim failover` writes it")
  open_table("failover.csv")
  while (next_row()) {
    failure = cell("failure")
    traffic = cell("traffic")
    if (traffic == "") continue # it did not run
    if (!(failure in AT)) { AT[failure] = ++failures; FAILURE[failures] = failure; WORST[failures] = 0 }
    if (!(traffic in ENTRY_AT)) { ENTRY_AT[traffic] = ++entries; ENTRY[entries] = traffic }
    key = AT[failure] " " ENTRY_AT[traffic]
    if (!(key in APP) || cell("app_outage_s") + 0 > APP[key] + 0) { APP[key] = cell("app_outage_s"); LASTS[key] = cell("flows_lasting") + 0 > 0 }
    if (cell("path_outage_s") != "" && (!(key in PATH) || cell("path_outage_s") + 0 > PATH[key] + 0)) PATH[key] = cell("path_outage_s")
    if (APP[key] + 0 > WORST[AT[failure]]) WORST[AT[failure]] = APP[key] + 0
  }
  if (failures == 0) nothing("failover.csv has no finished run")
  most = int(rows_most / entries)
  top(WORST, failures, most > 0 ? most : 1)
  in_file = failures - ("no-failure" in AT)
  print "row,failure,traffic,entry,app_outage_s,path_outage_s,lasts,failures_in_file"
  row = 0
  for (i = 1; i <= failures; i++) {
    if (!(i in RANK)) continue
    for (e = 1; e <= entries; e++) {
      key = i " " e
      if (!(key in APP)) continue
      print ++row "," quoted(FAILURE[i]) "," quoted(ENTRY[e]) "," e "," APP[key] "," PATH[key] "," LASTS[key] "," in_file
    }
    row += 0.6
  }
}
