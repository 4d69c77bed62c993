# Packets dropped, by place and cause, the largest first.
# Draws drops.data.csv (place, cause, packets, share_of_drops_frac, rows_in_run).

DATA = ARG1
OUT = ARG2
SCENARIO = ARG3
HERE = ARG0[1:strlen(ARG0) - strlen("drops.gp")]
load HERE."csv.gp"

# The causes, in the order of the file, for their colours; the labels name them.
CAUSES = ""
longest_place = 0
longest_label = 0
all_rows = 0
longer(n, s) = strlen(s) > n ? strlen(s) : n
cause_put(s) = (CAUSES = strstrt(CAUSES." ", " ".s." ") > 0 ? CAUSES : CAUSES." ".s, 1)
label_of(x) = sprintf("%s %s (%s %%)", strcol("cause"), strcol("packets"), short(100 * column("share_of_drops_frac")))
load HERE."style.gp"
stats DATA using (cause_put(strcol("cause")), longest_place = longer(longest_place, strcol("place")), \
    longest_label = longer(longest_label, label_of(0)), all_rows = int(column("rows_in_run")), column("packets")) nooutput
ROWS = int(STATS_records)
most = STATS_max
cause_index(s) = words(CAUSES[1:strstrt(CAUSES." ", " ".s." ")]) + 1

HEIGHT = 130 + 36 * ROWS
load HERE."style.gp"
TOP = 56
LEFT = name_pixels(longest_place)
RIGHT = name_pixels(longest_label)
set label 9001 heading("Packets dropped") \
    .(ROWS < all_rows ? sprintf(" (the %d largest of %d places and causes)", ROWS, all_rows) : "")
load HERE."bars.gp"
set xrange [0:most > 0 ? 1.02 * most : 1]
set format x "%.0f"
set xlabel "packets (share of all that were dropped)" textcolor rgb INK
plot for [i = 1:words(CAUSES)] DATA \
    using (0):(cause_index(strcol("cause")) == i ? row_y($0) : NaN):(0):(column("packets")) \
        :(row_y($0) - 0.34):(row_y($0) + 0.34) \
    with boxxyerror lc rgb colour(i), \
    DATA using (0):(row_y($0)):(arrow(strcol("place"))) \
    with labels right offset character -1, 0 tc rgb INK, \
    DATA using (column("packets")):(row_y($0)):(label_of(0)) \
    with labels left offset character 0.6, 0 tc rgb INK
