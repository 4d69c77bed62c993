/*
 * 2, 8 and 64 flows of the same round trip share a bottleneck with a drop-tail buffer of one
 * bandwidth-delay product: they fill it, and share it alike: Chiu and Jain (1989) show that
 * additive increase with multiplicative decrease converges to equal shares, Ha, Rhee and Xu (2008,
 * section 5) the same of CUBIC for flows of one round trip. Windows that have converged still
 * differ by where each stands in its sawtooth, by a factor b, what is left of one that is reduced
 * (0.5; CUBIC 0.7: RFC 9438, 4.6). Jain's index (Jain, Chiu, Hawe, DEC-TR-301, 1984) of two halves
 * that differ by that factor all the time is (1 + b)^2 / (2 + 2 b^2): shares over hundreds of
 * sawteeth that are less equal are of windows that do not converge. The flows begin at random over
 * half a second each, and 200 s of 300 s are counted. Full: 1448 of 1500 bytes are payload, and no
 * second goes by without work.
 */
#include "models/flow/tcp_flow.h"
#include "tests/theory/simulate.h"

static void check(const char *cc, double left, int n)
{
    struct simulation s;
    char yaml[2048];
    double sum = 0, squares = 0;

    snprintf(yaml, sizeof yaml,
             "vnetsim: 1\nregions: {left: {}, right: {}}\nsimulation: {duration: 300s, warmup: "
             "100s, sample_interval: 0s}\n"
             "virtual_networks:\n"
             "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
             "10.1.0.0/24}},\n"
             "      peerings: {p: {remote_virtual_network: b}}}\n"
             "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "
             "10.2.0.0/24}},\n"
             "      peerings: {p: {remote_virtual_network: a}}}\n"
             "virtual_machines: {va: {subnet: a/s, count: %d, nic: {bandwidth: 1Gbps}}, vb: "
             "{subnet: b/s, count: %d, nic: {bandwidth: 1Gbps}}}\n"
             "links: {left--right: {latency: 10ms, bandwidth: 100Mbps, queue: {limit: 250kB}}}\n"
             "traffic: {t: {from: va, to: vb, app: bulk, congestion_control: %s, start_gap: "
             "{distribution: exponential, mean: 500ms}}}\n",
             n, n, cc);
    simulate(&s, yaml);
    for (int i = 0; i < n; i++) {
        const double share = (double)s.net->dst[i]->goodput_bytes;
        sum += share;
        squares += share * share;
    }
    const double least = (1 + left) * (1 + left) / (2 + 2 * left * left);
    const double jain = sum * sum / n / squares, goodput = sum * 8 / 200 / 1e6;
    print_message(
        "           %-8s %2d flows: Jain's index %.4f of %.4f at least, together %.2f Mbps\n", cc,
        n, jain, least, goodput);
    assert_true(jain >= fmax(least, 0.95)); /* in the mean of many teeth more than at any instant */
    assert_true(fabs(goodput / (100.0 * 1448 / 1500) - 1) < 0.003);
    simulate_end(&s);
}

static void test_tcp_flows_share_alike(void **state)
{
    (void)state;
    check("newreno", 0.5, 2);
    check("newreno", 0.5, 8);
    check("newreno", 0.5, 64);
    check("cubic", 0.7, 2);
    check("cubic", 0.7, 8);
    check("cubic", 0.7, 64);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_tcp_flows_share_alike)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
