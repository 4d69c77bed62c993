/*
 * Percentiles of each user-given latency distribution, as packets see it, against its quantile
 * function. Packets are sparse (10 ms apart), so none waits for another. Tolerance: the order
 * statistic's own confidence bound (binomial, z = 4) and the histogram's 0.1 %.
 */
#include "models/flow/flow.h"
#include "tests/theory/simulate.h"

#define BASE_MS   1.0
#define FABRIC_MS 0.02

static void check(const char *latency)
{
    struct simulation s;
    char yaml[2048];

    snprintf(
        yaml, sizeof yaml,
        "vnetsim: 1\nsimulation: {duration: 200s, seed: 3, sample_interval: 0s}\nregions: {left: "
        "{}, right: {}}\n"
        "virtual_networks:\n"
        "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
        "10.1.0.0/24}},\n"
        "      peerings: {p: {remote_virtual_network: b}}}\n"
        "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "
        "10.2.0.0/24}},\n"
        "      peerings: {p: {remote_virtual_network: a}}}\n"
        "virtual_machines: {va: {subnet: a/s, nic: {bandwidth: unlimited}}, vb: {subnet: b/s}}\n"
        "links: {intra_region: {latency: {distribution: fixed, base: 20us}}, left--right: "
        "{latency: %s}}\n"
        "traffic: {t: {from: va, to: vb, app: cbr, rate: 80kbps, packet_size: 100B}}\n",
        latency);
    simulate(&s, yaml);
    const struct dist *d = &s.scenario.topo->links[0].latency.dist;
    const struct histogram *h = &s.net->dst[0]->count->owd.histogram;
    const double n = (double)h->n;
    static const double percentile[] = {0.1, 0.5, 0.9, 0.99};
    assert_true(h->n > 19000);
    for (size_t i = 0; i < sizeof percentile / sizeof *percentile; i++) {
        const double p = percentile[i], half = 4 * sqrt(p * (1 - p) / n);
        const double ms = histogram_quantile(h, p) / 1e9;
        const double low = (dist_quantile(d, p - half) / 1e9 + BASE_MS + FABRIC_MS) * 0.999;
        const double high = (dist_quantile(d, p + half) / 1e9 + BASE_MS + FABRIC_MS) * 1.001;
        print_message("           %-60s p%-4g %.4f ms in [%.4f, %.4f]\n", latency, p * 100, ms, low,
                      high);
        assert_true(ms >= low && ms <= high);
    }
    simulate_end(&s);
}

static void test_latency_normal(void **state)
{
    (void)state;
    check("{distribution: normal, base: 1ms, mean: 0.4ms, stddev: 0.3ms}");
}

static void test_latency_lognormal(void **state)
{
    (void)state;
    check("{distribution: lognormal, base: 1ms, mean: 0.4ms, stddev: 0.3ms}");
}

static void test_latency_gamma(void **state)
{
    (void)state;
    check("{distribution: gamma, base: 1ms, mean: 0.4ms, stddev: 0.3ms}");
}

static void test_latency_weibull(void **state)
{
    (void)state;
    check("{distribution: weibull, base: 1ms, scale: 0.4ms, shape: 1.5}");
}

static void test_latency_pareto(void **state)
{
    (void)state;
    check("{distribution: pareto, base: 1ms, scale: 0.4ms, shape: 3}");
}

static void test_latency_empirical(void **state)
{
    char path[] = "/tmp/vnetsim-sample-XXXXXX", latency[128];
    int fd = mkstemp(path);

    (void)state;
    assert_true(fd >= 0);
    FILE *f = fdopen(fd, "w");
    fputs("value_ms\n", f);
    for (int i = 0; i < 1000; i++)
        fprintf(f, "%.6f\n", 0.1 + 0.001 * i);
    assert_int_equal(fclose(f), 0);
    snprintf(latency, sizeof latency, "{distribution: empirical, base: 1ms, file: %s}", path);
    check(latency);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_latency_normal), cmocka_unit_test(test_latency_lognormal),
        cmocka_unit_test(test_latency_gamma),  cmocka_unit_test(test_latency_weibull),
        cmocka_unit_test(test_latency_pareto), cmocka_unit_test(test_latency_empirical),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
