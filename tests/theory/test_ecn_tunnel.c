/*
 * ECN through a tunnel (RFC 6040): what the sender says of a packet stands on its ESP packet too, a
 * queue between the gateways marks that, and the mark is on the packet that leaves the tunnel; so a
 * sender slows down without a loss. A sender without ECN is dropped from the same queue.
 */
#include "models/flow/tcp_flow.h"
#include "models/net/link.h"
#include "tests/theory/simulate.h"

struct outcome {
    uint64_t marks, dropped, retransmits, goodput_bytes;
    double wait_s;
};

static struct outcome run(const char *ecn)
{
    char yaml[4096];
    struct simulation s;
    struct outcome x = {0};

    snprintf(yaml, sizeof yaml,
             "vnetsim: 1\nregions: {left: {}, right: {}}\nsimulation: {duration: 20s, warmup: 5s, "
             "sample_interval: 0s}\nvirtual_networks:\n"
             "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
             "10.1.0.0/24}, GatewaySubnet: {address_prefix: 10.1.255.0/27}}}\n"
             "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "
             "10.2.0.0/24}, GatewaySubnet: {address_prefix: 10.2.255.0/27}}}\n"
             "virtual_network_gateways: {ga: {virtual_network: a, sku: VpnGw2AZ}, gb: "
             "{virtual_network: b, sku: VpnGw2AZ}}\n"
             "connections:\n"
             "  there: {type: Vnet2Vnet, from: ga, to: gb, shared_key: k}\n"
             "  back: {type: Vnet2Vnet, from: gb, to: ga, shared_key: k}\n"
             "virtual_machines: {va: {subnet: a/s}, vb: {subnet: b/s}}\n"
             "links: {left--right: {latency: 10ms}, \"left->right\": {bandwidth: 50Mbps, queue: "
             "{discipline: codel, ecn: true}}}\n"
             "traffic: {t: {from: va, to: vb, app: bulk, flows: 4, start_gap: 100ms, ecn: %s}}\n",
             ecn);
    simulate(&s, yaml);
    for (size_t i = 0; i < s.net->n_links; i++)
        if (strcmp(s.net->link[i]->name, "left->right") == 0)
            x.marks = link_marks(s.net->link[i]);
    for (uint32_t i = 0; i < 4; i++) {
        x.dropped += network_flow_fwd(s.net, i).dropped;
        x.retransmits += tcp_flow_sum(s.net, i).retransmits;
        x.goodput_bytes += s.net->dst[i]->goodput_bytes;
        assert_int_equal(s.net->src[i]->tcp->ecn, strcmp(ecn, "true") == 0);
    }
    x.wait_s = (double)s.net->src[0]->count->rtt.sum /
                   (double)s.net->src[0]->count->rtt.histogram.n / 1e12 -
               0.02;
    print_message("           ecn %-5s %llu marks, %llu drops, %llu sent again, %.1f Mbps, %.2f ms "
                  "above 20 ms\n",
                  ecn, (unsigned long long)x.marks, (unsigned long long)x.dropped,
                  (unsigned long long)x.retransmits, (double)x.goodput_bytes * 8 / 15e6,
                  x.wait_s * 1e3);
    simulate_end(&s);
    return x;
}

static void test_ecn_tunnel_marks_come_through(void **state)
{
    const struct outcome with = run("true"), without = run("false");

    (void)state;
    assert_true(with.marks > 20);
    assert_int_equal(with.dropped, 0);
    assert_int_equal(with.retransmits, 0);
    assert_int_equal(without.marks, 0);
    assert_true(without.dropped > 20 && without.retransmits >= without.dropped);
    /* The marks are heard: the queue stays as short as with drops. A sender that does not slow down
     * fills it up. */
    assert_true(with.wait_s < 2 * without.wait_s);
    assert_true(with.goodput_bytes >= without.goodput_bytes / 100 * 98);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_ecn_tunnel_marks_come_through)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
