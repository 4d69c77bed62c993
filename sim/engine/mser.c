#include "sim/engine/mser.h"

#include <math.h>

static double batch_mean(const double *v, size_t j)
{
    double sum = 0;
    for (size_t i = 0; i < MSER_BATCH; i++) {
        sum += v[j * MSER_BATCH + i];
    }
    return sum / MSER_BATCH;
}

size_t mser_cut(const double *v, size_t n, bool *valid)
{
    const size_t m = n / MSER_BATCH;
    double least = INFINITY, mean = 0, squares = 0;
    size_t cut = 0;
    *valid = false;
    if (n < MSER_LEAST) {
        return 0;
    }
    /* From the end forwards: mean and sum of squares grow by one batch a step (Welford 1962). The
     * last five batches are no sample: their spread can vanish by chance. */
    for (size_t d = m; d-- > 0;) {
        const double z = batch_mean(v, d), left = (double)(m - d), before = mean;
        mean += (z - before) / left;
        squares += (z - before) * (z - mean);
        const double error = squares / (left * left);
        if (m - d > 5 && error <= least) {
            least = error;
            cut = d;
        }
    }
    *valid = cut * 2 <= m;
    return cut * MSER_BATCH;
}
