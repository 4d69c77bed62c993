# The distribution of delays: latency-cdf (TAIL 0) and latency-tail (TAIL 1) load this.

load HERE."csv.gp"
SHARE = TAIL ? "share_longer_frac" : "share_at_most_frac"
group_key(x) = strcol("metric")." ".strcol("pair")
load HERE."groups.gp"
metric_of(g) = word(GROUP_NAME[g], 1) eq "owd_ms" ? 1 : 2
pair_of(g) = word(GROUP_NAME[g], 2)
load HERE."pairs.gp"

# Where the axes lie. A share's axis ends at this quantile: a handful of stragglers must not squeeze the rest.
AXIS_END = 0.999
array FROM[2] = [1e300, 1e300]
array TO[2] = [0, 0]
array LARGEST[2] = [0, 0]
array LEAST[2] = [1, 1]
array SLOWEST[GROUPS]
do for [g = 1:GROUPS] {
  m = metric_of(g)
  stats DATA every ::GROUP_FROM[g]::GROUP_TO[g] using "delay_ms" nooutput
  SLOWEST[g] = STATS_max
  FROM[m] = STATS_min < FROM[m] ? STATS_min : FROM[m]
  LARGEST[m] = STATS_max > LARGEST[m] ? STATS_max : LARGEST[m]
  if (TAIL) {
    stats DATA every ::GROUP_FROM[g]::GROUP_TO[g] using SHARE nooutput
    LEAST[m] = STATS_min < LEAST[m] ? STATS_min : LEAST[m]
  } else {
    # The first point at or beyond the quantile ends the axis.
    stats DATA every ::GROUP_FROM[g]::GROUP_TO[g] \
        using (column(SHARE) >= AXIS_END ? column("delay_ms") : NaN) nooutput
  }
  end = TAIL ? SLOWEST[g] : STATS_min
  TO[m] = end > TO[m] ? end : TO[m]
}

load HERE."style.gp"
if (TAIL) { LEFT = 132 } # long numbers
panels = (LARGEST[1] > 0) + (LARGEST[2] > 0)
BOTTOM = BOTTOM + legend_pixels(PAIRS)
set label 9001 heading(TAIL ? "The slowest packets" : "How long packets take").PAIRS_NOTE
set multiplot
set tmargin at screen panel_top(1, 1)
set bmargin at screen panel_bottom(1, 1)
if (TAIL) {
  set logscale y
} else {
  set yrange [0:100]
  set ytics 0, 20
  set format y "%.0f %%"
}
drawn = 0
do for [m = 1:2] {
  if (LARGEST[m] > 0) {
    drawn = drawn + 1
    pad = 0.03 * (TO[m] - FROM[m])
    pad = pad > 0.005 * TO[m] ? pad : 0.005 * TO[m] # one constant delay
    set lmargin at screen panel_left(drawn, panels)
    set rmargin at screen panel_right(drawn, panels)
    set xrange [FROM[m] - pad:TO[m] + pad]
    if (TAIL) {
      decades = ceil(-log10(LEAST[m]) - 1e-9)
      decades = decades < 1 ? 1 : decades
      set yrange [LEAST[m] < 0.5 ? 70 * LEAST[m] : 10:100] # per cent
      set ytics ()
      do for [d = 0:decades] { set ytics add (sprintf("%g %%%%", 100 * 10.0 ** -d) 100 * 10.0 ** -d) }
    }
    if (drawn == 1) { set ylabel (TAIL ? "share that took longer" : "share that took at most this long") textcolor rgb INK }
    set title (m == 1 ? "one way" : "round trip") textcolor rgb INK
    set xlabel (m == 1 ? "one-way delay (ms)" : "round-trip time (ms)") \
        .(TO[m] < LARGEST[m] ? ", to the 99.9th percentile; largest ".short(LARGEST[m])." ms" : "") \
        textcolor rgb INK
    # Beyond its slowest packet a curve goes on at 100 %.
    if (!TAIL) {
      do for [g = 1:GROUPS] {
        if (metric_of(g) == m && SLOWEST[g] < TO[m] + pad) {
          set arrow g from SLOWEST[g], 100 to TO[m] + pad, 100 nohead lt pair_index(pair_of(g))
        }
      }
    }
    first = GROUPS
    last = 1
    do for [g = 1:GROUPS] { # the groups of a metric follow one another
      if (metric_of(g) == m) {
        first = g < first ? g : first
        last = g
      }
    }
    plot for [g = first:last] DATA every ::GROUP_FROM[g]::GROUP_TO[g] \
        using (column("delay_ms")):(100 * column(SHARE)) with lines lt pair_index(pair_of(g))
    unset arrow
    unset label 9001
    unset ylabel
  }
}
LEGEND_N = PAIRS
LEGEND_FROM = 1
LEGEND_BOXES = 0
LEGEND_TOP = legend_height(PAIRS)
legend_text(i) = arrow(pair(i))
load HERE."legend.gp"
unset multiplot
