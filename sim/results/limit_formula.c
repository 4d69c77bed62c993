#include "sim/results/limit_formula.h"

#include <math.h>

/* That a loss is found by time-out, in a window of w: equation (24). */
static double timeout_frac(double p, double w)
{
    const double ok = 1 - p, three = pow(ok, 3);
    return w <= 3 ? 1
                  : fmin(1, (1 - three) * (1 + three * (1 - pow(ok, w - 3))) / (1 - pow(ok, w)));
}

double limit_pftk(double p, double rtt_s, double timeout_s, double window)
{
    const double mean = 1 + sqrt(8 * (1 - p) / (3 * p) + 1); /* equation (13) with b = 1 */
    const double w = fmin(mean, window), q = timeout_frac(p, w);
    const double back_off =
        1 + p + 2 * pow(p, 2) + 4 * pow(p, 3) + 8 * pow(p, 4) + 16 * pow(p, 5) + 32 * pow(p, 6);
    const double rounds = mean < window ? w / 2 + 1 : w / 8 + (1 - p) / (p * w) + 2;
    return ((1 - p) / p + w + q / (1 - p)) / (rtt_s * rounds + q * timeout_s * back_off / (1 - p));
}

double limit_reno(double p, double rtt_s)
{
    return 1.22 / sqrt(p) / rtt_s;
}

double limit_sawtooth_frac(double kept, double queue)
{
    const double most = 1 + queue, least = kept * most;
    return least >= 1 ? 1 : (most * most - least * least) / (2 * (1 - least) + most * most - 1);
}

double limit_cubic(double p, double rtt_s)
{
    return fmax(1.054 * pow(rtt_s / p, 0.75) / rtt_s, limit_reno(p, rtt_s));
}
