# What the programs that prepare a figure's data share. A figure KIND is prepared by
#   awk -f plots/lib.awk -f plots/KIND.awk DIR [METRIC] >KIND.data.csv
# and drawn from that file alone: what the picture shows is what the file holds. POSIX awk.
#
# The data: a header with the units in its names, a row for each thing drawn. The last cell of a row is never empty:
# gnuplot 5.4 takes an empty one for the row before's.

# ---- reading: open_table("DIR/pairs.csv"), then while (next_row()) ... cell("src_region")

function open_table(name,    n, i) {
  if (T_FILE != "") close(T_FILE)
  T_FILE = DIR "/" name
  T_NAME = name
  T_ROWS = 0
  if ((getline T_LINE < T_FILE) <= 0) give_up(5, T_FILE ": missing or empty")
  for (i in COLUMN) delete COLUMN[i]
  n = cut(T_LINE)
  for (i = 1; i <= n; i++) COLUMN[CELL[i]] = i
}

function next_row() {
  while ((getline T_LINE < T_FILE) > 0)
    if (T_LINE != "") {
      cut(T_LINE)
      T_ROWS++
      return 1
    }
  return 0
}

function has(name) { return name in COLUMN }

# Text, or "" where the value is missing.
function cell(name) {
  if (!(name in COLUMN)) give_up(5, T_FILE ": has no column " name)
  return CELL[COLUMN[name]]
}

# A line of RFC 4180 into CELL[1..]; a quoted cell may hold commas and doubled quotes, not line ends.
function cut(line,    n, at) {
  if (index(line, "\"") == 0) return split(line, CELL, ",")
  n = 0
  while (1) {
    n++
    if (substr(line, 1, 1) == "\"") {
      line = substr(line, 2)
      CELL[n] = ""
      while ((at = index(line, "\"")) > 0 && substr(line, at + 1, 1) == "\"") {
        CELL[n] = CELL[n] substr(line, 1, at)
        line = substr(line, at + 2)
      }
      if (at == 0) give_up(5, T_FILE ": a quoted cell does not end on its line")
      CELL[n] = CELL[n] substr(line, 1, at - 1)
      line = substr(line, at + 1)
      if (line == "") return n
      line = substr(line, 2)
    } else {
      at = index(line, ",")
      if (at == 0) { CELL[n] = line; return n }
      CELL[n] = substr(line, 1, at - 1)
      line = substr(line, at + 1)
    }
  }
}

# ---- writing

function quoted(s) {
  if (s !~ /[",]/) return s
  gsub(/"/, "\"\"", s)
  return "\"" s "\""
}

# A computed number; what is copied from a file is copied as text.
function num(x) { return x == int(x) && x < 1e15 && x > -1e15 ? sprintf("%.0f", x) : sprintf("%.12g", x) }

# Nothing to draw is status 3, a missing file 5.
function give_up(status, why) {
  print why > "/dev/stderr"
  exit status
}
function nothing(why) { give_up(3, why) }

# ---- what several figures need

# The ordered region pairs that are drawn: the 12 that received most packets, in the order of pairs.csv, so that a
# pair has one colour in every figure; those that received none, and have no delays, last. Leaves PAIRS, PAIR[1..PAIRS],
# PAIR_AT[name] and PAIRS_ALL.
function read_pairs(    n, i, none, name, got) {
  open_table("pairs.csv")
  n = 0
  while (next_row()) {
    n++
    name[n] = cell("src_region") "->" cell("dst_region")
    got[n] = cell("packets_received") + 0
  }
  if (n == 0) nothing("pairs.csv has no data rows")
  top(got, n, 12)
  PAIRS_ALL = n
  PAIRS = 0
  for (none = 0; none <= 1; none++)
    for (i = 1; i <= n; i++)
      if (i in RANK && (got[i] == 0) == none) {
        PAIR[++PAIRS] = name[i]
        PAIR_AT[name[i]] = PAIRS
      }
}

# RANK[i] = 1.. of the `most` largest of value[1..n]; of equals the first is larger.
function top(value, n, most,    i, k, best, rank) {
  for (i in RANK) delete RANK[i]
  for (rank = 1; rank <= most && rank <= n; rank++) {
    best = 0
    for (i = 1; i <= n; i++)
      if (!(i in RANK) && (best == 0 || value[i] > value[best])) best = i
    RANK[best] = rank
  }
}

# The distribution of delays (kind pair of histogram.csv; owd_ms, rtt_ms) of the pairs drawn. A curve goes from (lower,
# share before) to (upper, share after) of every bucket: straight inside a bucket, level where no packet was.
# tail 0: the share that took at most so long; 1: the share that took longer, without its last 0 (the axis is logarithmic).
function print_latency(tail,    key, n, i, k, m, metric, total, lower, upper, count, before, x, share, rows) {
  read_pairs()
  open_table("histogram.csv")
  while (next_row()) {
    key = cell("name")
    if (cell("kind") != "pair" || !(key in PAIR_AT)) continue
    key = cell("metric") " " PAIR_AT[key]
    k = ++n[key]
    lower[key, k] = cell("lower")
    upper[key, k] = cell("upper")
    count[key, k] = cell("count") + 0
    total[key] += count[key, k]
    rows++
  }
  if (rows == 0) nothing("histogram.csv has no row of kind pair")
  print "metric,pair,pairs_in_run,delay_ms," (tail ? "share_longer_frac" : "share_at_most_frac")
  split("owd_ms rtt_ms", metric, " ")
  for (m = 1; m <= 2; m++)
    for (i = 1; i <= PAIRS; i++) {
      key = metric[m] " " i
      before = 0
      for (k = 1; k <= n[key]; k++) {
        if (k == 1 || lower[key, k] != upper[key, k - 1]) latency_row(metric[m], i, lower[key, k], before / total[key], tail)
        before += count[key, k]
        if (!tail || k < n[key]) latency_row(metric[m], i, upper[key, k], before / total[key], tail)
        else latency_row(metric[m], i, upper[key, k], 1 - (before - count[key, k]) / total[key], 0)
      }
    }
}
function latency_row(metric, i, x, share, tail) {
  print metric "," PAIR[i] "," PAIRS_ALL "," x "," num(tail ? 1 - share : share)
}

# ---- over time: rows `panel,name,in_run,VALUE,t_s`, drawn by time.gp; panel event is a mark

# Control-plane events in the time that is drawn, near ones as one mark.
function print_events(    t, n, k, m, count, order, at, near) {
  open_table("events.csv")
  near = (TIME_TO - TIME_FROM) / 50
  n = 0
  while (next_row()) {
    t = cell("t_s") + 0
    if (t < TIME_FROM || t > TIME_TO) continue
    if (n == 0 || t - at > near) {
      if (n > 0) print_mark(at, order, count, m)
      n++
      at = t
      m = 0
      for (k in count) delete count[k]
    }
    k = cell("event")
    if (!(k in count)) order[++m] = k
    count[k]++
  }
  if (n > 0) print_mark(at, order, count, m)
}
function print_mark(at, order, count, m,    i, label) {
  label = ""
  for (i = 1; i <= m && i <= 3; i++)
    label = label (i > 1 ? " + " : "") (count[order[i]] > 1 ? count[order[i]] " " : "") order[i]
  print "event," quoted(label (m > 3 ? " ..." : "")) ",,," num(at)
}

# The time axis begins at 0, unless the time before the first interval would be most of it.
function time_axis(first, last) {
  TIME_FROM = first < 0.25 * last || first == last ? 0 : first
  TIME_TO = last
}

# One row of a line; `value` is text, empty for an interval without one.
function print_point(panel, name, in_run, value, t) { print panel "," quoted(name) "," in_run "," value "," t }

# ---- metrics

# The metric asked for, or the first of `wanted` (words) that any row of NAME has a value of; as METRIC.
function choose_metric(name, wanted,    n, i, w, any) {
  open_table(name)
  if (METRIC != "") {
    if (!has(METRIC)) give_up(2, name " has no column " METRIC)
    return
  }
  n = split(wanted, w, " ")
  while (next_row())
    for (i = 1; i <= n; i++) if (has(w[i]) && cell(w[i]) != "") any[i] = 1
  for (i = n; i >= 1; i--) if (i in any) METRIC = w[i]
  if (METRIC == "") nothing(name " has no value of " wanted)
}

# Settings of a configuration, AXIS=SETTING between blanks: leaves AXES, AXIS[1..], SETTING[1..].
function read_settings(configuration,    i, at, part) {
  AXES = split(configuration, part, " ")
  for (i = 1; i <= AXES; i++) {
    at = index(part[i], "=")
    AXIS[i] = substr(part[i], 1, at - 1)
    SETTING[i] = substr(part[i], at + 1)
  }
}

function file_exists(name,    line, got) {
  got = (getline line < (DIR "/" name)) >= 0
  close(DIR "/" name)
  return got
}

function sort_texts(a, n,    i, j, t) {
  for (i = 2; i <= n; i++) {
    t = a[i]
    for (j = i - 1; j >= 1 && a[j] > t; j--) a[j + 1] = a[j]
    a[j + 1] = t
  }
}

# The metric of a campaign: what is asked for, else the first that was compared, else the first of `wanted` with a value.
function choose_campaign_metric(name, wanted) {
  if (METRIC == "" && file_exists("compare.csv")) {
    open_table("compare.csv")
    if (next_row()) METRIC = cell("metric")
  }
  choose_metric(name, wanted)
}

BEGIN {
  DIR = ARGV[1]
  METRIC = ARGV[2]
  ARGC = 1
  if (DIR == "") give_up(2, "usage: awk -f lib.awk -f KIND.awk DIR [METRIC] >KIND.data.csv")
}
