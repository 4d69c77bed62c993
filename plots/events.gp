# Marks the events of time.gp in the panels that follow: a line each. While they are few, their names stand above the upper
# panel, in the events_room() that the figure has added to TOP.

EVENT_INK = "#767676"
do for [k = 1:EVENTS] {
  set arrow 100 + k from EVENT_T[k], graph 0 to EVENT_T[k], graph 1 nohead back lc rgb EVENT_INK lw 1 dt 3
  if (EVENTS <= EVENTS_NAMED) {
    set label 100 + k EVENT_LABEL[k] at EVENT_T[k], screen panel_top(1, 1) + (EVENTS_LEVEL ? 46.0 : 36.0) / HEIGHT \
        left rotate by (EVENTS_LEVEL ? 0 : 90) font SMALL_FONT tc rgb EVENT_INK front
  }
}
