/*
 * What has been counted of a flow since the warm-up's end, as sums that differences can be taken
 * of.
 */
#ifndef MODELS_TRACE_STAY_COUNT_H
#define MODELS_TRACE_STAY_COUNT_H

#include "models/flow/flow_asked.h"
#include "models/flow/tcp_flow_times.h"

struct stay_count { /* as in models/flow/flow.h */
    struct flow_count fwd, rev;
    uint64_t goodput_bytes, written_bytes;
    uint64_t n_owd, n_rtt;
    flow_sum_t owd, rtt, propagation, transmission, queueing, gateway;
    struct tcp_flow_times times;
    struct tcp_told told;
    struct flow_asked asked;
};

struct stay_count stay_count_of(const struct network *n, size_t flow, sim_time_t at);
/* Adds what has come since. */
void stay_count_add(struct stay_count *to, const struct stay_count *now,
                    const struct stay_count *since);

#endif
