# What waited at the links with the longest queues, over time: a strip each, on one scale.
# Draws queue.data.csv (panel, name, in_run, queue_bytes, t_s).

DATA = ARG1
OUT = ARG2
SCENARIO = ARG3
HERE = ARG0[1:strlen(ARG0) - strlen("queue.gp")]
VALUE = "queue_bytes"
load HERE."time.gp"
LINKS = shown("link")
stats DATA using (is_value(0) ? y_of(0) : NaN) nooutput
unit = STATS_max >= 1e6 ? 1e6 : STATS_max >= 1e4 ? 1e3 : 1
unit_name = unit == 1e6 ? "MB" : unit == 1e3 ? "kB" : "bytes"

most = STATS_max / unit

load HERE."style.gp"
HEIGHT = 164 + 92 * LINKS + (LINKS == 1 ? 60 : 0) + events_room(0)
load HERE."style.gp"
TOP = 78 + events_room(0)
GAP_Y = 28
set label 9001 heading("Queues of links").of_run("link", "link directions, the longest queues")
set multiplot
set lmargin at screen panel_left(1, 1)
set rmargin at screen panel_right(1, 1)
set xrange [TIME_FROM:TIME_TO]
set yrange [0:1.04 * most]
step = nice_step(most / 2.5)
set ytics step
set format x ""
load HERE."events.gp"
set label 9002 "waiting at the instant (".unit_name.")" at screen 28.0 / WIDTH, 0.5 * \
    (panel_top(1, LINKS) + panel_bottom(LINKS, LINKS)) center rotate by 90 tc rgb INK
do for [i = 1:LINKS] {
  set tmargin at screen panel_top(i, LINKS)
  set bmargin at screen panel_bottom(i, LINKS)
  set label 9003 arrow(name_of(i)) at graph 1, graph 1 right offset 0, character 0.7 tc rgb INK
  if (i == LINKS) {
    set format x "%g"
    set xlabel "simulated time (s)" textcolor rgb INK
  }
  plot DATA every ::GROUP_FROM[i]::GROUP_TO[i] using (column("t_s")):(y_of(0) / unit) \
      with filledcurves y1=0 fs solid 0.25 lc rgb colour(1), \
      DATA every ::GROUP_FROM[i]::GROUP_TO[i] using (column("t_s")):(y_of(0) / unit) \
      with lines lt 1 lw line_width(POINTS)
  unset label
}
unset multiplot
