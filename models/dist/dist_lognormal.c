/*
 * Lognormal by the mean a and stddev b of the variate: its logarithm is normal with
 *   sigma^2 = ln(1 + (b/a)^2), mu = ln(a) - sigma^2/2
 * (solved from Johnson, Kotz, Balakrishnan: Continuous Univariate Distributions 1, 2nd ed. 1994,
 * chapter 14: mean = exp(mu + sigma^2/2), variance = mean^2 (exp(sigma^2) - 1)).
 * c = mu, d = sigma.
 */
#include "models/dist/dist_ops.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>

static const char *prepare(struct dist *d)
{
    if (!(d->a > 0))
        return "mean must be above 0";
    if (!(d->b > 0))
        return "stddev must be above 0";
    double ratio = d->b / d->a;
    double variance_of_log = log1p(ratio * ratio);
    d->c = log(d->a) - variance_of_log / 2;
    d->d = sqrt(variance_of_log);
    return NULL;
}

static double draw(const struct dist *d, const gsl_rng *rng)
{
    return exp(d->c + gsl_ran_gaussian_ziggurat(rng, d->d));
}

static double quantile(const struct dist *d, double p)
{
    return exp(d->c + d->d * gsl_cdf_ugaussian_Pinv(p));
}

const struct dist_ops dist_lognormal_ops = {
    .prepare = prepare,
    .draw = draw,
    .quantile = quantile,
    .mean = dist_mean_is_a,
    .variance = dist_stddev_is_b,
    .min = dist_min_is_zero,
};
