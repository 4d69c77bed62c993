# A metric against an axis of numbers, with its intervals.
# Draws knee.data.csv (the metric, ci95_lo, ci95_hi, n, line, lines_in_campaign, the axis).

DATA = ARG1
OUT = ARG2
SCENARIO = ARG3
HERE = ARG0[1:strlen(ARG0) - strlen("knee.gp")]
load HERE."csv.gp"
load HERE."metric.gp"
set datafile nocolumnheaders
METRIC = ""
AXIS = ""
stats DATA every ::0::0 using (METRIC = strcol(1), AXIS = strcol(7), 1) nooutput
set datafile columnheaders
group_key(x) = strcol("line")
load HERE."groups.gp"
v(s) = strlen(strcol(s)) > 0 ? metric_scale(METRIC) * column(s) : NaN
all_lines = 0
stats DATA using (all_lines = int(column("lines_in_campaign")), column(AXIS)) nooutput
x_lowest = STATS_min
x_highest = STATS_max
lowest = 1e300
highest = -1e300
gaps = 0
reach(s) = strlen(strcol(s)) == 0 ? 0 : (lowest = v(s) < lowest ? v(s) : lowest, highest = v(s) > highest ? v(s) : highest, 1)
stats DATA using (gaps = gaps + (reach(METRIC) == 0), reach("ci95_lo"), reach("ci95_hi"), 1) nooutput
x_is_log = x_lowest > 0 && x_highest > 50 * x_lowest
y_is_log = lowest > 0 && highest > 20 * lowest

load HERE."style.gp"
shown_lines = GROUPS > 1 ? GROUPS : 0
LEGEND_N = shown_lines + (gaps > 0)
TOP = 60
BOTTOM = BOTTOM + (LEGEND_N > 0 ? legend_pixels(LEGEND_N) : 0)
set label 9001 heading(toupper_first(metric_words(METRIC)).", by ".axis_words(AXIS)) \
    .(GROUPS < all_lines ? sprintf(" (the first %d of %d lines)", GROUPS, all_lines) : "")
set multiplot
set lmargin at screen panel_left(1, 1)
set rmargin at screen panel_right(1, 1)
set tmargin at screen panel_top(1, 1)
set bmargin at screen panel_bottom(1, 1)
x_pad = x_highest > x_lowest ? 0.03 * (x_highest - x_lowest) : x_highest > 0 ? 0.1 * x_highest : 1
y_pad = 0.06 * (highest - lowest)
y_pad = y_pad > 0.005 * abs(highest) ? y_pad : 0.005 * abs(highest) # one constant value
y_pad = y_pad > 0 ? y_pad : 1
if (x_is_log) {
  set logscale x
  set xrange [x_lowest / 1.15:x_highest * 1.15]
} else {
  set xrange [x_lowest - x_pad:x_highest + x_pad]
}
if (y_is_log) {
  set logscale y
  set yrange [lowest / 1.15:highest * 1.3]
} else {
  set yrange [lowest >= 0 && lowest < 0.3 * highest ? 0 : lowest - y_pad:highest + y_pad]
}
set xlabel axis_axis(AXIS) textcolor rgb INK
set ylabel metric_axis(METRIC).(y_is_log ? ", logarithmic" : "") textcolor rgb INK
# Intervals of one x would hide one another: lines stand a little apart, 0.4 % of the axis.
apart(g) = GROUPS > 1 ? g - 0.5 * (GROUPS + 1) : 0
x(g) = x_is_log ? column(AXIS) * (x_highest / x_lowest) ** (0.004 * apart(g)) \
    : column(AXIS) + 0.004 * apart(g) * (x_highest - x_lowest)
MARKS = "7 5 9 11 13 15 4"
mark(g) = int(word(MARKS, (g - 1) % words(MARKS) + 1))
has_interval(x) = strlen(strcol("ci95_lo")) > 0
y_top = y_is_log ? highest * 1.3 : highest + y_pad # of the axis: a cross is not a value
set bars 0.6
plot for [g = 1:GROUPS] DATA every ::GROUP_FROM[g]::GROUP_TO[g] using (x(g)):(v(METRIC)) with lines lt g, \
    for [g = 1:GROUPS] DATA every ::GROUP_FROM[g]::GROUP_TO[g] using (x(g)):(has_interval(0) ? v(METRIC) : NaN):(v("ci95_lo")):(v("ci95_hi")) \
    with yerrorbars pt mark(g) ps 1 * POINT lw 1.5 lc rgb colour(g), \
    for [g = 1:GROUPS] DATA every ::GROUP_FROM[g]::GROUP_TO[g] using (x(g)):(has_interval(0) ? NaN : v(METRIC)) \
    with points pt mark(g) ps 1 * POINT lc rgb colour(g), \
    for [g = 1:GROUPS] DATA every ::GROUP_FROM[g]::GROUP_TO[g] \
    using (x(g)):(strlen(strcol(METRIC)) > 0 ? NaN : y_top) with points pt 2 ps 1.6 * POINT lw 3 lc rgb colour(g)
if (LEGEND_N > 0) {
  legend_text(i) = i <= shown_lines ? GROUP_NAME[i] : "on the upper edge: no steady state, or no finished run"
  LEGEND_BOXES = 2
  LEGEND_FROM = 1
  LEGEND_TOP = legend_height(LEGEND_N)
  load HERE."legend.gp"
  set key center center horizontal Left reverse samplen 2.5 width legend_width + (SVG ? 3 : 0) maxcols (LEGEND_N < LEGEND_COLUMNS ? LEGEND_N : LEGEND_COLUMNS) textcolor rgb INK
  if (gaps > 0) {
    plot -1 notitle, for [g = 1:shown_lines] keyentry with linespoints lt g pt mark(g) ps 1 * POINT title legend_text(g), \
        keyentry with points pt 2 ps 1.6 * POINT lw 3 lc rgb INK title legend_text(LEGEND_N)
  } else {
    plot -1 notitle, for [g = 1:shown_lines] keyentry with linespoints lt g pt mark(g) ps 1 * POINT title legend_text(g)
  }
}
unset multiplot
