#include "models/net/latency.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#define EARTH_RADIUS_KM 6371.0088
#define FIBRE_KM_PER_MS 200.0
#define RADIANS_PER_DEGREE 0.017453292519943295

double latency_rtt_ms(const struct latency_quantile *q, double u)
{
    if (q->p95_ms <= q->p50_ms || q->p50_ms <= q->floor_ms)
        return q->p50_ms;
    double sigma = log((q->p95_ms - q->floor_ms) / (q->p50_ms - q->floor_ms)) / gsl_cdf_ugaussian_Pinv(0.95);
    return q->floor_ms + (q->p50_ms - q->floor_ms) * exp(sigma * gsl_cdf_ugaussian_Pinv(u));
}

sim_time_t latency_path_delay(const struct latency_quantile *q, double u)
{
    return (sim_time_t)(latency_rtt_ms(q, u) / 2 * (double)SIM_MS + 0.5);
}

double latency_great_circle_km(double lat_a, double lon_a, double lat_b, double lon_b)
{
    double p = lat_a * RADIANS_PER_DEGREE, q = lat_b * RADIANS_PER_DEGREE;
    double dp = sin((q - p) / 2), dl = sin((lon_b - lon_a) * RADIANS_PER_DEGREE / 2);
    double h = dp * dp + cos(p) * cos(q) * dl * dl;

    return 2 * EARTH_RADIUS_KM * asin(sqrt(h < 1 ? h : 1));
}

double latency_floor_rtt_ms(double lat_a, double lon_a, double lat_b, double lon_b)
{
    return 2 * latency_great_circle_km(lat_a, lon_a, lat_b, lon_b) / FIBRE_KM_PER_MS;
}
