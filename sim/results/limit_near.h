/*
 * What holds a flow back together with its limited_by: limits that are as near, and limits that
 * take turns.
 *
 * Each limit by itself would let the flow have so much more (sim/results/limit_room.h). The nearest
 * of them is where it goes when nothing else holds it, and what is LIMIT_BESIDE times as far, or
 * less, is named with it; an element by what TCP fills of it, unless less comes to it through those
 * before it. What is wanted: raising all that is named by a quarter raises goodput by a tenth or
 * more, without any of them it is less, and nothing that is not named is worth 3 %. Of random
 * scenarios with near limits some lack a part of it (tests/theory/test_limits.c).
 *
 * Losses on the line, by the response of the congestion control to them
 * (sim/results/limit_owner.h), take turns with the others, since they come at any size of the
 * window: its peaks meet the other limit, its valleys do not. How far apart the two may be follows
 * from the process of such a window: it grows by some of a packet a round trip, and each packet is
 * lost with one probability, which leaves it a share of itself (Ott, Kemperman, Mathis, "The
 * stationary behavior of ideal TCP congestion avoidance", 1996). tests/theory/test_limits_turns.c
 * runs that process below a cap, and holds the figures below to it.
 *
 * So do windows with an element that has time to spare (1 - 1 / LIMIT_WORTH): what reduces them
 * there by chance, as other flows and what a stall lets go at once do, is such a process, too, and
 * without any reductions it is a window alone that leaves an element idle.
 *
 * A NIC has no queue of what its own TCP sends, and what a loss on the line leaves of a window
 * there leaves it idle: beside such losses it is named as far as what limits comes to it when
 * raised.
 *
 * Of the element that limits, and of one beside it that never rests, the other of its two figures
 * is named, too, where it decides so much of its work that a quarter more of it is worth
 * LIMIT_OTHER_FIGURE: acknowledgments that share a budget take its time by packets per second, data
 * by bits. Where the others let no more through it has to be worth 3 % by itself.
 */
#ifndef SIM_RESULTS_LIMIT_NEAR_H
#define SIM_RESULTS_LIMIT_NEAR_H

#include "sim/results/limit_place.h"
#include "sim/results/limit_room.h"

/* What is 1.1 times as far would leave a raise by a quarter its tenth, and what is 1.25 times as
 * far would never be met: the middle is as far from either. */
#define LIMIT_BESIDE ((LIMIT_GAIN + LIMIT_RAISE) / 2)
/* What is not named is worth less than 3 %, what is named 0.5 % of all: the middle is as far from
 * either. */
#define LIMIT_OTHER_FIGURE ((LIMIT_WORTH + 1.005) / 2)
/* Of windows that losses halve (NewReno), and of those that they leave 0.7 (CUBIC, where it grows
 * as slowly as that: RFC 9438, 4.3), which have lower peaks:
 *
 * - losses on the line, by the formula, of what the flow has: nearer, a quarter fewer of them bring
 * 0.5 %, further less than 3 %;
 * - what an element carries, of what a flow has that losses on the line hold back: further, its
 * peaks do not come there. Nearer, fewer losses alone bring less than a tenth (a queue of 0.3
 * bandwidth-delay products); further, a wider element brings less than 0.5 %, when its queue is as
 * large as that product. */
#define LIMIT_NEAR_LINE        1.75
#define LIMIT_NEAR_LINE_CUBIC  1.5
#define LIMIT_NEAR_QUEUE       1.85
#define LIMIT_NEAR_QUEUE_CUBIC 1.6
/* A window, in the shortest round trip: the mean one is longer by what the formula of windows
 * allows (5 %: sim/results/limit_expect.c). */
#define LIMIT_NEAR_WINDOW 1.05
/* The peaks of a window that is halved at them, of its mean, at most; and a window of which half
 * still fills an element, of what that carries: of a larger one nothing is worth 3 %, where losses
 * on the line reduce it. */
#define LIMIT_PEAK 2.0
/* The peaks of a window that is halved at them, of its mean: the saw's is three quarters of them.
 */
#define LIMIT_SAW (4.0 / 3)
/* Share of its time that a window holds the flow, beside losses on the line. Below 0.05 fewer
 * losses alone bring a tenth; from 0.02 on a larger window brings 0.5 %. */
#define LIMIT_TURNS_LINE 0.03

struct limit_near {
    const char *text;
    enum limit_kind kind;
    const struct limit_element *at; /* of LIMIT_ELEMENT */
};

/* How many there may be. */
static inline size_t limit_near_most(const struct limit_way *way)
{
    return LIMIT_FIGURES * way->n + 4;
}

/* The way's order, then the sender's words; the one that limits is not among them, unless by
 * another name. Returns how many; near has room for limit_near_most. */
size_t limit_near_find(struct limit_near *near, const struct limit_flow *f, struct arena *arena);

#endif
