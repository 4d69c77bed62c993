/*
 * What a gateway carries, against the published figures of VpnGw1AZ with GCMAES256: 650 Mbps and 62,000 packets/s a tunnel
 * (About gateway SKUs, 2026-06-11). A flood of 64-byte packets meets the packets per second, one of 1,400-byte packets
 * the Mbps. The flood is constant, so the rate is exact to one packet in the window plus what the processing's stalls
 * move across its borders: 0.5 %.
 */
#include "tests/theory/simulate.h"

static const char *const frame =
    "vnetsim: 1\nname: flood\nsimulation: {duration: 4s, warmup: 2s, seed: 3, sample_interval: 0s}\n"
    "virtual_networks:\n"
    "  a: {region: westus, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: 10.1.0.0/24}, "
    "GatewaySubnet: {address_prefix: 10.1.255.0/27}}}\n"
    "  b: {region: northeurope, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: 10.2.0.0/24}, "
    "GatewaySubnet: {address_prefix: 10.2.255.0/27}}}\n"
    "virtual_network_gateways:\n"
    "  ga: {virtual_network: a, sku: VpnGw1AZ}\n  gb: {virtual_network: b, sku: VpnGw1AZ}\n"
    "connections:\n"
    "  ab: {type: Vnet2Vnet, from: ga, to: gb, shared_key: k}\n  ba: {type: Vnet2Vnet, from: gb, to: ga, shared_key: k}\n"
    "virtual_machines:\n  va: {subnet: a/s, nic: {bandwidth: 10Gbps}}\n  vb: {subnet: b/s, nic: {bandwidth: 10Gbps}}\n"
    "traffic:\n  t: {from: va, to: vb, app: cbr, rate: %s, packet_size: %s}\n";

static void flood(struct simulation *s, const char *rate, const char *size)
{
    char yaml[4096];
    int n = snprintf(yaml, sizeof yaml, frame, rate, size);
    assert_in_range(n, 1, sizeof yaml - 1);
    simulate(s, yaml);
}

static void assert_only_cause(const struct simulation *s, enum drop_cause cause)
{
    uint32_t n;
    const struct drop_record *d = region_drops_sorted(s->net->flow[0].src_region, &n);
    assert_int_equal(n, 1);
    assert_int_equal(d[0].cause, cause);
}

static void assert_near(double value, double expected)
{
    print_message("           published %.6g, measured %.6g\n", expected, value);
    assert_true(fabs(value - expected) <= 0.005 * expected);
}

static void test_gateway_small_packets_meet_the_packet_rate(void **state)
{
    (void)state;
    struct simulation s;
    flood(&s, "60Mbps", "64B"); /* 117,188 packets/s */
    assert_near((double)s.net->tunnel[0].sent.packets / 2, 62000);
    assert_only_cause(&s, DROP_TUNNEL_PACKETS);
    simulate_end(&s);
}

static void test_gateway_large_packets_meet_the_bit_rate(void **state)
{
    (void)state;
    struct simulation s;
    flood(&s, "900Mbps", "1400B");
    assert_near((double)s.net->tunnel[0].sent.bytes_inner * 8 / 2, 650e6);
    assert_only_cause(&s, DROP_TUNNEL_BITS);
    simulate_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gateway_small_packets_meet_the_packet_rate),
        cmocka_unit_test(test_gateway_large_packets_meet_the_bit_rate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
