#include "sim/engine/stat.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "sim/base/assert.h"

void stat_moments_add(struct stat_moments *s, double v)
{
    const double n = (double)++s->n, delta = v - s->mean, step = delta / n,
                 term = delta * step * (n - 1);
    s->sum += v;
    s->mean += step;
    s->m3 += term * step * (n - 2) - 3 * step * s->m2;
    s->m2 += term;
}

static struct stat_moments moments_of(const double *v, size_t n)
{
    struct stat_moments s = {.n = 0};
    for (size_t i = 0; i < n; i++) {
        stat_moments_add(&s, v[i]);
    }
    return s;
}

struct stat_mean stat_mean_of(const struct stat_moments *s, double confidence)
{
    const double n = (double)s->n;
    struct stat_mean m = {
        .n = s->n, .mean = s->n > 0 ? s->sum / n : NAN, .sd = NAN, .half_width = NAN};
    if (s->n >= 2) {
        m.sd = sqrt(s->m2 / (n - 1));
        m.half_width = gsl_cdf_tdist_Qinv((1 - confidence) / 2, n - 1) * m.sd / sqrt(n);
    }
    return m;
}

struct stat_mean stat_mean(const double *v, size_t n, double confidence)
{
    const struct stat_moments s = moments_of(v, n);
    return stat_mean_of(&s, confidence);
}

void stat_skewed_of(const struct stat_moments *s, double confidence, double *lo, double *hi)
{
    const struct stat_mean m = stat_mean_of(s, confidence);
    const double n = (double)s->n;
    *lo = m.mean - m.half_width;
    *hi = m.mean + m.half_width;
    if (s->n < 3 || !(m.sd > 0)) {
        return;
    }
    const double error = m.sd / sqrt(n), t = m.half_width / error;
    const double g =
        s->m3 / pow(m.sd, 3) * n / ((n - 1) * (n - 2)) / sqrt(n); /* skewness over root n */
    if (fabs(g) < 1e-6) { /* the transformation tends to the identity, and its quotient to 0 / 0 */
        return;
    }
    *lo = m.mean - 3 / g * (cbrt(1 + g * (t - g / 6)) - 1) * error;
    *hi = m.mean - 3 / g * (cbrt(1 + g * (-t - g / 6)) - 1) * error;
}

void stat_skewed(const double *v, size_t n, double confidence, double *lo, double *hi)
{
    const struct stat_moments s = moments_of(v, n);
    stat_skewed_of(&s, confidence, lo, hi);
}

bool stat_is_enough(const struct stat_moments *s, double confidence, double share)
{
    double lo, hi;
    if (s->n < STAT_SEQUENTIAL_LEAST) {
        return false;
    }
    stat_skewed_of(s, confidence, &lo, &hi);
    return hi - lo <= 2 * share * fabs(s->sum / (double)s->n);
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

struct stat_mean stat_welch(const struct stat_mean *a, const struct stat_mean *b, double confidence,
                            double *p_value)
{
    struct stat_mean d = {
        .n = a->n < b->n ? a->n : b->n, .mean = a->mean - b->mean, .sd = NAN, .half_width = NAN};
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
