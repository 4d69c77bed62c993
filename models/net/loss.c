#include "models/net/loss.h"

void loss_init_bernoulli(struct loss *l, uint64_t seed, const char *entity, double p)
{
    l->bernoulli = true;
    l->p_bad = p;
    rng_stream(&l->rng, seed, entity, "loss");
}

void loss_init_gilbert_elliott(struct loss *l, uint64_t seed, const char *entity, double p,
                               double r)
{
    l->bernoulli = false;
    l->p_bad = p;
    l->p_good = r;
    rng_stream(&l->rng, seed, entity, "loss");
    l->bad = p + r > 0 && gsl_rng_uniform(&l->rng.gsl) < p / (p + r);
}

bool loss_hits(struct loss *l)
{
    double u = gsl_rng_uniform(&l->rng.gsl);

    if (l->bernoulli)
        return u < l->p_bad;
    l->bad = l->bad ? u >= l->p_good : u < l->p_bad;
    return l->bad;
}
