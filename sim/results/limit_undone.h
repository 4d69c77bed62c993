/*
 * Losses that cost their flow nothing. A recovery that had a part in a loss is undone all the same
 * where something that was only late was taken for lost with it (Eifel, DSACK): the window is what
 * it was.
 */
#ifndef SIM_RESULTS_LIMIT_UNDONE_H
#define SIM_RESULTS_LIMIT_UNDONE_H

#include "models/net/region.h"

struct arena;
struct tcp_told; /* models/tcp/tcp.h */

/* The flow's drops with the reductions (episodes) that were not undone. Recoveries that nothing was
 * lost for are the first that were; what is left of them is of each place in proportion; of a
 * few left the last may be undone yet, and time-outs were too: none counts. drop itself where none
 * is. */
const struct drop_record *limit_without_undone(const struct tcp_told *told,
                                               const struct drop_record *drop, size_t n_drops,
                                               struct arena *arena);

#endif
