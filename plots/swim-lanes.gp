# What the control plane did: a lane for each thing that has events, its states as bars, its events as marks.
# Draws swim-lanes.data.csv (lane, part, what, from_s, to_s, lanes_in_run).

DATA = ARG1
OUT = ARG2
SCENARIO = ARG3
HERE = ARG0[1:strlen(ARG0) - strlen("swim-lanes.gp")]
load HERE."csv.gp"
group_key(x) = strcol("lane")
load HERE."groups.gp"
ROWS = GROUPS
STATES = "up connecting down"
EVENT_NAMES = ""
longest = 0
longest_note = 0
all_lanes = 0
longer(n, s) = strlen(s) > n ? strlen(s) : n
event_put(s) = (EVENT_NAMES = strstrt(EVENT_NAMES." ", " ".s." ") > 0 ? EVENT_NAMES : EVENT_NAMES." ".s, 1)
stats DATA using (strcol("part") eq "event" ? event_put(strcol("what")) : 1, \
    longest_note = strcol("part") eq "note" ? longer(longest_note, strcol("what")) : longest_note, \
    longest = longer(longest, strcol("lane")), all_lanes = int(column("lanes_in_run")), column("to_s")) nooutput
end = STATS_max > 0 ? STATS_max : 1
EVENT_KINDS = words(EVENT_NAMES)
event_index(s) = words(EVENT_NAMES[1:strstrt(EVENT_NAMES." ", " ".s." ")]) + 1

LANE = ROWS <= 8 ? 56 : ROWS <= 20 ? 40 : 28
load HERE."style.gp"
LEGEND_N = 3 + EVENT_KINDS
LEGEND_COLUMNS = LEGEND_N <= 6 ? LEGEND_N : 6
HEIGHT = 64 + ROWS * LANE + BOTTOM + legend_pixels(LEGEND_N)
load HERE."style.gp"
TOP = 60
LEFT = name_pixels(longest)
RIGHT = name_pixels(longest_note)
BOTTOM = BOTTOM + legend_pixels(LEGEND_N)
set label 9001 heading("Control plane").(ROWS < all_lanes ? sprintf(" (the first %d of %d)", ROWS, all_lanes) : "")
set multiplot
load HERE."bars.gp"
set ytics ()
do for [g = 1:ROWS] { set ytics add (tick(arrow(GROUP_NAME[g])) -g) }
unset border
set border 1 back lc rgb "#999999"
set xrange [0:end]
set xlabel "simulated time (s)" textcolor rgb INK

# Colour and height both tell the state; a mark's shape and colour its event.
STATE_COLOURS = "#0072B2 #E69F00 #c8c8c8"
array STATE_HALF[3] = [0.30, 0.18, 0.05]
MARKS = "7 5 9 13 11 15 6 4 8 12"
mark(i) = int(word(MARKS, (i - 1) % words(MARKS) + 1))
MARK_COLOURS = "#000000 #D55E00 #009E73 #CC79A7 #333333 #56B4E9"
mark_colour(i) = word(MARK_COLOURS, (i - 1) % words(MARK_COLOURS) + 1)
lane_of(s) = sum [g = 1:ROWS] (GROUP_NAME[g] eq s ? g : 0)
lane_y(x) = -lane_of(strcol("lane"))
is(p, w) = strcol("part") eq p && strcol("what") eq w
half(s) = STATE_HALF[s]
plot for [s = 1:3] DATA using (0):(is("state", word(STATES, s)) ? lane_y(0) : NaN):(column("from_s")):(column("to_s")) \
    :(lane_y(0) - half(s)):(lane_y(0) + half(s)) \
    with boxxyerror lc rgb word(STATE_COLOURS, s), \
    for [e = 1:EVENT_KINDS] DATA using (column("from_s")):(is("event", word(EVENT_NAMES, e)) ? lane_y(0) : NaN) \
    with points pt mark(e) ps 1.6 * POINT lw 1 lc rgb "#ffffff", \
    for [e = 1:EVENT_KINDS] DATA using (column("from_s")):(is("event", word(EVENT_NAMES, e)) ? lane_y(0) : NaN) \
    with points pt mark(e) ps 1.2 * POINT lc rgb mark_colour(e), \
    DATA using (end):(strcol("part") eq "note" ? lane_y(0) : NaN):(strcol("what")) \
    with labels left offset character 0.8, 0 tc rgb INK
legend_text(i) = i <= 3 ? word(STATES, i) : word(EVENT_NAMES, i - 3)
LEGEND_TOP = legend_height(LEGEND_N)
LEGEND_BOXES = 2
load HERE."legend.gp"
set key center center horizontal Left reverse samplen 1.5 width legend_width maxcols LEGEND_COLUMNS textcolor rgb INK
plot -1 notitle, for [s = 1:3] keyentry with boxes lc rgb word(STATE_COLOURS, s) title word(STATES, s), \
    for [e = 1:EVENT_KINDS] keyentry with points pt mark(e) ps 1.2 * POINT lc rgb mark_colour(e) title word(EVENT_NAMES, e)
unset multiplot
