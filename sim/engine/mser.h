/*
 * MSER-5: where a series has left its start behind (White, Cobb and Spratt, "A comparison of five
 * steady-state truncation heuristics for simulation", Winter Simulation Conference 2000; White
 * 1997). The series is averaged over batches of five; the cut is the number of batches d whose
 * removal leaves the smallest squared standard error of the mean, (1 / (m - d)^2) * sum over j > d
 * of (z_j - mean of those)^2,      m batches. A cut beyond half of the series says that the series
 * is too short to tell: it is no answer.
 */
#ifndef SIM_ENGINE_MSER_H
#define SIM_ENGINE_MSER_H

#include <stdbool.h>
#include <stddef.h>

enum {
    MSER_BATCH = 5,
    MSER_LEAST = 20 * MSER_BATCH
}; /* fewer observations than MSER_LEAST are no series */

/* How many of the n observations to leave out. *valid: is that an answer? n < MSER_LEAST: 0, and
 * not valid. */
size_t mser_cut(const double *v, size_t n, bool *valid);

#endif
