# A metric against an axis of numbers (load, a bandwidth, a number of tunnels), with its intervals; a line for each setting of
# the other axes. Reads summary.csv. A configuration without a mean stands there without a value: it had no steady state, or
# its runs failed.
BEGIN {
  lines_most = 7
  choose_knee_metric()
  open_table("summary.csv")
  while (next_row()) {
    if (cell("metric") != METRIC) continue
    read_settings(cell("configuration"))
    if (rows == 0) axes = AXES
    rows++
    for (i = 1; i <= axes; i++) {
      S[rows, i] = SETTING[i]
      A[i] = AXIS[i]
      if (!((i, SETTING[i]) in seen)) { seen[i, SETTING[i]] = 1; settings[i]++ }
      if (!is_number(SETTING[i])) other[i] = 1
      else { if (!(i in family)) family[i] = FAMILY; if (family[i] != FAMILY) other[i] = 1 }
    }
    MEAN[rows] = cell("mean")
    LO[rows] = cell("ci95_lo")
    HI[rows] = cell("ci95_hi")
    COUNT[rows] = cell("n")
  }
  for (i = axes; i >= 1; i--) if (!(i in other) && settings[i] > 1) at = i
  if (at == 0) nothing("no axis of this campaign is of numbers")
  for (r = 1; r <= rows; r++) {
    line = ""
    for (i = 1; i <= axes; i++) if (i != at && settings[i] > 1) line = line (line == "" ? "" : " ") A[i] "=" S[r, i]
    if (!(line in LINE_AT)) { LINE_AT[line] = ++lines; LINE[lines] = line }
    L[r] = LINE_AT[line]
    is_number(S[r, at])
    X[r] = NUMBER
    order[r] = r
  }
  # By line, then by x.
  for (r = 2; r <= rows; r++) {
    o = order[r]
    for (k = r - 1; k >= 1 && (L[order[k]] > L[o] || (L[order[k]] == L[o] && X[order[k]] > X[o])); k--) order[k + 1] = order[k]
    order[k + 1] = o
  }
  print METRIC ",ci95_lo,ci95_hi,n,line,lines_in_campaign," A[at] (family[at] == "" ? "" : "_" family[at])
  for (k = 1; k <= rows; k++) {
    r = order[k]
    if (L[r] <= lines_most) print MEAN[r] "," LO[r] "," HI[r] "," COUNT[r] "," quoted(LINE[L[r]]) "," lines "," num(X[r])
  }
}

function choose_knee_metric(    any) {
  if (METRIC == "") {
    open_table("summary.csv")
    while (next_row()) if (cell("mean") != "") any[cell("metric")] = 1
    if ("rtt_p99_ms" in any) METRIC = "rtt_p99_ms"
    else if ("owd_p99_ms" in any) METRIC = "owd_p99_ms"
    else nothing("summary.csv has no 99th percentile of a delay")
    return
  }
  open_table("summary.csv")
  while (next_row()) if (cell("metric") == METRIC && cell("mean") != "") any[METRIC] = 1
  if (!(METRIC in any)) give_up(2, "summary.csv has no value of a metric " METRIC)
}

# A number with a unit or none: NUMBER in the family's unit, FAMILY (Mbps, s, MB, percent or nothing).
function is_number(s,    unit) {
  if (s !~ /^[0-9]+([.][0-9]+)?[A-Za-z%]*$/) return 0
  unit = s
  sub(/^[0-9.]+/, "", unit)
  NUMBER = s + 0
  FAMILY = ""
  if (unit == "") return 1
  if (unit == "%") { FAMILY = "percent"; return 1 }
  if (unit ~ /^[kMG]?bps$/) { FAMILY = "Mbps"; NUMBER *= unit == "Gbps" ? 1e3 : unit == "kbps" ? 1e-3 : unit == "bps" ? 1e-6 : 1; return 1 }
  if (unit ~ /^[kMGT]?B$/) { FAMILY = "MB"; NUMBER *= unit == "TB" ? 1e6 : unit == "GB" ? 1e3 : unit == "kB" || unit == "KB" ? 1e-3 : unit == "B" ? 1e-6 : 1; return 1 }
  if (unit ~ /^(us|ms|s|m|min|h)$/) { FAMILY = "s"; NUMBER *= unit == "us" ? 1e-6 : unit == "ms" ? 1e-3 : unit == "s" ? 1 : unit == "h" ? 3600 : 60; return 1 }
  return 0
}
