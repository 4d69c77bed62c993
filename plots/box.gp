# A metric of every replication, by configuration.
# Draws box.data.csv (the metric, configuration, replication, q1, median, q3, whiskers, configurations_in_campaign,
# runs_without_value). A dot is a replication.

DATA = ARG1
OUT = ARG2
SCENARIO = ARG3
HERE = ARG0[1:strlen(ARG0) - strlen("box.gp")]
load HERE."csv.gp"
load HERE."metric.gp"
set datafile nocolumnheaders
METRIC = ""
stats DATA every ::0::0 using (METRIC = strcol(1), 1) nooutput
set datafile columnheaders
group_key(x) = strcol("configuration")
load HERE."groups.gp"
ROWS = GROUPS
v(s) = strlen(strcol(s)) > 0 ? metric_scale(METRIC) * column(s) : NaN

# With one axis its name need not stand before each setting.
one_axis = 1
longest = 0
array COUNT[ROWS]
array LOST[ROWS]
lost_most = 0
all_configurations = 0
do for [g = 1:ROWS] { one_axis = one_axis && strstrt(GROUP_NAME[g], " ") == 0 && strstrt(GROUP_NAME[g], "=") > 0 }
AXIS = one_axis ? GROUP_NAME[1][1:strstrt(GROUP_NAME[1], "=") - 1] : ""
name_of(g) = one_axis ? GROUP_NAME[g][strlen(AXIS) + 2:] : strlen(GROUP_NAME[g]) > 0 ? GROUP_NAME[g] : "the scenario"
do for [g = 1:ROWS] {
  longest = strlen(name_of(g)) > longest ? strlen(name_of(g)) : longest
  stats DATA every ::GROUP_FROM[g]::GROUP_TO[g] using (LOST[g] = int(column("runs_without_value")), \
      all_configurations = int(column("configurations_in_campaign")), 1) nooutput
  COUNT[g] = GROUP_TO[g] - GROUP_FROM[g] + 1
}
count_text(g) = LOST[g] == 0 ? sprintf("%d run%s", COUNT[g], COUNT[g] == 1 ? "" : "s") \
    : sprintf("%d of %d runs", has_values(g) ? COUNT[g] : 0, LOST[g] + (has_values(g) ? COUNT[g] : 0))
array HAS[ROWS]
has_values(g) = HAS[g]
lowest = 1e300
highest = -1e300
do for [g = 1:ROWS] {
  STATS_records = 0
  HAS[g] = 0
  stats DATA every ::GROUP_FROM[g]::GROUP_TO[g] using (HAS[g] = HAS[g] || strlen(strcol(METRIC)) > 0, 1) nooutput
  if (HAS[g]) {
    stats DATA every ::GROUP_FROM[g]::GROUP_TO[g] using (v(METRIC)) nooutput
    lowest = STATS_min < lowest ? STATS_min : lowest
    highest = STATS_max > highest ? STATS_max : highest
  }
}

LANE = ROWS <= 8 ? 64 : ROWS <= 20 ? 44 : 30
HEIGHT = 150 + LANE * ROWS
load HERE."style.gp"
TOP = 60
LEFT = name_pixels(longest) + 1.0 * longest + 6
RIGHT = name_pixels(14)
set label 9001 heading(toupper_first(metric_words(METRIC))) \
    .(ROWS < all_configurations ? sprintf(" (the first %d of %d configurations)", ROWS, all_configurations) : "")
load HERE."bars.gp"
set ytics ()
do for [g = 1:ROWS] {
  set ytics add (tick(arrow(name_of(g))) -g)
  set label g count_text(g) at graph 1, first -g left offset character 1, 0 font SMALL_FONT tc rgb INK
}
unset border
set border 1 back lc rgb "#999999"
pad = 0.04 * (highest - lowest)
pad = pad > 0.005 * abs(highest) ? pad : 0.005 * abs(highest)
pad = pad > 0 ? pad : 1
# From 0 where 0 is near.
set xrange [lowest >= 0 && lowest < 0.3 * highest ? 0 : lowest - pad:highest + pad]
set xlabel metric_axis(METRIC).(one_axis ? ", by ".AXIS : "") textcolor rgb INK
row_of(s) = sum [g = 1:ROWS] (GROUP_NAME[g] eq s ? g : 0)
y(x) = -row_of(strcol("configuration"))
# Dots lie apart in the order of their replications, in seven tracks; one alone in the middle.
track(x) = strlen(strcol("replication")) > 0 && COUNT[row_of(strcol("configuration"))] > 1 ? (int(column("replication") * 3) % 7 - 3) / 7.0 : 0
BOX_COLOUR = "#c9dfec"
# A box is drawn once, by its first replication.
is_first(x) = int(x) == GROUP_FROM[row_of(strcol("configuration"))]
at(x) = is_first(x) ? y(0) : NaN
plot DATA using (v("whisker_lo")):(at($0)):(v("whisker_hi") - v("whisker_lo")):(0) with vectors nohead lw 1.5 lc rgb colour(1), \
    DATA using (v("median")):(at($0)):(v("q1")):(v("q3")):(y(0) - 0.3):(y(0) + 0.3) \
    with boxxyerror lc rgb BOX_COLOUR fs solid 1.0 border lc rgb colour(1), \
    DATA using (v("median")):(at($0) - 0.3):(0):(0.6) with vectors nohead lw 3 lc rgb colour(1), \
    DATA using (v(METRIC)):(y(0) + 0.42 * track(0)) with points pt 7 ps 0.75 * POINT lc rgb "#ffffff", \
    DATA using (v(METRIC)):(y(0) + 0.42 * track(0)) with points pt 7 ps 0.6 * POINT lc rgb colour(2)
