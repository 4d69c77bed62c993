/*
 * RED: random early detection (Floyd and Jacobson, IEEE/ACM Transactions on Networking 1(4), August
 * 1993, figure 2), with the gentle variant (Floyd, October 2000): from max to 2 max the probability
 * rises from max_probability to 1. Packets have equal chances whatever their size. An average above
 * that drops even what could be marked (RFC 3168, section 7).
 */
#include <math.h>

#include "models/net/queue.h"
#include "sim/engine/rng.h"

struct red_queue {
    struct queue q;
    struct queue_list list;
    double min, max, max_probability, weight;
    bool in_packets, gentle;
    sim_time_t mean_packet_dur;
    double average; /* of what waits */
    double count;   /* packets since the last drop or mark; -1: the average is below min */
    struct rng rng;
};

static void init(struct queue *q, const struct queue_spec *spec)
{
    struct red_queue *r = (struct red_queue *)(void *)q;

    r->min = spec->min_threshold;
    r->max = spec->max_threshold;
    r->in_packets = spec->thresholds_in_packets;
    r->max_probability = spec->max_probability;
    r->weight = spec->weight;
    r->gentle = spec->gentle;
    r->mean_packet_dur = spec->mean_packet_dur;
    r->count = -1;
    queue_list_init(&r->list);
    rng_stream(&r->rng, spec->seed, spec->name, "red");
}

/* While the transmitter was idle, mean packets could have passed an empty queue: as many steps of
 * the average towards 0. */
static void average(struct red_queue *r, sim_time_t now)
{
    const struct queue *q = &r->q;

    if (q->packets == 0 && now > q->free_at) {
        if (r->average > 0)
            r->average *=
                pow(1 - r->weight, (double)(now - q->free_at) /
                                       (double)(r->mean_packet_dur > 0 ? r->mean_packet_dur : 1));
    } else {
        r->average +=
            r->weight * ((r->in_packets ? (double)q->packets : (double)q->bytes) - r->average);
    }
}

/* p_b, of a packet by itself; 1: the packet must go. */
static double probability(const struct red_queue *r)
{
    if (r->average < r->max)
        return r->max_probability * (r->average - r->min) / (r->max - r->min);
    if (!r->gentle || r->average >= 2 * r->max)
        return 1;
    return r->max_probability + (1 - r->max_probability) * (r->average - r->max) / r->max;
}

/* Is it this packet's turn? The count makes the distances between drops uniform in place of
 * geometric. */
static bool strikes(struct red_queue *r, double p)
{
    r->count++;
    if (p < 1 && gsl_rng_uniform(&r->rng.gsl) * (1 - r->count * p) >= p)
        return false;
    r->count = 0;
    return true;
}

static void enqueue(struct queue *q, uint32_t item, sim_time_t now)
{
    struct red_queue *r = (struct red_queue *)(void *)q;

    average(r, now);
    if (r->average < r->min) {
        r->count = -1;
    } else {
        const double p = probability(r);
        if (strikes(r, p) && (p >= 1 || !queue_mark(q, item, now))) {
            queue_drop(q, item, DROP_AQM, now);
            return;
        }
    }
    queue_push_bounded(q, &r->list, item, now);
}

static uint32_t dequeue(struct queue *q, sim_time_t now)
{
    (void)now;
    return queue_pop(q, &((struct red_queue *)(void *)q)->list);
}

const struct queue_ops queue_red = {sizeof(struct red_queue), init, enqueue, dequeue};
