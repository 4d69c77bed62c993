/*
 * Sets of numbers of 32 bits, as ranges: the addresses or ports that a rule matches. In order, and
 * none touches another, so that a number is looked up in log2 n steps and a set has no more ranges
 * than it needs.
 */
#ifndef SIM_BASE_RANGES_H
#define SIM_BASE_RANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct range {
    uint32_t low, high; /* both are in it */
};

struct ranges {
    struct range *v;
    size_t n;
};

/* Puts ranges in any order into that of a set, in place. */
void ranges_tidy(struct ranges *r);
bool ranges_have(const struct ranges *r, uint32_t x);

#endif
