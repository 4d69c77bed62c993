/*
 * Which place of a flow's way is why: the busiest one, the one behind a drop, the narrowest that it
 * floods.
 */
#ifndef SIM_RESULTS_LIMIT_PLACE_H
#define SIM_RESULTS_LIMIT_PLACE_H

#include "sim/results/limit_way.h"

/* What the queue in front of it never lets run dry. Just below, a window or an offer of exactly the
 * rate could be the reason too. */
#define LIMIT_SATURATED 0.95
/* BBR leaves that little of what limits it when several flows' turns of measuring the round trip
 * come together. */
#define LIMIT_PACED 0.75
/* The property that names are held to: raising by so much, and what is worth a name. */
#define LIMIT_RAISE 1.25
#define LIMIT_WORTH 1.03
/* What would let it have as much costs a raise by a quarter what is worth a name. */
#define LIMIT_NEAR (LIMIT_RAISE / LIMIT_WORTH)
/* Of what comes to a place: of less the flow would gain as little if it let everything through. */
#define LIMIT_LOST_LEAST 0.03

/* Was the packet lost? One that came after it had been given up was not: it is late, for which the
 * round trip is why. */
static inline bool limit_is_loss(const struct drop_record *d)
{
    return d->packets > 0 && d->cause != DROP_TIMEOUT_LATE;
}

/* Was more sent than its place carries, or lets wait? */
bool limit_is_narrow(const struct drop_record *d);
/* Did its place take the way away, where nothing such passes however little is sent? */
bool limit_is_away(const struct drop_record *d);

/* The word of limited_by for what is dropped at a place. */
const char *limit_drop_text(const struct network *n, uint32_t place, enum drop_cause cause,
                            struct arena *arena);
/* What happens to the packets of a way at random: "loss", or "link:a->b/reordering". */
const char *limit_line_text(const struct network *n, const struct limit_way *w, bool reorders,
                            struct arena *arena);
/* The element of the way that a drop happened at; NULL: none that has a limit. */
const struct limit_element *limit_element_of(const struct limit_way *w,
                                             const struct drop_record *d);
/* The busiest element, when it worked for `least` of the flow's life; of some as busy that which
 * drops (most, may be NULL), or the first. What holds up answers alone matters where no data are
 * held up; of who asks the answers are data. */
const struct limit_element *limit_busiest(const struct limit_way *w, const struct drop_record *most,
                                          double least);
/* Is any link or gateway of the network nearly as busy as it can be, over all of the counted time;
 * is any that has been looked at in a flow's life, in that? */
bool limit_any_near(const struct network *n);
bool limit_any_near_of(const struct limit_life *life);
/* The link there that marks most (ECN); NULL: none does. */
const struct limit_element *limit_marking(const struct limit_way *w);
/* Of a flow that floods its way: the last place there that drops LIMIT_LOST_LEAST of what comes to
 * it, since what limits the flow lets through less than those before it. received: packets that
 * arrived. NULL: none. */
const struct drop_record *limit_narrowest(const struct limit_way *w, const struct drop_record *drop,
                                          size_t n, uint64_t received);

#endif
