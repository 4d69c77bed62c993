# The ordered region pairs of a run that a figure draws: the 12 that received most packets, in the
# order of pairs.csv, so that a pair has one colour in every figure.
# Leaves PAIRS_ALL, PAIRS (how many are drawn), pair(i) (its name in the other files), PAIRS_NOTE.

TOP_FILE = DIR."/pairs.csv"
TOP_COLUMN = "packets_received"
TOP_MAX = 12
load HERE."top.gp"
PAIRS_ALL = TOP_N
PAIRS = TOP_SHOWN
PAIR_NAMES = ""
pair_k = 0
pair_put(s) = (pair_k = pair_k + 1, \
    PAIR_NAMES = TOP_RANK[pair_k] > 0 ? PAIR_NAMES." ".s : PAIR_NAMES, 1)
if (PAIRS > 0) {
  stats TOP_FILE using (pair_put(strcol("src_region")."->".strcol("dst_region"))) nooutput
}
pair(i) = word(PAIR_NAMES, i)
is_shown_pair(s) = strstrt(PAIR_NAMES." ", " ".s." ") > 0
PAIRS_NOTE = PAIRS < PAIRS_ALL ? sprintf(" (the %d busiest of %d region pairs)", PAIRS, PAIRS_ALL) : ""
if (PAIRS == 0) { print "pairs.csv has no data rows"; exit status 3 }
