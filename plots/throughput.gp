# What arrived over time: by ordered region pair, and by traffic entry.
# Reads series.csv (kinds pair and flow, metric throughput_mbps), pairs.csv and flows.csv.

HERE = ARG0[1:strlen(ARG0) - strlen("throughput.gp")]
DIR = ARG1
OUT = ARG2
SCENARIO = ARG3
load HERE."csv.gp"
load HERE."pairs.gp"

# The traffic entries, in the order of flows.csv. A flow's name begins with its entry's and ":".
TRAFFIC_MAX = 12
TRAFFIC_NAMES = ""
traffic_put(s) = (TRAFFIC_NAMES = strstrt(TRAFFIC_NAMES." ", " ".s." ") > 0 ? TRAFFIC_NAMES \
    : TRAFFIC_NAMES." ".s, 1)
stats DIR."/flows.csv" using (traffic_put(strcol("traffic"))) nooutput
TRAFFIC_ALL = words(TRAFFIC_NAMES)
TRAFFIC = TRAFFIC_ALL < TRAFFIC_MAX ? TRAFFIC_ALL : TRAFFIC_MAX
traffic(i) = word(TRAFFIC_NAMES, i)
TRAFFIC_NOTE = TRAFFIC < TRAFFIC_ALL ? sprintf(" (the first %d of %d)", TRAFFIC, TRAFFIC_ALL) : ""

SERIES_METRIC = "throughput_mbps"
SERIES_AS = "pair"
SERIES_N = PAIRS
SERIES_KIND = "pair"
is_series(name, i) = name eq pair(i)
load HERE."series.gp"
pair_rows = SERIES_ROWS
pair_width = SERIES_WIDTH
SERIES_AS = "entry"
SERIES_N = TRAFFIC
SERIES_KIND = "flow"
is_series(name, i) = strstrt(name, traffic(i).":") == 1
load HERE."series.gp"
if (pair_rows == 0 || SERIES_ROWS == 0) { print "series.csv has no throughput"; exit status 3 }

# An entry's flows are summed at each instant; a logarithmic axis where one scale cannot show all.
set datafile separator tab
set datafile nocolumnheaders
array ENTRY_MEAN[TRAFFIC]
array PAIR_MEAN[PAIRS]
do for [i = 1:PAIRS] {
  PAIR_MEAN[i] = 0
  stats sprintf("$pair%d", i) using 2 nooutput
  if (exists("STATS_records")) { PAIR_MEAN[i] = STATS_mean }
}
least = 1e300
most = 0
floor_mbps = 1e300
set yrange [-1:*]
do for [i = 1:TRAFFIC] {
  ENTRY_MEAN[i] = 0
  stats sprintf("$entry%d", i) using 2 nooutput
  if (!exists("STATS_records")) { continue } # an entry without a value
  set table $sum
  plot sprintf("$entry%d", i) using 1:2 smooth frequency
  unset table
  set datafile separator whitespace
  stats $sum using 2 nooutput
  ENTRY_MEAN[i] = STATS_mean
  least = STATS_mean > 0 && STATS_mean < least ? STATS_mean : least
  most = STATS_mean > most ? STATS_mean : most
  if (STATS_max > 0) {
    stats $sum using ($2 > 0 ? $2 : NaN) nooutput
    floor_mbps = STATS_min < floor_mbps ? STATS_min : floor_mbps
  }
  set datafile separator tab
}

HEIGHT = 900
load HERE."style.gp"
TRAFFIC_FROM = PAIRS < 5 ? PAIRS + 1 : 1 # other colours than the pairs', while there are some
BOTTOM_AXIS = BOTTOM
BOTTOM = BOTTOM + legend_pixels(TRAFFIC)
# A few names leave room for the means: a slow pair lies on the axis.
with_mean(s, mean) = s.", mean ".short(mean)." Mbps"
LEGEND_COLUMNS = PAIRS <= 4 ? 2 : 3
GAP_Y = GAP_Y + legend_pixels(PAIRS)
set label 9001 heading("Throughput").PAIRS_NOTE
set multiplot
set lmargin at screen panel_left(1, 1)
set rmargin at screen panel_right(1, 1)
set ylabel "throughput (Mbps)" textcolor rgb INK
set xrange [SERIES_FROM:SERIES_TO]
set xlabel "simulated time (s)" textcolor rgb INK

set tmargin at screen panel_top(1, 2)
set bmargin at screen panel_bottom(1, 2)
set title "by region pair" textcolor rgb INK
set yrange [0:*]
if (most == 0) { set yrange [0:1] }
plot for [i = 1:PAIRS] sprintf("$pair%d", i) using 1:2 with lines lt i lw pair_width
unset label 9001

set tmargin at screen panel_top(2, 2)
set bmargin at screen panel_bottom(2, 2)
set title "by traffic entry".TRAFFIC_NOTE textcolor rgb INK
if (most > 50 * least) {
  set yrange [10 ** floor(log10(floor_mbps)):10 ** ceil(log10(2 * most))]
  set logscale y
  set format y "%g"
  set ylabel "throughput (Mbps, logarithmic)" textcolor rgb INK
}
plot for [i = 1:TRAFFIC] sprintf("$entry%d", i) using 1:2 smooth frequency \
    with lines lt TRAFFIC_FROM + i - 1 lw pair_width

LEGEND_BOXES = 0
LEGEND_N = PAIRS
LEGEND_FROM = 1
LEGEND_TOP = panel_bottom(1, 2) - (BOTTOM_AXIS - 6.0) / HEIGHT
legend_text(i) = PAIRS <= 4 ? with_mean(arrow(pair(i)), PAIR_MEAN[i]) : arrow(pair(i))
load HERE."legend.gp"
LEGEND_COLUMNS = 3
LEGEND_N = TRAFFIC
LEGEND_FROM = TRAFFIC_FROM
LEGEND_TOP = legend_height(TRAFFIC)
legend_text(i) = strlen(traffic(i)) < 20 ? with_mean(traffic(i), ENTRY_MEAN[i]) : traffic(i)
load HERE."legend.gp"
unset multiplot
