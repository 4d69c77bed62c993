/*
 * What runs a flow at its two ends, a traffic entry's kind, and where its memory lies.
 */
#ifndef MODELS_BUILD_FLOW_H
#define MODELS_BUILD_FLOW_H

#include <stddef.h>
#include <stdint.h>

struct build;

/* Of flow number i, of that name. n: so many are of its pair, and it is the first of them; 0: it is
 * another one. */
void build_flow(struct build *b, uint32_t i, const char *name, size_t n);

#endif
