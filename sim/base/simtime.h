/*
 * Simulated time: signed 64-bit picoseconds, a range of 106 days. Nanoseconds would lose 2.3 % on a
 * 64-byte packet at 100 Gbps. An instant counts from the start of the run; a span is a difference.
 * No floating point in here: a delay that comes from a distribution is rounded once, when drawn.
 */
#ifndef SIM_BASE_SIMTIME_H
#define SIM_BASE_SIMTIME_H

#include <stdint.h>

typedef int64_t sim_time_t;

#define SIM_PS    ((sim_time_t)1)
#define SIM_NS    ((sim_time_t)1000)
#define SIM_US    ((sim_time_t)1000000)
#define SIM_MS    ((sim_time_t)1000000000)
#define SIM_S     ((sim_time_t)1000000000000)
#define SIM_NEVER INT64_MAX

/* Seconds and milliseconds for reports. */
static inline double sim_time_s(sim_time_t t)
{
    return (double)t / 1e12;
}

static inline double sim_time_ms(sim_time_t t)
{
    return (double)t / 1e9;
}

#endif
