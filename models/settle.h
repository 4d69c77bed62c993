/*
 * Settle: a run with faults that ends before its duration, as soon as nothing more is to come of
 * them (simulation: settled_for). Each second after the first fault one looks: are all faults over,
 * is whatever was up before the first one up again, tunnels, BGP sessions, programmed routes,
 * members of load balancers, and does all traffic go on (models/watch.h)? When that has been so for
 * settled_for without a break, the run ends. What does not end, as a fault without `for`, never
 * settles.
 *
 * The end is told to whoever counts up to it when the calm begins, so the results are those of a
 * run of just that duration, unless something waits in a queue for longer than the calm has still
 * to last when it is broken.
 */
#ifndef MODELS_SETTLE_H
#define MODELS_SETTLE_H

struct kernel;
struct network;

/* Runs to the end, and makes it n's duration. As kernel_run. */
int settle_run(struct network *n, struct kernel *k) __attribute__((warn_unused_result));

#endif
