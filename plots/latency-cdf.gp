# Which share of packets took at most how long, by ordered region pair.
# Reads histogram.csv (kind pair; metrics owd_ms and rtt_ms) and pairs.csv.

HERE = ARG0[1:strlen(ARG0) - strlen("latency-cdf.gp")]
DIR = ARG1
OUT = ARG2
SCENARIO = ARG3
load HERE."csv.gp"
load HERE."pairs.gp"
load HERE."style.gp"

HISTOGRAM = DIR."/histogram.csv"
AXIS_END = 0.999 # the axis ends at this quantile: a handful of stragglers must not squeeze the rest

# Buckets of METRIC, from the file, as: name lower upper count.
set table $owd
plot HISTOGRAM using (strcol("name")):(strcol("lower")):(strcol("upper")):(strcol("count")) \
    with table if (strcol("kind") eq "pair" && strcol("metric") eq "owd_ms" && is_shown_pair(strcol("name")))
set table $rtt
plot HISTOGRAM using (strcol("name")):(strcol("lower")):(strcol("upper")):(strcol("count")) \
    with table if (strcol("kind") eq "pair" && strcol("metric") eq "rtt_ms" && is_shown_pair(strcol("name")))
unset table

# A curve goes from (lower, share before) to (upper, share after) of every bucket: straight inside a
# bucket, level where no packet was. One data set a pair, in the order of pair(i).
array FROM[2]
array TO[2]
array LARGEST[2]
array SLOWEST[2 * PAIRS]
array ROWS[2] = [|$owd|, |$rtt|]
bucket(m, k, field) = word(m == 1 ? $owd[k] : $rtt[k], field)
set print $curves
do for [m = 1:2] {
  FROM[m] = 1e300
  TO[m] = 0
  LARGEST[m] = 0
  do for [i = 1:PAIRS] {
    total = 0
    do for [k = 1:ROWS[m]] {
      if (bucket(m, k, 1) eq pair(i)) { total = total + real(bucket(m, k, 4)) }
    }
    before = 0
    SLOWEST[(m - 1) * PAIRS + i] = NaN
    print sprintf("# %d %d", m, i)
    if (total == 0) { print "NaN NaN" }
    do for [k = 1:ROWS[m]] {
      if (bucket(m, k, 1) eq pair(i)) {
        lower = real(bucket(m, k, 2))
        upper = real(bucket(m, k, 3))
        share = (before + real(bucket(m, k, 4))) / total
        print sprintf("%.12g %.9g", lower, 100 * before / total)
        print sprintf("%.12g %.9g", upper, 100 * share)
        if (lower < FROM[m]) { FROM[m] = lower }
        if (before < AXIS_END * total && upper > TO[m]) { TO[m] = upper }
        if (upper > LARGEST[m]) { LARGEST[m] = upper }
        before = before + real(bucket(m, k, 4))
      }
    }
    if (total > 0) { SLOWEST[(m - 1) * PAIRS + i] = upper }
    print ""
    print ""
  }
}
unset print
if (ROWS[1] + ROWS[2] == 0) { print "histogram.csv has no row of kind pair"; exit status 3 }

panels = (LARGEST[1] > 0) + (LARGEST[2] > 0)
set datafile separator whitespace
set datafile nocolumnheaders
BOTTOM = BOTTOM + legend_pixels(PAIRS)
set label 9001 heading("How long packets take").PAIRS_NOTE
set multiplot
set tmargin at screen panel_top(1, 1)
set bmargin at screen panel_bottom(1, 1)
set yrange [0:100]
set ytics 0, 20
set format y "%.0f %%"
drawn = 0
do for [m = 1:2] {
  if (LARGEST[m] > 0) {
    drawn = drawn + 1
    pad = 0.03 * (TO[m] - FROM[m])
    set lmargin at screen panel_left(drawn, panels)
    set rmargin at screen panel_right(drawn, panels)
    set xrange [FROM[m] - pad:TO[m] + pad]
    if (drawn == 1) { set ylabel "share that took at most this long" textcolor rgb INK }
    set title (m == 1 ? "one way" : "round trip") textcolor rgb INK
    set xlabel (m == 1 ? "one-way delay (ms)" : "round-trip time (ms)") \
        .(TO[m] < LARGEST[m] ? ", to the 99.9th percentile; largest ".short(LARGEST[m])." ms" : "") \
        textcolor rgb INK
    # Beyond its slowest packet a curve goes on at 100 %.
    do for [i = 1:PAIRS] {
      slowest = SLOWEST[(m - 1) * PAIRS + i]
      if (slowest < TO[m] + pad) {
        set arrow i from slowest, 100 to TO[m] + pad, 100 nohead lt i
      }
    }
    plot for [i = 1:PAIRS] $curves index ((m - 1) * PAIRS + i - 1) using 1:2 with lines lt i
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
