/* Exponential: P(X > x) = exp(-x/a); mean a, variance a^2. */
#include "models/dist/dist_ops.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>

static const char *prepare(struct dist *d)
{
    return d->a > 0 ? NULL : "mean must be above 0";
}

static double draw(const struct dist *d, const gsl_rng *rng)
{
    return gsl_ran_exponential(rng, d->a);
}

static double quantile(const struct dist *d, double p)
{
    return gsl_cdf_exponential_Pinv(p, d->a);
}

static double variance(const struct dist *d)
{
    return d->a * d->a;
}

const struct dist_ops dist_exponential_ops = {
    .prepare = prepare,
    .draw = draw,
    .quantile = quantile,
    .mean = dist_mean_is_a,
    .variance = variance,
    .min = dist_min_is_zero,
};
