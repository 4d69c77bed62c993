/*
 * What a token bucket has and will have, for those who ask what it lets through.
 */
#ifndef MODELS_NET_QUEUE_TOKEN_BUCKET_H
#define MODELS_NET_QUEUE_TOKEN_BUCKET_H

#include "models/net/queue.h"

struct queue_tokens {
    int64_t rate_bps, burst_bytes;
    int64_t first_bytes; /* that were there when the warm-up ended; below 0: owed */
};

/* False: the queue is no token bucket. */
bool queue_tokens_of(const struct queue *q, struct queue_tokens *tokens);

/* When all that waits will have its tokens; `now` where they are there, and of other queues. */
sim_time_t queue_tokens_at(const struct queue *q, sim_time_t now);

#endif
