/*
 * What elements carry, shared among the flows that name them: the formulas of limit_expect.c that
 * look at more than one flow.
 */
#ifndef SIM_RESULTS_LIMIT_EXPECT_SHARE_H
#define SIM_RESULTS_LIMIT_EXPECT_SHARE_H

#include "sim/results/limit.h"
#include "sim/results/limit_claim.h"

struct arena;
struct measure;

/* Losses from which on a formula of them holds. */
enum { LIMIT_EVENTS_LEAST = 20 };

/* claim: all of one element. Who lives at the same time shares it. */
void limit_expect_shares(const struct limit_claim *claim, size_t n_claims, const struct network *n,
                         const struct measure *measure, struct limit *limit, struct arena *scratch);

#endif
