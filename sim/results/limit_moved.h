/*
 * A flow over TCP whose way changed: one place held it back on the way that it had, another on the
 * way that it has at the end (sim/results/limit_way.h). What places hold is theirs by the time from
 * the first of their losses to the last one: between these the flow was there. Where it came back,
 * the time between two stays is not the place's. Several places of a former way share its time by
 * reductions.
 *
 * Of one connection to one machine, whose way can be told, and where its way at the end is whole.
 */
#ifndef SIM_RESULTS_LIMIT_MOVED_H
#define SIM_RESULTS_LIMIT_MOVED_H

#include "sim/results/limit_finder.h"

/* Gives the time that the words have to the places of all ways. Returns whether the way changed. */
bool limit_moved_share(struct limit_finder *f);
/* Raised by a quarter a place lets through a quarter more while the flow is there, and on a wide
 * way most may have gone in little time: those with as much time as is worth a name are named. */
void limit_moved_name(struct limit_finder *f);

#endif
