# Mean delay over time, one way and round trip, by ordered region pair.
# Draws delay.data.csv (panel, name, in_run, delay_ms, t_s).

DATA = ARG1
OUT = ARG2
SCENARIO = ARG3
HERE = ARG0[1:strlen(ARG0) - strlen("delay.gp")]
VALUE = "delay_ms"
load HERE."time.gp"
panels = words(PANEL_NAMES)
PAIRS = shown(word(PANEL_NAMES, 1))
load HERE."style.gp"
HEIGHT = (panels > 1 ? 820 : 560) + events_room(0)
load HERE."style.gp"
TOP = TOP + events_room(0)
BOTTOM = BOTTOM + legend_pixels(PAIRS)
GAP_Y = GAP_Y - LINE # the upper axis has no name
set label 9001 heading("Delay over time").of_run(word(PANEL_NAMES, 1), "region pairs, the busiest")
set multiplot
set lmargin at screen panel_left(1, 1)
set rmargin at screen panel_right(1, 1)
set xrange [TIME_FROM:TIME_TO]
load HERE."events.gp"
do for [m = 1:panels] {
  panel = word(PANEL_NAMES, m)
  one_way = panel eq "owd_mean_ms"
  set tmargin at screen panel_top(m, panels)
  set bmargin at screen panel_bottom(m, panels)
  set title (one_way ? "one way" : "round trip") textcolor rgb INK
  set ylabel (one_way ? "mean one-way delay (ms)" : "mean round-trip time (ms)") textcolor rgb INK
  if (m == panels) { set xlabel "simulated time (s)" textcolor rgb INK }
  # At least 1 % of the delay high: a constant delay is a line, not noise.
  set yrange [*:*]
  stats DATA using (strcol("panel") eq panel ? y_of(0) : NaN) nooutput
  air = 0.08 * (STATS_max - STATS_min)
  air = STATS_max - STATS_min + 2 * air < 0.01 * STATS_max ? 0.005 * STATS_max : air
  set yrange [STATS_min - air:STATS_max + air]
  plot for [i = 1:PAIRS] DATA every ::GROUP_FROM[first_of(panel) + i - 1]::GROUP_TO[first_of(panel) + i - 1] \
      using (column("t_s")):(y_of(0)) with lines lt i lw line_width(POINTS)
  unset label
}
LEGEND_N = PAIRS
LEGEND_FROM = 1
LEGEND_BOXES = 0
LEGEND_TOP = legend_height(PAIRS)
legend_text(i) = arrow(name_of(i))
load HERE."legend.gp"
unset multiplot
