# What the control plane did: a lane for each thing that has events, its states as bars, its events as marks; where something failed, a line
# at its instant, a band while it lasts, and what arrived of each traffic entry, as a share of its best interval before.
# Draws swim-lanes.data.csv (lane, part, what, from_s, to_s, lanes_in_run).

DATA = ARG1
OUT = ARG2
SCENARIO = ARG3
HERE = ARG0[1:strlen(ARG0) - strlen("swim-lanes.gp")]
load HERE."csv.gp"
group_key(x) = strcol("lane")
load HERE."groups.gp"
FAULTS = GROUPS > 0 && GROUP_NAME[GROUPS] eq "-" ? GROUP_TO[GROUPS] - GROUP_FROM[GROUPS] + 1 : 0
ROWS = GROUPS - (FAULTS > 0)
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
array FAULT_NAME[FAULTS + 1]
array FAULT_AT[FAULTS + 1]
array FAULT_TO[FAULTS + 1]
longest_fault = 0
if (FAULTS > 0) {
  stats DATA every ::GROUP_FROM[GROUPS]::GROUP_TO[GROUPS] using (FAULT_NAME[int($0) + 1] = strcol("what"), \
      FAULT_AT[int($0) + 1] = column("from_s"), FAULT_TO[int($0) + 1] = column("to_s"), longest_fault = longer(longest_fault, strcol("what")), 1) nooutput
}
is_traffic(s) = s[1:8] eq "traffic "
TRAFFIC = sum [g = 1:ROWS] (is_traffic(GROUP_NAME[g]))
EVENT_KINDS = words(EVENT_NAMES)

LANE = ROWS <= 8 ? 56 : ROWS <= 20 ? 40 : 28
load HERE."style.gp"
LEGEND_N = 3 + EVENT_KINDS + 2 * (TRAFFIC > 0)
LEGEND_COLUMNS = LEGEND_N <= 6 ? LEGEND_N : 5
# Names of faults stand above, level where one has the room alone, else upright and apart, tied to their instants.
FAULT_TIE = FAULTS > 1 ? 16.0 : 0
FAULT_ROOM = FAULTS == 0 ? 0 : FAULTS == 1 ? 24 : 8 * longest_fault + FAULT_TIE
HEIGHT = 64 + FAULT_ROOM + ROWS * LANE + BOTTOM + legend_pixels(LEGEND_N)
load HERE."style.gp"
LEGEND_COLUMNS = LEGEND_N <= 6 ? LEGEND_N : 5
TOP = 60 + FAULT_ROOM
LEFT = name_pixels(longest)
RIGHT = name_pixels(longest_note)
BOTTOM = BOTTOM + legend_pixels(LEGEND_N)
set label 9001 heading(TRAFFIC > 0 ? "Control plane and traffic" : "Control plane").(ROWS < all_lanes ? sprintf(" (the first %d of %d)", ROWS, all_lanes) : "")
set multiplot
load HERE."bars.gp"
set ytics ()
do for [g = 1:ROWS] { set ytics add (tick(arrow(GROUP_NAME[g])) -g) }
unset border
set border 1 back lc rgb "#999999"
set xrange [0:end]
set xlabel "simulated time (s)" textcolor rgb INK

array LABEL_AT[FAULTS + 1]
apart = 17.0 * end / (WIDTH - LEFT - RIGHT)
do for [k = 1:FAULTS] { LABEL_AT[k] = k == 1 || FAULT_AT[k] > LABEL_AT[k - 1] + apart ? FAULT_AT[k] : LABEL_AT[k - 1] + apart }
do for [k = 1:FAULTS] { # those at the end move back
  j = FAULTS + 1 - k
  most = k == 1 ? end : LABEL_AT[j + 1] - apart
  LABEL_AT[j] = LABEL_AT[j] > most ? most : LABEL_AT[j]
}
tie_top = 1 + FAULT_TIE / (ROWS * LANE)
do for [k = 1:FAULTS] {
  if (FAULT_TIE > 0) { set arrow 600 + k from FAULT_AT[k], graph 1 to LABEL_AT[k], graph tie_top nohead front lc rgb "#D55E00" lw 1 }
  if (FAULT_TO[k] > FAULT_AT[k]) {
    set object 200 + k rectangle from FAULT_AT[k], graph 0 to FAULT_TO[k], graph 1 behind fc rgb "#fbeadf" fs solid noborder
  }
  set arrow 200 + k from FAULT_AT[k], graph 0 to FAULT_AT[k], graph 1 nohead front lc rgb "#D55E00" lw 2 dt 2
  set label 200 + k FAULT_NAME[k] at LABEL_AT[k], graph tie_top offset character 0, 0.6 left rotate by (FAULTS == 1 ? 0 : 90) font SMALL_FONT tc rgb "#D55E00" front
}

# Colour and height both tell the state; a mark's shape and colour its event, the same in every picture.
STATE_COLOURS = "#0072B2 #E69F00 #c8c8c8"
array STATE_HALF[3] = [0.30, 0.18, 0.05]
KNOWN = " ike_start ike_retry cut restore dpd_timeout standby routes_programmed ike_refused replaced child_rekey_start child_sa_rekeyed standby_lost".\
    " ike_rekey_start ike_sa_rekeyed rekey_collision rekey_failed sa_expired wake member_out member_in "
event_number(s) = strstrt(KNOWN, " ".s." ") > 0 ? words(KNOWN[1:strstrt(KNOWN, " ".s." ")]) + 1 : words(KNOWN) + 1
MARKS = "7 5 9 13 11 15 6 4 8 12"
mark(e) = int(word(MARKS, (event_number(word(EVENT_NAMES, e)) - 1) % words(MARKS) + 1))
MARK_COLOURS = "#000000 #D55E00 #009E73 #CC79A7 #333333 #56B4E9 #F0E442"
mark_colour(e) = word(MARK_COLOURS, (event_number(word(EVENT_NAMES, e)) - 1) % words(MARK_COLOURS) + 1)
lane_of(s) = sum [g = 1:ROWS] (GROUP_NAME[g] eq s ? g : 0)
lane_y(x) = -lane_of(strcol("lane"))
is(p, w) = strcol("part") eq p && strcol("what") eq w
half(s) = STATE_HALF[s]
TRAFFIC_COLOUR = "#009E73"
STILL_COLOUR = "#CC79A7"
share(x) = strcol("part") eq "share" ? column("what") : NaN
plot for [s = 1:3] DATA using (0):(is("state", word(STATES, s)) ? lane_y(0) : NaN):(column("from_s")):(column("to_s")) \
    :(lane_y(0) - half(s)):(lane_y(0) + half(s)) \
    with boxxyerror lc rgb word(STATE_COLOURS, s), \
    DATA using (0):(share(0) > 0 ? lane_y(0) : NaN):(column("from_s")):(column("to_s")):(lane_y(0) - 0.36):(lane_y(0) - 0.36 + 0.72 * share(0)) \
    with boxxyerror lc rgb TRAFFIC_COLOUR, \
    DATA using (0):(share(0) == 0 ? lane_y(0) : NaN):(column("from_s")):(column("to_s")):(lane_y(0) - 0.36):(lane_y(0) - 0.22) \
    with boxxyerror lc rgb STILL_COLOUR, \
    for [e = 1:EVENT_KINDS] DATA using (column("from_s")):(is("event", word(EVENT_NAMES, e)) ? lane_y(0) : NaN) \
    with points pt mark(e) ps 1.6 * POINT lw 1 lc rgb "#ffffff", \
    for [e = 1:EVENT_KINDS] DATA using (column("from_s")):(is("event", word(EVENT_NAMES, e)) ? lane_y(0) : NaN) \
    with points pt mark(e) ps 1.2 * POINT lc rgb mark_colour(e), \
    DATA using (end):(strcol("part") eq "note" ? lane_y(0) : NaN):(strcol("what")) \
    with labels left offset character 0.8, 0 tc rgb INK
unset object
legend_text(i) = i <= 3 ? word(STATES, i) : i <= 3 + EVENT_KINDS ? word(EVENT_NAMES, i - 3) : i == 4 + EVENT_KINDS ? "arrives" : "nothing arrives"
unset arrow
LEGEND_TOP = legend_height(LEGEND_N)
LEGEND_BOXES = 2
load HERE."legend.gp"
set key center center horizontal Left reverse samplen 1.5 width legend_width maxcols LEGEND_COLUMNS textcolor rgb INK
# A loop without a turn would still take an entry's place, and with it push the others out of the picture: those that have none are left out.
MARK_KEYS = EVENT_KINDS == 0 ? "" : \
    ", for [e = 1:EVENT_KINDS] keyentry with points pt mark(e) ps 1.2 * POINT lc rgb mark_colour(e) title word(EVENT_NAMES, e)"
TRAFFIC_KEYS = TRAFFIC == 0 ? "" : ", keyentry with boxes lc rgb TRAFFIC_COLOUR title 'arrives', keyentry with boxes lc rgb STILL_COLOUR title 'nothing arrives'"
plot -1 notitle, for [s = 1:3] keyentry with boxes lc rgb word(STATE_COLOURS, s) title word(STATES, s) @MARK_KEYS @TRAFFIC_KEYS
unset multiplot
