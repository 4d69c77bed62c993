# A metric of every replication, by configuration, with the median from 3 replications on and the quartiles from 5. Reads runs.csv.
# Quartiles interpolate between neighbours (R's type 7); whiskers reach the last run within 1.5 times their distance.
BEGIN {
  rows_most = 40
  choose_campaign_metric("runs.csv", "rtt_p99_ms owd_p99_ms goodput_mbps")
  open_table("runs.csv")
  while (next_row()) {
    c = cell("configuration")
    if (!(c in AT)) { AT[c] = ++all; NAME[all] = c }
    i = AT[c]
    runs[i]++
    if (cell("status") != "ok" || cell(METRIC) == "") continue
    n[i]++
    V[i, n[i]] = cell(METRIC)
    REPLICATION[i, n[i]] = cell("replication")
    values++
  }
  if (values == 0) nothing("runs.csv has no " METRIC)
  print METRIC ",configuration,replication,q1,median,q3,whisker_lo,whisker_hi,configurations_in_campaign,runs_without_value"
  for (i = 1; i <= all && i <= rows_most; i++) {
    box = ",,,,"
    if (n[i] >= 3) box = quartiles(i)
    for (k = 1; k <= n[i]; k++) print V[i, k] "," quoted(NAME[i]) "," REPLICATION[i, k] "," box "," all "," runs[i] - n[i]
    if (n[i] == 0) print "," quoted(NAME[i]) ",,,,,,," all "," runs[i]
  }
}

function quartiles(i,    k, m, t, s, q1, q3, lo, hi) {
  m = n[i]
  for (k = 1; k <= m; k++) {
    s[k] = V[i, k] + 0
    for (t = k; t > 1 && s[t] < s[t - 1]; t--) { lo = s[t]; s[t] = s[t - 1]; s[t - 1] = lo }
  }
  q1 = at_share(s, m, 0.25)
  q3 = at_share(s, m, 0.75)
  for (k = m; k >= 1; k--) if (s[k] >= q1 - 1.5 * (q3 - q1)) lo = s[k]
  for (k = 1; k <= m; k++) if (s[k] <= q3 + 1.5 * (q3 - q1)) hi = s[k]
  if (m < 5) return "," num(at_share(s, m, 0.5)) ",,,"
  return num(q1) "," num(at_share(s, m, 0.5)) "," num(q3) "," num(lo) "," num(hi)
}

function at_share(s, m, share,    x, k) {
  x = 1 + (m - 1) * share
  k = int(x)
  return k == m ? s[m] : s[k] + (x - k) * (s[k + 1] - s[k])
}
