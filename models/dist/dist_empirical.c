/*
 * Empirical: an element of the sample, each as likely. Its law is the sample's empirical
 * distribution function; the quantile is that function's inverse (type 1 of Hyndman and Fan: Sample
 * quantiles in statistical packages, The American Statistician 50 (1996) 361-365), the variance
 * divides by n.
 */
#include "models/dist/dist_ops.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "sim/base/arena.h"
#include "sim/base/assert.h"

struct dist_empirical {
    size_t n;
    double mean, variance;
    double *value; /* n of them, ascending; owned by the arena */
};

static int compare(const void *left, const void *right)
{
    double x = *(const double *)left, y = *(const double *)right;

    return (x > y) - (x < y);
}

const struct dist_empirical *dist_empirical_new(struct arena *arena, const double *value, size_t n)
{
    SIM_ASSERT(n >= 2 && n <= UINT32_MAX); /* gsl_rng_uniform_int draws from 32 bits */
    struct dist_empirical *e = ARENA_NEW(arena, struct dist_empirical);
    double sum = 0;

    e->n = n;
    e->value = ARENA_ARRAY(arena, double, n);
    for (size_t i = 0; i < n; i++) {
        SIM_ASSERT(isfinite(value[i]) && value[i] >= 0);
        e->value[i] = value[i];
    }
    qsort(e->value, n, sizeof *e->value, compare);
    for (size_t i = 0; i < n; i++)
        sum += e->value[i];
    e->mean = sum / (double)n;
    for (size_t i = 0; i < n; i++)
        e->variance += (e->value[i] - e->mean) * (e->value[i] - e->mean) / (double)n;
    return e;
}

size_t dist_empirical_n(const struct dist_empirical *e)
{
    return e->n;
}

double dist_empirical_value(const struct dist_empirical *e, size_t i)
{
    SIM_ASSERT(i < e->n);
    return e->value[i];
}

static const char *prepare(struct dist *d)
{
    return d->sample != NULL ? NULL : "there is no sample to draw from";
}

static double draw(const struct dist *d, const gsl_rng *rng)
{
    return d->sample->value[gsl_rng_uniform_int(rng, d->sample->n)];
}

static double quantile(const struct dist *d, double p)
{
    double n = (double)d->sample->n;
    double rank = fmax(1, ceil(p * n));

    if ((rank - 1) / n >= p && rank > 1) /* 0.07 * 100 rounds to above 7 */
        rank--;
    return d->sample->value[(size_t)rank - 1];
}

static double mean(const struct dist *d)
{
    return d->sample->mean;
}

static double variance(const struct dist *d)
{
    return d->sample->variance;
}

static double least(const struct dist *d)
{
    return d->sample->value[0];
}

const struct dist_ops dist_empirical_ops = {
    .prepare = prepare,
    .draw = draw,
    .quantile = quantile,
    .mean = mean,
    .variance = variance,
    .min = least,
};
