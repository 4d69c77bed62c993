/*
 * Verdict: a sentence a traffic entry: what its flows carry together, of how much, and what holds
 * most of them back. Plain words, for the end of `vnetsim run`, manifest.json and the report;
 * limits.csv has the figures of each flow.
 */
#ifndef SIM_RESULTS_VERDICT_H
#define SIM_RESULTS_VERDICT_H

#include <stddef.h>
#include <stdio.h>

struct arena;
struct results;

struct verdict {
    const char *traffic;
    const char *limited_by; /* of most of its flows */
    const char **with;      /* named beside it, of a third of its flows or more */
    size_t n_with;
    const char *text; /* "replicate: 612 Mbps of 1 Gbps wanted; held back by gw-westus: VpnGw1AZ
                         carries 650 Mbps a tunnel" */
};

/* One for each traffic entry that has flows, in their order; *n: how many. Everything in the arena.
 */
struct verdict *verdict_all(const struct results *r, size_t *n, struct arena *arena);
/* A line each, `most` at most. */
void verdict_write(const struct results *r, size_t most, FILE *out);

#endif
