/*
 * Transfers whose sizes and starts are drawn: what arrives has the distributions that were asked
 * for (Kolmogorov and Smirnov: of n draws the largest distance of the empirical law is below 1.95 /
 * sqrt(n) in 99.9 % of samples), and flows.csv tells when each was complete.
 */
#include "models/flow/tcp_flow.h"
#include "sim/base/arena.h"
#include "sim/results/results.h"
#include "tests/theory/simulate.h"

#define RTT (20 * SIM_MS)

enum { FLOWS = 4000 };

static void run(struct simulation *s, const char *gap, const char *size)
{
    char yaml[2000];

    const int n = snprintf(
        yaml, sizeof yaml,
        "vnetsim: 1\nregions: {left: {}, right: {}}\nsimulation: {duration: 60s, sample_interval: "
        "0s}\nvirtual_networks:\n"
        "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
        "10.1.0.0/24}}, peerings: {p: {remote_virtual_network: b}}}\n"
        "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "
        "10.2.0.0/24}}, peerings: {p: {remote_virtual_network: a}}}\n"
        "virtual_machines: {va: {subnet: a/s, nic: {bandwidth: unlimited}}, vb: {subnet: b/s, nic: "
        "{bandwidth: unlimited}}}\n"
        "links: {left--right: {latency: 10ms}, intra_region: {latency: 0us}}\n"
        "traffic: {t: {from: va, to: vb, app: bulk, flows: %d, start: 1s, start_gap: %s, size: "
        "%s}}\n",
        FLOWS, gap, size);
    assert_in_range(n, 1, sizeof yaml - 1);
    simulate(s, yaml);
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void assert_law(const char *what, double *v, size_t n,
                       double (*below)(double x, const double *parameters),
                       const double *parameters)
{
    double most = 0;

    qsort(v, n, sizeof *v, by_value);
    for (size_t i = 0; i < n; i++) {
        const double p = below(v[i], parameters);
        most = fmax(most,
                    fmax(fabs(p - (double)i / (double)n), fabs(p - (double)(i + 1) / (double)n)));
    }
    print_message("           %-24s distance %.4f of %.4f\n", what, most, 1.95 / sqrt((double)n));
    assert_true(most < 1.95 / sqrt((double)n));
}

static double exponential(double x, const double *mean)
{
    return 1 - exp(-x / *mean);
}

static double lomax(double x, const double *scale_and_shape) /* Pareto's, from 0 on */
{
    return 1 - pow(1 + x / scale_and_shape[0], -scale_and_shape[1]);
}

static void test_sizes_and_starts_have_their_laws(void **state)
{
    static double v[FLOWS];
    struct simulation s;

    (void)state;
    run(&s, "{distribution: exponential, mean: 5ms}", "{distribution: exponential, mean: 20kB}");
    for (int i = 0; i < FLOWS; i++) {
        assert_true(tcp_flow_done_at(s.net, (uint32_t)i) > 0);
        v[i] = (double)s.net->dst[i]->goodput_bytes;
    }
    assert_law("sizes, exponential", v, FLOWS, exponential, (const double[]){20000});
    for (int i = 1; i < FLOWS; i++)
        v[i - 1] =
            sim_time_s(s.net->src[i]->tcp->established_at - s.net->src[i - 1]->tcp->established_at);
    assert_law("starts, exponential", v, FLOWS - 1, exponential, (const double[]){0.005});
    assert_true(s.net->src[0]->tcp->established_at >= SIM_S + RTT);
    simulate_end(&s);

    run(&s, "2ms", "{distribution: pareto, scale: 5kB, shape: 1.5}");
    for (int i = 0; i < FLOWS; i++) {
        v[i] = (double)s.net->dst[i]->goodput_bytes;
        assert_int_equal(s.net->src[i]->tcp->established_at,
                         SIM_S + RTT + (sim_time_t)i * 2 * SIM_MS);
    }
    assert_law("sizes, pareto", v, FLOWS, lomax, (const double[]){5000, 1.5});
    simulate_end(&s);
}

/* What a transfer of a size takes where nothing but the window holds it back: the handshake, and
 * 10, 20, 40 ... segments a round trip (RFC 6928, RFC 5681; each acknowledged at once here). */
static sim_time_t by_hand(uint64_t bytes)
{
    sim_time_t dur = RTT + RTT / 2;
    uint64_t window = 10 * 1448;

    for (uint64_t sent = window; sent < bytes; sent += window) {
        window *= 2;
        dur += RTT;
    }
    return dur;
}

static void test_completion_times_stand_in_the_results(void **state)
{
    char dir[] = "/tmp/vnetsim-transfers-XXXXXX", path[64], line[4096];
    struct arena *arena = arena_new();
    struct simulation s;
    struct results r;
    struct csv_out out;
    int column = 0, flow = 0;

    (void)state;
    run(&s, "5ms", "{distribution: uniform, min: 1B, max: 64kB}, delayed_ack: 0s");
    results_init(&r, s.net, arena);
    assert_non_null(mkdtemp(dir));
    assert_int_equal(csv_out_open(&out, dir, results_flows.table), 0);
    results_flows.write(&r, &out);
    assert_int_equal(csv_out_close(&out), 0);
    snprintf(path, sizeof path, "%s/flows.csv", dir);
    FILE *in = fopen(path, "r");
    assert_non_null(in);
    assert_non_null(fgets(line, sizeof line, in));
    for (const char *at = line; strncmp(at, "completion_s,", 13) != 0; at = strchr(at, ',') + 1)
        column++;
    for (; fgets(line, sizeof line, in) != NULL; flow++) {
        const char *at = line;
        for (int i = 0; i < column; i++)
            at = strchr(at, ',') + 1;
        const double hand_s = sim_time_s(by_hand(s.net->dst[flow]->goodput_bytes));
        if (fabs(strtod(at, NULL) - hand_s) > 1e-9)
            fail_msg("flow %d of %llu bytes: %.12g s, by hand %.12g s", flow,
                     (unsigned long long)s.net->dst[flow]->goodput_bytes, strtod(at, NULL), hand_s);
    }
    assert_int_equal(flow, FLOWS);
    fclose(in);
    unlink(path);
    rmdir(dir);
    arena_free(arena);
    simulate_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes_and_starts_have_their_laws),
        cmocka_unit_test(test_completion_times_stand_in_the_results),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
