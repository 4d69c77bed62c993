/*
 * What a word of limited_by comes to in plain words.
 */
#ifndef SIM_RESULTS_VERDICT_WHY_H
#define SIM_RESULTS_VERDICT_WHY_H

#include "sim/results/limit.h"

struct measure;

/* "held back by gw-westus: VpnGw1AZ carries 650 Mbps a tunnel"; of the flow's word. all: the
 * entry's flows together; frac: of their packets the line lost, or of their answers came late. */
const char *verdict_why(const struct network *n, size_t flow, const struct limit_word *w,
                        const struct measure *all, double frac, struct arena *arena);
/* "the link left->right, (50 Mbps)": of a word that is named beside the one that limits. */
const char *verdict_why_beside(const struct network *n, size_t flow, const struct limit_word *w,
                               struct arena *arena);

#endif
