/*
 * Normal, redrawn below 0: the normal law truncated to [0, inf). With alpha = -a/b, Q its upper
 * tail at alpha and lambda = phi(alpha)/Q(alpha) (the inverse Mills ratio):
 *   mean = a + b lambda, variance = b^2 (1 + alpha lambda - lambda^2)
 * (Johnson, Kotz, Balakrishnan: Continuous Univariate Distributions 1, 2nd ed. 1994,
 * section 13.10.1). c = Q(alpha), the part that is kept; d = lambda.
 */
#include "models/dist/dist_ops.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>

/* A draw takes 1/c tries on average: beyond a million the user meant something else. */
#define LEAST_KEPT 1e-6

static const char *prepare(struct dist *d)
{
    if (!(d->b > 0))
        return "stddev must be above 0";
    double alpha = -d->a / d->b;
    if (!isfinite(alpha))
        return "stddev is too small for this mean: use fixed";
    d->c = gsl_cdf_ugaussian_Q(alpha);
    if (!(d->c >= LEAST_KEPT))
        return "mean is so far below 0 that almost nothing lies above it";
    d->d = gsl_ran_ugaussian_pdf(alpha) / d->c;
    return NULL;
}

static double draw(const struct dist *d, const gsl_rng *rng)
{
    double x;

    do
        x = d->a + gsl_ran_gaussian_ziggurat(rng, d->b);
    while (x < 0);
    return x;
}

/* From whichever tail is the smaller, so that neither end loses digits to 1 - p. */
static double quantile(const struct dist *d, double p)
{
    double upper = d->c * (1 - p);
    double z = upper < 0.5 ? gsl_cdf_ugaussian_Qinv(upper)
                           : gsl_cdf_ugaussian_Pinv(gsl_cdf_ugaussian_P(-d->a / d->b) + d->c * p);

    return fmax(0, d->a + d->b * z);
}

static double mean(const struct dist *d)
{
    return d->a + d->b * d->d;
}

static double variance(const struct dist *d)
{
    return d->b * d->b * (1 - d->a / d->b * d->d - d->d * d->d);
}

const struct dist_ops dist_normal_ops = {
    .prepare = prepare,
    .draw = draw,
    .quantile = quantile,
    .mean = mean,
    .variance = variance,
    .min = dist_min_is_zero,
};
