#include "sim/engine/trend.h"

bool trend_grows(const double *v, size_t n)
{
    enum { FALLING_MAX = 1 }; /* S = 45 - 2 */
    double mean[TREND_BATCHES];
    unsigned not_rising = 0;
    if (n < TREND_BATCHES) {
        return false;
    }
    for (size_t b = 0; b < TREND_BATCHES; b++) {
        const size_t from = b * n / TREND_BATCHES, to = (b + 1) * n / TREND_BATCHES;
        mean[b] = 0;
        for (size_t i = from; i < to; i++) {
            mean[b] += v[i] / (double)(to - from);
        }
        for (size_t a = 0; a < b; a++) {
            not_rising += mean[a] >= mean[b];
        }
    }
    return not_rising <= FALLING_MAX && mean[TREND_BATCHES - 1] >= 2 * mean[0];
}
