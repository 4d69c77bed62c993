/*
 * `warmup: auto` on M/M/1 at load 0.8 that starts full. The link: 100 Mbps, exponential sizes of
 * mean 1,000 B. A flood of 1 Gbps in the first 50 ms leaves 45 Mbit and more waiting, which drain
 * at 20 Mbps: for 2.25 s and a little. With what MSER-5 leaves out, the mean wait of 12
 * replications is that of Pollaczek and Khinchine within their 99.9 % interval; with nothing left
 * out it is several times that. And the test for growth: no replication at load 0.8 or 0.9 grows,
 * every one at 1.2 does.
 */
#include "models/steady.h"
#include "sim/results/warmup.h"
#include "tests/theory/simulate.h"

enum { REPLICATIONS = 12 };

static const char *const frame =
    "vnetsim: 1\nname: warmup\n"
    "simulation: {duration: %s, warmup: %s, seed: %d, sample_interval: 0s}\n"
    "virtual_networks:\n"
    "  a: {region: westus, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
    "10.1.0.0/24}},\n"
    "      peerings: {p: {remote_virtual_network: b}}}\n"
    "  b: {region: northeurope, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "
    "10.2.0.0/24}},\n"
    "      peerings: {p: {remote_virtual_network: a}}}\n"
    "virtual_machines:\n"
    "  va: {subnet: a/s, nic: {bandwidth: unlimited, mtu: 65535B}}\n"
    "  vb: {subnet: b/s, nic: {bandwidth: unlimited, mtu: 65535B}}\n"
    "links:\n"
    "  intra_region: {latency: {distribution: fixed, base: 20us}}\n"
    "  westus--northeurope: {latency: {distribution: fixed, base: 5ms}, bandwidth: 100Mbps, mtu: "
    "65535B, queue: {limit: unlimited}}\n"
    "traffic:\n"
    "  load: {from: va, to: vb, app: poisson, rate: %s, packet_size: {distribution: exponential, "
    "mean: 1000B}}\n"
    "%s";

static const char *const fill =
    "  fill: {from: va, to: vb, app: cbr, rate: 1Gbps, packet_size: 1000B, stop: 50ms}\n";

static struct network *run(struct scenario *s, struct warmup *w, const char *duration,
                           const char *warmup, int seed, const char *rate, const char *more)
{
    char yaml[4096], path[] = "/tmp/vnetsim-test-XXXXXX";
    const int fd = mkstemp(path),
              n = snprintf(yaml, sizeof yaml, frame, duration, warmup, seed, rate, more);
    const char *error = NULL;
    const struct warmup_run pilot = {.threads = 1};
    const struct network_run how = {.threads = 1};

    assert_true(fd >= 0);
    assert_int_equal(write(fd, yaml, (size_t)n), n);
    close(fd);
    assert_int_equal(scenario_open(s, path, NULL, 0), 0);
    unlink(path);
    assert_int_equal(warmup_settle(w, s, &pilot, &error), 0);
    struct network *net = network_build(s->topo, s->catalog, &error);
    assert_non_null(net);
    assert_int_equal(network_run(net, &how), 0);
    return net;
}

static double mean_wait_ms(const struct network *net)
{
    const struct simulation s = {.net = (struct network *)(uintptr_t)net};
    const struct link *l = simulate_link(&s, "westus->northeurope");
    return sim_time_s(l->count.wait_dur) * 1e3 / (double)l->count.packets;
}

static void end(struct scenario *s, struct network *net)
{
    network_free(net);
    scenario_close(s);
}

static void test_warmup_of_a_queue_that_starts_full(void **state)
{
    /* M/M/1: W = rho / (1 - rho) * E[S], E[S] = 80 us; rounding to 28 B and more raises it by under
     * 0.1 % */
    const double theory_ms = 0.8 / 0.2 * 0.08, drain_s = 2.25;
    struct sample wait = {.n = 0}, unremoved = {.n = 0};
    (void)state;

    for (int seed = 1; seed <= REPLICATIONS; seed++) {
        struct scenario s;
        struct warmup w;
        struct network *net = run(&s, &w, "60s", "auto", seed, "80Mbps", fill);
        assert_true(w.chosen);
        assert_null(w.why_not);
        assert_true(sim_time_s(net->warmup) > 0.9 * drain_s && sim_time_s(net->warmup) < 30);
        wait.v[wait.n++] = mean_wait_ms(net);
        end(&s, net);
        net = run(&s, &w, "60s", "0s", seed, "80Mbps", fill);
        assert_false(w.chosen);
        unremoved.v[unremoved.n++] = mean_wait_ms(net);
        end(&s, net);
    }
    print_message("           nothing left out: %.3g ms\n", sample_mean(&unremoved));
    assert_true(sample_mean(&unremoved) > 10 * theory_ms);
    assert_theory("mean wait after MSER-5, ms", &wait, theory_ms, 0.1);
}

static void test_warmup_of_a_run_that_is_too_short(void **state)
{
    struct scenario s;
    struct warmup w;
    (void)state;
    struct network *net =
        run(&s, &w, "2s", "auto", 1, "80Mbps", fill); /* still draining at the end */
    assert_non_null(w.why_not);
    assert_int_equal(net->warmup, 0);
    end(&s, net);
}

static void test_backlog_that_grows(void **state)
{
    static const struct {
        const char *rate;
        bool grows;
    } row[] = {{"80Mbps", false}, {"90Mbps", false}, {"120Mbps", true}};
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        for (int seed = 1; seed <= REPLICATIONS; seed++) {
            struct scenario s;
            struct warmup w;
            struct network *net = run(&s, &w, "20s", "1s", seed, row[i].rate, "");
            assert_int_equal(steady_backlog_grows(net), row[i].grows);
            end(&s, net);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_warmup_of_a_queue_that_starts_full),
        cmocka_unit_test(test_warmup_of_a_run_that_is_too_short),
        cmocka_unit_test(test_backlog_that_grows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
