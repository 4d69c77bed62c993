/* Always a. Draws nothing from the generator. */
#include "models/dist/dist_ops.h"

static const char *prepare(struct dist *d)
{
    return d->a < 0 ? "value must not be below 0" : NULL;
}

static double draw(const struct dist *d, const gsl_rng *rng)
{
    (void)rng;
    return d->a;
}

static double quantile(const struct dist *d, double p)
{
    (void)p;
    return d->a;
}

static double variance(const struct dist *d)
{
    (void)d;
    return 0;
}

const struct dist_ops dist_fixed_ops = {
    .prepare = prepare,
    .draw = draw,
    .quantile = quantile,
    .mean = dist_mean_is_a,
    .variance = variance,
    .min = dist_mean_is_a,
};
