/*
 * What several traffic entries that stand at one element send by.
 */
#ifndef SIM_RESULTS_LIMIT_SHARE_H
#define SIM_RESULTS_LIMIT_SHARE_H

#include "sim/results/limit.h"
#include "sim/results/limit_place.h"

struct arena;
struct measure;

/* Of an element that entries share, what an entry has of it: who has more gets less than 3 % more
 * of it for a quarter more of what it sends, 1.25 / (1 + 0.25 x) = 1.03. */
#define LIMIT_SHARED ((LIMIT_NEAR - 1) / (LIMIT_RAISE - 1))

/* Of an element that several entries stand at, who sends more has more of it: what they send by is
 * named too, but not what has its turn in a queue that serves flows one after the other, and loses
 * what it sends beyond. A window is named by how much goes out while it holds the flow: of x of
 * that, and y of the element, a quarter more brings x (1.25 / (1 + 0.25 y) - 1)
 * (tests/theory/test_limits_shared.c). Where there is room for LIMIT_SHARE_MOST words more. */
enum { LIMIT_SHARE_MOST = 3 };
void limit_share_name(struct limit *limit, const struct network *n, const struct measure *measure,
                      struct arena *scratch);

#endif
