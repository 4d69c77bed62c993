/*
 * What the files of stays share.
 */
#ifndef MODELS_TRACE_STAYS_PARTS_H
#define MODELS_TRACE_STAYS_PARTS_H

#include "models/trace/stays.h"

struct stays_clock {
    uint64_t epochs; /* of all regions, as of the last look */
    sim_time_t next_at;
    struct arena *scratch;
    bool *moves; /* [flow], in a look */
};

/* Gives each drop of the flows that move, but for what is known already, to one of their ways. */
void stays_take_drops(struct network *n);

#endif
