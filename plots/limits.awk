# What held the flows of each traffic entry back: shares of their time by word, a flow counting as much as another, and the
# mean goodput of one. The six words that most time went to; where there are
# more than seven, the others as one.
# Reads limits.csv.
BEGIN {
  entries_most = 20
  words_most = 6
  open_table("limits.csv")
  while (next_row()) {
    t = cell("traffic")
    if (!(t in AT)) { AT[t] = ++entries; ENTRY[entries] = t }
    i = AT[t]
    if (cell("limits") == 1) {
      if (cell("time_frac") == "") continue # it has not lived in the time that is counted
      goodput[i] += cell("measured_mbps")
      flows[i]++
    }
    if (cell("time_frac") == "" || cell("time_frac") + 0 == 0) continue
    w = cell("word")
    if (!(w in NUMBER)) { NUMBER[w] = ++words; WORD[words] = w }
    time[i, NUMBER[w]] += cell("time_frac")
    of_word[NUMBER[w]] += cell("time_frac")
  }
  if (words == 0) nothing("limits.csv has no flow that lived")
  if (words == words_most + 1) words_most++
  top(of_word, words, words)
  for (w in RANK) at[RANK[w]] = w
  print "traffic,word,time_frac,goodput_mbps_a_flow,flows,entries_in_run"
  shown = 0
  for (i = 1; i <= entries && shown < entries_most; i++) {
    if (flows[i] == 0) continue
    shown++
    left = 0
    for (r = 1; r <= words; r++) {
      if (r <= words_most) row(i, WORD[at[r]], time[i, at[r]] / flows[i])
      else left += time[i, at[r]] / flows[i]
    }
    row(i, "other", left)
  }
}
function row(i, word, share) {
  if (share > 0) print quoted(ENTRY[i]) "," quoted(word) "," num(share) "," num(goodput[i] / flows[i]) "," flows[i] "," entries
}
