/*
 * Statistics over replications: mean, standard deviation, Student's t (Student 1908; Law,
 * Simulation Modeling and Analysis, 5th edition, section 4.5). Replications are independent;
 * packets of a run are not, so nothing here is for packets.
 */
#ifndef SIM_ENGINE_STAT_H
#define SIM_ENGINE_STAT_H

#include <stdbool.h>
#include <stddef.h>

struct stat_mean {
    size_t n;
    double mean, sd;   /* sd: n - 1; NAN below two values */
    double half_width; /* of the interval at the confidence asked for; NAN below two values */
};

/*
 * What is kept of values that come one by one, so that memory does not grow with them: {0} at
 * first. Central moments are updated as they come (Welford 1962; Pebay 2008, Sandia report
 * SAND2008-6212, section 2).
 */
struct stat_moments {
    size_t n;
    double sum, mean, m2,
        m3; /* m2, m3: sums of the squares and cubes of deviations from the mean */
};
void stat_moments_add(struct stat_moments *s, double v);

/* Of n values, none of them NAN. confidence 0..1, as 0.95. */
struct stat_mean stat_mean(const double *v, size_t n, double confidence);
struct stat_mean stat_mean_of(const struct stat_moments *s, double confidence);
/*
 * The interval of the mean for values that are skewed, as percentiles over replications are:
 * Student's t through Hall's cubic transformation (Hall 1992, J. R. Statist. Soc. B 54, 221-228),
 * which needs n >= 3 and values that differ. Student's own stands where it cannot be had. NAN below
 * two values.
 */
void stat_skewed(const double *v, size_t n, double confidence, double *lo, double *hi);
void stat_skewed_of(const struct stat_moments *s, double confidence, double *lo, double *hi);

/*
 * May sampling stop: is the interval of stat_skewed no wider than twice `share` of the mean? Judged
 * from 30 values on: with fewer, intervals that were stopped at hold the truth too rarely, because
 * one stops when the spread happens to look small (measured in
 * tests/theory/test_coverage.c: 94.2, 94.7 and 93.9 % for mean, 95th and 99th percentile of M/M/1).
 * Where the runs are so short that a percentile's values have a skewness above 2, it is 92 to 93 %:
 * make them longer.
 */
enum { STAT_SEQUENTIAL_LEAST = 30 };
bool stat_is_enough(const struct stat_moments *s, double confidence, double share);

/* Two-sided p-value of mean = 0. 1 when nothing varies and the mean is 0; 0 when nothing varies and
 * it is not. */
double stat_p_value(const struct stat_mean *m);
/* Two means of independent samples: Welch's interval of a - b (Welch 1947), degrees of freedom by
 * Satterthwaite. */
struct stat_mean stat_welch(const struct stat_mean *a, const struct stat_mean *b, double confidence,
                            double *p_value);
/* Holm's step-down correction (Holm 1979) of n p-values, in place. */
void stat_holm(double *p, size_t n);

#endif
