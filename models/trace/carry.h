/*
 * What carries something, by what is declared: the links between regions that a tunnel crosses, or
 * some flow of the traffic on its way there or back.
 */
#ifndef MODELS_TRACE_CARRY_H
#define MODELS_TRACE_CARRY_H

#include <stdbool.h>

struct arena;
struct network;

/* [a * regions + b]: from a to b. In the arena. */
const bool *carry_links(const struct network *n, struct arena *arena);

#endif
