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
 * Losses take turns with windows and queues, since they come at any size of the window: its peaks
 * meet the other limit, its valleys do not. How far apart the two may be follows from the process
 * of such a window: it grows by one a round trip, and each packet is lost with one probability,
 * which halves it (Ott, Kemperman, Mathis, "The stationary behavior of ideal TCP congestion
 * avoidance", 1996). tests/theory/test_limits_turns.c runs that process below a cap, and holds the
 * figures below to it.
 */
#ifndef SIM_RESULTS_LIMIT_NEAR_H
#define SIM_RESULTS_LIMIT_NEAR_H

#include "sim/results/limit.h"
#include "sim/results/limit_owner.h"

/* Losses on the line, by the formula, of what the flow has. Of 1.31 (a window above) or less (a
 * queue) a quarter fewer of them bring 3 %, of 1.93 still 0.5 %: between the two. */
#define LIMIT_NEAR_LINE 1.75
/* What an element carries, of what a flow has that losses on the line hold back. The peaks that do
 * not pass it: below 1.84 fewer losses alone bring less than a tenth (a queue of 0.3
 * bandwidth-delay products); from 1.85 on a wider element brings less than 0.5 %, when its queue is
 * as large as that product. */
#define LIMIT_NEAR_QUEUE 1.85
/* Of what a flow has, a window in the shortest round trip: the mean one is longer by what the
 * formula of windows allows (5 %: sim/results/limit_expect.c). */
#define LIMIT_NEAR_WINDOW (1.05 * LIMIT_NEAR)
/* The peaks of a window that is halved at them, of its mean, at most; and what BBR keeps on the
 * way, of what the way holds (Cardwell et al., "BBR", ACM Queue 14(5), 2016). */
#define LIMIT_PEAK 2.0
/* Share of its time that a window holds the flow, beside losses on the line. Below 0.05 fewer
 * losses alone bring a tenth; from 0.02 on a larger window brings 0.5 %. */
#define LIMIT_TURNS_LINE 0.03
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

#endif
