# How busy the busiest link directions are: the share of the time that they transmitted.
# Reads links.csv (utilisation_frac; empty for an unlimited link, which is never busy).

HERE = ARG0[1:strlen(ARG0) - strlen("utilisation.gp")]
DIR = ARG1
OUT = ARG2
SCENARIO = ARG3
load HERE."csv.gp"

TOP_FILE = DIR."/links.csv"
TOP_COLUMN = "utilisation_frac"
TOP_MAX = 20
load HERE."top.gp"
if (TOP_SHOWN == 0) { print "links.csv has no link with a bandwidth"; exit status 3 }

longest = 0
link_k = 0
link_put(s) = (link_k = link_k + 1, \
    longest = TOP_RANK[link_k] > 0 && strlen(s) > longest ? strlen(s) : longest, 1)
stats TOP_FILE using (link_put(strcol("link"))) nooutput

STATS_max = 0
stats TOP_FILE using (column(TOP_COLUMN)) nooutput
busiest = 100 * STATS_max
HIGH = 90 # per cent: queues grow without bound towards 100
is_high = busiest >= HIGH

HEIGHT = (is_high ? 160 : 128) + 32 * TOP_SHOWN
load HERE."style.gp"
TOP = 56
LEFT = name_pixels(longest)
RIGHT = 90
if (is_high) { BOTTOM = BOTTOM + legend_pixels(2) }
set label 9001 heading("Link utilisation") \
    .(TOP_SHOWN < TOP_OF ? sprintf(" (the %d busiest of %d link directions with a bandwidth)", TOP_SHOWN, TOP_OF) : "")
set multiplot
set lmargin at screen panel_left(1, 1)
set rmargin at screen panel_right(1, 1)
set tmargin at screen panel_top(1, 1)
set bmargin at screen panel_bottom(1, 1)
# The whole scale where it matters; else what is there.
set xrange [0:busiest >= 50 ? 100 : busiest > 0 ? 1.1 * busiest : 1]
set yrange [-TOP_SHOWN - 0.6:-0.4]
set ytics scale 0
set format y ""
set grid noytics
set format x "%g %%"
set xlabel "share of the time that the link transmitted" textcolor rgb INK

percent(x) = strlen(strcol("utilisation_frac")) > 0 ? 100 * column("utilisation_frac") : NaN
link_y(x) = TOP_RANK[int(x) + 1] > 0 ? -TOP_RANK[int(x) + 1] : NaN
is_colour(i, x) = i == 2 ? percent(0) >= HIGH : percent(0) < HIGH
plot for [i = 1:2] TOP_FILE \
    using (0):(is_colour(i, 0) ? link_y($0) : NaN):(0):(percent(0)) \
        :(link_y($0) - 0.34):(link_y($0) + 0.34) \
    with boxxyerror lc rgb colour(i), \
    TOP_FILE using (0):(link_y($0)):(arrow(strcol("link"))) \
    with labels right offset character -1, 0 tc rgb INK, \
    TOP_FILE using (percent(0)):(link_y($0)):(short(percent(0))." %") \
    with labels left offset character 0.6, 0 tc rgb INK
if (is_high) {
  LEGEND_N = 2
  LEGEND_FROM = 1
  LEGEND_BOXES = 1
  LEGEND_TOP = legend_height(LEGEND_N)
  legend_text(i) = sprintf(i == 1 ? "below %d %%" : "%d %% and more", HIGH)
  load HERE."legend.gp"
}
unset multiplot
