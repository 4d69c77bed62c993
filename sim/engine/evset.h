/*
 * Pending-event set: a tournament over fixed leaves, one an event that may be pending. The winner
 * stands at the root. A leaf is rescheduled or cancelled in place, so an event is embedded in its
 * owner and nothing is allocated. Equal instants go to the lower leaf number, which the build
 * fixes: the order never depends on who came first.
 *
 * Four leaves side by side make a group; whose is the first of the four is looked up among their
 * instants, and the groups' winners meet in a tree. So a silent event takes 16 bytes. A key of the
 * tree is (instant << 32 | leaf) in 128 bits: one comparison decides. Cost: log2(groups) steps
 * without branches; a leaf that only comes forward stops at the first node that it does not win.
 */
#ifndef SIM_ENGINE_EVSET_H
#define SIM_ENGINE_EVSET_H

#include <stdint.h>

#include "sim/base/simtime.h"

typedef unsigned __int128 evkey_t;

enum { EVSET_GROUP = 4 };

struct evset {
    sim_time_t *at;  /* by leaf; whole groups: those that are no event's are never pending */
    evkey_t *node;   /* node[1] is the winner; groups' winners at node[groups .. 2 * groups) */
    uint32_t groups; /* of any number, one at least: a group's way up ends at node[1] all the same,
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
    return s->at[leaf];
}

/* The winner of a group. */
static inline evkey_t evset_winner(const struct evset *s, uint32_t group)
{
    const uint32_t first = group * EVSET_GROUP;
    const sim_time_t *v = &s->at[first];
    const uint32_t left = v[1] < v[0], right = 2 + (v[3] < v[2]);
    const sim_time_t left_at = v[1] < v[0] ? v[1] : v[0], right_at = v[3] < v[2] ? v[3] : v[2];

    return right_at < left_at ? evset_key(right_at, first + right)
                              : evset_key(left_at, first + left);
}

/* Schedules, reschedules or (at = SIM_NEVER) cancels. */
static inline void evset_set(struct evset *s, uint32_t leaf, sim_time_t at)
{
    evkey_t *node = s->node;
    uint32_t i = leaf / EVSET_GROUP + s->groups;

    s->at[leaf] = at;
    evkey_t key = evset_winner(s, leaf / EVSET_GROUP);
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

    s->at[leaf] = at;
    for (uint32_t i = leaf / EVSET_GROUP + s->groups; i != 0 && s->node[i] > key; i >>= 1)
        s->node[i] = key;
}

#endif
