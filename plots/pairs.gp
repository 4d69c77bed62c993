# The region pairs of DATA (columns pair and pairs_in_run), in the order of the file: a pair has one colour in every
# figure. Leaves PAIRS, pair(i), pair_index(name), PAIRS_NOTE.

PAIR_NAMES = ""
PAIRS_ALL = 0
pair_put(s) = (PAIR_NAMES = strlen(s) == 0 || strstrt(PAIR_NAMES." ", " ".s." ") > 0 ? PAIR_NAMES : PAIR_NAMES." ".s, \
    PAIRS_ALL = strlen(s) == 0 ? PAIRS_ALL : int(column("pairs_in_run")), 1)
stats DATA using (pair_put(strcol("pair"))) nooutput
PAIRS = words(PAIR_NAMES)
pair(i) = word(PAIR_NAMES, i)
pair_index(s) = words(PAIR_NAMES[1:strstrt(PAIR_NAMES." ", " ".s." ")]) + 1
PAIRS_NOTE = PAIRS < PAIRS_ALL ? sprintf(" (the %d busiest of %d region pairs)", PAIRS, PAIRS_ALL) : ""
