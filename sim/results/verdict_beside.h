/*
 * What a verdict names beside the word that limits most of an entry's flows: "; together with the
 * link left->right (50 Mbps) and how much it offers"; of a gateway that limits, before that, what
 * else of it does: " and 650 Mbps in all".
 */
#ifndef SIM_RESULTS_VERDICT_BESIDE_H
#define SIM_RESULTS_VERDICT_BESIDE_H

#include <stdbool.h>
#include <stddef.h>

struct verdict;
struct verdict_entry;

/* Of those of its flows that tell. v: its limited_by is known, of the flow; with and n_with are
 * set. share: " (3 of 4 flows)", which stands behind what limits. */
const char *verdict_beside(const struct verdict_entry *e, struct verdict *v, size_t flow,
                           const char *share, bool lossy);

#endif
