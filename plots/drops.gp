# Packets dropped, by place and cause, the largest first.
# Reads drops.csv.

HERE = ARG0[1:strlen(ARG0) - strlen("drops.gp")]
DIR = ARG1
OUT = ARG2
SCENARIO = ARG3
load HERE."csv.gp"

TOP_FILE = DIR."/drops.csv"
TOP_COLUMN = "packets"
TOP_MAX = 20
load HERE."top.gp"
if (TOP_SHOWN == 0) { print "drops.csv has no data rows"; exit status 3 }

# The causes that are drawn, in the order of the file, for their colours; the labels name them.
CAUSES = ""
longest_place = 0
longest_label = 0
drop_k = 0
cause_put(s) = (CAUSES = strstrt(CAUSES." ", " ".s." ") > 0 ? CAUSES : CAUSES." ".s)
longer(n, s) = strlen(s) > n ? strlen(s) : n
length_put(place, label) = (longest_place = longer(longest_place, place), \
    longest_label = longer(longest_label, label))
label_of(x) = strcol("cause")." ".strcol("packets")
drop_put(x) = (drop_k = drop_k + 1, TOP_RANK[drop_k] > 0 \
    ? (cause_put(strcol("cause")), length_put(strcol("place"), label_of(0)), 1) : 1)
stats TOP_FILE using (drop_put(0)) nooutput
stats TOP_FILE using (column("packets")) nooutput
most = STATS_max
all = STATS_sum
cause_index(s) = words(CAUSES[1:strstrt(CAUSES." ", " ".s." ")]) + 1

HEIGHT = 130 + 36 * TOP_SHOWN
load HERE."style.gp"
TOP = 56
LEFT = name_pixels(longest_place)
RIGHT = name_pixels(longest_label) + 80
set label 9001 heading("Packets dropped") \
    .(TOP_SHOWN < TOP_OF ? sprintf(" (the %d largest of %d places and causes)", TOP_SHOWN, TOP_OF) : "")
set lmargin at screen panel_left(1, 1)
set rmargin at screen panel_right(1, 1)
set tmargin at screen panel_top(1, 1)
set bmargin at screen panel_bottom(1, 1)
set xrange [0:most > 0 ? 1.02 * most : 1]
set yrange [-TOP_SHOWN - 0.6:-0.4]
set ytics scale 0
set format y ""
set grid noytics
set format x "%.0f"
set xlabel "packets (share of all that were dropped)" textcolor rgb INK

# A row's place among the bars.
drop_y(x) = TOP_RANK[int(x) + 1] > 0 ? -TOP_RANK[int(x) + 1] : NaN
plot for [i = 1:words(CAUSES)] TOP_FILE \
    using (0):(cause_index(strcol("cause")) == i ? drop_y($0) : NaN):(0):(column("packets")) \
        :(drop_y($0) - 0.34):(drop_y($0) + 0.34) \
    with boxxyerror lc rgb colour(i), \
    TOP_FILE using (0):(drop_y($0)):(arrow(strcol("place"))) \
    with labels right offset character -1, 0 tc rgb INK, \
    TOP_FILE using (column("packets")):(drop_y($0)) \
        :(sprintf("%s (%s %%)", label_of(0), short(100 * column("packets") / all))) \
    with labels left offset character 0.6, 0 tc rgb INK
