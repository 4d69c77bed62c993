# Mean delay over time, one way and round trip, by ordered region pair.
# Reads series.csv (kind pair; metrics owd_mean_ms and rtt_mean_ms) and pairs.csv.

HERE = ARG0[1:strlen(ARG0) - strlen("delay.gp")]
DIR = ARG1
OUT = ARG2
SCENARIO = ARG3
load HERE."csv.gp"
load HERE."pairs.gp"

SERIES_KIND = "pair"
is_series(name, i) = name eq pair(i)
SERIES_N = PAIRS
array ROWS[2]
SERIES_METRIC = "owd_mean_ms"
SERIES_AS = "panel1_"
load HERE."series.gp"
ROWS[1] = SERIES_ROWS
SERIES_METRIC = "rtt_mean_ms"
SERIES_AS = "panel2_"
load HERE."series.gp"
ROWS[2] = SERIES_ROWS

# A panel for each metric that has a value at all; where it lies, so that the axis has some air.
set datafile separator tab
set datafile nocolumnheaders
array LOW[2] = [1e300, 1e300]
array HIGH[2] = [-1, -1]
do for [m = 1:2] {
  do for [i = 1:ROWS[m] > 0 ? PAIRS : 0] {
    stats sprintf("$panel%d_%d", m, i) using 2 nooutput
    if (exists("STATS_records")) { # not when it has no value at all
      LOW[m] = STATS_min < LOW[m] ? STATS_min : LOW[m]
      HIGH[m] = STATS_max > HIGH[m] ? STATS_max : HIGH[m]
    }
  }
}
panels = (HIGH[1] >= 0) + (HIGH[2] >= 0)
if (panels == 0) { print "series.csv has no delay of a region pair"; exit status 3 }

HEIGHT = panels > 1 ? 820 : 560
load HERE."style.gp"
array PANEL_TITLE[2] = ["one way", "round trip"]
array PANEL_AXIS[2] = ["mean one-way delay (ms)", "mean round-trip time (ms)"]
BOTTOM = BOTTOM + legend_pixels(PAIRS)
GAP_Y = GAP_Y - LINE # the upper axis has no name
set label 9001 heading("Delay over time").PAIRS_NOTE
set multiplot
set lmargin at screen panel_left(1, 1)
set rmargin at screen panel_right(1, 1)
set xrange [SERIES_FROM:SERIES_TO]
drawn = 0
do for [m = 1:2] {
  if (HIGH[m] >= 0) {
    drawn = drawn + 1
    set tmargin at screen panel_top(drawn, panels)
    set bmargin at screen panel_bottom(drawn, panels)
    set title PANEL_TITLE[m] textcolor rgb INK
    set ylabel PANEL_AXIS[m] textcolor rgb INK
    if (drawn == panels) { set xlabel "simulated time (s)" textcolor rgb INK }
    # At least 1 % of the delay high: a constant delay is a line, not noise.
    air = 0.08 * (HIGH[m] - LOW[m])
    air = HIGH[m] - LOW[m] + 2 * air < 0.01 * HIGH[m] ? 0.005 * HIGH[m] : air
    set yrange [LOW[m] - air:HIGH[m] + air]
    plot for [i = 1:PAIRS] sprintf("$panel%d_%d", m, i) using 1:2 with lines lt i lw SERIES_WIDTH
    unset label 9001
  }
}
LEGEND_N = PAIRS
LEGEND_FROM = 1
LEGEND_BOXES = 0
LEGEND_TOP = legend_height(PAIRS)
legend_text(i) = arrow(pair(i))
load HERE."legend.gp"
unset multiplot
