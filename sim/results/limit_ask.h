/*
 * What an application that asks and waits for answers spends its time on, from question to
 * question: it thinks, the answering service works or lets it wait, the way takes its round trip,
 * and a link or gateway its transmission, with the queue in front of it. Each part that goes by 25
 * % faster takes a fifth less, so one that is a share x of the whole raises the rate of questions
 * by 1 / (1 - x / 5): 2.5 % from LIMIT_ASK_NEAR on, a tenth from LIMIT_ASK_MOST on.
 *
 * An element that its entry fills has all of the time, and one that it does not fill carries
 * questions only so much more often: where it would ask less than LIMIT_BESIDE
 * (sim/results/limit_near.h) times as often, by its parts without the queue there, or through that
 * element, both are named, as far as what is raised beside them leaves them a limit.
 *
 * Of TCP, the sender's own time (slow start, windows) is not among these; it passes by round trips,
 * as connections do that are opened for a question. What it waits for lost packets is theirs. What
 * takes k windows waits k - 1 round trips for them, unless a window takes the element longer than
 * that: then it never waits for more than the element. The rest of that time is the element's.
 */
#ifndef SIM_RESULTS_LIMIT_ASK_H
#define SIM_RESULTS_LIMIT_ASK_H

#include "sim/results/limit_way.h"

struct limit_life; /* sim/results/limit_life.h */

#define LIMIT_ASK_NEAR 0.12
#define LIMIT_ASK_MOST 0.455

struct limit_ask_each { /* mean seconds of one question; service, wait: of all who ask there */
    double round_trip_s, service_s, wait_s;
};

struct limit_ask {                            /* seconds, of all questions at once together */
    double all_s, think_s, service_s, wait_s; /* wait: for the service, part of service_s */
    double lost_s;   /* for answers that were lost, or late, until their time-outs or the end */
    double other_s;  /* than thinking, service and way of what was answered */
    double missed_s; /* of TCP, until what was lost was sent again by a timer; part of other_s: who
                        misses an acknowledgment alone keeps nobody waiting */
    double round_trip_s,
        rest_s; /* rest: transmission, queues, gateways; part of it the element's */
    double element_s;
    double windows_s; /* of TCP, round trips that windows take beyond the one of each question */
    struct limit_ask_each each;
    const struct net_vm *vm;        /* that answers; NULL: no service */
    const struct limit_element *at; /* NULL: none */
};

/* way: may be empty, then there is no element. */
void limit_ask_find(struct limit_ask *a, const struct network *n, size_t flow,
                    const struct limit_life *life, const struct limit_way *way);

#endif
