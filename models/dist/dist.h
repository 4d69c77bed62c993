/*
 * Distributions of the scenario language: fixed, normal, lognormal, gamma, weibull, pareto, exponential, uniform,
 * empirical (a file). One file a kind: its field table, its quantile function, its draw through GSL.
 * A struct dist is a value: kind and parameters, in the caller's base unit (ps, bytes). Used by latency above
 * its base, packet sizes, on/off spans, think times.
 */
#ifndef MODELS_DIST_DIST_H
#define MODELS_DIST_DIST_H

#include <gsl/gsl_rng.h>
#include <stddef.h>

struct dist_empirical; /* sorted sample, owned by the arena that the loader used */

enum dist_kind { DIST_FIXED, DIST_NORMAL, DIST_LOGNORMAL, DIST_GAMMA, DIST_WEIBULL, DIST_PARETO, DIST_EXPONENTIAL,
                 DIST_UNIFORM, DIST_EMPIRICAL, DIST_N };

/*
 * Parameters as given by the user (a, b) and as the draw needs them (c, d: set by dist_prepare).
 *   fixed: a = value                     normal, lognormal, gamma: a = mean, b = stddev (of the variate itself)
 *   weibull, pareto: a = scale, b = shape (pareto: P(X > x) = (a/x)^b for x >= a; drawn as X - a, so that it starts at 0)
 *   exponential: a = mean                uniform: a = min, b = max         empirical: sample
 */
struct dist {
    enum dist_kind kind;
    double a, b;
    double c, d;
    const struct dist_empirical *sample;
};

/* Derives c and d. Returns NULL, or why the parameters make no distribution ("stddev must be above 0"). */
const char *dist_prepare(struct dist *d) __attribute__((warn_unused_result));
/* One variate, in the unit of a. normal is redrawn below 0, so the result is never negative. */
double dist_draw(const struct dist *d, const gsl_rng *rng);
/* x with P(X <= x) = p, 0 < p < 1; the law of what dist_draw returns (normal: truncated at 0). */
double dist_quantile(const struct dist *d, double p);
double dist_mean(const struct dist *d);     /* may be INFINITY (pareto, shape <= 1) */
double dist_variance(const struct dist *d); /* may be INFINITY */
/* The greatest lower bound of the variates. */
double dist_min(const struct dist *d);

#endif
