/*
 * What a word of limited_by comes to in plain words.
 */
#ifndef SIM_RESULTS_VERDICT_WHY_H
#define SIM_RESULTS_VERDICT_WHY_H

#include "models/net/region.h"
#include "sim/results/limit.h"

struct measure;

/* "held back by gw-westus: VpnGw1AZ carries 650 Mbps a tunnel"; of the flow's word. all: the
 * entry's flows together; frac: of their packets the line lost, or of their answers came late. */
const char *verdict_why(const struct network *n, size_t flow, const struct limit_word *w,
                        const struct measure *all, double frac, struct arena *arena);
/* "the link left->right, (50 Mbps)": of a word that is named beside the one that limits. */
const char *verdict_why_beside(const struct network *n, size_t flow, const struct limit_word *w,
                               struct arena *arena);
/* "650 Mbps a tunnel": of a gateway's word. */
const char *verdict_why_figure(const struct limit_word *w, struct arena *arena);
/* "43.8", "1387": three digits, or whole. */
const char *verdict_figure(double v, struct arena *arena);
/* "650 Mbps", "1.25 Gbps", "1.2 kbps". */
const char *verdict_rate(double bps, struct arena *arena);
/* "0.43 %" */
const char *verdict_percent(double frac, struct arena *arena);

#endif
