/*
 * Warm-up: `warmup: auto`. A pilot run of the same scenario and seed, counted from its first
 * instant, gives the mean delay of 5,000 intervals; MSER-5 says where that series has left its
 * start behind; the run proper leaves out what comes before.
 */
#ifndef SIM_RESULTS_WARMUP_H
#define SIM_RESULTS_WARMUP_H

#include <stdatomic.h>
#include <stdbool.h>

#include "sim/scenario/scenario.h"

struct warmup {
    bool chosen;         /* by a pilot run; else as given */
    const char *why_not; /* the pilot run gave no answer, so nothing is left out: why; NULL */
};

/*
 * Replaces an automatic warm-up in s->topo by the one that a pilot run finds; one that is given
 * stays. 0; -EINTR, or another negative errno of network_run, or -ECANCELED: the network cannot be
 * built, *error says why.
 */
struct warmup_run {
    unsigned threads;
    const atomic_bool *stop; /* may be NULL */
    bool talk;               /* a progress line on stderr */
};
int warmup_settle(struct warmup *w, struct scenario *s, const struct warmup_run *how,
                  const char **error) __attribute__((warn_unused_result));

#endif
