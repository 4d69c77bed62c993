/*
 * Statistics over replications: mean, standard deviation, Student's t (Student 1908; Law, Simulation Modeling and Analysis,
 * 5th edition, section 4.5). Replications are independent; packets of a run are not, so nothing here is for packets.
 */
#ifndef SIM_ENGINE_STAT_H
#define SIM_ENGINE_STAT_H

#include <stddef.h>

struct stat_mean {
    size_t n;
    double mean, sd;        /* sd: n - 1; NAN below two values */
    double half_width;      /* of the interval at the confidence asked for; NAN below two values */
};

/* Of n values, none of them NAN. confidence 0..1, as 0.95. */
struct stat_mean stat_mean(const double *v, size_t n, double confidence);
/* Two-sided p-value of mean = 0. 1 when nothing varies and the mean is 0; 0 when nothing varies and it is not. */
double stat_p_value(const struct stat_mean *m);
/* Two means of independent samples: Welch's interval of a - b (Welch 1947), degrees of freedom by Satterthwaite. */
struct stat_mean stat_welch(const struct stat_mean *a, const struct stat_mean *b, double confidence, double *p_value);
/* Holm's step-down correction (Holm 1979) of n p-values, in place. */
void stat_holm(double *p, size_t n);

#endif
