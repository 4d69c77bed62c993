/*
 * Random loss of a link: none, Bernoulli, or Gilbert-Elliott as tc netem's `gemodel p r`: a
 * two-state chain that moves once a packet, p from good to bad and r from bad to good; every packet
 * in the bad state is lost. Loss rate p / (p + r), mean burst 1 / r.
 */
#ifndef MODELS_NET_LOSS_H
#define MODELS_NET_LOSS_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/engine/rng.h"

struct loss {
    double p_bad, p_good; /* Bernoulli: loses with p_bad, p_good unused */
    bool bernoulli, bad;
    struct rng rng;
};

void loss_init_bernoulli(struct loss *l, uint64_t seed, const char *entity, double p);
/* Begins in the stationary state. p and r in (0, 1]. */
void loss_init_gilbert_elliott(struct loss *l, uint64_t seed, const char *entity, double p,
                               double r);

/* Is the next packet lost? */
bool loss_hits(struct loss *l);

#endif
