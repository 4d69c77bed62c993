/*
 * What a gateway, an appliance, a NIC or a link lets through that is too narrow, in plain words:
 * for the words of limited_by that are an element (LIMIT_ELEMENT).
 */
#ifndef SIM_RESULTS_VERDICT_ELEMENT_H
#define SIM_RESULTS_VERDICT_ELEMENT_H

struct arena;
struct limit_word;

/* "held back by gw-westus: VpnGw1AZ carries 650 Mbps a tunnel" */
const char *verdict_element_why(const struct limit_word *w, struct arena *arena);
/* "the link left->right (50 Mbps)": named beside the word that limits. */
const char *verdict_element_beside(const struct limit_word *w, struct arena *arena);
/* "650 Mbps a tunnel": of a gateway's word. */
const char *verdict_element_figure(const struct limit_word *w, struct arena *arena);

#endif
