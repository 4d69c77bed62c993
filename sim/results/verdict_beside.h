/*
 * What a verdict names beside the word that limits most of an entry's flows: "; together with the
 * link left->right (50 Mbps) and how much it offers".
 */
#ifndef SIM_RESULTS_VERDICT_BESIDE_H
#define SIM_RESULTS_VERDICT_BESIDE_H

#include <stdbool.h>
#include <stddef.h>

struct verdict;
struct verdict_entry;

/* Of those of its flows that tell. v: its limited_by is known, of the flow; with and n_with are
 * set. */
const char *verdict_beside(const struct verdict_entry *e, struct verdict *v, size_t flow,
                           bool lossy);

#endif
