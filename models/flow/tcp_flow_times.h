/*
 * What held the ends of a flow's connections back, and what their congestion control was told, up
 * to an instant: sums over connections, of what is counted since the warm-up's end.
 */
#ifndef MODELS_FLOW_TCP_FLOW_TIMES_H
#define MODELS_FLOW_TCP_FLOW_TIMES_H

#include "models/tcp/tcp.h"

struct network;

/* Of who asks the server's time is in it while the client waits. Time-outs are what losses cost:
 * they stand under TCP_LIMIT_LOSS. */
struct tcp_flow_times {
    sim_time_t dur[TCP_LIMIT_N];
    sim_time_t aborted_dur; /* since connections have been given up; in none of the others */
};

/* end_at: when the flow ends, before `at` or not: what comes later is not counted. */
struct tcp_flow_times tcp_flow_times(const struct network *n, size_t flow, sim_time_t at,
                                     sim_time_t end_at);

/* What a connection's end waited for last. */
enum tcp_limit tcp_flow_waits_for(const struct tcp *c);

/* recoveries, undone, timeouts and marks, at all ends that send data; else nothing. */
struct tcp_told tcp_flow_told(const struct network *n, size_t flow);

#endif
