/*
 * Figures as a verdict says them, in the arena.
 */
#ifndef SIM_RESULTS_VERDICT_FIGURE_H
#define SIM_RESULTS_VERDICT_FIGURE_H

#include <stdint.h>

struct arena;

/* "43.8", "1387": three digits, or whole. */
const char *verdict_figure(double v, struct arena *arena);
/* "650 Mbps", "1.25 Gbps", "1.2 kbps". */
const char *verdict_figure_rate(double bps, struct arena *arena);
/* "0.43 %" */
const char *verdict_figure_percent(double frac, struct arena *arena);
/* "65,535": thousands apart. */
const char *verdict_figure_whole(uint64_t v, struct arena *arena);

#endif
