/*
 * IPv4 fragments (RFC 791, 3.2) to the byte, and what becomes of them: each can be lost by itself,
 * and where they come out of order the platform drops the packet, for the cause fragment. A line of
 * a site with a smaller MTU makes them of ESP packets.
 */
#include <math.h>

#include "models/flow/tcp_flow.h"
#include "models/net/link.h"
#include "tests/theory/simulate.h"

#define PEERED(link, traffic)                                                                      \
    "vnetsim: 1\nregions: {left: {}, right: {}}\nsimulation: {duration: 60s, sample_interval: "    \
    "0s}\nvirtual_networks:\n"                                                                     \
    "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "          \
    "10.1.0.0/24}}, peerings: {p: {remote_virtual_network: b}}}\n"                                 \
    "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "         \
    "10.2.0.0/24}}, peerings: {p: {remote_virtual_network: a}}}\n"                                 \
    "virtual_machines: {va: {subnet: a/s}, vb: {subnet: b/s}}\n"                                   \
    "links: {left--right: {latency: 10ms, " link "}}\n"                                            \
    "traffic: {t: {from: va, to: vb, app: cbr, rate: 20Mbps, " traffic "}}\n"

/* A site behind a line; `from` sends to `to`, one of them h. */
#define SITE(site, device, from, to, traffic)                                                      \
    "vnetsim: 1\nregions: {left: {}, right: {}}\nsimulation: {duration: 60s, sample_interval: "    \
    "0s}\nvirtual_networks:\n"                                                                     \
    "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "          \
    "10.1.0.0/24}, GatewaySubnet: {address_prefix: 10.1.255.0/27}}}\n"                             \
    "virtual_network_gateways: {ga: {virtual_network: a, sku: VpnGw2AZ, mss_clamp: none" device    \
    "}}\n"                                                                                         \
    "local_network_gateways: {lng: {endpoint: o, address_prefixes: [192.168.0.0/16]}}\n"           \
    "connections: {ao: {type: IPsec, from: ga, to: lng, shared_key: k}}\n"                         \
    "on_premises_sites: {o: {near: right, address_prefixes: [192.168.0.0/16], latency: 3ms, " site \
    " devices: {d: {stateful: false" device "}}, hosts: {h: {}}}}\n"                               \
    "virtual_machines: {va: {subnet: a/s}}\n"                                                      \
    "links: {left--right: {latency: 10ms}}\n"                                                      \
    "traffic: {t: {from: " from ", to: " to ", " traffic ", start: 2s}}\n"

static uint64_t dropped_for(const struct network *n, enum drop_cause cause)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < n->n_regions; i++) {
        uint32_t count;
        const struct drop_record *d = region_drops_sorted(n->region[i], &count);
        for (uint32_t k = 0; k < count; k++)
            sum += d[k].cause == cause ? d[k].packets : 0;
    }
    return sum;
}

/* A share p of n packets, within four standard deviations of the binomial distribution. */
static void check_share(uint64_t hits, uint64_t n, double p)
{
    const double sigma = sqrt((double)n * p * (1 - p));

    assert_true(fabs((double)hits - (double)n * p) <= 4 * sigma);
}

static void check(const char *yaml, const char *link, double p, enum drop_cause cause,
                  uint32_t bytes_a_packet)
{
    struct simulation s;

    simulate(&s, yaml);
    const struct flow_count fwd = network_flow_fwd(s.net, 0);
    const struct link *l = simulate_link(&s, link);
    assert_true(fwd.offered > 10000);
    assert_int_equal(fwd.dropped, dropped_for(s.net, cause));
    check_share(fwd.dropped, fwd.offered, p);
    assert_int_equal(l->count.bytes, l->count.packets * bytes_a_packet);
    simulate_end(&s);
}

static void test_each_fragment_can_be_lost(void **state)
{
    (void)state;
    check(PEERED("loss: 5%", "packet_size: 1500B"), "left->right", 0.05, DROP_RANDOM_LOSS, 1500);
    check(PEERED("loss: 5%", "packet_size: 1501B"), "left->right", 1 - 0.95 * 0.95,
          DROP_RANDOM_LOSS, 1521);
    check(PEERED("loss: 5%", "packet_size: 3000B"), "left->right", 1 - 0.95 * 0.95 * 0.95,
          DROP_RANDOM_LOSS, 3040); /* 1480 + 1480 + 20 of payload */
    check(PEERED("mtu: 1400B, loss: 2%", "packet_size: 8228B"), "left->right", 1 - pow(0.98, 6),
          DROP_RANDOM_LOSS, 8228 + 5 * 20); /* 1376 = 8 x 172 each */
}

static void test_disordered_fragments_are_dropped(void **state)
{
    (void)state;
    check(PEERED("fragments_disordered: 10%", "packet_size: 1500B"), "left->right", 0,
          DROP_FRAGMENT, 1500);
    check(PEERED("fragments_disordered: 10%", "packet_size: 1501B"), "left->right", 0.1,
          DROP_FRAGMENT, 1521);
    check(PEERED("fragments_disordered: 10%", "packet_size: 3000B"), "left->right", 0.1,
          DROP_FRAGMENT, 3040);
}

/* GCMAES256 makes 1,496 bytes of 1,440, and 1,492 of 1,438 (RFC 4106, RFC 4303): too large for
 * PPPoE's 1,492 (RFC 2516), or just not. */
static void test_a_small_line_fragments_esp(void **state)
{
    (void)state;
#define STREAM(bytes) "app: cbr, rate: 20Mbps, packet_size: " bytes
    check(SITE("mtu: 1492B, fragments_disordered: 10%,", "", "h", "va", STREAM("1438B")),
          "o->right", 0, DROP_FRAGMENT, 1492);
    check(SITE("mtu: 1492B, fragments_disordered: 10%,", "", "h", "va", STREAM("1440B")),
          "o->right", 0.1, DROP_FRAGMENT, 1516);
    check(SITE("mtu: 1492B, fragments_disordered: 10%,", "", "va", "h", STREAM("1440B")),
          "right->o", 0.1, DROP_FRAGMENT, 1516);
    check(SITE("mtu: 1500B, fragments_disordered: 10%,", "", "h", "va", STREAM("1446B")),
          "o->right", 0, DROP_FRAGMENT, 1500);
}

/* The gateway at the other end of the tunnel knows of the line too: both ends' senders come down to
 * what fits. */
static void test_a_small_line_is_found(void **state)
{
    (void)state;
    static const char *const yaml[] = {
        SITE("mtu: 1492B,", ", df_bit: copy", "h", "va", "app: bulk, size: 3MB"),
        SITE("mtu: 1492B,", ", df_bit: copy", "va", "h", "app: bulk, size: 3MB")};
    for (int i = 0; i < 2; i++) {
        struct simulation s;
        simulate(&s, yaml[i]);
        assert_int_equal(s.net->src[0]->tcp->mss, 1438 - 52);
        assert_int_equal(s.net->dst[0]->goodput_bytes, 3000000);
        simulate_end(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_fragment_can_be_lost),
        cmocka_unit_test(test_disordered_fragments_are_dropped),
        cmocka_unit_test(test_a_small_line_fragments_esp),
        cmocka_unit_test(test_a_small_line_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
