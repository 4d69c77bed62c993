# What a metric's name says: its unit, and words.

metric_ends(m, s) = strlen(m) > strlen(s) && m[strlen(m) - strlen(s) + 1:] eq s
metric_unit(m) = metric_ends(m, "_ms") ? "ms" : metric_ends(m, "_mbps") ? "Mbps" : metric_ends(m, "_frac") ? "%" \
    : metric_ends(m, "_bytes") || strstrt(m, "bytes_") > 0 ? "bytes" : metric_ends(m, "_pps") ? "packets/s" \
    : metric_ends(m, "_s") ? "s" : strstrt(m, "packets") > 0 ? "packets" : ""
# A fraction is drawn in per cent.
metric_scale(m) = metric_ends(m, "_frac") ? 100 : 1
# traffic.NAME.metric is of one entry.
metric_is_entry(m) = strstrt(m, "traffic.") == 1
metric_rest(m) = m[9:]
metric_entry(m) = metric_is_entry(m) ? metric_rest(m)[1:strstrt(metric_rest(m), ".") - 1] : ""
metric_stem(m) = metric_is_entry(m) ? metric_rest(m)[strstrt(metric_rest(m), ".") + 1:] : m
METRIC_WORDS = "|owd=one-way delay|rtt=round trip|p50=median|p95=95th percentile|p99=99th percentile|p999=99.9th percentile" \
    ."|min=smallest|max=largest|mean=mean|loss_frac=loss|goodput_mbps=goodput|throughput_mbps=throughput|jitter_ms=jitter" \
    ."|propagation_ms=propagation|transmission_ms=transmission|queueing_ms=queueing|gateway_ms=time in gateways|"
metric_word_at(w) = strstrt(METRIC_WORDS, "|".w."=")
metric_word_rest(w) = METRIC_WORDS[metric_word_at(w) + strlen(w) + 2:]
metric_word(w) = metric_word_at(w) == 0 ? w : metric_word_rest(w)[1:strstrt(metric_word_rest(w), "|") - 1]
# owd_p99_ms: 99th percentile of the one-way delay.
metric_first(s) = strstrt(s, "_") > 0 ? s[1:strstrt(s, "_") - 1] : s
metric_second(s) = strstrt(s, "_") > 0 ? metric_first(s[strstrt(s, "_") + 1:]) : ""
metric_is_delay(s) = metric_first(s) eq "owd" || metric_first(s) eq "rtt"
metric_plain(s) = metric_is_delay(s) ? metric_word(metric_second(s))." of the ".metric_word(metric_first(s)) : spaced(metric_word(s))
metric_words(m) = metric_plain(metric_stem(m)).(metric_is_entry(m) ? " of ".metric_entry(m) : "")
metric_axis(m) = metric_words(m).(strlen(metric_unit(m)) > 0 ? " (".metric_unit(m).")" : "")

# An axis of a study, with its unit at the end: rate_Mbps.
AXIS_UNITS = "Mbps MB s percent"
axis_last(a) = strstrt(a, "_") == 0 ? a : axis_last(a[strstrt(a, "_") + 1:])
axis_has_unit(a) = strstrt(a, "_") > 0 && strstrt(" ".AXIS_UNITS." ", " ".axis_last(a)." ") > 0
axis_words(a) = spaced(axis_has_unit(a) ? a[1:strlen(a) - strlen(axis_last(a)) - 1] : a)
axis_axis(a) = axis_words(a).(axis_has_unit(a) ? " (".(axis_last(a) eq "percent" ? "%" : axis_last(a)).")" : "")
