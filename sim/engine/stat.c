#include "sim/engine/stat.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "sim/base/assert.h"

struct stat_mean stat_mean(const double *v, size_t n, double confidence)
{
    struct stat_mean m = {.n = n, .mean = NAN, .sd = NAN, .half_width = NAN};
    double sum = 0, squares = 0;
    if (n == 0) {
        return m;
    }
    for (size_t i = 0; i < n; i++) {
        sum += v[i];
    }
    m.mean = sum / (double)n;
    if (n < 2) {
        return m;
    }
    for (size_t i = 0; i < n; i++) {
        squares += (v[i] - m.mean) * (v[i] - m.mean);
    }
    m.sd = sqrt(squares / (double)(n - 1));
    m.half_width = gsl_cdf_tdist_Qinv((1 - confidence) / 2, (double)(n - 1)) * m.sd / sqrt((double)n);
    return m;
}

void stat_skewed(const double *v, size_t n, double confidence, double *lo, double *hi)
{
    const struct stat_mean m = stat_mean(v, n, confidence);
    double cubes = 0;
    *lo = m.mean - m.half_width;
    *hi = m.mean + m.half_width;
    if (n < 3 || !(m.sd > 0)) {
        return;
    }
    for (size_t i = 0; i < n; i++) {
        cubes += pow((v[i] - m.mean) / m.sd, 3);
    }
    const double error = m.sd / sqrt((double)n), t = m.half_width / error;
    const double g = cubes * (double)n / ((double)(n - 1) * (double)(n - 2)) / sqrt((double)n); /* skewness over root n */
    if (fabs(g) < 1e-6) { /* the transformation tends to the identity, and its quotient to 0 / 0 */
        return;
    }
    *lo = m.mean - 3 / g * (cbrt(1 + g * (t - g / 6)) - 1) * error;
    *hi = m.mean - 3 / g * (cbrt(1 + g * (-t - g / 6)) - 1) * error;
}

bool stat_is_enough(const double *v, size_t n, double confidence, double share)
{
    double lo, hi;
    if (n < STAT_SEQUENTIAL_LEAST) {
        return false;
    }
    stat_skewed(v, n, confidence, &lo, &hi);
    return hi - lo <= 2 * share * fabs(stat_mean(v, n, confidence).mean);
}

double stat_p_value(const struct stat_mean *m)
{
    if (m->n < 2) {
        return NAN;
    }
    if (m->sd == 0) {
        return m->mean == 0 ? 1 : 0;
    }
    return 2 * gsl_cdf_tdist_Q(fabs(m->mean) / (m->sd / sqrt((double)m->n)), (double)(m->n - 1));
}

struct stat_mean stat_welch(const struct stat_mean *a, const struct stat_mean *b, double confidence, double *p_value)
{
    struct stat_mean d = {.n = a->n < b->n ? a->n : b->n, .mean = a->mean - b->mean, .sd = NAN, .half_width = NAN};
    *p_value = NAN;
    if (a->n < 2 || b->n < 2) {
        return d;
    }
    const double va = a->sd * a->sd / (double)a->n, vb = b->sd * b->sd / (double)b->n, v = va + vb;
    if (v == 0) {
        d.half_width = 0;
        *p_value = d.mean == 0 ? 1 : 0;
        return d;
    }
    const double df = v * v / (va * va / (double)(a->n - 1) + vb * vb / (double)(b->n - 1));
    d.half_width = gsl_cdf_tdist_Qinv((1 - confidence) / 2, df) * sqrt(v);
    *p_value = 2 * gsl_cdf_tdist_Q(fabs(d.mean) / sqrt(v), df);
    return d;
}

struct ranked {
    double p;
    size_t at;
};

static int by_p(const void *x, const void *y)
{
    const struct ranked *a = x, *b = y;
    return a->p != b->p ? (a->p > b->p) - (a->p < b->p) : (a->at > b->at) - (a->at < b->at);
}

void stat_holm(double *p, size_t n)
{
    struct ranked *r = calloc(n > 0 ? n : 1, sizeof *r);
    double least = 0;
    size_t m = 0;
    SIM_ASSERT(r != NULL);
    for (size_t i = 0; i < n; i++) {
        if (!isnan(p[i])) {
            r[m++] = (struct ranked){p[i], i};
        }
    }
    qsort(r, m, sizeof *r, by_p);
    for (size_t i = 0; i < m; i++) {
        least = fmax(least, fmin(1, r[i].p * (double)(m - i)));
        p[r[i].at] = least;
    }
    free(r);
}
