/*
 * Lives: of flows that begin after the warm-up, or end before the run does, how long what is on
 * their ways had worked by then.
 *
 * One looks between windows of the run, so a packet's way carries no cost: at most a window's
 * length (KERNEL_WINDOW_DUR_MAX) before a flow begins, and after it has ended.
 */
#ifndef MODELS_TRACE_LIVES_H
#define MODELS_TRACE_LIVES_H

#include "models/network.h"
#include "models/trace/stay_work.h"

struct life_look { /* flows that have one way share what is seen of it */
    sim_time_t at;
    size_t n;
    struct stay_work work[]; /* there, then back */
};

struct life {
    const struct life_look *begin; /* NULL: it began by the warm-up's end */
    const struct life_look *end;   /* NULL: it began so, and goes on; or nothing of it is counted */
};

/* As the run begins; nothing where all flows live all the time: network.lives is NULL then. */
void lives_start(struct network *n);
/* All before `now` has happened, nothing from now + KERNEL_WINDOW_DUR_MAX on. */
void lives_look(struct network *n, sim_time_t now);
/* What has begun, or has gone on, ends with the run. */
void lives_finish(struct network *n);
/* A flow that is about to begin has another way from now on. */
void lives_move(struct network *n, size_t flow, sim_time_t now);

static inline struct life life_of(const struct network *n, size_t flow)
{
    return n->lives != NULL ? n->lives[flow] : (struct life){.begin = NULL};
}

#endif
