/*
 * Gamma by mean a and stddev b: shape k = (a/b)^2, scale theta = b^2/a (Johnson, Kotz,
 * Balakrishnan: Continuous Univariate Distributions 1, 2nd ed. 1994, chapter 17: mean = k theta,
 * variance = k theta^2). c = k, d = theta.
 *
 * The quantile bisects GSL's distribution function. gsl_cdf_gamma_Pinv (GSL 2.7) does not converge,
 * and then aborts, for shapes below 0.2 and above 10^4: a stddev above 2.3 means or below 1 % of
 * one, which users write. The function itself fails from a shape of 10^6; prepare stays below.
 */
#include "models/dist/dist_ops.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>
#include <stdbool.h>

/* stddev/mean: shapes of 10^-4 to 250,000. */
#define MOST_VARIATION  100
#define LEAST_VARIATION 0.002

static const char *prepare(struct dist *d)
{
    if (!(d->a > 0))
        return "mean must be above 0";
    if (!(d->b > 0))
        return "stddev must be above 0";
    double variation = d->b / d->a;
    if (variation > MOST_VARIATION)
        return "stddev must not be above 100 times the mean";
    if (variation < LEAST_VARIATION)
        return "stddev must not be below 0.002 times the mean: normal is the same law there";
    d->c = 1 / (variation * variation);
    d->d = d->b * variation;
    return NULL;
}

static double draw(const struct dist *d, const gsl_rng *rng)
{
    return gsl_ran_gamma(rng, d->c, d->d);
}

/* Is P(X <= x) below p? Asked of the smaller tail. */
static bool lies_below(double x, double shape, double p)
{
    return p < 0.5 ? gsl_cdf_gamma_P(x, shape, 1) < p : gsl_cdf_gamma_Q(x, shape, 1) > 1 - p;
}

/*
 * Bisects ln(x), x in scales. P(X <= x) <= x^k / Gamma(k + 1), as e^-t <= 1 in its integral, gives
 * the lower end; the upper end doubles from the mean. With a small shape the low percentiles are
 * below the least double: 0.
 */
static double quantile(const struct dist *d, double p)
{
    double low = (log(p) + gsl_sf_lngamma(d->c + 1)) / d->c;
    double high = fmax(log(d->c), low) + M_LN2;

    while (lies_below(exp(high), d->c, p)) {
        low = high;
        high += M_LN2;
    }
    if (low < -700) {
        low = -700;
        if (high <= low || !lies_below(exp(low), d->c, p))
            return 0;
    }
    for (;;) {
        double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high)
            return d->d * exp(middle);
        if (lies_below(exp(middle), d->c, p))
            low = middle;
        else
            high = middle;
    }
}

const struct dist_ops dist_gamma_ops = {
    .prepare = prepare,
    .draw = draw,
    .quantile = quantile,
    .mean = dist_mean_is_a,
    .variance = dist_stddev_is_b,
    .min = dist_min_is_zero,
};
