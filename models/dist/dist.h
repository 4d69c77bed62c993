/*
 * Distributions of the scenario language: fixed, normal, lognormal, gamma, weibull, pareto,
 * exponential, uniform, empirical (a file). One source file a kind behind a table of operations
 * (dist_ops.h): its check, its draw through GSL, its quantile function and moments.
 * A struct dist is a value: kind and parameters, in the caller's base unit (ps, bytes). Used by
 * latency above its base, packet sizes, on/off spans, think times. Every law lives on x >= 0.
 * tests/models/test_dist.c holds draws against quantiles and moments, and those against figures
 * worked by hand.
 */
#ifndef MODELS_DIST_DIST_H
#define MODELS_DIST_DIST_H

#include <gsl/gsl_rng.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct dist_empirical; /* sorted sample, owned by the arena that the loader used */

enum dist_kind {
    DIST_FIXED,
    DIST_NORMAL,
    DIST_LOGNORMAL,
    DIST_GAMMA,
    DIST_WEIBULL,
    DIST_PARETO,
    DIST_EXPONENTIAL,
    DIST_UNIFORM,
    DIST_EMPIRICAL,
    DIST_N
};

/*
 * Parameters as given by the user (a, b) and as the draw needs them (c, d: set by dist_prepare).
 *   fixed            a = value
 *   normal           a = mean, b = stddev, both before the truncation at 0
 *   lognormal, gamma a = mean, b = stddev, of the variate itself
 *   weibull, pareto  a = scale, b = shape (pareto: P(X > x) = (a/x)^b for x >= a; drawn as X - a,
 *                    the Lomax law, so that it starts at 0)
 *   exponential      a = mean
 *   uniform          a = min, b = max
 *   empirical        sample
 */
struct dist {
    enum dist_kind kind;
    double a, b;
    double c, d;
    const struct dist_empirical *sample;
};

/* Derives c and d. Returns NULL, or why the parameters make no distribution ("stddev must be above
 * 0"). The other functions want a distribution that passed. */
const char *dist_prepare(struct dist *d) __attribute__((warn_unused_result));

/* One variate, in the unit of a, never negative. normal is redrawn below 0. A heavy tail may go
 * beyond any integer type: dist_whole before it becomes a time. */
double dist_draw(const struct dist *d, const gsl_rng *rng);

/* A variate as a whole number. Heavy tails end at 1e17 (28 hours in ps), so that an instant of the
 * longest run (100 days) and a few variates still fit into 63 bits. */
#define DIST_WHOLE_MAX 1e17
static inline int64_t dist_whole(double x)
{
    return x < DIST_WHOLE_MAX ? (int64_t)(x + 0.5) : (int64_t)DIST_WHOLE_MAX;
}

/* Smallest x with P(X <= x) >= p, 0 < p < 1; the law of what dist_draw returns (normal: truncated
 * at 0; empirical: an element of the sample). */
double dist_quantile(const struct dist *d, double p);

double dist_mean(const struct dist *d);     /* INFINITY for pareto of shape <= 1 */
double dist_variance(const struct dist *d); /* INFINITY for pareto of shape <= 2 */

/* The greatest lower bound of the variates. */
double dist_min(const struct dist *d);

/*
 * A sample to draw from: copies and sorts n >= 2 values, all finite and >= 0 (asserted; the loader
 * reports a user's bad value itself). A variate is an element chosen uniformly, not a point between
 * two: packet sizes of 64 and 1500 bytes give no 782, and mean, variance and percentiles are
 * exactly those of the file.
 */
const struct dist_empirical *dist_empirical_new(struct arena *arena, const double *value, size_t n);
size_t dist_empirical_n(const struct dist_empirical *e);
/* The i-th smallest value, 0 <= i < n. */
double dist_empirical_value(const struct dist_empirical *e, size_t i);

#endif
