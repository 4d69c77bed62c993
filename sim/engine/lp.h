/*
 * Logical process: one region, with its own clock and pending events; whatever happens in it is
 * sequential. Processes meet only through channels, whose content crosses at the border of two
 * windows.
 *
 * An event is embedded in its owner and has a fixed number (its leaf); at most one instant of it is
 * pending. Build: lp_add_event for each, in canonical order, lp_begin for those that are pending
 * from the beginning on, then lp_seal. Run: lp_at, lp_cancel, from handlers of this LP only.
 */
#ifndef SIM_ENGINE_LP_H
#define SIM_ENGINE_LP_H

#include <stddef.h>
#include <stdint.h>

#include "sim/base/assert.h"
#include "sim/base/simtime.h"
#include "sim/engine/evset.h"

struct arena;
struct event;
struct lp;

typedef void event_fn(struct lp *lp, struct event *ev, sim_time_t now);

struct event {
    event_fn *fn;
    uint32_t leaf;
};

/* What crosses from one LP to another. Embedded in its owner (an inter-region link). */
struct channel {
    struct lp *from, *to;
    sim_time_t lookahead; /* nothing sent at t arrives before t + lookahead; > 0 */
    /* Takes what was sent in the window just run; called for `to` while `from` stands still. */
    void (*drain)(struct channel *ch);
};

struct lp {
    struct evset pending;
    sim_time_t now;
    uint64_t n_dispatched;
    struct event **events;    /* by their leaves; from lp_seal on */
    struct lp_adding *adding; /* until then; from malloc */
    uint32_t n_events, cap_events;
    struct channel **inbound;
    uint32_t n_inbound;
    uint32_t index;
    const char *name;
    struct arena *arena; /* of this LP alone: growth inside handlers never meets another thread */
    void *world;         /* the model's state of this region */
};

void lp_init(struct lp *lp, struct arena *arena, uint32_t index, const char *name);
void lp_add_event(struct lp *lp, struct event *ev, event_fn *fn);
/* Its first instant, before lp_seal. */
void lp_begin(struct lp *lp, const struct event *ev, sim_time_t at);
void lp_add_inbound(struct lp *lp, struct channel *ch);
void lp_seal(struct lp *lp);

static inline void lp_at(struct lp *lp, const struct event *ev, sim_time_t at)
{
    evset_set(&lp->pending, ev->leaf, at);
}

/* As lp_at when the event is not pending, or pending no earlier: cheaper. */
static inline void lp_advance(struct lp *lp, const struct event *ev, sim_time_t at)
{
    evset_advance(&lp->pending, ev->leaf, at);
}

static inline void lp_cancel(struct lp *lp, const struct event *ev)
{
    evset_set(&lp->pending, ev->leaf, SIM_NEVER);
}

/* Dispatches everything before `end`, in order of (instant, leaf). */
void lp_run(struct lp *lp, sim_time_t end);

#endif
