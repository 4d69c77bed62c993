/*
 * Do nominal 95 % intervals hold the truth 95 % of the time? Student's t over 10 replications of
 * fixed length of an M/M/1 queue at load 0.8, 1,000 times: the share of intervals that hold the
 * theoretical mean wait (Pollaczek-Khinchine at the sizes' own moments) must lie within 93.2
 * to 96.8 %, the 99 % bounds of a binomial of 1,000 (Law, Simulation Modeling and Analysis, 9.4.1).
 * `until`: sampling goes on until the interval of a metric of M/M/1 at load 0.8 (waits by Lindley's
 * recursion, 20,000 after 5,000 a replication) is within 5 % of it; of 1,000 such intervals at
 * least 93 % hold the metric's expectation over replications, which 10,000 others give to 0.2 %.
 * For the mean, the 95th and the 99th percentile. Long when VNETSIM_LONG is set (make test-long);
 * else 40 intervals of each, with their own wider bounds.
 */
#include <gsl/gsl_randist.h>

#include "models/flow/traffic.h"
#include "sim/engine/rng.h"
#include "sim/engine/stat.h"
#include "tests/theory/simulate.h"

#define MBPS 100.0
#define LOAD 0.8

static double mean_wait_s(uint64_t seed)
{
    struct simulation s;
    char yaml[2048];

    snprintf(yaml, sizeof yaml,
             "vnetsim: 1\nsimulation: {duration: 2500ms, warmup: 500ms, seed: %llu, "
             "sample_interval: 0s}\nregions: {left: {}, right: {}}\n"
             "virtual_networks:\n"
             "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
             "10.1.0.0/24}},\n"
             "      peerings: {p: {remote_virtual_network: b}}}\n"
             "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "
             "10.2.0.0/24}},\n"
             "      peerings: {p: {remote_virtual_network: a}}}\n"
             "virtual_machines:\n"
             "  va: {subnet: a/s, nic: {bandwidth: unlimited, mtu: 65535B}}\n"
             "  vb: {subnet: b/s, nic: {bandwidth: unlimited, mtu: 65535B}}\n"
             "links: {intra_region: {latency: 20us}, left--right: {latency: 5ms, bandwidth: "
             "100Mbps, mtu: 65535B}}\n"
             "traffic: {t: {from: va, to: vb, app: poisson, rate: 80Mbps, packet_size: "
             "{distribution: exponential, mean: 1000B}}}\n",
             (unsigned long long)seed);
    simulate(&s, yaml);
    const struct link *l = simulate_link(&s, "left->right");
    const double wait = sim_time_s(l->count.wait_dur) / (double)l->count.packets;
    simulate_end(&s);
    return wait;
}

/* Mean wait of M/G/1 at the moments of the sizes as they are sent: whole bytes in 28..65535. */
static double theory_s(void)
{
    enum { POINTS = 1 << 20 };
    const struct dist size = {.kind = DIST_EXPONENTIAL, .a = 1000};
    double m1 = 0, m2 = 0;

    for (int i = 0; i < POINTS; i++) {
        double b = floor(dist_quantile(&size, (i + 0.5) / POINTS) + 0.5);
        b = b < 28 ? 28 : b > 65535 ? 65535 : b;
        const double t = b * 8 / (MBPS * 1e6);
        m1 += t / POINTS;
        m2 += t * t / POINTS;
    }
    return LOAD / m1 * m2 / (2 * (1 - LOAD));
}

static void test_coverage_of_student_t(void **state)
{
    const bool is_long = getenv("VNETSIM_LONG") != NULL;
    const int intervals = is_long ? 1000 : 40;
    /* binomial, 95 %: 99 % bounds of 1,000; of 40 the chance to fall below 34 is 0.3 % */
    const double low = is_long ? 0.932 : 0.85, high = is_long ? 0.968 : 1;
    const double truth = theory_s();
    uint64_t seed = 1;
    int held = 0;

    (void)state;
    for (int i = 0; i < intervals; i++) {
        double v[10];
        for (int k = 0; k < 10; k++)
            v[k] = mean_wait_s(seed++);
        const struct stat_mean m = stat_mean(v, 10, 0.95);
        held += fabs(m.mean - truth) <= m.half_width;
    }
    const double share = (double)held / intervals;
    print_message("           %d of %d intervals hold %.6g s: %.1f %%\n", held, intervals, truth,
                  share * 100);
    assert_true(share >= low && share <= high);
}

enum { MEAN, P95, P99, METRICS };

static int by_size(const void *x, const void *y)
{
    const double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

/* Lindley (1952): the next wait is the last one and its service, less the gap, and not below 0. */
static void replication(uint64_t seed, double out[METRICS])
{
    enum { N = 20000, START = 5000 };
    static double wait[N];
    struct rng rng;
    double w = 0, sum = 0;

    rng_stream(&rng, seed, "lindley", "mm1");
    for (int i = -START; i < N; i++) {
        if (i >= 0) {
            wait[i] = w;
            sum += w;
        }
        w += gsl_ran_exponential(&rng.gsl, 1) - gsl_ran_exponential(&rng.gsl, 1 / LOAD);
        w = w > 0 ? w : 0;
    }
    qsort(wait, N, sizeof *wait, by_size);
    out[MEAN] = sum / N;
    out[P95] = wait[N * 95 / 100];
    out[P99] = wait[N * 99 / 100];
}

static void test_coverage_of_until(void **state)
{
    enum { MOST = 400 };
    const bool is_long = getenv("VNETSIM_LONG") != NULL;
    const int replications = is_long ? 10000 : 500, intervals = is_long ? 1000 : 40;
    const int least = is_long ? 930 : 33; /* of 40 at 93 % the chance to fall below 33 is 1 % */
    double truth[METRICS] = {0}, x[METRICS], lo, hi;
    int held[METRICS] = {0};
    size_t used[METRICS] = {0};
    uint64_t seed = 1;

    (void)state;
    for (int i = 0; i < replications; i++) {
        replication(seed++, x);
        for (int m = 0; m < METRICS; m++)
            truth[m] += x[m] / replications;
    }
    assert_true(fabs(truth[MEAN] - LOAD / (1 - LOAD)) <
                (is_long ? 0.02 : 0.06)); /* M/M/1: rho / (1 - rho) services */
    for (int i = 0; i < intervals; i++) {
        struct stat_moments s[METRICS] = {{0}};
        for (bool more = true;
             more;) { /* the same replications for each metric, as a study has them */
            more = false;
            replication(seed++, x);
            for (int m = 0; m < METRICS; m++)
                if (s[m].n < MOST && !stat_is_enough(&s[m], 0.95, 0.05)) {
                    stat_moments_add(&s[m], x[m]);
                    more = true;
                }
        }
        for (int m = 0; m < METRICS; m++) {
            stat_skewed_of(&s[m], 0.95, &lo, &hi);
            held[m] += lo <= truth[m] && truth[m] <= hi;
            used[m] += s[m].n;
        }
    }
    for (int m = 0; m < METRICS; m++) {
        print_message("           until, metric %d: %.1f %% of %d intervals hold %.5g, after %.1f "
                      "replications\n",
                      m, 100.0 * held[m] / intervals, intervals, truth[m],
                      (double)used[m] / intervals);
        assert_true(held[m] >= least);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_coverage_of_student_t),
                                       cmocka_unit_test(test_coverage_of_until)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
