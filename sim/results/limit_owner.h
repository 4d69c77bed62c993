/*
 * Who reduces a TCP sender's window. What is lost between two reductions costs one, however many
 * packets it is, so places are weighed by the reductions that they had a part in (episodes), not by
 * packets. By the property that limited_by is held to (raising what it names by a quarter raises
 * goodput by a tenth or more):
 *
 * - losses on the line, where they alone would let the flow have no more than it has, by the
 * response of its congestion control to as many reductions in its shortest round trip. That formula
 * is for losses at equal distances, and random ones leave a tenth more (1.31 of 1.22: Mathis,
 * Semke, Mahdavi, Ott, ACM CCR 27(3), 1997, table 1): no wider queue could bring more than that;
 * - else the busiest element from LIMIT_PACED on that has a tenth of the others' reductions: bursts
 * may cost more of them at an element with time to spare, but a window grows back to the busy one.
 * Without any, of line and queue the queue that it stands in;
 * - else the place of most reductions. It is not the line where that would leave the flow
 * LIMIT_LINE_FAR of what it has; nor from LIMIT_GAIN on, where the others reduce more often or one
 * of them is LIMIT_HALVED busy: a window that its queue lets grow and halves is never below half of
 * it.
 *
 * Recoveries for which nothing was lost, and that were not undone, come of packets that overtake
 * others (reordering). They come as losses on the line do, at any size of the window, and count
 * with them. A recovery that was undone reduced nothing, whatever was lost in it
 * (limit_undone.h).
 *
 * What takes the way away (a link or a tunnel that is down, a missing route) counts only where it
 * reduces more often than all else. Marks (ECN) are reductions of the link that marks most.
 */
#ifndef SIM_RESULTS_LIMIT_OWNER_H
#define SIM_RESULTS_LIMIT_OWNER_H

#include "sim/results/limit_way.h"

struct limit_life; /* sim/results/limit_life.h */

#define LIMIT_GAIN   1.1
#define LIMIT_HALVED 0.5
#define LIMIT_LINE_FAR                                                                             \
    1.5 /* what they alone would leave a flow, of what it has: beyond, fewer of them are worth     \
           less than 3 % to it */

/* Of the line's reductions. Without those of a place the flow would have 1 / sqrt(1 - share) of
 * what it has; where they are fewer, fewer losses on the line bring a tenth alone
 * (tests/theory/test_limits_turns.c). */
#define LIMIT_SHARE_LEAST 0.015
/* Fewer losses than these, on the line or at an element, are chance, beside what else limits: their
 * number lies within twice its deviation from none (Poisson). */
#define LIMIT_LOSSES_LEAST 4

struct limit_owner { /* one of the two, or neither */
    const struct drop_record *drop;
    const struct limit_element
        *element;     /* that marks, or where the window stands in a queue that drops nothing */
    double line_mbps; /* what losses on the line alone would let it have; NAN: there are none, or no
                         formula tells */
    bool is_line;     /* that is all but what it has */
    bool by_reordering; /* in place of the two: what overtakes others is taken for lost */
    bool reorders;      /* so it is for most of the reductions on the line */
    uint64_t on_line;   /* reductions for losses on the line, and for such packets */
    const struct limit_element *other; /* of most reductions beside the line's, LIMIT_SHARE_LEAST of
                                          them and LIMIT_LOSSES_LEAST or more; NULL: none is */
};

/* drop: of the flow, those with most reductions first; without what was undone. */
struct limit_owner limit_owner_find(const struct network *n, size_t flow,
                                    const struct limit_life *life, const struct limit_way *way,
                                    const struct drop_record *drop, size_t n_drops);
/* What the flow's congestion control makes of p reductions a packet and a round trip, in Mbps of
 * the application; *formula: whose. NAN: none tells. timeout_s: of NewReno without SACK, which
 * finds some losses by it; 0: none are found so. */
double limit_response_mbps(const struct network *n, size_t flow, double p, double rtt_s,
                           double timeout_s, const char **formula);

#endif
