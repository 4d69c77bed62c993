# What each limit brings when it is wider, a panel a traffic entry, with its interval over the runs.
# Draws raise.data.csv (traffic, limit, gain_percent, gain_lo_percent, gain_hi_percent, entries_in_file, kind: 1 named by limited_by, 2 not, 3 all).

DATA = ARG1
OUT = ARG2
SCENARIO = ARG3
HERE = ARG0[1:strlen(ARG0) - strlen("raise.gp")]
load HERE."csv.gp"
group_key(x) = strcol("traffic")
load HERE."groups.gp"
longest = 0
in_file = 0
low = 0
high = 0
intervals = 0
reach(x) = (low = x < low ? x : low, high = x > high ? x : high, 1)
given(s) = strlen(strcol(s)) > 0
stats DATA using (longest = strlen(strcol("limit")) > longest ? strlen(strcol("limit")) : longest, in_file = int(column("entries_in_file")), \
    reach(column("gain_percent")), given("gain_lo_percent") ? reach(column("gain_lo_percent")) : 1, \
    given("gain_hi_percent") ? (intervals = 1, reach(column("gain_hi_percent"))) : 1) nooutput
rows = int(STATS_records)
pad = high > low ? 0.04 * (high - low) : 1

ROW_PIXELS = 28
HEADROOM = 46
load HERE."style.gp"
FOOT = SVG ? 48 : 40
AXIS = SVG ? 42 : 30 # under the last panel
TOP = 44
HEIGHT = TOP + rows * ROW_PIXELS + GROUPS * (HEADROOM + FOOT) + AXIS + 36
STYLE_KEEP = 1
load HERE."style.gp"
LEFT = name_pixels(longest) + 12
RIGHT = 190
set label 9001 heading("What a wider limit brings").(GROUPS < in_file ? sprintf(" (the first %d of %d entries)", GROUPS, in_file) : "")
set multiplot
set lmargin at screen panel_left(1, 1)
set rmargin at screen panel_right(1, 1)
set grid noytics
set ytics scale 0
set format y ""
unset border
set border 1 back lc rgb "#999999"
set xrange [low - (low < 0 ? pad : 0):high + pad]
set arrow 1 from 0, graph 0 to 0, graph 1 nohead front lc rgb INK lw 1
fill(k) = k == 1 ? colour(1) : k == 2 ? colour(6) : colour(7)
end(s) = given(s) ? column(s) : column("gain_percent")
if (intervals == 0) { set bars 0 } # one pair of runs: no interval, and nothing is seen of it
number(x) = sprintf("%+.1f %%", column("gain_percent")).(given("gain_hi_percent") \
    ? sprintf(" ± %.1f", 0.5 * (column("gain_hi_percent") - column("gain_lo_percent"))) : "")
above = TOP
do for [g = 1:GROUPS] {
  n = GROUP_TO[g] - GROUP_FROM[g] + 1
  above = above + HEADROOM
  set tmargin at screen 1 - (1.0 * above) / HEIGHT
  above = above + n * ROW_PIXELS
  set bmargin at screen 1 - (1.0 * above) / HEIGHT
  above = above + FOOT
  set yrange [-n + 0.5:0.5]
  set ytics ()
  set title GROUP_NAME[g] textcolor rgb INK
  if (g == GROUPS) { set xlabel "goodput gained (%)" textcolor rgb INK }
  plot for [k = 1:3] DATA every ::GROUP_FROM[g]::GROUP_TO[g] using (0):(int(column("kind")) == k ? -$0 : NaN):(0):(column("gain_percent")):(-$0 - 0.36):(-$0 + 0.36) \
      with boxxyerror lc rgb fill(k), \
      DATA every ::GROUP_FROM[g]::GROUP_TO[g] using (column("gain_percent")):(-$0):(end("gain_lo_percent")):(end("gain_hi_percent")) \
      with xerrorbars pt 7 ps 0 lw 2 lc rgb INK, \
      DATA every ::GROUP_FROM[g]::GROUP_TO[g] using (low - (low < 0 ? pad : 0)):(-$0):(arrow(strcol("limit"))) with labels right offset character -1, 0 tc rgb INK, \
      DATA every ::GROUP_FROM[g]::GROUP_TO[g] using (high + pad):(-$0):(number(0)) with labels left offset character 1, 0 font SMALL_FONT tc rgb INK
  unset label 9001
}
LEGEND_N = 3
LEGEND_FROM = 1
LEGEND_BOXES = 2
LEGEND_COLUMNS = 3
LEGEND_TOP = 36.0 / HEIGHT
legend_text(i) = i == 1 ? "limited_by names it" : i == 2 ? "not named" : "all limits together"
load HERE."legend.gp"
set key center center horizontal Left reverse samplen 1.5 width legend_width maxcols 3 textcolor rgb INK
plot -1 notitle, for [k = 1:3] keyentry with boxes lc rgb fill(k) title legend_text(k)
unset multiplot
