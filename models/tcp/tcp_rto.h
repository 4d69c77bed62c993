/*
 * Retransmission time-out: RFC 6298 with clock granularity 0. Two readings of its minimum: a floor
 * of the whole time-out (section 2.4), and Linux's floor of the variance's part, RTO = SRTT +
 * max(minimum, 4 RTTVAR) (tcp_set_rto, tcp_rto_min).
 */
#ifndef MODELS_TCP_TCP_RTO_H
#define MODELS_TCP_TCP_RTO_H

#include <stdbool.h>

#include "sim/base/simtime.h"

struct tcp_rto {
    sim_time_t srtt; /* 0: no sample yet */
    sim_time_t rttvar, rto;
};

struct tcp_rto_limits {
    sim_time_t initial, min, max;
    bool min_of_variance;
};

void tcp_rto_init(struct tcp_rto *r, const struct tcp_rto_limits *limits);
/* A round trip of a segment that was sent once (Karn's rule is the caller's); undoes backing off.
 */
void tcp_rto_sample(struct tcp_rto *r, const struct tcp_rto_limits *limits, sim_time_t rtt);
/* What a round trip makes of it. */
sim_time_t tcp_rto_of(sim_time_t srtt, sim_time_t rttvar, const struct tcp_rto_limits *limits);
/* It has fired: twice as long, up to the maximum (section 5.5). */
void tcp_rto_back_off(struct tcp_rto *r, const struct tcp_rto_limits *limits);

#endif
