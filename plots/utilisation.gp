# How busy the busiest link directions are: the share of the time that they transmitted.
# Draws utilisation.data.csv (link, utilisation_frac, limited_links_in_run).

DATA = ARG1
OUT = ARG2
SCENARIO = ARG3
HERE = ARG0[1:strlen(ARG0) - strlen("utilisation.gp")]
load HERE."csv.gp"

longest = 0
all_rows = 0
stats DATA using (longest = strlen(strcol("link")) > longest ? strlen(strcol("link")) : longest, \
    all_rows = int(column("limited_links_in_run")), column("utilisation_frac")) nooutput
ROWS = int(STATS_records)
busiest = 100 * STATS_max
HIGH = 90 # per cent: queues grow without bound towards 100
is_high = busiest >= HIGH

HEIGHT = (is_high ? 160 : 128) + 32 * ROWS
load HERE."style.gp"
TOP = 56
LEFT = name_pixels(longest)
RIGHT = 90
if (is_high) { BOTTOM = BOTTOM + legend_pixels(2) }
set label 9001 heading("Link utilisation") \
    .(ROWS < all_rows ? sprintf(" (the %d busiest of %d link directions with a bandwidth)", ROWS, all_rows) : "")
set multiplot
load HERE."bars.gp"
# The whole scale where it matters; else what is there.
set xrange [0:busiest >= 50 ? 100 : busiest > 0 ? 1.1 * busiest : 1]
set format x "%g %%"
set xlabel "share of the time that the link transmitted" textcolor rgb INK

percent(x) = 100 * column("utilisation_frac")
is_colour(i, x) = i == 2 ? percent(0) >= HIGH : percent(0) < HIGH
plot for [i = 1:2] DATA \
    using (0):(is_colour(i, 0) ? row_y($0) : NaN):(0):(percent(0)):(row_y($0) - 0.34):(row_y($0) + 0.34) \
    with boxxyerror lc rgb colour(i), \
    DATA using (0):(row_y($0)):(arrow(strcol("link"))) \
    with labels right offset character -1, 0 tc rgb INK, \
    DATA using (percent(0)):(row_y($0)):(short(percent(0))." %") \
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
