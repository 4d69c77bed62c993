# What arrived over time: by ordered region pair, and by traffic entry.
# Draws throughput.data.csv (panel, name, in_run, throughput_mbps, t_s).

DATA = ARG1
OUT = ARG2
SCENARIO = ARG3
HERE = ARG0[1:strlen(ARG0) - strlen("throughput.gp")]
VALUE = "throughput_mbps"
load HERE."time.gp"
PAIRS = shown("pair")
ENTRIES = shown("traffic")

# A logarithmic axis where one scale cannot show all entries.
array MEAN[GROUPS + 1]
most_of_pairs = 0
least = 1e300
most = 0
floor_mbps = 1e300
ceiling_mbps = 0
do for [g = 1:PAIRS + ENTRIES] {
  sum_mbps = 0
  filled = 0
  add(x) = strlen(strcol(VALUE)) == 0 ? 0 : (sum_mbps = sum_mbps + column(VALUE), filled = filled + 1)
  stats DATA every ::GROUP_FROM[g]::GROUP_TO[g] using (add(0), 1) nooutput
  MEAN[g] = filled > 0 ? sum_mbps / filled : -1
  if (g <= PAIRS && MEAN[g] > most_of_pairs) { most_of_pairs = MEAN[g] }
  if (g > PAIRS && MEAN[g] > 0) {
    least = MEAN[g] < least ? MEAN[g] : least
    most = MEAN[g] > most ? MEAN[g] : most
    stats DATA every ::GROUP_FROM[g]::GROUP_TO[g] using (y_of(0) > 0 ? y_of(0) : NaN) nooutput
    floor_mbps = STATS_min < floor_mbps ? STATS_min : floor_mbps
    ceiling_mbps = STATS_max > ceiling_mbps ? STATS_max : ceiling_mbps
  }
}

load HERE."style.gp"
HEIGHT = 900 + events_room(0)
load HERE."style.gp"
TOP = TOP + events_room(0)
ENTRY_FROM = PAIRS < 5 ? PAIRS + 1 : 1 # other colours than the pairs', while there are some
BOTTOM_AXIS = BOTTOM
BOTTOM = BOTTOM + legend_pixels(ENTRIES)
# A few names leave room for the means: a slow pair lies on the axis.
with_mean(s, mean) = mean < 0 ? s : s.", mean ".short(mean)." Mbps"
LEGEND_COLUMNS = PAIRS <= 4 ? 2 : 3
GAP_Y = GAP_Y + legend_pixels(PAIRS)
set label 9001 heading("Throughput").of_run("pair", "region pairs, the busiest")
set multiplot
set lmargin at screen panel_left(1, 1)
set rmargin at screen panel_right(1, 1)
set ylabel "throughput (Mbps)" textcolor rgb INK
set xrange [TIME_FROM:TIME_TO]
set xlabel "simulated time (s)" textcolor rgb INK
load HERE."events.gp"
set tmargin at screen panel_top(1, 2)
set bmargin at screen panel_bottom(1, 2)
set title "by region pair" textcolor rgb INK
set yrange [0:*]
if (most_of_pairs == 0) { set yrange [0:1] }
plot for [g = 1:PAIRS] DATA every ::GROUP_FROM[g]::GROUP_TO[g] using (column("t_s")):(y_of(0)) \
    with lines lt g lw line_width(POINTS)
unset label

set tmargin at screen panel_top(2, 2)
set bmargin at screen panel_bottom(2, 2)
set title "by traffic entry".of_run("traffic", "entries, the first") textcolor rgb INK
set yrange [0:*]
if (most == 0) { set yrange [0:1] }
is_log = most > 50 * least
if (is_log) {
  set yrange [10 ** floor(log10(floor_mbps)):10 ** ceil(log10(1.001 * ceiling_mbps))]
  set logscale y
  set format y "%g"
  set ylabel "throughput (Mbps, logarithmic)" textcolor rgb INK
}
plot for [i = 1:ENTRIES] DATA every ::GROUP_FROM[PAIRS + i]::GROUP_TO[PAIRS + i] \
    using (column("t_s")):(is_log && y_of(0) <= 0 ? NaN : y_of(0)) with lines lt ENTRY_FROM + i - 1 lw line_width(POINTS)

LEGEND_BOXES = 0
LEGEND_N = PAIRS
LEGEND_FROM = 1
LEGEND_TOP = panel_bottom(1, 2) - (BOTTOM_AXIS - 6.0) / HEIGHT
legend_text(i) = PAIRS <= 4 ? with_mean(arrow(name_of(i)), MEAN[i]) : arrow(name_of(i))
load HERE."legend.gp"
LEGEND_COLUMNS = 3
LEGEND_N = ENTRIES
LEGEND_FROM = ENTRY_FROM
LEGEND_TOP = legend_height(ENTRIES)
legend_text(i) = strlen(name_of(PAIRS + i)) < 20 ? with_mean(name_of(PAIRS + i), MEAN[PAIRS + i]) : name_of(PAIRS + i)
load HERE."legend.gp"
unset multiplot
