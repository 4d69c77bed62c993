#include "models/net/latency.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

double latency_rtt_ms(const struct latency_quantile *q, double u)
{
    if (q->p95_ms <= q->p50_ms || q->p50_ms <= q->floor_ms)
        return q->p50_ms;
    double sigma =
        log((q->p95_ms - q->floor_ms) / (q->p50_ms - q->floor_ms)) / gsl_cdf_ugaussian_Pinv(0.95);
    return q->floor_ms + (q->p50_ms - q->floor_ms) * exp(sigma * gsl_cdf_ugaussian_Pinv(u));
}

sim_time_t latency_path_delay(const struct latency_quantile *q, double u)
{
    return (sim_time_t)(latency_rtt_ms(q, u) / 2 * (double)SIM_MS + 0.5);
}
