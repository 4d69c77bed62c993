# How long each failure interrupts each traffic entry: a bar is the application's longest outage, the black line across it its path's.
# Draws failover.data.csv (row, failure, traffic, entry, app_outage_s, path_outage_s, lasts, failures_in_file).

DATA = ARG1
OUT = ARG2
SCENARIO = ARG3
HERE = ARG0[1:strlen(ARG0) - strlen("failover.gp")]
load HERE."csv.gp"
group_key(x) = strcol("failure")
load HERE."groups.gp"
longer(n, s) = strlen(s) > n ? strlen(s) : n
longest = 0
in_file = 0
ENTRIES = 0
array ENTRY[64]
last_row = 0
ROWS = 1
put(i, s) = (ENTRIES = i > ENTRIES ? i : ENTRIES, ENTRY[i] = s, 1)
stats DATA using (longest = longer(longest, strcol("failure")), in_file = int(column("failures_in_file")), last_row = column("row"), \
    int(column("entry")) <= 64 ? put(int(column("entry")), strcol("traffic")) : 1) nooutput
stats DATA using (column("app_outage_s")) nooutput
most = STATS_max
stats DATA using (strlen(strcol("path_outage_s")) > 0 ? column("path_outage_s") : 0) nooutput
most = STATS_max > most ? STATS_max : most
most = most > 0 ? most : 1
array MIDDLE[GROUPS]
do for [g = 1:GROUPS] {
  stats DATA every ::GROUP_FROM[g]::GROUP_TO[g] using (column("row")) nooutput
  MIDDLE[g] = 0.5 * (STATS_min + STATS_max)
}

load HERE."style.gp"
NAMED = ENTRIES > words(COLOURS) # there are not as many colours: the bars bear the names
longest_entry = 0
do for [e = 1:(ENTRIES < 64 ? ENTRIES : 64)] { longest_entry = strlen(ENTRY[e]) > longest_entry ? strlen(ENTRY[e]) : longest_entry }
KEYS = NAMED ? 0 : ENTRIES
LEGEND_N = KEYS + 1
LEGEND_COLUMNS = LEGEND_N <= 5 ? LEGEND_N : 5
HEIGHT = 110 + 26 * last_row + BOTTOM + legend_pixels(LEGEND_N)
load HERE."style.gp"
LEGEND_COLUMNS = LEGEND_N <= 5 ? LEGEND_N : 5
TOP = 60
LEFT = name_pixels(longest)
RIGHT = 120 + (NAMED ? name_pixels(longest_entry) : 0)
BOTTOM = BOTTOM + legend_pixels(LEGEND_N)
set label 9001 heading("Longest outages").(GROUPS < in_file ? sprintf(" (the worst %d of %d failures)", GROUPS, in_file) : "")
set multiplot
load HERE."bars.gp"
set ytics ()
set yrange [-last_row - 0.8:-0.2]
row_y(x) = -column("row")
do for [g = 1:GROUPS] { set ytics add (tick(GROUP_NAME[g]) -MIDDLE[g]) }
unset border
set border 1 back lc rgb "#999999"
set xrange [0:1.02 * most]
set xlabel "longest outage (s)" textcolor rgb INK
entry_is(e) = int(column("entry")) == e
text(x) = (column("lasts") > 0 ? "> " : "").sprintf(x >= 10 ? "%.1f s" : "%.2f s", x)
known(s) = strlen(strcol(s)) > 0
plot for [e = 1:ENTRIES] DATA using (0):(entry_is(e) ? row_y(0) : NaN):(0):(column("app_outage_s")):(row_y(0) - 0.40):(row_y(0) + 0.40) \
    with boxxyerror lc rgb colour(e), \
    DATA using (known("path_outage_s") ? column("path_outage_s") : NaN):(row_y(0) - 0.48):(0):(0.96) with vectors nohead lw 3 dt 1 lc rgb "#000000", \
    DATA using (known("path_outage_s") && column("path_outage_s") > column("app_outage_s") ? column("path_outage_s") : column("app_outage_s")) \
    :(row_y(0)):(text(column("app_outage_s")).(NAMED ? "   ".strcol("traffic") : "")) with labels left offset character 0.8, 0 font SMALL_FONT tc rgb INK
legend_text(i) = i <= KEYS ? ENTRY[i] : "its path"
LEGEND_TOP = legend_height(LEGEND_N)
LEGEND_BOXES = 2
load HERE."legend.gp"
set key center center horizontal Left reverse samplen 1.5 width legend_width maxcols LEGEND_COLUMNS textcolor rgb INK
plot -1 notitle, for [e = 1:KEYS] keyentry with boxes lc rgb colour(e) title ENTRY[e], \
    keyentry with lines lw 3 dt 1 lc rgb "#000000" title "its path"
unset multiplot
