/*
 * Pending-event set: a tournament over fixed leaves, one an event that may be pending. The winner
 * stands at the root. A leaf is rescheduled or cancelled in place, so an event is embedded in its
 * owner and nothing is allocated. Equal instants go to the lower leaf number, which the build
 * fixes: the order never depends on who came first.
 *
 * A key is (instant << 32 | leaf) in 128 bits, so that one comparison decides. Cost: log2(leaves)
 * steps without branches; a leaf that only comes forward stops at the first node that it does not
 * win.
 */
#ifndef SIM_ENGINE_EVSET_H
#define SIM_ENGINE_EVSET_H

#include <stdint.h>

#include "sim/base/simtime.h"

typedef unsigned __int128 evkey_t;

struct evset {
    evkey_t *node;   /* node[1] is the winner; leaves at node[leaves .. 2 * leaves) */
    uint32_t leaves; /* at least two; of any number: a leaf's way up ends at node[1] all the same,
                        and the least of all is there */
};

struct arena;

/* n leaves, none pending. Instants must not be negative. */
void evset_init(struct evset *s, struct arena *arena, uint32_t n);

static inline evkey_t evset_key(sim_time_t at, uint32_t leaf)
{
    return (evkey_t)(uint64_t)at << 32 | leaf;
}

static inline sim_time_t evset_first_at(const struct evset *s)
{
    return (sim_time_t)(uint64_t)(s->node[1] >> 32);
}

static inline uint32_t evset_first_leaf(const struct evset *s)
{
    return (uint32_t)s->node[1];
}

static inline sim_time_t evset_at(const struct evset *s, uint32_t leaf)
{
    return (sim_time_t)(uint64_t)(s->node[s->leaves + leaf] >> 32);
}

/* Schedules, reschedules or (at = SIM_NEVER) cancels. */
static inline void evset_set(struct evset *s, uint32_t leaf, sim_time_t at)
{
    evkey_t *node = s->node;
    uint32_t i = leaf + s->leaves;
    evkey_t key = evset_key(at, leaf);

    node[i] = key;
    while (i > 1) {
        evkey_t sibling = node[i ^ 1];
        key = sibling < key ? sibling : key;
        i >>= 1;
        node[i] = key;
    }
}

/* As evset_set for a leaf that is not pending, or pending no earlier than at. */
static inline void evset_advance(struct evset *s, uint32_t leaf, sim_time_t at)
{
    evkey_t key = evset_key(at, leaf);

    for (uint32_t i = leaf + s->leaves; i != 0 && s->node[i] > key; i >>= 1)
        s->node[i] = key;
}

#endif
