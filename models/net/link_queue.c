#include "models/net/link_queue.h"

#include "models/net/queue_token_bucket.h"
#include "models/net/segment.h"
#include "sim/base/arena.h"
#include "sim/base/units.h"

#define OWNER_OF(member_ptr, type, member)                                                         \
    ((type *)(void *)((char *)(member_ptr)-offsetof(type, member)))

void link_queue_count(struct link *l, sim_time_t now)
{
    struct link_queue *lq = l->queue;

    l->count.waiting_byte_ps +=
        (unsigned __int128)(uint64_t)link_counted_dur(l, lq->counted_at, now) *
        (uint64_t)lq->queue->bytes;
    lq->counted_at = now;
}

static void drop(void *owner, const struct queue_item *item, enum drop_cause cause, sim_time_t now)
{
    link_drop(owner, cause, &item->packet, item->bytes, now);
}

/* The transmitter is free: it takes what the queue gives, and comes again when that is sent. */
static void serve(struct link_queue *lq, sim_time_t now)
{
    struct queue *q = lq->queue;
    struct link *l = lq->link;

    while (q->free_at <= now) {
        const uint32_t i = q->ops->dequeue(q, now);
        if (i == QUEUE_NONE)
            break;
        const struct queue_item *item = &q->item[i];
        q->free_at =
            link_transmit(l, &item->packet, item->bytes, item->packet.path, item->queued_at, now);
        queue_give(q, i);
    }
    l->waiting_bytes = q->bytes;
    lp_at(&l->near->lp, &lq->ev, q->free_at > now ? q->free_at : q->ready_at);
}

static void act(struct lp *lp, struct event *ev, sim_time_t now)
{
    struct link_queue *lq = OWNER_OF(ev, struct link_queue, ev);

    (void)lp;
    link_queue_count(lq->link, now);
    serve(lq, now);
}

void link_queue_set(struct link *l, struct region *near, const struct queue_spec *spec)
{
    struct link_queue *lq = ARENA_NEW(near->lp.arena, struct link_queue);

    lq->link = l;
    lq->queue = queue_new(near->lp.arena, spec);
    lq->queue->drop = drop;
    lq->queue->owner = l;
    lq->queue->warmup_at = l->warmup_at;
    l->queue = lq;
    l->free_at = SIM_NEVER;
    l->limit = 0;
    l->limit_in_packets = false;
    lp_add_event(&near->lp, &lq->ev, act);
}

void link_queue_offer(struct link *l, const struct packet *p, uint32_t bytes, uint32_t path,
                      bool held, sim_time_t now)
{
    struct queue *q = l->queue->queue;
    const uint32_t i = queue_take(q);
    struct queue_item *item = &q->item[i];

    link_queue_count(l, now);
    *item = (struct queue_item){.packet = *p, .queued_at = now, .bytes = bytes, .held = held};
    item->packet.path = path & (LINK_PATHS_MAX - 1);
    item->ect = p->tcp && (l->near->segments.v[p->seq].flags & SEGMENT_ECT) != 0;
    item->hash = l->hash(l->near, p);
    q->ops->enqueue(q, i, now);
    if (q->free_at <= now)
        serve(l->queue, now);
    l->waiting_bytes = q->bytes;
    if (now >= l->warmup_at && q->bytes > l->count.waiting_bytes_max)
        l->count.waiting_bytes_max = q->bytes;
}

sim_time_t link_queue_clear_at(const struct link *l, sim_time_t now)
{
    const struct queue *q = l->queue->queue;
    const sim_time_t from = q->free_at > now ? q->free_at : now,
                     tokens_at = queue_tokens_at(q, now),
                     clear_at =
                         l->rate_bps == UNITS_UNLIMITED
                             ? from
                             : from + (sim_time_t)((__int128)q->bytes * 8 * SIM_S / l->rate_bps);
    return tokens_at > clear_at ? tokens_at : clear_at;
}
