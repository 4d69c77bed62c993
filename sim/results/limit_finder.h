/*
 * What is found out about a flow on the way to its limit (sim/results/limit.h), and the words that
 * its time goes to.
 */
#ifndef SIM_RESULTS_LIMIT_FINDER_H
#define SIM_RESULTS_LIMIT_FINDER_H

#include "models/tcp/tcp.h"
#include "sim/results/limit.h"
#include "sim/results/limit_ask.h"
#include "sim/results/limit_life.h"
#include "sim/results/limit_owner.h"
#include "sim/results/limit_room.h"

struct limit_finder {
    const struct network *net;
    struct limit_life life;
    const struct measure *measure; /* of that life */
    struct limit_entry entry;
    double parallel_mbps;
    const struct drop_record *drop;
    size_t n_drops;
    const struct drop_record *owed; /* on a former way: wait_dur is what is left of it here */
    size_t n_owed;
    sim_time_t loss_dur; /* that it waited for time-outs */
    struct arena *arena;
    size_t flow;
    struct limit *limit;
    struct limit_way way;
    struct limit_ask ask;                       /* of who asks */
    bool any_near;                              /* somewhere in the network */
    const struct drop_record *lost;             /* that says something; NULL: none */
    struct limit_owner owner;                   /* of reduced windows */
    const struct limit_element *full, *busiest; /* NULL: none */
};

/* --- words; sim/results/limit_word.c --- */

enum { LIMIT_ASK_WORDS = 3 /* service, element, round_trip */ };

/* The word of that text: a new one, if there is none. The limit has room for it. */
struct limit_word *limit_word_of_text(struct limit_finder *f, const char *text,
                                      enum limit_kind kind, const struct limit_element *at);
struct limit_word *limit_word_of_element(struct limit_finder *f, const struct limit_element *e);
/* What answers wait for that come after their time-out. */
struct limit_word *limit_word_of_late(struct limit_finder *f);
/* Of such answers it is that. */
struct limit_word *limit_word_of_drop(struct limit_finder *f, const struct drop_record *d);
struct limit_word *limit_word_of_service(struct limit_finder *f);
/* What the sender's own word comes to on this way. */
struct limit_word *limit_word_of_tcp(struct limit_finder *f, enum tcp_limit limit);

/* --- who answers; sim/results/limit_service.c --- */

/* Questions that were given up at their time-out though nothing was lost of them: each of the
 * others has lost a packet or more. */
double limit_late(const struct limit_finder *f);
/* Who answers never rests, and questions wait so long, until their answers or their time-outs, that
 * nothing else would help. Members of a front are alike. */
bool limit_service_never_rests(const struct limit_finder *f);
/* Of answers that come after their time-out: who answers never rests, and that is why. */
bool limit_service_makes_late(const struct limit_finder *f);

/* --- time; sim/results/limit_time.c --- */

bool limit_asks(const struct limit_finder *f);
/* What senders stood still for since the way was away, as drops tell. */
double limit_away_dur(const struct limit_finder *f);
/* A good part of what was sent has not come by the end: it stands in a queue that drops nothing. */
bool limit_waits(const struct limit_finder *f);
void limit_time_of_tcp(struct limit_finder *f);
void limit_time_of_other(struct limit_finder *f);

/* --- what who asks names; sim/results/limit_ask_near.c --- */

/* Is the flow's entry most of what works there? */
bool limit_is_own(const struct limit_finder *f, const struct limit_element *e);
/* Names the words of who asks, and what is as near as they are. */
void limit_ask_name(struct limit_finder *f);

/* --- a life; sim/results/limit.c --- */

/* Finds the limit, and names its words. f->life, and all of the flow in front of it, is given. */
void limit_of_life(struct limit_finder *f, struct arena *scratch);
/* Of who asks, what passes by round trips: TCP's own time, too. */
double limit_trips_dur(const struct limit *l);
/* Puts the words from number `from` on in their order: longest first, then most lost. */
void limit_sort(struct limit *l, size_t from);
/* The text's word goes first. */
void limit_put_first(struct limit *l, const char *text);

/* --- several ways; sim/results/limit_stays.c --- */

/* Of a flow that has taken several ways what limits it on each of them, together. */
void limit_of_stays(struct limit_finder *whole, const struct measure *all, struct arena *scratch);

#endif
