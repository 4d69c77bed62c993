/*
 * What kinds of distributions share: moments that are parameters.
 */
#include "models/dist/dist_ops.h"

double dist_mean_is_a(const struct dist *d)
{
    return d->a;
}

double dist_stddev_is_b(const struct dist *d)
{
    return d->b * d->b;
}

double dist_min_is_zero(const struct dist *d)
{
    (void)d;
    return 0;
}
