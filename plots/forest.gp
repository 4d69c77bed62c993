# Differences from a baseline with their intervals, a panel for each metric. A difference that Holm's correction lets
# stand is a filled dot, one that it does not a hollow one.
# Draws forest.data.csv (metric, a, b, diff_mean, diff_ci95_lo, diff_ci95_hi, n, p_holm, verdict, of_metric, metrics_in_file).

DATA = ARG1
OUT = ARG2
SCENARIO = ARG3
HERE = ARG0[1:strlen(ARG0) - strlen("forest.gp")]
load HERE."csv.gp"
load HERE."metric.gp"
group_key(x) = strcol("metric")
load HERE."groups.gp"
BASE = ""
longest = 0
all_metrics = 0
array OF[GROUPS]
group_at(row) = sum [g = 1:GROUPS] (row >= GROUP_FROM[g] && row <= GROUP_TO[g] ? g : 0)
known(x) = strlen(strcol("diff_mean")) > 0
stats DATA using (BASE = strcol("a"), longest = strlen(strcol("b")) > longest ? strlen(strcol("b")) : longest, \
    OF[group_at(int($0))] = int(column("of_metric")), all_metrics = int(column("metrics_in_file")), 1) nooutput
rows = int(STATS_records)

ROW_PIXELS = 30
HEADROOM = 46
load HERE."style.gp"
FOOT = SVG ? 86 : 64
TOP = 44
HEIGHT = TOP + rows * ROW_PIXELS + GROUPS * (HEADROOM + FOOT) + 36
STYLE_KEEP = 1
load HERE."style.gp"
LEFT = name_pixels(longest) + 12
RIGHT = 270
set label 9001 heading("Differences from ".BASE) \
    .(GROUPS < all_metrics ? sprintf(" (the first %d of %d metrics)", GROUPS, all_metrics) : "")
set multiplot
set lmargin at screen panel_left(1, 1)
set rmargin at screen panel_right(1, 1)
set grid noytics
set ytics scale 0
set format y ""
unset border
set border 1 back lc rgb "#999999"
d(s) = strlen(strcol(s)) > 0 ? metric_scale(strcol("metric")) * column(s) : NaN
unit_of_difference(m) = metric_unit(m) eq "%" ? "percentage points" : metric_unit(m)
is(w) = strcol("verdict") eq w
digits(x) = x == 0 ? "0" : abs(x) >= 1000 ? sprintf("%+.0f", x) : abs(x) < 0.001 ? sprintf("%+.1e", x) : sprintf("%+.3g", x)
number(x) = known(0) ? digits(d("diff_mean")).(strlen(strcol("p_holm")) > 0 \
    ? " (".digits(d("diff_ci95_lo"))." to ".digits(d("diff_ci95_hi")).")" : " (too few runs)") : "no such runs"
above = TOP
do for [g = 1:GROUPS] {
  m = GROUP_NAME[g]
  n = GROUP_TO[g] - GROUP_FROM[g] + 1
  above = above + HEADROOM
  set tmargin at screen 1 - (1.0 * above) / HEIGHT
  above = above + n * ROW_PIXELS
  set bmargin at screen 1 - (1.0 * above) / HEIGHT
  above = above + FOOT
  low = 0
  high = 0
  reach(x) = (low = x < low ? x : low, high = x > high ? x : high, 1)
  set xrange [*:*]
  set yrange [*:*]
  stats DATA every ::GROUP_FROM[g]::GROUP_TO[g] using (known(0) ? reach(d("diff_mean")) : 1, \
      strlen(strcol("diff_ci95_lo")) > 0 ? reach(d("diff_ci95_lo")) : 1, \
      strlen(strcol("diff_ci95_hi")) > 0 ? reach(d("diff_ci95_hi")) : 1) nooutput
  pad = high > low ? 0.05 * (high - low) : 1
  set xrange [low - pad:high + pad]
  set yrange [-n + 0.5:0.5]
  set ytics ()
  set title toupper_first(metric_words(m)).(n < OF[g] ? sprintf(" (the %d largest of %d)", n, OF[g]) : "") textcolor rgb INK
  set xlabel "difference".(strlen(unit_of_difference(m)) > 0 ? " (".unit_of_difference(m).")" : "") \
      ."; left of 0: less than ".BASE textcolor rgb INK
  set arrow 1 from 0, graph 0 to 0, graph 1 nohead front lc rgb INK lw 1
  plot DATA every ::GROUP_FROM[g]::GROUP_TO[g] using (d("diff_mean")):(is("significant") ? -$0 : NaN):(d("diff_ci95_lo")):(d("diff_ci95_hi")) \
      with xerrorbars pt 7 ps 1.3 * POINT lw 2 lc rgb colour(1), \
      DATA every ::GROUP_FROM[g]::GROUP_TO[g] using (d("diff_mean")):(is("significant") ? NaN : -$0):(d("diff_ci95_lo")):(d("diff_ci95_hi")) \
      with xerrorbars pt 6 ps 1.3 * POINT lw 2 lc rgb colour(7), \
      DATA every ::GROUP_FROM[g]::GROUP_TO[g] using (low - pad):(-$0):(arrow(strcol("b"))) with labels right offset character -1, 0 tc rgb INK, \
      DATA every ::GROUP_FROM[g]::GROUP_TO[g] using (high + pad):(-$0):(number(0)) with labels left offset character 1, 0 font SMALL_FONT tc rgb INK
  unset label 9001
}
LEGEND_N = 2
LEGEND_FROM = 1
LEGEND_BOXES = 2
LEGEND_COLUMNS = 2
LEGEND_TOP = 36.0 / HEIGHT
legend_text(i) = i == 1 ? "significant after Holm's correction" : "no significant difference"
load HERE."legend.gp"
set key center center horizontal Left reverse samplen 1.5 width legend_width maxcols 2 textcolor rgb INK
plot -1 notitle, keyentry with points pt 7 ps 1.3 * POINT lc rgb colour(1) title legend_text(1), \
    keyentry with points pt 6 ps 1.3 * POINT lw 2 lc rgb colour(7) title legend_text(2)
unset multiplot
