/*
 * What a kind of distribution implements; internal to models/dist. dist.c holds the table by
 * enum dist_kind and checks what is common to all: finite parameters, finite c and d, 0 < p < 1.
 */
#ifndef MODELS_DIST_DIST_OPS_H
#define MODELS_DIST_DIST_OPS_H

#include "models/dist/dist.h"

struct dist_ops {
    /* Sets c and d (both 0 before). NULL, or why not. */
    const char *(*prepare)(struct dist *d);
    double (*draw)(const struct dist *d, const gsl_rng *rng);
    double (*quantile)(const struct dist *d, double p);
    double (*mean)(const struct dist *d);
    double (*variance)(const struct dist *d);
    double (*min)(const struct dist *d);
};

extern const struct dist_ops dist_fixed_ops;
extern const struct dist_ops dist_normal_ops;
extern const struct dist_ops dist_lognormal_ops;
extern const struct dist_ops dist_gamma_ops;
extern const struct dist_ops dist_weibull_ops;
extern const struct dist_ops dist_pareto_ops;
extern const struct dist_ops dist_exponential_ops;
extern const struct dist_ops dist_uniform_ops;
extern const struct dist_ops dist_empirical_ops;

/* models/dist/dist_moment.c: for kinds whose a is the mean, whose b is the stddev, and whose lower
 * bound is 0. */
double dist_mean_is_a(const struct dist *d);
double dist_stddev_is_b(const struct dist *d);
double dist_min_is_zero(const struct dist *d);

#endif
