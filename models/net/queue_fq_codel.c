/*
 * FQ-CoDel (Hoeiland-Joergensen, McKenney, Taht, Gettys, Dumazet, RFC 8290, January 2018): a list a
 * flow, chosen by the hash of the five-tuple; lists take turns by deficit round robin in bytes,
 * those that have just begun go first, and each has a CoDel. A full queue drops from the head of
 * the list with the most bytes. The backlog that CoDel looks at is the whole queue's, as in Linux.
 */
#include "models/net/queue_codel.h"
#include "sim/base/arena.h"
#include "sim/base/units.h"
#include "sim/engine/rng.h"

enum { DROPS_AT_ONCE = 64 }; /* RFC 8290, 4.1: half of the list, no more than this */

struct flow {
    struct queue_list list;
    struct codel codel;
    int64_t deficit_bytes;
    uint32_t next; /* in its turn list */
    bool active;   /* in one of them */
};

struct turns {
    uint32_t first, last;
};

struct fq_queue {
    struct queue q;
    struct codel_law law;
    struct flow *flow;
    uint32_t n_flows, quantum_bytes, perturbation;
    struct turns fresh, old;
};

static void init(struct queue *q, const struct queue_spec *spec)
{
    struct fq_queue *f = (struct fq_queue *)(void *)q;
    struct rng rng;

    f->law = (struct codel_law){spec->target_dur, spec->interval_dur};
    f->n_flows = spec->n_flows;
    f->quantum_bytes = spec->quantum_bytes;
    f->flow = ARENA_ARRAY(q->arena, struct flow, f->n_flows);
    for (uint32_t i = 0; i < f->n_flows; i++)
        queue_list_init(&f->flow[i].list);
    f->fresh = f->old = (struct turns){QUEUE_NONE, QUEUE_NONE};
    rng_stream(&rng, spec->seed, spec->name, "fq_codel");
    f->perturbation = (uint32_t)(gsl_rng_uniform(&rng.gsl) * 4294967296.0);
}

static void turns_add(struct fq_queue *f, struct turns *t, uint32_t flow)
{
    f->flow[flow].next = QUEUE_NONE;
    if (t->last == QUEUE_NONE)
        t->first = flow;
    else
        f->flow[t->last].next = flow;
    t->last = flow;
}

static uint32_t turns_take(struct fq_queue *f, struct turns *t)
{
    uint32_t flow = t->first;

    t->first = f->flow[flow].next;
    if (t->first == QUEUE_NONE)
        t->last = QUEUE_NONE;
    return flow;
}

/* The finalizer of MurmurHash3 (Appleby, public domain): every bit of the hash decides. */
static uint32_t flow_of(const struct fq_queue *f, uint32_t hash)
{
    uint32_t x = hash ^ f->perturbation;

    x = (x ^ x >> 16) * UINT32_C(0x85EBCA6B);
    x = (x ^ x >> 13) * UINT32_C(0xC2B2AE35);
    x ^= x >> 16;
    return (uint32_t)((uint64_t)x * f->n_flows >> 32);
}

static void make_room(struct fq_queue *f, sim_time_t now)
{
    struct flow *fattest = &f->flow[0];
    uint32_t n;

    for (uint32_t i = 1; i < f->n_flows; i++)
        if (f->flow[i].list.bytes > fattest->list.bytes)
            fattest = &f->flow[i];
    n = (fattest->list.packets + 1) / 2;
    for (n = n < DROPS_AT_ONCE ? n : DROPS_AT_ONCE; n > 0; n--)
        queue_drop(&f->q, queue_pop(&f->q, &fattest->list), DROP_QUEUE_FULL, now);
}

static bool is_over(const struct queue *q)
{
    return q->limit != UNITS_UNLIMITED &&
           (q->limit_in_packets ? (int64_t)q->packets : q->bytes) > q->limit;
}

static void enqueue(struct queue *q, uint32_t item, sim_time_t now)
{
    struct fq_queue *f = (struct fq_queue *)(void *)q;
    const uint32_t number = flow_of(f, q->item[item].hash);
    struct flow *flow = &f->flow[number];
    const bool held = q->item[item].held;

    queue_push(q, &flow->list, item);
    if (!flow->active) {
        flow->active = true;
        flow->deficit_bytes = f->quantum_bytes;
        turns_add(f, &f->fresh, number);
    }
    while (!held && is_over(q)) /* what is dropped may be smaller than what came */
        make_room(f, now);
}

static uint32_t dequeue(struct queue *q, sim_time_t now)
{
    struct fq_queue *f = (struct fq_queue *)(void *)q;

    for (;;) {
        struct turns *t = f->fresh.first != QUEUE_NONE ? &f->fresh : &f->old;
        if (t->first == QUEUE_NONE)
            return QUEUE_NONE;
        struct flow *flow = &f->flow[t->first];
        if (flow->deficit_bytes <= 0) {
            flow->deficit_bytes += f->quantum_bytes;
            turns_add(f, &f->old, turns_take(f, t));
            continue;
        }
        const uint32_t i = codel_dequeue(q, &f->law, &flow->codel, &flow->list, now);
        if (i != QUEUE_NONE) {
            flow->deficit_bytes -= q->item[i].bytes;
            return i;
        }
        /* Empty. One that has just begun waits a turn among the old ones: else it could come first
         * again and again. */
        if (t == &f->fresh && f->old.first != QUEUE_NONE) {
            turns_add(f, &f->old, turns_take(f, t));
        } else {
            (void)turns_take(f, t);
            flow->active = false;
        }
    }
}

const struct queue_ops queue_fq_codel = {sizeof(struct fq_queue), init, enqueue, dequeue};
