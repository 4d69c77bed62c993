/*
 * What holds a flow back together with its limited_by: limits that are as near, and limits that
 * take turns. Each limit by itself would let the flow have so much; one that would let it have less
 * than LIMIT_NEAR times what it has is named too, since by that much at most raising the others
 * could help. Then raising all that is named by a quarter raises goodput by a tenth or more,
 * without any of them it is less, and nothing that is not named is worth 3 %
 * (tests/theory/test_limits.c).
 *
 * What a limit by itself lets the flow have:
 *
 * - an element: what it carries, less what passes of others; an on_off source needs its peaks;
 * - receive window, send buffer: itself in the shortest round trip;
 * - the application: its offer;
 * - losses on the line: the response of the congestion control to them (sim/results/limit_owner.h).
 *
 * Losses and windows take turns: a window that is reduced now and then is neither's alone.
 */
#ifndef SIM_RESULTS_LIMIT_NEAR_H
#define SIM_RESULTS_LIMIT_NEAR_H

#include "sim/results/limit.h"
#include "sim/results/limit_owner.h"

struct limit_near {
    const char *text;
    enum limit_kind kind;
    const struct limit_element *at; /* of LIMIT_ELEMENT */
};

struct limit_near_case {
    const struct network *net;
    size_t flow;
    const struct measure *measure; /* of the flow */
    double entry_mbps;             /* of all flows of its entry together */
    const struct limit_way *way;
    const struct drop_record *drop; /* of the flow */
    size_t n_drops;
    const struct limit_owner *owner;
    const struct limit *limit; /* with its words, the one that limits first */
    struct arena *arena;
};

/* How many there may be. */
static inline size_t limit_near_most(const struct limit_way *way)
{
    return 2 * way->n + 4;
}

/* The way's order, then the sender's words; the one that limits is not among them, unless by
 * another name. Returns how many; near has room for limit_near_most. */
size_t limit_near_find(struct limit_near *near, const struct limit_near_case *c);

/* Of an element that several entries stand at, who sends more has more of it: what they send by is
 * named too. Where there is room for LIMIT_NEAR_SHARED words more. */
enum { LIMIT_NEAR_SHARED = 3 };
void limit_near_shared(struct limit *limit, const struct network *n, const struct measure *measure,
                       struct arena *scratch);

#endif
