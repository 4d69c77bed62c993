# Packets dropped, by place, one cause beside the other.
# Draws drops.data.csv (place, cause, packets, packets_of_place, share_of_drops_frac of the place, places_in_run).

DATA = ARG1
OUT = ARG2
SCENARIO = ARG3
HERE = ARG0[1:strlen(ARG0) - strlen("drops.gp")]
load HERE."csv.gp"
group_key(x) = strcol("place")
load HERE."groups.gp"
ROWS = GROUPS
CAUSES = ""
longest = 0
all_places = 0
most = 0
cause_put(s) = (CAUSES = strstrt(CAUSES." ", " ".s." ") > 0 ? CAUSES : CAUSES." ".s, 1)
stats DATA using (cause_put(strcol("cause")), longest = strlen(strcol("place")) > longest ? strlen(strcol("place")) : longest, \
    most = column("packets_of_place") > most ? column("packets_of_place") : most, all_places = int(column("places_in_run")), 1) nooutput
CAUSES_N = words(CAUSES)
cause_index(s) = words(CAUSES[1:strstrt(CAUSES." ", " ".s." ")]) + 1

# A cause begins where the one before it ended: rows of a place follow one another.
place_row(x) = sum [g = 1:ROWS] (x >= GROUP_FROM[g] && x <= GROUP_TO[g] ? g : 0)
ended = 0
begin(x) = (started = GROUP_FROM[place_row(x)] == x ? 0 : ended, ended = started + column("packets"), started)
array BEGINS[GROUP_TO[ROWS] + 1]
stats DATA using (BEGINS[int($0) + 1] = begin(int($0)), 1) nooutput

load HERE."style.gp"
LEGEND_COLUMNS = CAUSES_N < 5 ? CAUSES_N : 5
HEIGHT = 134 + 36 * ROWS + legend_pixels(CAUSES_N)
load HERE."style.gp"
TOP = 56
LEFT = name_pixels(longest)
RIGHT = 190
BOTTOM = BOTTOM + legend_pixels(CAUSES_N)
set label 9001 heading("Packets dropped") \
    .(ROWS < all_places ? sprintf(" (the %d places of %d that dropped most)", ROWS, all_places) : "")
set multiplot
load HERE."bars.gp"
set ytics ()
do for [g = 1:ROWS] { set ytics add (tick(arrow(GROUP_NAME[g])) -g) }
set xrange [0:most > 0 ? 1.02 * most : 1]
set format x "%.0f"
set xlabel "packets (share of all that were dropped)" textcolor rgb INK

plot for [c = 1:CAUSES_N] DATA \
    using (0):(cause_index(strcol("cause")) == c ? -place_row(int($0)) : NaN):(BEGINS[int($0) + 1]):(BEGINS[int($0) + 1] + column("packets")) \
        :(-place_row(int($0)) - 0.34):(-place_row(int($0)) + 0.34) \
    with boxxyerror lc rgb colour(c), \
    DATA using (column("packets_of_place")):(GROUP_FROM[place_row(int($0))] == int($0) ? -place_row(int($0)) : NaN) \
        :(sprintf("%.0f (%s %%)", column("packets_of_place"), short(100 * column("share_of_drops_frac")))) \
    with labels left offset character 0.6, 0 tc rgb INK
LEGEND_N = CAUSES_N
LEGEND_FROM = 1
LEGEND_BOXES = 1
LEGEND_TOP = legend_height(CAUSES_N)
legend_text(i) = word(CAUSES, i)
load HERE."legend.gp"
unset multiplot
