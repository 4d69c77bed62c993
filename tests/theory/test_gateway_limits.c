/*
 * What a gateway carries, against the published figures of VpnGw1AZ with GCMAES256: 650 Mbps and
 * 62,000 packets/s a tunnel (About gateway SKUs, 2026-06-11). A flood of 64-byte packets meets the
 * packets per second, one of 1,400-byte packets the Mbps. The flood is constant, so the rate is
 * exact to one packet in the window plus what the processing's stalls move across its borders: 0.5
 * %.
 */
#include "models/flow/flow.h"
#include "models/vpn/gateway.h"
#include "tests/theory/simulate.h"

static const char *const frame =
    "vnetsim: 1\nname: flood\nsimulation: {duration: 4s, warmup: 2s, seed: 3, sample_interval: "
    "0s}\n"
    "virtual_networks:\n"
    "  a: {region: westus, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
    "10.1.0.0/24}, "
    "GatewaySubnet: {address_prefix: 10.1.255.0/27}}}\n"
    "  b: {region: northeurope, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "
    "10.2.0.0/24}, "
    "GatewaySubnet: {address_prefix: 10.2.255.0/27}}}\n"
    "virtual_network_gateways:\n"
    "  ga: {virtual_network: a, sku: VpnGw1AZ}\n  gb: {virtual_network: b, sku: VpnGw1AZ}\n"
    "connections:\n"
    "  ab: {type: Vnet2Vnet, from: ga, to: gb, shared_key: k}\n  ba: {type: Vnet2Vnet, from: gb, "
    "to: ga, shared_key: k}\n"
    "virtual_machines:\n  va: {subnet: a/s, nic: {bandwidth: 10Gbps}}\n  vb: {subnet: b/s, nic: "
    "{bandwidth: 10Gbps}}\n"
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

/*
 * One packet's way through two gateways, to the picosecond: NIC 1400 x 8 / 1 Gbps = 11.2 us; fabric
 * 20 us; a gateway as a server of the tunnel (1400 x 8 / 700 Mbps = 16 us) and of the instance
 * (11,200 bits / 10 Gbps = 1.12 us) and its processing, twice; the link 1456 x 8 / 1 Gbps = 11.648
 * us (ESP in GCM: 1400 + 56) and 10 ms.
 */
static void delay_is(const char *gateway, double gateway_us, double link_us)
{
    struct simulation s;
    char yaml[2048];

    (void)snprintf(
        yaml, sizeof yaml,
        "vnetsim: 1\nsimulation: {duration: 3s, warmup: 1s, sample_interval: 0s}\nregions: {l: {}, "
        "r: {}}\n"
        "virtual_networks:\n"
        "  a: {region: l, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
        "10.1.0.0/24}, "
        "GatewaySubnet: {address_prefix: 10.1.255.0/27}}}\n"
        "  b: {region: r, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "
        "10.2.0.0/24}, "
        "GatewaySubnet: {address_prefix: 10.2.255.0/27}}}\n"
        "virtual_network_gateways:\n  ga: {virtual_network: a, sku: VpnGw5AZ, %s}\n  gb: "
        "{virtual_network: b, sku: VpnGw5AZ, %s}\n"
        "connections: {ab: {type: Vnet2Vnet, from: ga, to: gb, shared_key: k}, ba: {type: "
        "Vnet2Vnet, from: gb, to: ga, shared_key: k}}\n"
        "virtual_machines: {va: {subnet: a/s, nic: {bandwidth: 1Gbps}}, vb: {subnet: b/s}}\n"
        "links: {intra_region: {latency: 20us}, l--r: {latency: 10ms, bandwidth: 1Gbps}}\n"
        "traffic: {t: {from: va, to: vb, app: cbr, rate: 1Mbps, packet_size: 1400B}}\n",
        gateway, gateway);
    simulate(&s, yaml);
    const struct flow_dst *d = s.net->dst[0];
    const sim_time_t expected =
        (sim_time_t)((11.2 + 20 + 10000 + link_us + gateway_us) * 1e6 + 0.5);
    assert_true(d->count->fwd.received > 100);
    assert_int_equal(d->count->owd.min, expected);
    assert_int_equal(d->count->owd.max, expected);
    assert_int_equal(d->count->gateway / d->count->fwd.received,
                     (uint64_t)(gateway_us * 1e6 + 0.5));
    simulate_end(&s);
}

static void test_gateway_delay_to_the_picosecond(void **state)
{
    (void)state;
    delay_is("processing: 0us, limits: unlimited", 0, 11.648);
    delay_is(
        "processing: 0us, limits: {aggregate: 10Gbps, tunnel: 700Mbps, tunnel_packets: 66000pps}",
        2 * (16 + 1.12), 11.648);
    delay_is(
        "processing: 0us, limits: {aggregate: 10Gbps, tunnel: unlimited, tunnel_packets: 50000pps}",
        2 * (20 + 1.12), 11.648);
}

static void test_gateway_processing_and_stalls(void **state)
{
    struct simulation s;

    (void)state;
    /* The default: 0.29 ms a pass and stalls above it, so no packet is faster than two passes. */
    simulate(
        &s,
        "vnetsim: 1\nsimulation: {duration: 30s, warmup: 1s, sample_interval: 0s}\nregions: {l: "
        "{}, r: {}}\n"
        "virtual_networks:\n"
        "  a: {region: l, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
        "10.1.0.0/24}, "
        "GatewaySubnet: {address_prefix: 10.1.255.0/27}}}\n"
        "  b: {region: r, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "
        "10.2.0.0/24}, "
        "GatewaySubnet: {address_prefix: 10.2.255.0/27}}}\n"
        "virtual_network_gateways:\n  ga: {virtual_network: a, sku: VpnGw5AZ, limits: unlimited}\n"
        "  gb: {virtual_network: b, sku: VpnGw5AZ, limits: unlimited}\n"
        "connections: {ab: {type: Vnet2Vnet, from: ga, to: gb, shared_key: k}, ba: {type: "
        "Vnet2Vnet, from: gb, to: ga, shared_key: k}}\n"
        "virtual_machines: {va: {subnet: a/s, nic: {bandwidth: unlimited}}, vb: {subnet: b/s}}\n"
        "links: {intra_region: {latency: 20us}, l--r: {latency: 10ms}}\n"
        "traffic: {t: {from: va, to: vb, app: cbr, rate: 1Mbps, packet_size: 1400B}}\n");
    assert_int_equal(s.net->dst[0]->count->owd.min, 10020 * SIM_US + 580 * SIM_US);
    assert_true(s.net->dst[0]->count->owd.max > s.net->dst[0]->count->owd.min);
    simulate_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gateway_small_packets_meet_the_packet_rate),
        cmocka_unit_test(test_gateway_large_packets_meet_the_bit_rate),
        cmocka_unit_test(test_gateway_delay_to_the_picosecond),
        cmocka_unit_test(test_gateway_processing_and_stalls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
