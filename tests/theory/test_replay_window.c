/*
 * ESP over a path that reorders (reorder: true): packets every s with independent delays of the law
 * exp(theta). Number i is dropped when its window of W has gone by (RFC 4303, 3.4.3), that is when
 * one of i + W, i + W + 1, ... has come before it: P = E[1 - prod over k >= W of P(J > X - k s)]  =
 * integral of f(x) (1 - exp(-sum over k = W .. x/s of (x - k s) / theta)) dx, X being the delay of
 * i. The drops are at the gateway that decrypts, for the cause replay.
 */
#include "tests/theory/simulate.h"

#include "models/vpn/gateway.h"

#define YAML                                                                                       \
    "vnetsim: 1\nsimulation: {duration: 72s, warmup: 12s, sample_interval: 0s, seed: %d}\n"        \
    "virtual_networks:\n"                                                                          \
    "  a: {region: westus, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "        \
    "10.1.0.0/24}, "                                                                               \
    "GatewaySubnet: {address_prefix: 10.1.255.0/27}}}\n"                                           \
    "  b: {region: northeurope, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "   \
    "10.2.0.0/24}, "                                                                               \
    "GatewaySubnet: {address_prefix: 10.2.255.0/27}}}\n"                                           \
    "virtual_network_gateways:\n  ga: {virtual_network: a, sku: VpnGw1AZ, processing: 0ms}\n"      \
    "  gb: {virtual_network: b, sku: VpnGw1AZ, processing: 0ms%s}\n"                               \
    "links: {inter_region: {latency: {distribution: weibull, base: 60ms, scale: 30ms, shape: "     \
    "1%s}, loss: {model: bernoulli, p: %s}}}\n"                                                    \
    "connections:\n  ab: {type: Vnet2Vnet, from: ga, to: gb, shared_key: k}\n"                     \
    "  ba: {type: Vnet2Vnet, from: gb, to: ga, shared_key: k}\n"                                   \
    "virtual_machines:\n  va: {subnet: a/s}\n  vb: {subnet: b/s}\n"                                \
    "traffic:\n  t: {from: va, to: vb, app: cbr, rate: 8Mbps, packet_size: 1000B, start: 1s}\n"

static double expected(int window)
{
    const double s = 1e-3, theta = 30e-3, dx = 1e-5;
    double sum = 0;

    for (double x = window * s + dx / 2; x < 40 * theta; x += dx) {
        double over = 0;
        for (int k = window; k * s < x; k++)
            over += x - k * s;
        sum += exp(-x / theta) / theta * (1 - exp(-over / theta)) * dx;
    }
    return sum;
}

/* Share of the packets that were sent for good that are dropped for the cause; all drops are at gb.
 */
static double run(int seed, const char *gateway, const char *reorder, const char *loss,
                  unsigned threads, uint64_t *fingerprint)
{
    struct simulation s;
    char yaml[4096];
    uint32_t n;
    uint64_t drops = 0;

    (void)snprintf(yaml, sizeof yaml, YAML, seed, gateway, reorder, loss);
    simulate_threads(&s, yaml, threads);
    for (size_t i = 0; i < s.net->n_regions; i++) {
        const struct drop_record *d = region_drops_sorted(s.net->region[i], &n);
        for (uint32_t k = 0; k < n; k++)
            if (d[k].cause == DROP_REPLAY) {
                assert_int_equal(d[k].place, s.net->gateway[1].place);
                drops += d[k].packets;
            }
    }
    const struct flow_count c = network_flow_fwd(s.net, 0);
    const double share = (double)drops / (double)c.offered;
    *fingerprint = network_fingerprint(s.net);
    simulate_end(&s);
    return share;
}

static void test_replay_window_drops_what_is_late(void **state)
{
    static const struct {
        const char *field;
        int window;
    } of[] = {{"", 64}, {", replay_window: 32", 32}, {", replay_window: 128", 128}};
    uint64_t one, two;
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        struct sample v = {.n = 0};
        for (int seed = 1; seed <= 8; seed++) {
            v.v[v.n++] = run(seed, of[k].field, ", reorder: true", "0%", 1, &one);
            if (seed == 1) {
                run(seed, of[k].field, ", reorder: true", "0%", 2, &two);
                assert_int_equal(one, two);
            }
        }
        assert_theory("dropped behind the window", &v, expected(of[k].window), k == 2 ? 0.1 : 0.03);
    }
}

static void test_replay_window_turned_off_or_without_reordering(void **state)
{
    uint64_t fingerprint;
    (void)state;
    assert_true(run(1, "", ", reorder: true", "0%", 1, &fingerprint) > 0);
    assert_true(run(1, ", disable_ipsec_replay_protection: true", ", reorder: true", "0%", 1,
                    &fingerprint) == 0);
    assert_true(run(1, ", disable_ipsec_replay_protection: true, replay_window: 32",
                    ", reorder: true", "0%", 1, &fingerprint) == 0);
    assert_true(run(1, "", "", "0%", 1, &fingerprint) == 0);
}

/* A lost packet has had its number: the window moves as if it had come. Losses thin out those that
 * may overtake, and those that are late. */
static void test_replay_window_counts_lost_numbers(void **state)
{
    struct sample v = {.n = 0};
    const double kept = 0.9, s = 1e-3, theta = 30e-3, dx = 1e-5;
    uint64_t fingerprint;
    double sum = 0;
    (void)state;
    for (double x = 64 * s + dx / 2; x < 40 * theta;
         x += dx) { /* each of them overtakes with probability kept x P(J < x - k s) */
        double none = 1;
        for (int k = 64; k * s < x; k++)
            none *= 1 - kept * (1 - exp(-(x - k * s) / theta));
        sum += exp(-x / theta) / theta * (1 - none) * dx;
    }
    for (int seed = 1; seed <= 8; seed++)
        v.v[v.n++] = run(seed, "", ", reorder: true", "10%", 1, &fingerprint);
    assert_theory("dropped behind it, 10 % lost", &v, kept * sum, 0.05);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_replay_window_drops_what_is_late),
        cmocka_unit_test(test_replay_window_turned_off_or_without_reordering),
        cmocka_unit_test(test_replay_window_counts_lost_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
