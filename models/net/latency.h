/*
 * Latency between regions from published round trips. A path is a quantile u of the pair's round
 * trip Q, a shifted lognormal through the published P50 and P95: Q(u) = floor + (P50 - floor)
 * exp(sigma z(u)),  sigma = ln((P95 - floor) / (P50 - floor)) / z(0.95) with z the standard normal
 * quantile. The floor is the great circle there and back at 200 km/ms (light in fibre; TCP/IP
 * performance tuning for Azure VMs, 2025-04-21). One way is half of it: one-way delays are not
 * published.
 */
#ifndef MODELS_NET_LATENCY_H
#define MODELS_NET_LATENCY_H

#include "sim/base/simtime.h"

struct latency_quantile {
    double floor_ms, p50_ms;
    double p95_ms; /* below 0: not published; Q is P50 for every u */
};

/* Round trip in ms at quantile u, 0 < u < 1. */
double latency_rtt_ms(const struct latency_quantile *q, double u);
/* One way: half of it. */
sim_time_t latency_path_delay(const struct latency_quantile *q, double u);

#endif
