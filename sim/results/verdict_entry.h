/*
 * The flows of a traffic entry together, and what they carry: "612 Mbps of 1 Gbps wanted".
 */
#ifndef SIM_RESULTS_VERDICT_ENTRY_H
#define SIM_RESULTS_VERDICT_ENTRY_H

#include "sim/results/results.h"

struct verdict_entry { /* they stand together */
    const struct results *r;
    const struct topo_traffic *spec;
    size_t first, n;
    struct measure all;
    struct arena *arena;
};

/* What its sources gave to be sent in the time that they may send in, which of random ones is not
 * what they give on average; NAN: as much as they can, or by question and answer. */
double verdict_entry_wanted_bps(const struct verdict_entry *e);
/* Rates are declared of whole packets of UDP, and of what is written to TCP. */
double verdict_entry_carried_bps(const struct verdict_entry *e);
/* "612 Mbps of 1 Gbps wanted"; "12 answers/s", "9.8 of 10 answers/s"; "25.6 Mbps, 1 of 1 transfers
 * done in 0.312 s": while they last. */
const char *verdict_entry_amount(const struct verdict_entry *e);
/* Of what sends at its own rate: does it get what it wants? What arrives, with what the shortest
 * way still holds when the run ends, is all but what is worth no name (LIMIT_WORTH: 97 %). */
bool verdict_entry_is_content(const struct verdict_entry *e);
/* ", and 5 % is still on its way when the run ends"; "" where it is not worth a word. */
const char *verdict_entry_under_way(const struct verdict_entry *e);
/* Of how many flows a life is counted. */
size_t verdict_entry_lives(const struct verdict_entry *e);
/* Does the flow tell of what holds the entry back? Not one that never began; nor, where so much is
 * lost (lossy), one that lost nothing. */
bool verdict_entry_tells(const struct verdict_entry *e, size_t flow, bool lossy);

#endif
