# The byte ladder of a way and back: at each place what a full segment of TCP is made of, and the MTU there. Once all of it, once what is
# around the payload, which cannot be seen beside it.
# Draws mtu.data.csv (row, name, PART_bytes..., mtu_bytes, note, way).

DATA = ARG1
OUT = ARG2
SCENARIO = ARG3
HERE = ARG0[1:strlen(ARG0) - strlen("mtu.gp")]
load HERE."csv.gp"

PARTS = "mss tcp_ip outer_ip udp esp iv padding trailer icv fragment framing"
N = words(PARTS)
array NAME[N] = ["payload (MSS)", "TCP and IPv4", "outer IPv4", "UDP", "ESP", "IV", "padding", "trailer", "ICV", "fragments' IPv4", "framing"]
part(i) = column(word(PARTS, i)."_bytes")
from(f, i) = i == f ? 0 : sum [k = f:i - 1] part(k)
to(f, i) = from(f, i) + part(i)
array USED[N]
longest = 0
longest_note = 0
longer(n, s) = strlen(s) > n ? strlen(s) : n
do for [i = 1:N] {
  stats DATA using (part(i)) nooutput
  USED[i] = STATS_max > 0
}
stats DATA using (longest = longer(longest, strcol("name")), longest_note = longer(longest_note, strcol("note")), column("row")) nooutput
ROWS = int(STATS_max)
RECORDS = int(STATS_records)
array TICK[RECORDS]
array AT[RECORDS]
stats DATA using (TICK[int($0) + 1] = strcol("name"), AT[int($0) + 1] = column("row")) nooutput
array MOST[2]
do for [p = 1:2] {
  stats DATA using (to(p, N)) nooutput
  MOST[p] = STATS_max
}
stats DATA using (column("mtu_bytes")) nooutput
MOST[1] = STATS_max > MOST[1] ? STATS_max : MOST[1]
KINDS = sum [i = 1:N] USED[i]

load HERE."style.gp"
HEIGHT = 150 + 40 * ROWS + BOTTOM + legend_pixels(KINDS)
load HERE."style.gp"
TOP = TOP + 20
LEFT = name_pixels(longest)
RIGHT = name_pixels(longest_note)
GAP_X = 50
BOTTOM = BOTTOM + legend_pixels(KINDS)
set label 9001 heading("Bytes of a full segment")
set multiplot
load HERE."bars.gp"
set ytics ()
row_at(x) = -column("row")
do for [r = 1:RECORDS] { set ytics add (tick(TICK[r]) -AT[r]) }
set xlabel "bytes" textcolor rgb INK
part_colour(i) = i == 1 ? "#d9d9d9" : i <= 8 ? word(COLOURS, i - 1) : word("#F0E442 #8c510a #999999", i - 8)
array PANEL_TITLE[2] = ["all of it; the line is the MTU", "around the payload"]
do for [p = 1:2] {
  most = MOST[p]
  set lmargin at screen panel_left(p, 2)
  set rmargin at screen panel_right(p, 2)
  set title PANEL_TITLE[p] textcolor rgb INK
  set xrange [0:1.04 * most]
  set xtics nice_step(most / 5.0)
  plot for [i = p:N] DATA using (from(p, i)):(row_at(0)):(from(p, i)):(to(p, i)):(row_at(0) - 0.32):(row_at(0) + 0.32) \
      with boxxyerror lc rgb part_colour(i), \
      DATA using (p == 1 ? column("mtu_bytes") : NaN):(row_at(0) - 0.44):(0):(0.88) with vectors nohead lw 2 dt 1 lc rgb "#000000", \
      DATA using (p == 2 ? 1.04 * most : NaN):(row_at(0)):(strcol("note")) with labels left offset character 0.8, 0 tc rgb INK
  unset label 9001
  set ytics ()
}
SHOWN = ""
do for [i = 1:N] { SHOWN = USED[i] ? SHOWN." ".i : SHOWN }
shown(k) = int(word(SHOWN, k))
legend_text(k) = NAME[shown(k)]
LEGEND_N = KINDS
LEGEND_TOP = legend_height(KINDS)
LEGEND_BOXES = 2
load HERE."legend.gp"
set key center center horizontal Left reverse samplen 1.5 width legend_width maxcols LEGEND_COLUMNS textcolor rgb INK
plot -1 notitle, for [k = 1:KINDS] keyentry with boxes lc rgb part_colour(shown(k)) title legend_text(k)
unset multiplot
