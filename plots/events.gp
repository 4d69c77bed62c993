# Marks the events of time.gp in the panels that follow: a line each, with its name while they are few. The name stands
# beside its line; with EVENTS_ABOVE > 0, for low panels, so many pixels above the panel, where events_pixels() has room.

EVENT_INK = "#767676"
if (!exists("EVENTS_ABOVE")) EVENTS_ABOVE = 0
EVENTS_NAMED = 20
event_longest = 0
do for [k = 1:EVENTS] {
  event_longest = strlen(EVENT_LABEL[k]) > event_longest ? strlen(EVENT_LABEL[k]) : event_longest
  set arrow 100 + k from EVENT_T[k], graph 0 to EVENT_T[k], graph 1 nohead back lc rgb EVENT_INK lw 1 dt 3
  if (EVENTS <= EVENTS_NAMED && EVENTS_ABOVE == 0) {
    set label 100 + k EVENT_LABEL[k] at EVENT_T[k], graph 0.98 right rotate by 90 \
        offset character (EVENT_T[k] > 0.98 * TIME_TO ? -0.7 : 0.7), 0 font SMALL_FONT tc rgb EVENT_INK front
  }
  if (EVENTS <= EVENTS_NAMED && EVENTS_ABOVE > 0) {
    set label 100 + k EVENT_LABEL[k] at EVENT_T[k], screen panel_top(1, 1) + (1.0 * EVENTS_ABOVE) / HEIGHT \
        left rotate by 90 font SMALL_FONT tc rgb EVENT_INK front
  }
}
events_pixels(x) = EVENTS > EVENTS_NAMED || EVENTS == 0 ? 0 : 8 * event_longest
