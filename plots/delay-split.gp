# Where a packet's milliseconds went, on average, by ordered region pair: once everything, once
# without propagation, beside which the rest cannot be seen.
# Reads pairs.csv (propagation_ms, transmission_ms, queueing_ms, gateway_ms).

HERE = ARG0[1:strlen(ARG0) - strlen("delay-split.gp")]
DIR = ARG1
OUT = ARG2
SCENARIO = ARG3
load HERE."csv.gp"
load HERE."pairs.gp"

PARTS = "propagation_ms transmission_ms queueing_ms gateway_ms"
PART_NAMES = "propagation transmission queueing gateway"
part(i) = strlen(strcol(word(PARTS, i))) > 0 ? column(word(PARTS, i)) : 0
# Where part i begins and ends when the stack starts with part f.
from(f, i) = i == f ? 0 : sum [k = f:i - 1] part(k)
to(f, i) = from(f, i) + part(i)
arrived(x) = strlen(strcol("propagation_ms")) > 0

# Bars stand in the order of pairs.csv, from the top: a pair is as far down as it has names before it.
pair_of(x) = strcol("src_region")."->".strcol("dst_region")
row_y(x) = is_shown_pair(pair_of(0)) \
    ? -1 - words(PAIR_NAMES[1:strstrt(PAIR_NAMES." ", " ".pair_of(0)." ")]) : NaN

HEIGHT = 190 + 44 * PAIRS + (PAIRS < 3 ? 40 : 0)
load HERE."style.gp"
LEFT = 120
do for [i = 1:PAIRS] {
  LEFT = LEFT < name_pixels(strlen(pair(i))) ? name_pixels(strlen(pair(i))) : LEFT
}
RIGHT = 80
GAP_X = 80
LEGEND_COLUMNS = 4
BOTTOM = BOTTOM + legend_pixels(4)
PAIRS_CSV = DIR."/pairs.csv"
array LONGEST[2]
do for [p = 1:2] {
  stats PAIRS_CSV using (is_shown_pair(pair_of(0)) ? to(p, 4) : NaN) nooutput
  LONGEST[p] = STATS_max
}
set label 9001 heading("Where the milliseconds went").PAIRS_NOTE
set multiplot
set tmargin at screen panel_top(1, 1)
set bmargin at screen panel_bottom(1, 1)
set yrange [-PAIRS - 0.6:-0.4]
set ytics () scale 0
do for [i = 1:PAIRS] { set ytics add (arrow(pair(i)) -i) }
set grid noytics
set xlabel "mean one-way delay of a packet (ms)" textcolor rgb INK
array PANEL_TITLE[2] = ["all of it", "without propagation"]
do for [p = 1:2] {
  set lmargin at screen panel_left(p, 2)
  set rmargin at screen panel_right(p, 2)
  set title PANEL_TITLE[p] textcolor rgb INK
  set xrange [0:LONGEST[p] > 0 ? 1.04 * LONGEST[p] : 1]
  plot for [i = p:4] PAIRS_CSV \
      using (from(p, i)):(row_y(0)):(from(p, i)):(to(p, i)):(row_y(0) - 0.32):(row_y(0) + 0.32) \
      with boxxyerror lc rgb colour(i), \
      PAIRS_CSV using (to(p, 4)):(row_y(0)):(arrived(0) ? short(to(p, 4)) : "no packet arrived") \
      with labels left offset character 0.6, 0 tc rgb INK
  unset label 9001
  set format y ""
  set ytics ()
}
LEGEND_N = 4
LEGEND_FROM = 1
LEGEND_BOXES = 1
LEGEND_TOP = legend_height(4)
legend_text(i) = word(PART_NAMES, i)
load HERE."legend.gp"
unset multiplot
