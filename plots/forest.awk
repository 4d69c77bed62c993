# Differences between settings with their intervals, as `vnetsim compare` left them. Reads compare.csv.
# By metric the 25 largest differences, of the first 6 metrics.
BEGIN {
  rows_most = 25
  metrics_most = 6
  if (!file_exists("compare.csv")) nothing("no compare.csv: `vnetsim compare` writes it")
  open_table("compare.csv")
  while (next_row()) {
    m = cell("metric")
    if (!(m in AT)) { AT[m] = ++metrics; NAME[metrics] = m }
    i = AT[m]
    k = ++n[i]
    holm = cell("p_holm")
    verdict = cell("diff_mean") == "" || holm == "" ? "unknown" : cell("verdict") ~ /^no significant/ ? "none" : "significant"
    ROW[i, k] = quoted(m) "," quoted(cell("a")) "," quoted(cell("b")) "," cell("diff_mean") "," cell("diff_ci95_lo") "," \
        cell("diff_ci95_hi") "," cell("n") "," holm "," verdict
    x = cell("diff_mean") + 0
    SIZE[i, k] = x < 0 ? -x : x
    known += cell("diff_mean") != ""
  }
  if (known == 0) nothing("compare.csv has no difference")
  print "metric,a,b,diff_mean,diff_ci95_lo,diff_ci95_hi,n,p_holm,verdict,of_metric,metrics_in_file"
  for (i = 1; i <= metrics && i <= metrics_most; i++) {
    for (k = 1; k <= n[i]; k++) size[k] = SIZE[i, k]
    top(size, n[i], rows_most)
    for (k = 1; k <= n[i]; k++) if (k in RANK) print ROW[i, k] "," n[i] "," metrics
  }
}
