# A metric by source and destination region: of a run from pairs.csv (any of its columns); of a campaign from summary.csv,
# the mean over replications, where configurations are pairs: two axes with several settings, or one of settings A-B.
BEGIN {
  wanted = "rtt_p50_ms owd_p50_ms"
  if (!file_exists("manifest.json")) {
    campaign()
    exit
  }
  choose_metric("pairs.csv", wanted)
  open_table("pairs.csv")
  while (next_row()) put(cell("src_region"), cell("dst_region"), cell(METRIC))
  if (T_ROWS == 0) nothing("pairs.csv has no data rows")
  sort_texts(ROW, ROWS)
  sort_texts(COL, COLS)
  print_map("src_region", "dst_region")
}

function put(from, to, x) {
  if (!(from in ROW_AT)) { ROW_AT[from] = 1; ROW[++ROWS] = from }
  if (!(to in COL_AT)) { COL_AT[to] = 1; COL[++COLS] = to }
  V[from, to] = x
  if (x != "") VALUES++
}

# Every cell, also those without a pair: the picture has them too.
function print_map(from, to,    i, k) {
  if (VALUES == 0) nothing("no " METRIC " has a value")
  print METRIC "," from "," to
  for (i = 1; i <= ROWS; i++) for (k = 1; k <= COLS; k++) print V[ROW[i], COL[k]] "," quoted(ROW[i]) "," quoted(COL[k])
}

function campaign(    n, i, c, a, several, first, second, dash, pairs, ends, shared) {
  open_table("summary.csv")
  while (next_row()) {
    read_settings(cell("configuration"))
    for (i = 1; i <= AXES; i++)
      if (!((i, SETTING[i]) in seen)) {
        seen[i, SETTING[i]] = 1
        n[i]++
      }
    axes = AXES
  }
  if (T_ROWS == 0) nothing("summary.csv has no data rows")
  for (i = 1; i <= axes; i++)
    if (n[i] > 1) {
      several++
      if (several == 1) first = i
      if (several == 2) second = i
    }
  if (several > 2 || several == 0) nothing("a map needs two axes with several settings, or one of settings A-B; this campaign has " several + 0)
  if (several == 1) {
    # Pairs when each setting is A-B and some end stands in two of them.
    for (c in seen) {
      split(c, a, SUBSEP)
      if (a[1] != first) continue
      pairs++
      sub(/->/, "-", a[2])
      if (split(a[2], ends, "-") != 2) nothing("a map needs pairs: setting " a[2] " is not of the form A-B")
      shared += ends[1] in end_seen || ends[2] in end_seen
      end_seen[ends[1]] = end_seen[ends[2]] = 1
    }
    if (!shared) nothing("a map needs pairs that share ends")
  }
  if (METRIC == "") {
    split(wanted, a, " ")
    for (i = 2; i >= 1; i--) if (summary_has(a[i])) METRIC = a[i]
    if (METRIC == "") nothing("summary.csv has no value of " wanted)
  } else if (!summary_has(METRIC)) give_up(2, "summary.csv has no value of a metric " METRIC)
  open_table("summary.csv")
  while (next_row()) {
    if (cell("metric") != METRIC) continue
    read_settings(cell("configuration"))
    if (several == 2) put(SETTING[first], SETTING[second], cell("mean"))
    else {
      sub(/->/, "-", SETTING[first])
      split(SETTING[first], ends, "-")
      put(ends[1], ends[2], cell("mean"))
    }
  }
  read_settings(cell("configuration"))
  if (several == 2) print_map(AXIS[first], AXIS[second])
  else print_map("first_of_" AXIS[first], "second_of_" AXIS[first])
}

function summary_has(metric,    found) {
  open_table("summary.csv")
  while (next_row()) if (cell("metric") == metric && cell("mean") != "") found = 1
  return found
}
