# Where a packet's milliseconds went, on average, by ordered region pair: a part begins where the one before ends. Once
# everything, once without propagation, beside which the rest cannot be seen; then the numbers, whose heads are the legend.
# Draws delay-split.data.csv (pair, propagation_ms, transmission_ms, queueing_ms, gateway_ms, pairs_in_run).

DATA = ARG1
OUT = ARG2
SCENARIO = ARG3
HERE = ARG0[1:strlen(ARG0) - strlen("delay-split.gp")]
load HERE."csv.gp"
load HERE."pairs.gp"

PARTS = "propagation transmission queueing gateway"
part_column(i) = word(PARTS, i)."_ms"
arrived(x) = strlen(strcol(part_column(1))) > 0
part(i) = arrived(0) ? column(part_column(i)) : 0
# Where part i begins and ends when the stack starts with part f.
from(f, i) = i == f ? 0 : sum [k = f:i - 1] part(k)
to(f, i) = from(f, i) + part(i)

ROWS = PAIRS
HEIGHT = 190 + 44 * ROWS + (ROWS < 3 ? 40 : 0)
load HERE."style.gp"
longest = 0
do for [i = 1:PAIRS] { longest = strlen(pair(i)) > longest ? strlen(pair(i)) : longest }
LEFT = name_pixels(longest)
CELL = 104.0 # of the table of numbers
RIGHT = 5 * CELL + 40
GAP_X = 40
array LONGEST[2]
do for [p = 1:2] {
  stats DATA using (to(p, 4)) nooutput
  LONGEST[p] = STATS_max
}
set label 9001 heading("Where the milliseconds go").PAIRS_NOTE
set multiplot
load HERE."bars.gp"
set xlabel "mean, one way (ms)" textcolor rgb INK
set ytics ()
do for [i = 1:PAIRS] { set ytics add (arrow(pair(i)) -i) }
array PANEL_TITLE[2] = ["all of it", "without propagation"]
do for [p = 1:2] {
  set lmargin at screen panel_left(p, 2)
  set rmargin at screen panel_right(p, 2)
  set title PANEL_TITLE[p] textcolor rgb INK
  set xrange [0:LONGEST[p] > 0 ? 1.04 * LONGEST[p] : 1]
  step = LONGEST[p] > 0 ? nice_step(LONGEST[p] / 5) : 1
  set xtics step
  plot for [i = p:4] DATA \
      using (from(p, i)):(row_y($0)):(from(p, i)):(to(p, i)):(row_y($0) - 0.32):(row_y($0) + 0.32) \
      with boxxyerror lc rgb colour(i)
  unset label 9001
  set ytics ()
}

# The table: right-aligned numbers under their names, a bar of its colour under each name.
unset border
unset xtics
unset xlabel
unset title
table_from = 1 - (RIGHT - 8.0) / WIDTH
set lmargin at screen table_from
set rmargin at screen table_from + 5 * CELL / WIDTH
set xrange [0:5]
head_y = panel_top(1, 1) + 24.0 / HEIGHT
do for [i = 1:4] {
  head_x = table_from + i * CELL / WIDTH
  set label 100 + i word(PARTS, i) at screen head_x, head_y right font SMALL_FONT tc rgb INK
  set object 100 + i rectangle from screen head_x - 60.0 / WIDTH, head_y - 16.0 / HEIGHT \
      to screen head_x, head_y - 11.0 / HEIGHT fc rgb colour(i) fs solid noborder
}
set label 105 "sum (ms)" at screen table_from + 5 * CELL / WIDTH, head_y right font SMALL_FONT tc rgb INK
# Decimals enough for three digits.
number(x) = x == 0 ? "0" : x < 0.001 ? "< 0.001" : sprintf(x < 1 ? "%.3f" : x < 10 ? "%.2f" : x < 100 ? "%.1f" : "%.0f", x)
plot for [i = 1:4] DATA using (i):(row_y($0)):(arrived(0) ? number(part(i)) : "") with labels right tc rgb INK, \
    DATA using (5):(row_y($0)):(arrived(0) ? number(to(1, 4)) : "no packet arrived") with labels right tc rgb INK
unset multiplot
