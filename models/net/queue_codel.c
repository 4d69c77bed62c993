/*
 * CoDel: controlled delay (Nichols, Jacobson, McGregor, Iyengar, RFC 8289, January 2018). Names in
 * comments are its pseudocode's. With ECN a mark takes the place of a drop and ends the turn, as in
 * Linux (net/sched, codel_impl.h).
 */
#include "models/net/queue_codel.h"

#include <math.h>

/* control_law: the k-th drop follows the one before by interval / sqrt(k); whole ps, to nearest. */
static sim_time_t next_drop(const struct codel_law *law, sim_time_t at, uint32_t count)
{
    return at + (sim_time_t)((double)law->interval_dur / sqrt(count) + 0.5);
}

/* ok_to_drop of dodequeue. A transmitter that always has a packet left to send is needed: with one
 * packet or less behind it, it is left alone. */
static bool is_above(const struct queue *q, const struct codel_law *law, struct codel *c,
                     uint32_t i, sim_time_t now)
{
    if (i == QUEUE_NONE || now - q->item[i].queued_at < law->target_dur ||
        q->bytes <= q->largest_bytes) {
        c->above_at = 0;
        return false;
    }
    if (c->above_at == 0) {
        c->above_at = now + law->interval_dur;
        return false;
    }
    return now >= c->above_at;
}

/* Drops begin. Where the last ones ended not long ago, at the rate that they had come to. */
static void begin(const struct codel_law *law, struct codel *c, sim_time_t now)
{
    const uint32_t more = c->count - c->last_count;

    c->dropping = true;
    c->count = more > 1 && now - c->drop_next_at < 16 * law->interval_dur ? more : 1;
    c->drop_next_at = next_drop(law, now, c->count);
    c->last_count = c->count;
}

uint32_t codel_dequeue(struct queue *q, const struct codel_law *law, struct codel *c,
                       struct queue_list *list, sim_time_t now)
{
    uint32_t i = queue_pop(q, list);
    const bool above = is_above(q, law, c, i, now);

    if (!c->dropping && above) {
        if (!queue_mark(q, i, now)) {
            queue_drop(q, i, DROP_AQM, now);
            i = queue_pop(q, list);
            (void)is_above(q, law, c, i, now);
        }
        begin(law, c, now);
        return i;
    }
    c->dropping = above;
    while (c->dropping && now >= c->drop_next_at) {
        c->count++;
        if (queue_mark(q, i, now)) {
            c->drop_next_at = next_drop(law, c->drop_next_at, c->count);
            break;
        }
        queue_drop(q, i, DROP_AQM, now);
        i = queue_pop(q, list);
        c->dropping = is_above(q, law, c, i, now);
        if (c->dropping)
            c->drop_next_at = next_drop(law, c->drop_next_at, c->count);
    }
    return i;
}

/* --- the discipline: one list --- */

struct codel_queue {
    struct queue q;
    struct codel_law law;
    struct codel codel;
    struct queue_list list;
};

static void init(struct queue *q, const struct queue_spec *spec)
{
    struct codel_queue *c = (struct codel_queue *)(void *)q;

    c->law = (struct codel_law){spec->target_dur, spec->interval_dur};
    queue_list_init(&c->list);
}

static void enqueue(struct queue *q, uint32_t item, sim_time_t now)
{
    queue_push_bounded(q, &((struct codel_queue *)(void *)q)->list, item, now);
}

static uint32_t dequeue(struct queue *q, sim_time_t now)
{
    struct codel_queue *c = (struct codel_queue *)(void *)q;
    return codel_dequeue(q, &c->law, &c->codel, &c->list, now);
}

const struct queue_ops queue_codel = {sizeof(struct codel_queue), init, enqueue, dequeue};
