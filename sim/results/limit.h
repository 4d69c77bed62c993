/*
 * What held a flow back, in the words of limited_by: for how long each word did, what was lost to
 * whom, and what a formula says the word allows. Of TCP it is the sender's own record of its time
 * (models/tcp/tcp_limit.c), in which windows, pacing and waiting stand; where an element of the way
 * is why the sender has to wait, the element takes their place:
 *
 * - one that worked for LIMIT_SATURATED of the flow's life, whatever the sender waits for (a window
 * larger than the way holds only stands in its queue);
 * - of a window the busiest one from LIMIT_PACED on that carries less in a round trip;
 * - of pacing the busiest one from LIMIT_PACED on: the pacing rate is the sender's measure of what
 * the way carries;
 * - of the congestion window, once it has been reduced, and of time-outs who reduces it
 * (sim/results/limit_owner.h); of time-outs one after the other what took the way away, each place
 * as long as it did (sim/results/limit_time.c); of connections that wait to be opened what lost
 * their SYNs, in the same way.
 *
 * What others do at an element counts in the flow's own life (models/trace/lives.h), and an element
 * is shared among those that live at the same time (sim/results/limit_meet.h).
 *
 * Of a flow that has taken several ways each is judged by what was counted on it
 * (sim/results/limit_stays.c). A flow comes to a way with the rate or the window that another one
 * has left it, so of pacing, and of windows that nothing reduces there, the busiest element from
 * LIMIT_HALVED on is why.
 *
 * Of who asks, and waits for answers, time goes by from question to question: its parts are the
 * words (sim/results/limit_ask.h); where a service never rests, or an element that its entry fills,
 * all of it is its. What would hold it next without that is named, too, where it is as near.
 *
 * Other transports send whatever happens: the narrowest place that they flood limits them, or the
 * place that drops most, when it is as much as LIMIT_LOST_LEAST; or else the application. Their
 * packets stand for time (sim/results/limit_time.c).
 */
#ifndef SIM_RESULTS_LIMIT_H
#define SIM_RESULTS_LIMIT_H

#include "models/net/region.h"
#include "sim/results/limit_way.h"

struct measure;

/* Does the application say how much it sends? */
static inline bool limit_has_rate(int64_t app)
{
    return app == TOPO_CBR || app == TOPO_POISSON || app == TOPO_ON_OFF || app == TOPO_REPLAY;
}

enum limit_kind {
    LIMIT_APPLICATION,
    LIMIT_WINDOW,
    LIMIT_SEND_BUFFER,
    LIMIT_CONGESTION,
    LIMIT_ELEMENT,
    LIMIT_SERVICE,
    LIMIT_ROUND_TRIP,
    LIMIT_OTHER
};

struct limit_expected {
    const char *formula;      /* NULL: none is made for it */
    double mbps, least, most; /* of the application; measured / expected lies from least to most
                                 when the formula holds */
};

/* Is what was measured beyond what the formula allows? Without a formula: no. */
static inline bool limit_disagrees(const struct limit_expected *e, double measured_mbps)
{
    return e->formula != NULL &&
           !(measured_mbps >= e->least * e->mbps && measured_mbps <= e->most * e->mbps);
}

struct limit_word {
    const char *text;
    enum limit_kind kind;
    bool named;  /* it limits: by itself, or together with others that are named
                    (sim/results/limit_near.h) */
    bool beside; /* of who asks, named as the next limit, for more than its part of the time */
    sim_time_t dur;
    sim_time_t waited_dur;         /* part of dur: until the time-outs of what has been lost */
    uint64_t lost, late;           /* late: answers that came after their time-out */
    uint64_t losses, marks;        /* of LIMIT_ELEMENT: windows that were reduced for what is lost
                                      there, and for marks (ECN) */
    struct limit_element at;       /* of LIMIT_ELEMENT, where it is known */
    const struct service *service; /* of LIMIT_SERVICE */
    enum drop_cause cause;         /* of LIMIT_OTHER, where packets are lost */
    bool reorders; /* of LIMIT_CONGESTION: packets that overtake others are taken for lost */
    struct limit_expected expected;
};

/* Is it what happens to packets on the line at random, however few are sent? */
static inline bool limit_word_is_line(const struct limit_word *w)
{
    return w->cause == DROP_RANDOM_LOSS || w->reorders;
}

struct limit { /* of a flow; longest first, then most lost: that is its limited_by */
    struct limit_word *word;
    size_t n;
    sim_time_t dur;   /* of all words together */
    bool moved;       /* it has taken several ways: no formula is made for it */
    double line_mbps; /* what losses on the line alone would let it have
                         (sim/results/limit_owner.h); NAN: not known, or none */
};

/* drop: every drop of the run by flow and, of a flow, most packets first. limit: [flow]. Words are
 * left in the arena. */
void limit_find(struct limit *limit, const struct network *n, const struct measure *measure,
                const struct drop_record *drop, size_t n_drops, struct arena *arena);

/* What formulas say of the words; sim/results/limit_expect.c. */
void limit_expect(struct limit *limit, const struct network *n, const struct measure *measure,
                  struct arena *arena);

#endif
