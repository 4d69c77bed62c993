/*
 * Files for `app: replay`: a CSV file of two columns, time_s (or time_ms, time_us, time_ns) and
 * bytes, in order of time. Read with libcsv.
 */
#ifndef SIM_SCENARIO_REPLAY_H
#define SIM_SCENARIO_REPLAY_H

#include "sim/scenario/bind.h"

/* The rows of the file that the node names. NULL: the reason is in diag. */
const struct topo_replay *replay_read(struct binding *b, const struct doc_node *file);

#endif
