# What figures over time share: DATA has the columns panel, name, in_run, a value, t_s; rows of panel "event" are marks.
# The figure sets VALUE, the value's column. Leaves for panel p: first_of(p) and last_of(p), its groups (0 and -1 where
# it has none), shown(p), in_run(p); name_of(g); TIME_FROM and TIME_TO; POINTS, of the longest line.

load HERE."csv.gp"
group_key(x) = strcol("panel")." ".strcol("name")
load HERE."groups.gp"
panel_of(g) = word(GROUP_NAME[g], 1)
name_of(g) = GROUP_NAME[g][strlen(panel_of(g)) + 2:]
y_of(x) = strlen(strcol(VALUE)) > 0 ? column(VALUE) : NaN
is_value(x) = strcol("panel") ne "event"

array EVENT_T[GROUP_MAX]
array EVENT_LABEL[GROUP_MAX]
EVENTS = 0
event_longest = 0
event_put(t, s) = (EVENTS = EVENTS + 1, EVENT_T[EVENTS] = t, EVENT_LABEL[EVENTS] = s, \
    event_longest = strlen(s) > event_longest ? strlen(s) : event_longest, 1)
IN_RUN = ""
in_run_put(s, n) = strstrt(IN_RUN, " ".s." ") > 0 ? 1 : (IN_RUN = IN_RUN." ".s." ".n, 1)
stats DATA using (is_value(0) ? in_run_put(strcol("panel"), strcol("in_run")) \
    : event_put(column("t_s"), strcol("name"))) nooutput
stats DATA using (is_value(0) ? column("t_s") : NaN) nooutput
TIME_TO = STATS_max
TIME_FROM = STATS_min < 0.25 * STATS_max || STATS_min == STATS_max ? 0 : STATS_min

FIRSTS = ""
LASTS = ""
PANEL_NAMES = ""
POINTS = 0
do for [g = 1:GROUPS] {
  if (panel_of(g) ne "event") {
    if (g == 1 || panel_of(g) ne panel_of(g - 1)) {
      PANEL_NAMES = PANEL_NAMES." ".panel_of(g)
      FIRSTS = FIRSTS." ".g
      LASTS = LASTS." 0"
    }
    LASTS = LASTS[1:strlen(LASTS) - strlen(word(LASTS, words(LASTS)))].g
    n = GROUP_TO[g] - GROUP_FROM[g] + 1
    POINTS = n > POINTS ? n : POINTS
  }
}
panel_at(p) = strstrt(PANEL_NAMES." ", " ".p." ") == 0 ? 0 \
    : words(PANEL_NAMES[1:strstrt(PANEL_NAMES." ", " ".p." ")]) + 1
first_of(p) = panel_at(p) > 0 ? int(word(FIRSTS, panel_at(p))) : 0
last_of(p) = panel_at(p) > 0 ? int(word(LASTS, panel_at(p))) : -1
shown(p) = last_of(p) - first_of(p) + 1
in_run(p) = int(word(IN_RUN[strstrt(IN_RUN, " ".p." ") + strlen(p) + 1:], 1))
of_run(p, what) = shown(p) < in_run(p) ? sprintf(" (%d of %d %s)", shown(p), in_run(p), what) : ""

# Names of events stand above the upper panel: level where they have room side by side, else upright; many have none.
# events_room() is what a figure adds to TOP for them.
EVENTS_NAMED = 20
event_px(t) = 1100.0 * (t - TIME_FROM) / (TIME_TO > TIME_FROM ? TIME_TO - TIME_FROM : 1)
event_end(k) = event_px(EVENT_T[k]) + 8.2 * strlen(EVENT_LABEL[k]) + 14
EVENTS_LEVEL = 1
do for [k = 1:EVENTS] {
  if (event_end(k) > (k < EVENTS ? event_px(EVENT_T[k + 1]) : 1140)) { EVENTS_LEVEL = 0 }
}
events_room(x) = EVENTS > EVENTS_NAMED || EVENTS == 0 ? 0 : EVENTS_LEVEL ? 24 : 8 * event_longest
