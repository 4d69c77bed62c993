/*
 * BBR version 1 against what its authors say of it (Cardwell and others, ACM Queue 14(5), 2016):
 * one flow fills the bottleneck with a queue that is drained (figure 5: the round trip stays near
 * its minimum), and goes on under loss (figure 8: CUBIC falls tenfold at 0.1 %; BBR stays near what
 * losses leave of the link up to 15 %, and falls off at 20 %, what it probes for more bandwidth
 * with: 1.25 (1 - p) < 1). And against Hock,
 * Bless, Zitterbart ("Experimental evaluation of BBR congestion control", ICNP 2017): several flows
 * keep about one bandwidth-delay product in the queue (section III: the window of two). 100 Mbps,
 * 70 ms, 875 kB a bandwidth-delay product.
 */
#include "models/flow/tcp_flow.h"
#include "tests/theory/simulate.h"

struct outcome {
    double goodput_mbps, rtt_ms;
};

static struct outcome run(const char *cc, const char *loss, int flows, const char *buffer)
{
    struct simulation s;
    char yaml[2048];
    struct outcome o = {0};
    double sum = 0, n = 0;

    snprintf(yaml, sizeof yaml,
             "vnetsim: 1\nregions: {left: {}, right: {}}\nsimulation: {duration: 60s, warmup: 15s, "
             "sample_interval: 0s}\n"
             "virtual_networks:\n"
             "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
             "10.1.0.0/24}},\n"
             "      peerings: {p: {remote_virtual_network: b}}}\n"
             "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "
             "10.2.0.0/24}},\n"
             "      peerings: {p: {remote_virtual_network: a}}}\n"
             "virtual_machines: {va: {subnet: a/s, nic: {bandwidth: 10Gbps}}, vb: {subnet: b/s, "
             "nic: {bandwidth: 10Gbps}}}\n"
             "links: {left--right: {latency: 35ms, bandwidth: 100Mbps, queue: {limit: %s}}, "
             "\"left->right\": {loss: %s}}\n"
             "traffic: {t: {from: va, to: vb, app: bulk, flows: %d, congestion_control: %s, "
             "start_gap: 300ms, receive_buffer: 64MiB, send_buffer: 64MiB}}\n",
             buffer, loss, flows, cc);
    simulate(&s, yaml);
    for (int i = 0; i < flows; i++) {
        o.goodput_mbps += (double)s.net->dst[i]->goodput_bytes * 8 / 45 / 1e6;
        sum += (double)s.net->src[i]->count->rtt.sum / 1e9;
        n += (double)s.net->src[i]->count->rtt.histogram.n;
    }
    o.rtt_ms = sum / n;
    print_message("           %-7s %d flows, loss %-5s       %.2f Mbps, round trip %.2f ms\n", cc,
                  flows, loss, o.goodput_mbps, o.rtt_ms);
    simulate_end(&s);
    return o;
}

static void test_bbr_fills_the_path_and_not_the_queue(void **state)
{
    const double full = 100 * 1448 / 1500.0;

    (void)state;
    /* 2 % of the time at four segments (PROBE_RTT); an eighth of the rest at 1.25, then drained */
    struct outcome o = run("bbr", "0%", 1, "8MB");
    assert_true(o.goodput_mbps > 0.95 * full);
    assert_true(o.rtt_ms < 1.1 * 70.2);
    o = run("cubic", "0%", 1, "8MB");
    assert_true(o.rtt_ms > 2 * 70.2); /* a window that losses alone stop */
}

static void test_bbr_stands_losses(void **state)
{
    const double full = 100 * 1448 / 1500.0;

    (void)state;
    assert_true(run("bbr", "0.1%", 1, "8MB").goodput_mbps > 0.95 * 0.999 * full);
    assert_true(run("bbr", "1%", 1, "8MB").goodput_mbps > 0.95 * 0.99 * full);
    /* Its estimate is the largest rate of ten round trips that lose at random: so much the less. */
    assert_true(run("bbr", "5%", 1, "8MB").goodput_mbps > 0.9 * 0.95 * full);
    assert_true(run("bbr", "10%", 1, "8MB").goodput_mbps > 0.85 * 0.9 * full);
    assert_true(run("bbr", "15%", 1, "8MB").goodput_mbps > 0.8 * 0.85 * full);
    assert_true(run("bbr", "25%", 1, "8MB").goodput_mbps < 0.1 * full);
    assert_true(run("cubic", "0.1%", 1, "8MB").goodput_mbps < 0.2 * full);
}

static void test_bbr_flows_keep_a_queue_of_one_product(void **state)
{
    (void)state;
    struct outcome o = run("bbr", "0%", 4, "8MB");
    assert_true(o.goodput_mbps > 0.95 * 96.5);
    assert_true(o.rtt_ms > 1.5 * 70.2 && o.rtt_ms < 2.5 * 70.2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bbr_fills_the_path_and_not_the_queue),
        cmocka_unit_test(test_bbr_stands_losses),
        cmocka_unit_test(test_bbr_flows_keep_a_queue_of_one_product),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
