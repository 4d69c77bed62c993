/*
 * The property of limited_by (tests/theory/test_limits.c) for limits that a SKU sets: what is named
 * is raised by 25 % at both gateways, in place of the published figure, and nothing but that helps.
 * VpnGw4AZ: 2,300 Mbps and 220,000 packets/s a tunnel, 5 Gbps in all; VpnGw2AZ of generation 1:
 * 1,200 Mbps a tunnel, 1 Gbps in all (About gateway SKUs, 2026-06-11). Where a SKU's tunnel and
 * aggregate are the same figure, as VpnGw1AZ's, the two limit together, and only the next SKU
 * helps: 1.25 times both.
 */
#include "sim/base/arena.h"
#include "sim/results/results.h"
#include "tests/theory/simulate.h"

enum { BITS = 1, PACKETS = 2, ALL = 4 };

struct sku {
    const char *name;
    double tunnel_mbps, tunnel_pps, aggregate_mbps;
};

/* Goodput in bytes; *named: the word. */
static double measure(const struct sku *k, int raised, double bps, int bytes, char named[64])
{
    struct simulation s;
    struct results r;
    struct arena *arena = arena_new();
    char yaml[4096], limits[256];
    size_t at = (size_t)snprintf(limits, sizeof limits, ", limits: {");

    if (raised & BITS)
        at += (size_t)snprintf(limits + at, sizeof limits - at, "tunnel: %.0fbps, ",
                               1.25e6 * k->tunnel_mbps);
    if (raised & PACKETS)
        at += (size_t)snprintf(limits + at, sizeof limits - at, "tunnel_packets: %.0fpps, ",
                               1.25 * k->tunnel_pps);
    if (raised & ALL)
        at += (size_t)snprintf(limits + at, sizeof limits - at, "aggregate: %.0fbps, ",
                               1.25e6 * k->aggregate_mbps);
    (void)snprintf(limits + (raised != 0 ? at - 2 : 0), 2, raised != 0 ? "}" : "");
    const int n =
        snprintf(yaml, sizeof yaml,
                 "vnetsim: 1\nregions: {left: {}, right: {}}\nsimulation: {duration: 1500ms, "
                 "warmup: 500ms, sample_interval: 0s}\nvirtual_networks:\n"
                 "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: "
                 "{address_prefix: 10.1.0.0/24}, GatewaySubnet: {address_prefix: 10.1.255.0/27}}}\n"
                 "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: "
                 "{address_prefix: 10.2.0.0/24}, GatewaySubnet: {address_prefix: 10.2.255.0/27}}}\n"
                 "virtual_network_gateways:\n  ga: {virtual_network: a, sku: %s, processing: "
                 "0us%s}\n  gb: {virtual_network: b, sku: %s, processing: 0us%s}\n"
                 "connections: {ab: {type: Vnet2Vnet, from: ga, to: gb, shared_key: k}, ba: {type: "
                 "Vnet2Vnet, from: gb, to: ga, shared_key: k}}\n"
                 "virtual_machines: {va: {subnet: a/s, nic: {bandwidth: unlimited}}, vb: {subnet: "
                 "b/s, nic: {bandwidth: unlimited}}}\n"
                 "links: {left--right: {latency: 1ms}}\n"
                 "traffic: {t: {from: va, to: vb, app: cbr, rate: %.0fbps, packet_size: %dB}}\n",
                 k->name, limits, k->name, limits, bps, bytes);
    assert_in_range(n, 1, sizeof yaml - 1);
    simulate(&s, yaml);
    results_init(&r, s.net, arena);
    snprintf(named, 64, "%s", results_limited_by(&r, 0));
    const double sum = (double)s.net->dst[0]->goodput_bytes;
    arena_free(arena);
    simulate_end(&s);
    return sum;
}

/* limits: what is named; together: of more than one, none helps alone. */
static void check(const struct sku *k, const char *word, int limits, double bps, int bytes)
{
    char named[64], unused[64];
    const double base = measure(k, 0, bps, bytes, named);

    assert_string_equal(named, word);
    for (int raised = 1; raised <= (BITS | PACKETS | ALL); raised++) {
        const double gain = measure(k, raised, bps, bytes, unused) / base - 1;
        const bool helps = (raised & limits) == limits;
        if (helps ? gain < 0.1 : gain >= 0.03)
            fail_msg("%s, %s: raising %s%s%s gives %.1f %%", k->name, word,
                     raised & BITS ? "bits " : "", raised & PACKETS ? "packets " : "",
                     raised & ALL ? "aggregate " : "", 100 * gain);
    }
}

static void test_raising_what_the_sku_limits_helps(void **state)
{
    static const struct sku large = {"VpnGw4AZ", 2300, 220000, 5000},
                            narrow = {"VpnGw2AZ, generation: 1", 1200, 110000, 1000},
                            even = {"VpnGw1AZ", 650, 62000, 650};

    (void)state;
    check(&large, "gateway:ga/tunnel_bits", BITS, 3.2e9,
          4000); /* large enough for the packets per second not to come next */
    check(&large, "gateway:ga/tunnel_packets", PACKETS, 300e6, 100);
    check(&narrow, "gateway:ga/aggregate", ALL, 1.5e9, 4000);
    check(&even, "gateway:ga/tunnel_bits", BITS | ALL, 900e6, 4000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_raising_what_the_sku_limits_helps)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
