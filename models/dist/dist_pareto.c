/*
 * Pareto of the first kind less its scale, that is of the second kind (Lomax):
 * P(X > x) = (1 + x/a)^-b for x >= 0. mean = a/(b - 1) for b > 1,
 * variance = a^2 b / ((b - 1)^2 (b - 2)) for b > 2, else infinite
 * (Johnson, Kotz, Balakrishnan: Continuous Univariate Distributions 1, 2nd ed. 1994, chapter 20).
 */
#include "models/dist/dist_ops.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>

/* The generator's least number is 2^-53: a lesser shape could draw beyond the range of double. */
#define LEAST_SHAPE 0.1

static const char *prepare(struct dist *d)
{
    if (!(d->a > 0))
        return "scale must be above 0";
    if (!(d->b >= LEAST_SHAPE))
        return "shape must be 0.1 or more";
    return NULL;
}

/* GSL takes (exponent, scale). */
static double draw(const struct dist *d, const gsl_rng *rng)
{
    return gsl_ran_pareto(rng, d->b, d->a) - d->a;
}

static double quantile(const struct dist *d, double p)
{
    return gsl_cdf_pareto_Pinv(p, d->b, d->a) - d->a;
}

static double mean(const struct dist *d)
{
    return d->b > 1 ? d->a / (d->b - 1) : INFINITY;
}

static double variance(const struct dist *d)
{
    if (d->b <= 2)
        return INFINITY;
    double m = mean(d);
    return m * m * d->b / (d->b - 2);
}

const struct dist_ops dist_pareto_ops = {
    .prepare = prepare,
    .draw = draw,
    .quantile = quantile,
    .mean = mean,
    .variance = variance,
    .min = dist_min_is_zero,
};
