# What waited at the links with the longest queues, over time.
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

load HERE."style.gp"
BOTTOM = BOTTOM + legend_pixels(LINKS)
set label 9001 heading("Queues of links").of_run("link", "link directions, the longest queues")
set multiplot
set lmargin at screen panel_left(1, 1)
set rmargin at screen panel_right(1, 1)
set tmargin at screen panel_top(1, 1)
set bmargin at screen panel_bottom(1, 1)
set xrange [TIME_FROM:TIME_TO]
set yrange [0:*]
set xlabel "simulated time (s)" textcolor rgb INK
set ylabel "waiting at the instant (".unit_name.")" textcolor rgb INK
load HERE."events.gp"
plot for [i = 1:LINKS] DATA every ::GROUP_FROM[i]::GROUP_TO[i] using (column("t_s")):(y_of(0) / unit) \
    with lines lt i lw line_width(POINTS)
LEGEND_N = LINKS
LEGEND_FROM = 1
LEGEND_BOXES = 0
LEGEND_TOP = legend_height(LINKS)
legend_text(i) = arrow(name_of(i))
load HERE."legend.gp"
unset multiplot
