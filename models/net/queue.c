#include "models/net/queue.h"

#include "sim/base/arena.h"
#include "sim/base/units.h"

struct queue *queue_new(struct arena *arena, const struct queue_spec *spec)
{
    struct queue *q = arena_calloc(arena, 1, spec->ops->size);

    q->ops = spec->ops;
    q->arena = arena;
    q->free = QUEUE_NONE;
    q->limit = spec->limit;
    q->limit_in_packets = spec->limit_in_packets;
    q->ecn = spec->ecn;
    if (spec->ops == &queue_codel || spec->ops == &queue_fq_codel) {
        q->target_dur = spec->target_dur;
    } else if (spec->ops == &queue_red) {
        q->mean_threshold = (spec->min_threshold + spec->max_threshold) / 2;
        q->threshold_in_packets = spec->thresholds_in_packets;
    }
    q->ready_at = SIM_NEVER;
    spec->ops->init(q, spec);
    return q;
}

void queue_grow(struct queue *q)
{
    uint32_t cap = q->cap_items > 0 ? q->cap_items * 2 : 64;

    q->item = arena_grow(q->arena, q->item, q->n_items, cap, sizeof *q->item);
    q->cap_items = cap;
}

void queue_reserve(struct queue *q)
{
    ARENA_AHEAD(q->arena, q->item, q->n_items, q->cap_items);
}

void queue_list_init(struct queue_list *list)
{
    *list = (struct queue_list){.first = QUEUE_NONE, .last = QUEUE_NONE};
}

void queue_push(struct queue *q, struct queue_list *list, uint32_t i)
{
    uint32_t bytes = q->item[i].bytes;

    q->item[i].next = QUEUE_NONE;
    if (list->last == QUEUE_NONE)
        list->first = i;
    else
        q->item[list->last].next = i;
    list->last = i;
    list->packets++;
    list->bytes += bytes;
    q->packets++;
    q->bytes += bytes;
    if (bytes > q->largest_bytes)
        q->largest_bytes = bytes;
}

uint32_t queue_pop(struct queue *q, struct queue_list *list)
{
    uint32_t i = list->first;

    if (i == QUEUE_NONE)
        return i;
    list->first = q->item[i].next;
    if (list->first == QUEUE_NONE)
        list->last = QUEUE_NONE;
    list->packets--;
    list->bytes -= q->item[i].bytes;
    q->packets--;
    q->bytes -= q->item[i].bytes;
    return i;
}

bool queue_is_full(const struct queue *q, uint32_t bytes)
{
    if (q->limit == UNITS_UNLIMITED)
        return false;
    return q->limit_in_packets ? q->packets >= q->limit : q->bytes > q->limit - (int64_t)bytes;
}

void queue_push_bounded(struct queue *q, struct queue_list *list, uint32_t i, sim_time_t now)
{
    if (!q->item[i].held && queue_is_full(q, q->item[i].bytes))
        queue_drop(q, i, DROP_QUEUE_FULL, now);
    else
        queue_push(q, list, i);
}

bool queue_mark(struct queue *q, uint32_t i, sim_time_t now)
{
    if (!q->ecn || !q->item[i].ect)
        return false;
    q->item[i].packet.ce = 1;
    q->marks += now >= q->warmup_at;
    return true;
}

void queue_drop(struct queue *q, uint32_t i, enum drop_cause cause, sim_time_t now)
{
    q->drop(q->owner, &q->item[i], cause, now);
    queue_give(q, i);
}
