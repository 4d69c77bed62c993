/*
 * Weibull: P(X > x) = exp(-(x/a)^b). mean = a Gamma(1 + 1/b),
 * variance = a^2 (Gamma(1 + 2/b) - Gamma(1 + 1/b)^2)
 * (Johnson, Kotz, Balakrishnan: Continuous Univariate Distributions 1, 2nd ed. 1994, chapter 21).
 * c = mean/a, d = variance/a^2.
 */
#include "models/dist/dist_ops.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>

/* Below, the moments leave the range of double (Gamma(101) = 10^158); above, the variance is a
 * difference of equal digits and the law as good as fixed. */
#define LEAST_SHAPE 0.02
#define MOST_SHAPE  1e4

static const char *prepare(struct dist *d)
{
    if (!(d->a > 0))
        return "scale must be above 0";
    if (!(d->b >= LEAST_SHAPE && d->b <= MOST_SHAPE))
        return "shape must be from 0.02 to 10000";
    double ln1 = gsl_sf_lngamma(1 + 1 / d->b), ln2 = gsl_sf_lngamma(1 + 2 / d->b);
    d->c = exp(ln1);
    /* Gamma(1 + 2/b) - Gamma(1 + 1/b)^2 without its cancellation at large shapes. */
    d->d = exp(2 * ln1) * expm1(ln2 - 2 * ln1);
    return NULL;
}

static double draw(const struct dist *d, const gsl_rng *rng)
{
    return gsl_ran_weibull(rng, d->a, d->b);
}

static double quantile(const struct dist *d, double p)
{
    return gsl_cdf_weibull_Pinv(p, d->a, d->b);
}

static double mean(const struct dist *d)
{
    return d->a * d->c;
}

static double variance(const struct dist *d)
{
    return d->a * d->a * d->d;
}

const struct dist_ops dist_weibull_ops = {
    .prepare = prepare,
    .draw = draw,
    .quantile = quantile,
    .mean = mean,
    .variance = variance,
    .min = dist_min_is_zero,
};
