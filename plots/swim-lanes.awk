# What the control plane did: a lane for each thing that has events, its states as bars, its events as marks.
# Reads events.csv, flows.csv (the run's end).
BEGIN {
  lanes_most = 40
  open_table("flows.csv")
  end = 0
  while (next_row()) if (cell("end_s") + 0 > end) end = cell("end_s") + 0
  open_table("events.csv")
  while (next_row()) {
    lane = cell("kind") " " cell("name")
    if (!(cell("kind") in kind_seen)) { kind_seen[cell("kind")] = 1; kinds++ }
    if (!(lane in AT)) {
      AT[lane] = ++all
      KIND[all] = cell("kind")
      NAME[all] = cell("name")
    }
    i = AT[lane]
    n[i]++
    T[i, n[i]] = cell("t_s")
    EVENT[i, n[i]] = cell("event")
    if (cell("t_s") + 0 > end) end = cell("t_s") + 0
  }
  if (all == 0) nothing("events.csv has no data rows: this run has no control plane")
  print "lane,part,what,from_s,to_s,lanes_in_run"
  for (i = 1; i <= all && i <= lanes_most; i++) {
    name = quoted((kinds > 1 ? KIND[i] " " : "") NAME[i])
    state = "down"
    since = 0
    first_up = ""
    for (k = 1; k <= n[i]; k++) {
      next_state = after(state, EVENT[i, k])
      if (next_state != state) {
        bar(name, state, since, T[i, k])
        state = next_state
        since = T[i, k]
      }
      if (state == "up" && first_up == "") first_up = T[i, k]
      # The bar tells where it came up or went down.
      if (EVENT[i, k] !~ /(^|_)(up|down)$/) print name ",event," quoted(EVENT[i, k]) "," T[i, k] "," T[i, k] "," all
    }
    bar(name, state, since, num(end))
    note = first_up == "" ? "never up" : state == "up" ? "up at " sprintf("%.3g", first_up) " s" : state " from " sprintf("%.3g", since) " s"
    print name ",note," note ",0," num(end) "," all
  }
}

# The state after an event: up and down say it, also as the end of a word (bgp_up); while it is down, a start is an attempt.
function after(state, event) {
  if (event ~ /(^|_)up$/) return "up"
  if (event ~ /(^|_)down$/) return "down"
  if (state == "down" && event ~ /_(start|retry)$/) return "connecting"
  if (state == "connecting" && event ~ /_refused$/) return "down"
  return state
}

function bar(name, state, from, to) { if (to + 0 > from + 0) print name ",state," state "," from "," to "," all }
