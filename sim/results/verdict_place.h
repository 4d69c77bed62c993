/*
 * What a place does that loses packets without being too narrow, in plain words: for the words of
 * limited_by that end in a cause of drops.csv, as "vnet:v/no_route" and "link:a->b/link_down".
 */
#ifndef SIM_RESULTS_VERDICT_PLACE_H
#define SIM_RESULTS_VERDICT_PLACE_H

struct arena;
struct limit_word;

/* "an instance of gateway gw-westus", "left->right", "the tunnel": of a word for what is down for a
 * time; NULL: it is none. */
const char *verdict_place_down(const struct limit_word *w, struct arena *arena);
/* "VNet v, which has no route for its packets" */
const char *verdict_place_lost(const struct limit_word *w, struct arena *arena);
/* "packets that overtake each other on left->right": of "link:left->right/reordering". */
const char *verdict_place_overtaking(const struct limit_word *w, struct arena *arena);

#endif
