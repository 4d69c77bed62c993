/* Uniform between a and b: mean (a + b)/2, variance (b - a)^2/12. */
#include "models/dist/dist_ops.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>

static const char *prepare(struct dist *d)
{
    if (d->a < 0)
        return "min must not be below 0";
    return d->b > d->a ? NULL : "max must be above min";
}

static double draw(const struct dist *d, const gsl_rng *rng)
{
    return gsl_ran_flat(rng, d->a, d->b);
}

static double quantile(const struct dist *d, double p)
{
    return gsl_cdf_flat_Pinv(p, d->a, d->b);
}

static double mean(const struct dist *d)
{
    return d->a + (d->b - d->a) / 2;
}

static double variance(const struct dist *d)
{
    return (d->b - d->a) * (d->b - d->a) / 12;
}

static double lower_end(const struct dist *d)
{
    return d->a;
}

const struct dist_ops dist_uniform_ops = {
    .prepare = prepare,
    .draw = draw,
    .quantile = quantile,
    .mean = mean,
    .variance = variance,
    .min = lower_end,
};
