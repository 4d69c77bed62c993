# The rows of series.csv of one kind and metric, a data block for each thing.
# The figure sets SERIES_KIND, SERIES_METRIC, SERIES_N, is_series(name, i) (is a row of this name one
# of thing i?) and SERIES_AS, the name of the blocks: $NAME1 ... with t_s and value, tab between. An
# interval without a value holds NaN, and leaves a gap in the line. Leaves SERIES_ROWS, SERIES_FROM
# and SERIES_TO (the time axis), SERIES_WIDTH (of a line: thinner where it has many points).

# gnuplot 5.4 takes an empty last cell for the row before's when asked by name, so `value` is looked
# up once in the header and asked by number, where valid() tells.
SERIES_VALUE = 0
series_head(n) = SERIES_VALUE > 0 ? 0 : strcol(n) eq "value" ? (SERIES_VALUE = n, 1) : 0
set datafile separator comma
set datafile nocolumnheaders
stats DIR."/series.csv" every ::0::0 using (sum [n = 1:16] series_head(n)) nooutput

# One pass over the file, which can be large; the others are over what this one leaves.
set datafile columnheaders
set table $series
plot DIR."/series.csv" using (strcol("name")):(strcol("t_s")) \
    :(valid(SERIES_VALUE) ? strcol(SERIES_VALUE) : "NaN") \
    with table if (strcol("metric") eq SERIES_METRIC && strcol("kind") eq SERIES_KIND)
unset table
set datafile separator whitespace
set datafile nocolumnheaders
SERIES_ROWS = |$series|
if (SERIES_ROWS > 0) {
  stats $series using 2 nooutput
  SERIES_TO = STATS_max
  # From 0, unless the time before the first interval would be most of the axis.
  SERIES_FROM = STATS_min < 0.25 * STATS_max ? 0 : STATS_min
  SERIES_FROM = SERIES_FROM == SERIES_TO ? 0 : SERIES_FROM
  SERIES_WIDTH = 2
}
do for [i = 1:SERIES_N] {
  eval sprintf("set table $%s%d", SERIES_AS, i)
  if (SERIES_ROWS > 0) {
    plot $series using (strcol(2)):(strcol(3)) with table if (is_series(strcol(1), i))
  }
  unset table
  eval sprintf("series_rows = |$%s%d|", SERIES_AS, i)
  if (series_rows > 500) { SERIES_WIDTH = 1 }
  if (series_rows == 0) { # an empty block cannot be plotted
    eval sprintf("set print $%s%d", SERIES_AS, i)
    print "0\tNaN"
    unset print
  }
}
