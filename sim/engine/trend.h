/*
 * Does a series grow? Mann's test (Mann 1945, Kendall 1975) on the means of ten batches: S counts
 * the pairs of batches that stand in rising order, minus those in falling order. Of the 45 pairs at
 * least 44 must rise, S >= 43: with exchangeable batches the probability is 10 / 10!, 2.8e-6
 * (permutations of ten with no or one inversion: 1 + 9). Backlogs are correlated in time, which
 * makes chance trends likelier: so the last batch must also be twice the first, as that of a queue
 * that grows from nothing is (19 times).
 */
#ifndef SIM_ENGINE_TREND_H
#define SIM_ENGINE_TREND_H

#include <stdbool.h>
#include <stddef.h>

enum { TREND_BATCHES = 10 };

/* n values, none negative, at equal distances; fewer than 10 show nothing. */
bool trend_grows(const double *v, size_t n);

#endif
