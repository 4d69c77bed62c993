/*
 * Token bucket: a shaper as Linux's tbf. Tokens come at `rate` up to `burst`; a packet leaves, at
 * the link's own rate, when there is a token for each of its bytes. Exact: tokens are counted in
 * bit x ps, so that no rounding adds up. A packet larger than the burst, which travels as
 * fragments, leaves when the bucket is full and owes the rest.
 */
#include "models/net/queue_token_bucket.h"

typedef __int128 tokens_t; /* bits * SIM_S */

#define TOKENS_A_BYTE ((tokens_t)8 * SIM_S)

struct token_queue {
    struct queue q;
    struct queue_list list;
    int64_t rate_bps;
    tokens_t tokens, burst;
    tokens_t first;        /* at the warm-up's end; before it, if nothing more is taken */
    sim_time_t counted_at; /* tokens are as of then */
};

static tokens_t tokens_at(const struct token_queue *t, sim_time_t at)
{
    const tokens_t tokens = t->tokens + (tokens_t)(at - t->counted_at) * t->rate_bps;
    return tokens < t->burst ? tokens : t->burst;
}

static void init(struct queue *q, const struct queue_spec *spec)
{
    struct token_queue *t = (struct token_queue *)(void *)q;

    t->rate_bps = spec->rate_bps;
    t->tokens = t->first = t->burst = spec->burst_bytes * TOKENS_A_BYTE; /* full */
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
    t->tokens = tokens_at(t, now);
    t->counted_at = now;
    const tokens_t price = q->item[t->list.first].bytes * TOKENS_A_BYTE;
    const tokens_t needed = price < t->burst ? price : t->burst;
    if (t->tokens < needed) {
        q->ready_at = now + (sim_time_t)((needed - t->tokens + t->rate_bps - 1) / t->rate_bps);
        return QUEUE_NONE;
    }
    t->tokens -= price;
    if (now < q->warmup_at)
        t->first = tokens_at(t, q->warmup_at);
    return queue_pop(q, &t->list);
}

bool queue_tokens_of(const struct queue *q, struct queue_tokens *tokens)
{
    const struct token_queue *t = (const struct token_queue *)(const void *)q;

    if (q->ops != &queue_token_bucket)
        return false;
    *tokens = (struct queue_tokens){t->rate_bps, (int64_t)(t->burst / TOKENS_A_BYTE),
                                    (int64_t)(t->first / TOKENS_A_BYTE)};
    return true;
}

sim_time_t queue_tokens_at(const struct queue *q, sim_time_t now)
{
    const struct token_queue *t = (const struct token_queue *)(const void *)q;

    if (q->ops != &queue_token_bucket)
        return now;
    const tokens_t missing = q->bytes * TOKENS_A_BYTE - tokens_at(t, now);
    return missing > 0 ? now + (sim_time_t)(missing / t->rate_bps) : now;
}

const struct queue_ops queue_token_bucket = {sizeof(struct token_queue), init, enqueue, dequeue};
