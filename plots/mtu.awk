# The byte ladder of a way and back: at each place what a full segment of TCP is made of.
# Reads ladder.csv (from vnetsim mtu -o DIR).
BEGIN {
  parts = split("mss tcp_ip outer_ip udp esp iv padding trailer icv fragment framing", PART, " ")
  open_table("ladder.csv")
  line = "row,name"
  for (i = 1; i <= parts; i++) line = line "," PART[i] "_bytes"
  print line ",mtu_bytes,note,way"
  row = 0
  before = ""
  while (next_row()) {
    if (before != "" && cell("way") != before) row++ # a gap
    before = cell("way")
    line = ++row "," quoted(cell("at"))
    sum = 0
    for (i = 1; i <= parts; i++) {
      line = line "," cell(PART[i] "_bytes")
      sum += cell(PART[i] "_bytes")
    }
    print line "," cell("mtu_bytes") "," quoted(note(sum, cell("mtu_bytes"), cell("fragments"), cell("fate"))) "," quoted(cell("from") "->" cell("to"))
  }
  if (row == 0) nothing("ladder.csv has no data rows")
}

function note(sum, mtu, fragments, fate) {
  if (fate == "dropped_told") return sum " B: dropped and the sender is told"
  if (fate == "black_hole") return sum " B: dropped and NOBODY is told"
  if (fate == "fragments") return sum " B: " fragments " fragments"
  return sum " B"
}
