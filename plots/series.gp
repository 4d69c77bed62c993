# The rows of series.csv of one metric, a data block for each thing.
# The figure sets SERIES_METRIC, SERIES_N, is_series(i) (does this row belong to thing i?) and
# SERIES_AS, the name of the blocks: $NAME1 ... with t_s and value, tab between. An interval without
# a value leaves its cell empty, and a gap in the line. Leaves SERIES_ROWS.

SERIES_ROWS = 0
do for [i = 1:SERIES_N] {
  eval sprintf("set table $%s%d", SERIES_AS, i)
  plot DIR."/series.csv" using (strcol("t_s")):(strcol("value")) \
      with table if (strcol("metric") eq SERIES_METRIC && is_series(i))
  unset table
  eval sprintf("series_rows = |$%s%d|", SERIES_AS, i)
  SERIES_ROWS = SERIES_ROWS + series_rows
  if (series_rows == 0) { # an empty block cannot be plotted
    eval sprintf("set print $%s%d", SERIES_AS, i)
    print "0\t"
    unset print
  }
}
