/*
 * Delivery rate (draft-cheng-iccrg-delivery-rate-estimation, as in Linux's tcp_rate.c): bytes
 * delivered between the sending of a segment and its acknowledgment, over the longer of the time it
 * took to send them and the time it took to acknowledge them.
 */
#ifndef MODELS_TCP_TCP_RATE_H
#define MODELS_TCP_TCP_RATE_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/base/simtime.h"

struct tcp;
struct tcp_ack;

struct tcp_rate_sample { /* of the segment sent last among those an acknowledgment brings */
    uint64_t before;
    sim_time_t before_at, first_at, sent_at;
    uint64_t end;
    bool app_limited, is_set;
};

/* Segment i of the board is being sent. */
void tcp_rate_sent(struct tcp *c, uint32_t i, sim_time_t now);
/* Nothing more is to be sent for now: what is delivered of it says nothing about the path. */
void tcp_rate_pause(struct tcp *c);
/* It has been delivered. */
void tcp_rate_delivered(const struct tcp *c, struct tcp_rate_sample *s, uint32_t i);
/* All that the acknowledgment brought has been told. */
void tcp_rate_finish(struct tcp *c, const struct tcp_rate_sample *s, struct tcp_ack *a,
                     sim_time_t now);

#endif
