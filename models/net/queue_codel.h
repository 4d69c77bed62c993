/*
 * CoDel's state of one list (RFC 8289, section 5): the discipline codel has one, FQ-CoDel one a
 * flow.
 */
#ifndef MODELS_NET_QUEUE_CODEL_H
#define MODELS_NET_QUEUE_CODEL_H

#include "models/net/queue.h"

struct codel_law {
    sim_time_t target_dur, interval_dur;
};

struct codel {
    sim_time_t above_at; /* once the wait has stayed above target until then, drops begin; 0: it is
                            not above */
    sim_time_t drop_next_at;
    uint32_t count, last_count; /* drops since dropping began; when it began */
    bool dropping;
};

/* The next item of the list that is sent, after the drops that are due. QUEUE_NONE: nothing is
 * left. */
uint32_t codel_dequeue(struct queue *q, const struct codel_law *law, struct codel *c,
                       struct queue_list *list, sim_time_t now);

#endif
