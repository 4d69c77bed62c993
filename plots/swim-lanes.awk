# What the control plane did: a lane for each thing that has events, its states as bars, its events as marks; where something failed, a line
# at its instant, and below a lane for each traffic entry with what arrived of it.
# Reads events.csv, flows.csv (the run's end, the entries), and where something failed series.csv.
BEGIN {
  lanes_most = 40
  entries_most = 12
  open_table("flows.csv")
  end = 0
  while (next_row()) {
    if (cell("end_s") + 0 > end) end = cell("end_s") + 0
    if (!(cell("traffic") in entry_seen)) {
      entry_seen[cell("traffic")] = 1
      if (++entries_all <= entries_most) ENTRY[++entries] = cell("traffic")
    }
  }
  open_table("events.csv")
  while (next_row()) {
    if (cell("t_s") + 0 > end) end = cell("t_s") + 0
    if (cell("kind") == "fault") {
      if (cell("event") == "over") {
        FAULT_TO[LAST_FAULT[cell("name")]] = cell("t_s")
        continue
      }
      FAULT[++faults] = cell("name")
      FAULT_AT[faults] = FAULT_TO[faults] = cell("t_s")
      LAST_FAULT[cell("name")] = faults
      continue
    }
    kind = cell("kind")
    name = cell("name")
    if (kind ~ /^gateway\//) { # of an instance: gateway/1
      name = name substr(kind, 8)
      kind = "gateway"
    }
    lane = kind " " name
    if (!(kind in kind_seen)) { kind_seen[kind] = 1; kinds++ }
    if (!(lane in AT)) {
      AT[lane] = ++all
      KIND[all] = kind
      NAME[all] = name
    }
    i = AT[lane]
    n[i]++
    T[i, n[i]] = cell("t_s")
    EVENT[i, n[i]] = cell("event")
  }
  if (all + faults == 0) nothing("events.csv has no data rows: this run has no control plane")
  if (faults > 0 && entries > 0) read_traffic()
  lanes = all + (shown > 0 ? entries_all : 0)
  print "lane,part,what,from_s,to_s,lanes_in_run"
  for (i = 1; i <= all && i <= lanes_most; i++) {
    name = quoted((kinds > 1 || shown > 0 ? KIND[i] " " : "") NAME[i])
    state = at_first(i)
    since = 0
    first_up = state == "up" ? "0" : ""
    standby = ""
    for (k = 1; k <= n[i]; k++) {
      next_state = after(state, EVENT[i, k])
      if (next_state != state) {
        bar(name, state, since, T[i, k])
        state = next_state
        since = T[i, k]
      }
      if (state == "up" && first_up == "") first_up = T[i, k]
      standby = EVENT[i, k] == "standby" && state != "up" ? T[i, k] : EVENT[i, k] == "standby_lost" || state == "up" ? "" : standby
      # The bar tells where it came up or went down.
      if (EVENT[i, k] !~ /(^|_)(up|down|established|active)$/) print name ",event," quoted(EVENT[i, k]) "," T[i, k] "," T[i, k] "," lanes
    }
    bar(name, state, since, num(end))
    note = standby != "" ? "standby from " sprintf("%.3g", standby) " s" : first_up == "" ? "never up" : state == "up" ? "up at " sprintf("%.3g", since) " s" : state " from " sprintf("%.3g", since) " s"
    if (state == "up" && since == 0) note = "up"
    print name ",note," note ",0," num(end) "," lanes
  }
  if (shown > 0) for (i = 1; i <= entries; i++) traffic_lane(i)
  for (i = 1; i <= faults; i++) print "-,fault," quoted(FAULT[i]) "," FAULT_AT[i] "," FAULT_TO[i] "," lanes
}

# What goes down first was up, and a gateway of which nothing is told; a tunnel and a session have to come up.
function at_first(i,    k) {
  for (k = 1; k <= n[i]; k++) if (EVENT[i, k] ~ /(^|_)(up|down|established|active)$/) return EVENT[i, k] ~ /(^|_)down$/ ? "up" : "down"
  return KIND[i] == "gateway" ? "up" : "down"
}

# The state after an event: up and down say it, also as the end of a word (bgp_up), a session that is established, an instance that becomes
# the active one; while it is down, a start is an attempt.
function after(state, event) {
  if (event ~ /(^|_)(up|established|active)$/) return "up"
  if (event ~ /(^|_)down$/) return "down"
  if (state == "down" && event ~ /_(start|retry)$/) return "connecting"
  if (state == "connecting" && event ~ /_refused$/) return "down"
  return state
}

function bar(name, state, from, to) { if (to + 0 > from + 0) print name ",state," state "," from "," to "," lanes }

# By entry and interval: answers of what asks over UDP or ICMP, else what arrives.
function read_traffic(    i, metric, name, key, t) {
  for (i = 1; i <= entries; i++) ENTRY_AT[ENTRY[i]] = i
  open_table("series.csv")
  while (next_row()) {
    metric = cell("metric")
    if (cell("kind") != "flow" || (metric != "throughput_mbps" && metric != "answered_pps" && metric != "cwnd_bytes")) continue
    name = cell("name")
    sub(/:.*/, "", name)
    if (!(name in ENTRY_AT)) continue
    i = ENTRY_AT[name]
    t = cell("t_s")
    if (!(t in TIME_AT)) { TIME_AT[t] = ++times; TIME[times] = t }
    if (metric == "cwnd_bytes") TCP[i] = 1
    if (metric == "answered_pps") ASKS[i] = 1
    V[i, metric, TIME_AT[t]] += cell("value")
    shown++
  }
}

# As a share of the best interval before the first failure: what catches up behind it is more. One row for each run of equal shares.
function traffic_lane(i,    metric, k, most, peak, interval, share, last, from, name) {
  metric = ASKS[i] && !TCP[i] ? "answered_pps" : "throughput_mbps"
  interval = times > 1 ? TIME[2] - TIME[1] : TIME[1]
  for (k = 1; k <= times; k++) if (TIME[k] <= FAULT_AT[1] + 0 && V[i, metric, k] > most) most = V[i, metric, k]
  for (k = 1; k <= times && most == 0; k++) if (V[i, metric, k] > peak) peak = V[i, metric, k]
  if (most == 0) most = peak
  name = quoted("traffic " ENTRY[i])
  for (k = 1; k <= times + 1; k++) {
    share = k > times ? "" : V[i, metric, k] > 0 ? sprintf("%.2f", V[i, metric, k] < 0.01 * most ? 0.01 : V[i, metric, k] > most ? 1 : V[i, metric, k] / most) : "0.00"
    if (k > 1 && share != last) {
      print name ",share," last "," num(from) "," num(TIME[k - 1]) "," lanes
      from = TIME[k - 1]
    }
    if (k == 1) from = TIME[1] - interval
    last = share
  }
  print name ",note," sprintf("%.3g", most) (metric == "answered_pps" ? " answers/s" : " Mbps") ",0," num(end) "," lanes
}
