# The rows of series.csv of one metric, a data block for each thing.
# The figure sets SERIES_METRIC, SERIES_N, is_series(i) (does this row belong to thing i?) and
# SERIES_AS, the name of the blocks: $NAME1 ... with t_s and value, tab between. An interval without
# a value holds NaN, and leaves a gap in the line. Leaves SERIES_ROWS.

# gnuplot 5.4 takes an empty last cell for the row before's when asked by name, so `value` is looked
# up once in the header and asked by number, where valid() tells.
SERIES_VALUE = 0
series_head(n) = SERIES_VALUE > 0 ? 0 : strcol(n) eq "value" ? (SERIES_VALUE = n, 1) : 0
set datafile nocolumnheaders
stats DIR."/series.csv" every ::0::0 using (sum [n = 1:16] series_head(n)) nooutput
set datafile columnheaders

SERIES_ROWS = 0
do for [i = 1:SERIES_N] {
  eval sprintf("set table $%s%d", SERIES_AS, i)
  plot DIR."/series.csv" using (strcol("t_s")):(valid(SERIES_VALUE) ? strcol(SERIES_VALUE) : "NaN") \
      with table if (strcol("metric") eq SERIES_METRIC && is_series(i))
  unset table
  eval sprintf("series_rows = |$%s%d|", SERIES_AS, i)
  SERIES_ROWS = SERIES_ROWS + series_rows
  if (series_rows == 0) { # an empty block cannot be plotted
    eval sprintf("set print $%s%d", SERIES_AS, i)
    print "0\tNaN"
    unset print
  }
}
