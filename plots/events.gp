# Marks the events of time.gp in the panels that follow: a line each, with its name while they are few.

EVENT_INK = "#767676"
do for [k = 1:EVENTS] {
  set arrow 100 + k from EVENT_T[k], graph 0 to EVENT_T[k], graph 1 nohead back lc rgb EVENT_INK lw 1 dt 3
  if (EVENTS <= 20) {
    # The name stands beside its line, on the side where there is room.
    set label 100 + k EVENT_LABEL[k] at EVENT_T[k], graph 0.98 right rotate by 90 \
        offset character (EVENT_T[k] > 0.98 * TIME_TO ? -0.7 : 0.7), 0 font SMALL_FONT tc rgb EVENT_INK front
  }
}
