/*
 * What a verdict names beside the word that it says first.
 */
#ifndef SIM_RESULTS_VERDICT_BESIDE_H
#define SIM_RESULTS_VERDICT_BESIDE_H

#include <stdbool.h>

struct limit_word;
struct verdict;
struct verdict_entry;

struct verdict_beside {
    const char *more; /* " and 650 Mbps in all": of the gateway that is said first; "" */
    const char *text; /* "the link left->right (50 Mbps) and how much it offers"; NULL: none is */
};

/* What is named of a third or more of those of its flows that tell, but `first`, which is said
 * before it, and, of one that gets what it wants (content), how much that is. */
struct verdict_beside verdict_beside(const struct verdict_entry *e, const struct limit_word *first,
                                     bool content, bool lossy);
/* Their words in v->with, but v->limited_by. */
void verdict_beside_names(const struct verdict_entry *e, struct verdict *v, bool lossy);

#endif
