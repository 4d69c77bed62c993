/*
 * What a flow that asks and waits for answers (request_response) has spent on other things than
 * answers, up to an instant: sums over its questions since the warm-up's end. What is answered is
 * in its round trips (models/flow/flow.h).
 */
#ifndef MODELS_FLOW_FLOW_ASKED_H
#define MODELS_FLOW_FLOW_ASKED_H

#include "models/flow/flow.h"

struct flow_asked {
    uint64_t n_lost;       /* questions that were given up at their time-out */
    sim_time_t lost_dur;   /* of those, and of open ones that take longer than the latest answer did
                              (over TCP, which says itself what it waits for, of none) */
    sim_time_t open_dur;   /* of the other open ones */
    sim_time_t setup_dur;  /* of connections that were opened before their first questions */
    sim_time_t missed_dur; /* of TCP, until what was lost was sent again by a timer: what the other
                              end misses while this one misses something is the same answer */
    uint64_t n_opened;     /* connections that were opened for a question */
};

/* Of another flow all 0, but n_lost of a ping. */
struct flow_asked flow_asked(const struct network *n, size_t flow, sim_time_t at);

#endif
