/*
 * The way of a flow as what could hold it back: every transmitter and every limit of a gateway or
 * appliance that its packets pass, there and back, with how much of it the flow used and how much
 * was used in all.
 */
#ifndef SIM_RESULTS_LIMIT_WAY_H
#define SIM_RESULTS_LIMIT_WAY_H

#include "models/net/link.h"
#include "models/network.h"

struct arena;
struct limit_life; /* sim/results/limit_life.h */

struct limit_bucket { /* a link's token bucket */
    int64_t rate_bps;
    double held_bytes; /* when the flow's counted life began */
    bool is_known;     /* held_bytes: nothing that others took leaves it in doubt */
    double bps;        /* that both let through in that life; HUGE_VAL: there is none */
};

struct limit_element {
    const void *resource; /* the link or server: the same for all that pass it; NULL: no element */
    const struct link *link; /* one of the three */
    const struct gateway *gateway;
    const struct net_vm *appliance;
    const struct tunnel *tunnel;
    bool is_aggregate; /* of the gateway; else of the tunnel */
    uint32_t place;
    enum drop_cause cause;      /* what it drops by when it is full */
    int64_t rate_bps, rate_pps; /* UNITS_UNLIMITED: not by these; of a link the least of its
                                   bandwidth and its token bucket */
    struct limit_bucket bucket;
    double full_s;          /* that it works at one full packet of the flow; 0: of the other way */
    double own_s;           /* that it worked at what arrived of the flow */
    double own_frac;        /* the same as a share of the flow's life */
    double used_frac;       /* of the time that it worked at anything, in the flow's life */
    double by_packets_frac; /* of its work, what its packets per second decide */
    double queue_s; /* of full packets, that its queue takes; of CoDel its target, of RED the middle
                       of its thresholds; HUGE_VAL: without an end */
};

/* Is it the link's token bucket, which runs dry, that lets the flow have no more, and not its
 * bandwidth? */
static inline bool limit_is_bucket(const struct limit_element *e)
{
    return e->link != NULL && e->bucket.bps < (double)e->link->rate_bps;
}

/* Does its queue serve flows in turn (FQ-CoDel)? */
bool limit_is_fair(const struct limit_element *e);

struct limit_way {
    struct limit_element *v;
    size_t n;
    bool is_asked;               /* data go both ways */
    const struct link *reorders; /* the one that lets packets overtake each other; NULL: none does,
                                    or several do */
    size_t n_reorders;
};

/* Bytes of a full packet of the flow, and of the application in it. */
struct limit_packet {
    uint32_t bytes, payload;
};
struct limit_packet limit_packet_of(const struct network *n, size_t flow);

/* Of all of the flow's life its last way. Elements without a limit are left out. */
void limit_way_find(struct limit_way *w, const struct network *n, size_t flow,
                    const struct limit_life *life, struct arena *arena);

#endif
