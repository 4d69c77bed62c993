# The TOP_MAX rows of TOP_FILE with the largest numbers in TOP_COLUMN.
# Leaves TOP_N (rows of the file), TOP_OF (those that have a number), TOP_SHOWN (how many were found)
# and, for row k = 1..TOP_N, TOP_RANK[k]: 1 for the largest, 0 for a row that is not among them.

top_value(s) = strlen(s) > 0 ? real(s) : -1
STATS_records = 0
stats TOP_FILE using (1) nooutput
TOP_N = int(STATS_records)
TOP_OF = 0
TOP_SHOWN = 0
array TOP_KEY[TOP_N + 1]
array TOP_RANK[TOP_N + 1]
TOP_KEY[TOP_N + 1] = -1
TOP_RANK[TOP_N + 1] = 0
if (TOP_N > 0) {
  # A missing number counts as -1. The row's number breaks ties, so ranks are unique.
  top_k = 0
  top_put(v) = (top_k = top_k + 1, TOP_KEY[top_k] = v - (v < 0 ? 0 : 1e-9 * top_k * (1 + v)), 1)
  stats TOP_FILE using (top_put(top_value(strcol(TOP_COLUMN)))) nooutput
  # Three quarters fall away each time, so that ranking is not quadratic in the rows of a large file.
  set datafile separator whitespace
  set datafile nocolumnheaders
  top_cut = -0.5
  STATS_records = 0
  stats TOP_KEY using ($2 > top_cut ? $2 : NaN) nooutput
  TOP_OF = int(STATS_records)
  while (STATS_records > 4 * TOP_MAX + 8) {
    top_cut = STATS_up_quartile
    stats TOP_KEY using ($2 > top_cut ? $2 : NaN) nooutput
  }
  set datafile separator comma
  set datafile columnheaders
  do for [k = 1:TOP_N] {
    TOP_RANK[k] = 0
    if (TOP_KEY[k] > top_cut) {
      top_above = sum [j = 1:TOP_N] (TOP_KEY[j] > TOP_KEY[k])
      TOP_RANK[k] = top_above < TOP_MAX ? top_above + 1 : 0
      TOP_SHOWN = TOP_SHOWN + (TOP_RANK[k] > 0)
    }
  }
}
