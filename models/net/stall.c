#include "models/net/stall.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdio.h>

/* Mean residual stalls at t = 0 are Poisson with mean rate * mean, each exponential again
 * (memoryless). */
static void start_stationary(struct stall *s, size_t i)
{
    unsigned n = gsl_ran_poisson(&s->part[i].rng.gsl, s->part[i].mean_ps / s->part[i].gap_ps);

    while (n-- > 0) {
        sim_time_t end =
            (sim_time_t)(gsl_ran_exponential(&s->part[i].rng.gsl, s->part[i].mean_ps) + 0.5);
        if (end > s->until_at)
            s->until_at = end;
    }
}

void stall_init(struct stall *s, uint64_t seed, const char *entity,
                const struct stall_component *part, size_t n)
{
    SIM_ASSERT(n <= STALL_COMPONENTS_MAX);
    s->n_parts = n;
    s->until_at = 0;
    s->next_at = SIM_NEVER;
    for (size_t i = 0; i < n; i++) {
        char purpose[32];
        SIM_ASSERT(part[i].rate_hz > 0 && part[i].mean_dur > 0);
        snprintf(purpose, sizeof purpose, "stalls-%zu", i);
        rng_stream(&s->part[i].rng, seed, entity, purpose);
        s->part[i].gap_ps = 1e12 / part[i].rate_hz;
        s->part[i].mean_ps = (double)part[i].mean_dur;
        start_stationary(s, i);
        s->part[i].next_at =
            (sim_time_t)(gsl_ran_exponential(&s->part[i].rng.gsl, s->part[i].gap_ps) + 0.5);
        if (s->part[i].next_at < s->next_at)
            s->next_at = s->part[i].next_at;
    }
}

sim_time_t stall_advance(struct stall *s, sim_time_t t)
{
    s->next_at = SIM_NEVER;
    for (size_t i = 0; i < s->n_parts; i++) {
        const gsl_rng *rng = &s->part[i].rng.gsl;
        while (s->part[i].next_at <= t) {
            sim_time_t end = s->part[i].next_at +
                             (sim_time_t)(gsl_ran_exponential(rng, s->part[i].mean_ps) + 0.5);
            if (end > s->until_at)
                s->until_at = end;
            s->part[i].next_at += (sim_time_t)(gsl_ran_exponential(rng, s->part[i].gap_ps) + 0.5);
        }
        if (s->part[i].next_at < s->next_at)
            s->next_at = s->part[i].next_at;
    }
    return t > s->until_at ? t : s->until_at;
}

double stall_tail(const struct stall_component *part, size_t n, double x_ps)
{
    double load = 0;

    for (size_t i = 0; i < n; i++)
        load += part[i].rate_hz * (double)part[i].mean_dur * 1e-12 *
                exp(-x_ps / (double)part[i].mean_dur);
    return -expm1(-load);
}
