/*
 * By how much what a flow has could grow until one of its limits, by itself, holds it: 1 is where
 * it stands.
 *
 * - an element: what it carries of full packets, less what passes of others; an on_off source needs
 * its peaks;
 * - receive window, send buffer: its whole segments in the round trip without queues, of what its
 * parallel flows have on average: what one of them has more of an element another has less;
 * - the application: its offer.
 */
#ifndef SIM_RESULTS_LIMIT_ROOM_H
#define SIM_RESULTS_LIMIT_ROOM_H

#include "sim/results/limit.h"
#include "sim/results/limit_owner.h"

struct limit_entry { /* the flows of a traffic entry together */
    double mbps;     /* that they have */
    double offer;    /* that they are given, of what they have; HUGE_VAL: as much as they can */
};

struct limit_flow { /* all that is known of a flow */
    const struct network *net;
    size_t flow;
    const struct measure *measure;
    const struct tcp_flow_times *times;
    struct limit_entry entry;
    double parallel_mbps; /* mean of the entry's flows between its ends */
    const struct limit_way *way;
    const struct drop_record *drop; /* of the flow */
    size_t n_drops;
    const struct limit_owner *owner;
    const struct limit *limit; /* with its words, the one that limits first */
};

struct limit_entry limit_entry_of(const struct network *n, const struct measure *measure,
                                  size_t from, size_t to);

/* Of the flows with the ends of flow number `from`, which follow each other up to *to: the mean of
 * those that have anything. */
double limit_parallel_mbps(const struct network *n, const struct measure *measure, size_t from,
                           size_t *to);

/* What element number i drops by when it is full: a tunnel's limit has two figures. Returns how
 * many there are; none of one that is not on the way there. */
enum { LIMIT_FIGURES = 2 };
size_t limit_room_figures(const struct limit_flow *f, size_t i, enum drop_cause by[LIMIT_FIGURES]);
double limit_room_of_element(const struct limit_flow *f, size_t i, enum drop_cause by);
/* Of it, what TCP comes to whose window that element's queue, overflowing, reduces: all of a window
 * that does not fill the queue, of BBR, and where losses on the line reduce it. */
double limit_room_filled(const struct limit_flow *f, size_t i, enum drop_cause by);
/* The windows: 0 of what is not TCP. */
uint64_t limit_room_receive_bytes(const struct limit_flow *f);
uint64_t limit_room_send_bytes(const struct limit_flow *f);
/* What of a window goes out at once: whole segments (RFC 9293, 3.8.6.2.1), of less than one all. */
uint64_t limit_room_whole_bytes(uint64_t bytes, uint32_t mss);
/* A quarter more of it: is that a segment more? */
bool limit_room_grows(uint64_t bytes, uint32_t mss);
/* What holds is the smaller window. Of a quarter more of it, what this one lets pass only when it
 * is raised, too: all of the smaller one, of what is larger than that quarter nothing or less. */
double limit_room_window_part(uint64_t bytes, uint64_t least, uint32_t mss);
double limit_room_of_window(const struct limit_flow *f, uint64_t bytes);
/* Of the round trip, what it is longer by than the shortest. */
double limit_room_waiting_frac(const struct limit_flow *f);
/* The least of the elements, or of what of them is filled; of all, these and windows in the round
 * trip that there is. */
double limit_room_of_elements(const struct limit_flow *f, bool filled);
double limit_room_least(const struct limit_flow *f);

#endif
