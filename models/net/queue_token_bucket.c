/*
 * Token bucket: a shaper as Linux's tbf. Tokens come at `rate` up to `burst`; a packet leaves, at
 * the link's own rate, when there is a token for each of its bytes. Exact: tokens are counted in
 * bit x ps, so that no rounding adds up. A packet larger than the burst, which travels as
 * fragments, leaves when the bucket is full and owes the rest.
 */
#include "models/net/queue.h"

typedef __int128 tokens_t; /* bits * SIM_S */

struct token_queue {
    struct queue q;
    struct queue_list list;
    int64_t rate_bps;
    tokens_t tokens, burst;
    sim_time_t counted_at; /* tokens are as of then */
};

static void init(struct queue *q, const struct queue_spec *spec)
{
    struct token_queue *t = (struct token_queue *)(void *)q;

    t->rate_bps = spec->rate_bps;
    t->tokens = t->burst = (tokens_t)spec->burst_bytes * 8 * SIM_S; /* full */
    queue_list_init(&t->list);
}

static void enqueue(struct queue *q, uint32_t item, sim_time_t now)
{
    queue_push_bounded(q, &((struct token_queue *)(void *)q)->list, item, now);
}

static uint32_t dequeue(struct queue *q, sim_time_t now)
{
    struct token_queue *t = (struct token_queue *)(void *)q;

    q->ready_at = SIM_NEVER;
    if (t->list.first == QUEUE_NONE)
        return QUEUE_NONE;
    t->tokens += (tokens_t)(now - t->counted_at) * t->rate_bps;
    t->tokens = t->tokens < t->burst ? t->tokens : t->burst;
    t->counted_at = now;
    const tokens_t price = (tokens_t)q->item[t->list.first].bytes * 8 * SIM_S;
    const tokens_t needed = price < t->burst ? price : t->burst;
    if (t->tokens < needed) {
        q->ready_at = now + (sim_time_t)((needed - t->tokens + t->rate_bps - 1) / t->rate_bps);
        return QUEUE_NONE;
    }
    t->tokens -= price;
    return queue_pop(q, &t->list);
}

const struct queue_ops queue_token_bucket = {sizeof(struct token_queue), init, enqueue, dequeue};
