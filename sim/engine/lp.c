#include "sim/engine/lp.h"

#include <stdlib.h>
#include <string.h>

#include "sim/base/arena.h"

struct lp_adding {
    struct event *ev;
    sim_time_t at;
};

void lp_init(struct lp *lp, struct arena *arena, uint32_t index, const char *name)
{
    memset(lp, 0, sizeof *lp);
    lp->arena = arena;
    lp->index = index;
    lp->name = name;
}

void lp_add_event(struct lp *lp, struct event *ev, event_fn *fn)
{
    SIM_ASSERT(lp->pending.node == NULL);
    if (lp->n_events == lp->cap_events) { /* not in the arena, which would keep each step */
        lp->cap_events = lp->cap_events ? lp->cap_events * 2 : 64;
        lp->adding = realloc(lp->adding, lp->cap_events * sizeof *lp->adding);
        SIM_ASSERT(lp->adding != NULL);
    }
    ev->fn = fn;
    ev->leaf = lp->n_events;
    lp->adding[lp->n_events++] = (struct lp_adding){ev, SIM_NEVER};
}

void lp_begin(struct lp *lp, const struct event *ev, sim_time_t at)
{
    SIM_ASSERT(lp->pending.node == NULL);
    lp->adding[ev->leaf].at = at;
}

void lp_add_inbound(struct lp *lp, struct channel *ch)
{
    lp->inbound =
        arena_grow(lp->arena, lp->inbound, lp->n_inbound, lp->n_inbound + 1, sizeof *lp->inbound);
    lp->inbound[lp->n_inbound++] = ch;
}

void lp_seal(struct lp *lp)
{
    evset_init(&lp->pending, lp->arena, lp->n_events);
    lp->events = ARENA_ARRAY(lp->arena, struct event *, lp->n_events);
    for (uint32_t i = 0; i < lp->n_events; i++) {
        lp->events[i] = lp->adding[i].ev;
        lp_at(lp, lp->adding[i].ev, lp->adding[i].at);
    }
    free(lp->adding);
    lp->adding = NULL;
}

void lp_run(struct lp *lp, sim_time_t end)
{
    uint64_t n = 0;

    for (;;) {
        sim_time_t at = evset_first_at(&lp->pending);
        if (at >= end)
            break;
        SIM_ASSERT(at >= lp->now);
        lp->now = at;
        struct event *ev = lp->events[evset_first_leaf(&lp->pending)];
        ev->fn(lp, ev, at);
        n++;
    }
    lp->n_dispatched += n;
}
