/*
 * KN: sequential selection of the best of k alternatives with an indifference zone (Kim and Nelson,
 * "A fully sequential procedure for indifference-zone selection in simulation", ACM TOMACS 11(3),
 * 2001, figure 1, with c = 1). Where the best mean is smaller than every other by delta or more, it
 * is the one selected with probability 1 - alpha at least, for normal observations, independent
 * from one replication to the next; alternatives may share their random numbers, which helps. After
 * n0 observations of each, an alternative leaves as soon as its sum is further above another's than
 * chance explains.
 *
 *   eta = ((2 alpha / (k - 1))^(-2 / (n0 - 1)) - 1) / 2,      h^2 = 2 eta (n0 - 1)
 *   i stays at r observations if for every l that is in:  sum_i - sum_l <= max(0, (h^2 S_il^2 /
 * delta - delta r) / 2) S_il^2: sample variance of the n0 differences
 */
#ifndef SIM_ENGINE_KN_H
#define SIM_ENGINE_KN_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

enum { KN_FIRST = 10 }; /* n0 */

struct kn {
    size_t k, left;
    double delta, h2;
    double *variance; /* S_il^2, k x k */
    double *sum;      /* of the observations so far; larger is worse */
    bool *in, *was_in;
    size_t *out_at; /* observations after which it left; 0: in */
    size_t r;       /* observations of each that is in */
};

/* first: [alternative * KN_FIRST + replication], smaller is better. k >= 1, delta > 0, 0 < alpha <
 * 1 - 1 / k. Screens once. */
void kn_init(struct kn *s, size_t k, const double *first, double delta, double alpha,
             struct arena *arena);
/* Takes one more observation of each alternative that is in (others are not looked at), and
 * screens. */
void kn_add(struct kn *s, const double *observation);
/* Is the selection over: one is left, or no more observations can tell those that are left apart?
 */
bool kn_is_done(const struct kn *s);
/* Of those that are in, the one with the smallest mean; of equal ones the first. */
size_t kn_best(const struct kn *s);

#endif
