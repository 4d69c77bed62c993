/*
 * A gateway as a router between two spokes: the packet goes to the gateway's region and on, to the
 * picosecond; the pass takes the published aggregate of the SKU, and with the fitted processing
 * 0.415 ms in the mean (the measurement that it was fitted to: hub and spoke through a VPN gateway,
 * blog of 2024-07-11, two passes a round trip).
 */
#include "models/flow/flow.h"
#include "models/vpn/gateway.h"
#include "tests/theory/simulate.h"

#define CLOUD(gateway, nic, traffic)                                                               \
    "vnetsim: 1\nsimulation: {duration: 4s, warmup: 2s, sample_interval: 0s}\nregions: {l: {}, "   \
    "m: {}, r: {}}\n"                                                                              \
    "virtual_networks:\n"                                                                          \
    "  hub: {region: m, address_prefixes: [10.0.0.0/16], subnets: {GatewaySubnet: "                \
    "{address_prefix: 10.0.255.0/27}}, peerings: "                                                 \
    "{a: {remote_virtual_network: a, allow_gateway_transit: true}, b: {remote_virtual_network: "   \
    "b, allow_gateway_transit: true}}}\n"                                                          \
    "  a: {region: l, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "             \
    "10.1.0.0/24, route_table: t}}, "                                                              \
    "peerings: {h: {remote_virtual_network: hub, use_remote_gateways: true}}}\n"                   \
    "  b: {region: r, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "             \
    "10.2.0.0/24, route_table: t}}, "                                                              \
    "peerings: {h: {remote_virtual_network: hub, use_remote_gateways: true}}}\n"                   \
    "route_tables: {t: {routes: {all: {address_prefix: 10.0.0.0/8, next_hop_type: "                \
    "VirtualNetworkGateway}}}}\n"                                                                  \
    "virtual_network_gateways: {g: {virtual_network: hub, sku: VpnGw1AZ" gateway "}}\n"            \
    "links: {inter_region: {latency: {distribution: fixed, base: 10ms}}, intra_region: {latency: " \
    "20us}}\n"                                                                                     \
    "virtual_machines:\n  va: {subnet: a/s, nic: {bandwidth: " nic "}}\n  vb: {subnet: b/s}\n"     \
    "traffic: {t: {from: va, to: vb, " traffic "}}\n"

static void test_way_to_the_picosecond(void **state)
{
    struct simulation s;
    (void)state;
    simulate(&s, CLOUD(", limits: unlimited, processing: 7us", "1Gbps",
                       "app: cbr, rate: 112kbps, packet_size: 1400B"));
    /* NIC 11.2 us; the two halves of the fabric 20 us; twice 10 ms; the pass 7 us; stalls come on
     * top, so the least counts */
    const sim_time_t us = SIM_US, way = 11 * us + us / 5 + 20 * us + 20 * SIM_MS + 7 * us;
    assert_int_equal(s.net->dst[0]->count->owd.min, way);
    assert_int_equal(s.net->gateway[0].instance[0].count[GATEWAY_OUT].packets,
                     s.net->dst[0]->count->fwd.received);
    simulate_end(&s);
}

static void test_aggregate_of_the_sku(void **state)
{
    struct simulation s;
    uint32_t n;
    (void)state;
    simulate(&s, CLOUD(", processing: 0us", "10Gbps", "app: cbr, rate: 2Gbps, packet_size: 1400B"));
    const double mbps =
        (double)s.net->gateway[0].instance[0].count[GATEWAY_OUT].bytes_inner * 8 / 2 / 1e6;
    print_message("           VpnGw1AZ routes %.2f Mbps\n", mbps);
    assert_true(fabs(mbps - 650) < 650 * 0.005);
    const struct drop_record *d = region_drops_sorted(s.net->region[1], &n); /* m */
    assert_int_equal(n, 1);
    assert_int_equal(d[0].cause, DROP_AGGREGATE);
    assert_string_equal(s.net->place[d[0].place].text, "gateway:g");
    simulate_end(&s);
}

static void test_mean_pass(void **state)
{
    struct simulation s;
    (void)state;
    simulate(&s, CLOUD("", "1Gbps", "app: cbr, rate: 8Mbps, packet_size: 100B"));
    const struct flow_dst *d = s.net->dst[0];
    const double ms = (double)d->count->gateway / (double)d->count->fwd.received / (double)SIM_MS;
    print_message("           mean pass %.3f ms over %llu packets\n", ms,
                  (unsigned long long)d->count->fwd.received);
    assert_true(ms > 0.33 &&
                ms < 0.50); /* 2 s see some 280 short stalls of 0.67 ms: 0.29 + 0.12 +/- 3 x 0.02 */
    simulate_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_way_to_the_picosecond),
        cmocka_unit_test(test_aggregate_of_the_sku),
        cmocka_unit_test(test_mean_pass),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
