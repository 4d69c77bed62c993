/*
 * For tests that nothing is taken after the warm-up: a watch over a running network that notes, in
 * the first window behind the warm-up's end, how often its arenas have asked the system for memory,
 * and how many places its arrays have that move when they grow (models/reserve.h).
 */
#ifndef TESTS_THEORY_TAKEN_H
#define TESTS_THEORY_TAKEN_H

#include "models/net/link_queue.h"
#include "models/vpn/gateway.h"
#include "models/vpn/napt.h"
#include "sim/base/arena.h"
#include "tests/theory/simulate.h"

struct taken {
    uint64_t opened, places, packets; /* packets: how much has happened */
};

static inline uint64_t taken_places(const struct link *l)
{
    uint64_t sum = l->cap_outbox + l->cap_outbox_segments + l->cap_outbox_numbers + l->waiter_mask;

    for (uint32_t i = 0; i < l->n_paths; i++)
        sum += l->wire[i].heap != NULL ? l->wire[i].heap->cap : 0;
    return sum + (l->queue != NULL ? l->queue->queue->cap_items : 0);
}

static inline struct taken taken_so_far(const struct network *n)
{
    struct taken sum = {.opened = arena_opened(n->arena)};

    for (size_t i = 0; i < n->n_regions; i++) {
        sum.opened += arena_opened(n->region[i]->lp.arena);
        sum.places += n->region[i]->segments.cap;
    }
    for (size_t i = 0; i < n->n_links; i++) {
        sum.places += taken_places(n->link[i]);
        sum.packets += n->link[i]->count.packets;
    }
    for (size_t i = 0; i < n->n_gateways * GATEWAY_INSTANCES; i++) {
        const struct gateway *g = &n->gateway[i / GATEWAY_INSTANCES];
        const struct napt *t = g->instance[i % GATEWAY_INSTANCES].napt;
        for (size_t k = 0; t != NULL && k < g->declared->n_nat_rules; k++)
            sum.places += t[k].cap;
    }
    return sum;
}

struct taken_watch {
    const struct network *net;
    struct taken warm;
    bool is_warm;
    void (*note)(void); /* beside it; may be NULL */
};

static inline void taken_look(void *arg, sim_time_t now)
{
    struct taken_watch *w = arg;

    if (w->is_warm || now < w->net->warmup)
        return;
    w->is_warm = true;
    w->warm = taken_so_far(w->net);
    if (w->note != NULL)
        w->note();
}

/* Runs it; what it has taken after its warm-up, and the packets sent there. */
static inline struct taken taken_since(const struct simulation *s, unsigned threads,
                                       void (*note)(void))
{
    struct taken_watch w = {.net = s->net, .note = note};
    const struct network_run run = {.threads = threads, .progress = taken_look, .progress_arg = &w};

    assert_int_equal(network_run(s->net, &run), 0);
    assert_true(w.is_warm);
    const struct taken end = taken_so_far(s->net);
    return (struct taken){end.opened - w.warm.opened, end.places - w.warm.places,
                          end.packets - w.warm.packets};
}

#endif
