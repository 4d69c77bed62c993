#include "models/dist/dist_ops.h"

#include <math.h>

#include "sim/base/assert.h"

static const struct dist_ops *const table[DIST_N] = {
    [DIST_FIXED] = &dist_fixed_ops,
    [DIST_NORMAL] = &dist_normal_ops,
    [DIST_LOGNORMAL] = &dist_lognormal_ops,
    [DIST_GAMMA] = &dist_gamma_ops,
    [DIST_WEIBULL] = &dist_weibull_ops,
    [DIST_PARETO] = &dist_pareto_ops,
    [DIST_EXPONENTIAL] = &dist_exponential_ops,
    [DIST_UNIFORM] = &dist_uniform_ops,
    [DIST_EMPIRICAL] = &dist_empirical_ops,
};

static const struct dist_ops *ops_of(const struct dist *d)
{
    SIM_ASSERT((unsigned)d->kind < DIST_N);
    return table[d->kind];
}

const char *dist_prepare(struct dist *d)
{
    const struct dist_ops *ops = ops_of(d);

    if (!isfinite(d->a) || !isfinite(d->b))
        return "every parameter must be a finite number";
    d->c = d->d = 0;
    const char *why = ops->prepare(d);
    if (why != NULL)
        return why;
    if (!isfinite(d->c) || !isfinite(d->d))
        return "the parameters are too many orders of magnitude apart";
    return NULL;
}

double dist_draw(const struct dist *d, const gsl_rng *rng)
{
    return ops_of(d)->draw(d, rng);
}

double dist_quantile(const struct dist *d, double p)
{
    SIM_ASSERT(p > 0 && p < 1);
    return ops_of(d)->quantile(d, p);
}

double dist_mean(const struct dist *d)
{
    return ops_of(d)->mean(d);
}

double dist_variance(const struct dist *d)
{
    return ops_of(d)->variance(d);
}

double dist_min(const struct dist *d)
{
    return ops_of(d)->min(d);
}
