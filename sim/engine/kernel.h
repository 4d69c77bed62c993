/*
 * Kernel: runs the logical processes in conservative windows (Chandy and Misra 1979; Bryant 1977,
 * with the synchronous windows of Lubachevsky 1988). A window ends at the earliest pending instant
 * of all LPs plus the smallest look-ahead of all channels: nothing sent in it can arrive in it.
 * Between windows stands one barrier.
 *
 * The result does not depend on the number of threads nor on where windows end: within an LP the
 * order is (instant, leaf), and what crosses is drained before it is due.
 */
#ifndef SIM_ENGINE_KERNEL_H
#define SIM_ENGINE_KERNEL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "sim/base/simtime.h"

struct lp;

/* A window is no longer than this, so that one region alone too looks up now and then: to stop, to
 * show progress. */
#define KERNEL_WINDOW_DUR_MAX (20 * SIM_MS)

struct kernel {
    struct lp **lps;
    uint32_t n_lps;
    unsigned threads;        /* >= 1; more than LPs is allowed and idle */
    sim_time_t duration;     /* events before it are dispatched */
    const atomic_bool *stop; /* asked between windows; may be NULL */
    /* Called by one thread before each window, which begins now; may be NULL. */
    void (*progress)(void *arg, sim_time_t now);
    void *progress_arg;
};

/* Returns 0, -EINTR when stopped, or another negative errno when a thread could not be started. */
int kernel_run(struct kernel *k) __attribute__((warn_unused_result));

#endif
