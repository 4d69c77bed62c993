/*
 * Instances, sites and appliances against arithmetic: two instances of VpnGw1AZ carry 650 Mbps each
 * (About gateway SKUs, 2026-06-11: limits of an instance), flows are spread over tunnels as a fair
 * die would, a site's device carries its own figure, an appliance its packets per second, and one
 * packet's way to a site takes the sum of its parts, to the picosecond.
 */
#include "models/flow/flow.h"
#include "models/vpn/gateway.h"
#include "tests/theory/simulate.h"

#define VNETS                                                                                      \
    "virtual_networks:\n"                                                                          \
    "  a: {region: westus, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "        \
    "10.1.0.0/24}, "                                                                               \
    "GatewaySubnet: {address_prefix: 10.1.255.0/27}}}\n"                                           \
    "  b: {region: northeurope, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "   \
    "10.2.0.0/24}, "                                                                               \
    "GatewaySubnet: {address_prefix: 10.2.255.0/27}}}\n"

/* Constant floods: exact to the packets in the window plus what stalls move across its borders, as
 * in test_gateway_limits.c. */
static void assert_near(double value, double expected)
{
    print_message("           expected %.6g, measured %.6g\n", expected, value);
    assert_true(fabs(value - expected) <= 0.005 * expected);
}

static void test_instances_carry_their_own(void **state)
{
    struct simulation s;
    (void)state;
    simulate(&s, "vnetsim: 1\nsimulation: {duration: 4s, warmup: 2s, sample_interval: 0s}\n" VNETS
                 "virtual_network_gateways:\n  ga: {virtual_network: a, sku: VpnGw1AZ, "
                 "active_active: true}\n"
                 "  gb: {virtual_network: b, sku: VpnGw5AZ}\n"
                 "connections:\n  ab: {type: Vnet2Vnet, from: ga, to: gb, shared_key: k}\n  ba: "
                 "{type: Vnet2Vnet, from: gb, to: ga, shared_key: k}\n"
                 "virtual_machines:\n  va: {subnet: a/s, count: 4, nic: {bandwidth: 10Gbps}}\n  "
                 "vb: {subnet: b/s, count: 4, nic: {bandwidth: 10Gbps}}\n"
                 "traffic:\n  t: {from: va, to: vb, app: cbr, flows: 16, rate: 40Mbps, "
                 "packet_size: 1400B}\n");
    for (int i = 0; i < 2; i++)
        assert_near((double)s.net->gateway[0].instance[i].count[GATEWAY_OUT].bytes_inner * 8 / 2,
                    650e6);
    simulate_end(&s);
}

/* 400 flows over four tunnels: chi-square of the counts, 3 degrees of freedom, below its 99.9 %
 * quantile. */
static void test_instances_share_flows_fairly(void **state)
{
    struct simulation s;
    double count[4] = {0}, chi2 = 0;
    (void)state;
    simulate(&s,
             "vnetsim: 1\nsimulation: {duration: 1s, sample_interval: 0s}\n" VNETS
             "virtual_network_gateways:\n  ga: {virtual_network: a, sku: VpnGw1AZ, active_active: "
             "true}\n"
             "  gb: {virtual_network: b, sku: VpnGw1AZ, active_active: true}\n"
             "connections:\n  ab: {type: Vnet2Vnet, from: ga, to: gb, shared_key: k}\n  ba: {type: "
             "Vnet2Vnet, from: gb, to: ga, shared_key: k}\n"
             "virtual_machines:\n  va: {subnet: a/s, count: 20}\n  vb: {subnet: b/s, count: 20}\n"
             "traffic:\n  t: {from: va, to: vb, pairing: all_to_all, app: ping}\n");
    assert_int_equal(s.net->n_tunnels, 8);
    for (size_t i = 0; i < s.net->n_flows; i++) {
        const struct flow *f = &s.net->flow[i];
        count[network_choose(network_route(s.net, f, false), network_hash(f, 0, false))]++;
    }
    for (int k = 0; k < 4; k++)
        chi2 += (count[k] - 100) * (count[k] - 100) / 100;
    print_message("           flows a tunnel: %g %g %g %g\n", count[0], count[1], count[2],
                  count[3]);
    assert_true(chi2 < gsl_cdf_chisq_Pinv(0.999, 3));
    simulate_end(&s);
}

static void test_site_device_carries_its_figure(void **state)
{
    struct simulation s;
    (void)state;
    simulate(&s,
             "vnetsim: 1\nsimulation: {duration: 4s, warmup: 2s, sample_interval: 0s}\n" VNETS
             "virtual_network_gateways: {ga: {virtual_network: a, sku: VpnGw5AZ}}\n"
             "local_network_gateways: {l: {endpoint: site, address_prefixes: [192.168.0.0/16]}}\n"
             "connections: {c: {type: IPsec, from: ga, to: l, shared_key: k}}\n"
             "on_premises_sites: {site: {near: westus2, address_prefixes: [192.168.0.0/16], "
             "vpn_throughput: 400Mbps, hosts: {h: {count: 4}}}}\n"
             "virtual_machines: {va: {subnet: a/s, count: 4, nic: {bandwidth: 10Gbps}}}\n"
             "traffic: {t: {from: h, to: va, app: cbr, rate: 150Mbps, packet_size: 1400B}}\n");
    const struct gateway *device = &s.net->gateway[s.scenario.topo->n_gateways];
    assert_near((double)device->instance[0].count[GATEWAY_OUT].bytes_inner * 8 / 2, 400e6);
    simulate_end(&s);
}

static void test_appliance_carries_its_packets(void **state)
{
    struct simulation s;
    (void)state;
    simulate(
        &s,
        "vnetsim: 1\nsimulation: {duration: 4s, warmup: 2s, sample_interval: 0s}\n"
        "virtual_networks:\n  a: {region: westus, address_prefixes: [10.1.0.0/16], subnets: {x: "
        "{address_prefix: 10.1.0.0/24, route_table: rt}, "
        "y: {address_prefix: 10.1.1.0/24}, f: {address_prefix: 10.1.2.0/24}}}\n"
        "route_tables: {rt: {routes: {r: {address_prefix: 10.1.1.0/24, next_hop_type: "
        "VirtualAppliance, next_hop_ip_address: 10.1.2.4}}}}\n"
        "virtual_machines:\n  vx: {subnet: a/x, nic: {bandwidth: 10Gbps}}\n  vy: {subnet: a/y}\n"
        "  fw: {subnet: a/f, nic: {bandwidth: 10Gbps}, ip_forwarding: true, appliance: {packets: "
        "10000pps, latency: 3ms}}\n"
        "traffic: {t: {from: vx, to: vy, app: cbr, rate: 200Mbps, packet_size: 1000B}}\n");
    uint32_t n;
    const struct drop_record *d = region_drops_sorted(s.net->region[0], &n);
    assert_near((double)s.net->vm[0].out->count.packets / 2, 10000); /* fw-0 */
    assert_int_equal(n, 1);
    assert_int_equal(d[0].cause, DROP_APPLIANCE);
    /* it waits the whole buffer of 20 ms, is served for 0.1 ms and takes 3 ms */
    assert_true(s.net->dst[0]->count->owd.max > 23 * SIM_MS &&
                s.net->dst[0]->count->owd.max < 24 * SIM_MS);
    simulate_end(&s);
}

/*
 * To a site, one packet of 1,400 B: NIC at 1 Gbps 11.2 us; the fabric 20 us; the gateway without
 * limits and processing; the link 10 ms; the site's line at 100 Mbps: 1456 B x 8 = 116.48 us, and 5
 * ms; the device 0.5 ms; and the site's own network 20 us. With address translation in the way 8
 * bytes more: 0.64 us.
 */
static void way_is(const char *device, sim_time_t expected)
{
    struct simulation s;
    char yaml[2048];
    const int n = snprintf(
        yaml, sizeof yaml,
        "vnetsim: 1\nsimulation: {duration: 3s, warmup: 1s, sample_interval: 0s}\nregions: {l: {}, "
        "r: {}}\n"
        "virtual_networks: {a: {region: l, address_prefixes: [10.1.0.0/16], subnets: {s: "
        "{address_prefix: 10.1.0.0/24}, "
        "GatewaySubnet: {address_prefix: 10.1.255.0/27}}}}\n"
        "virtual_network_gateways: {ga: {virtual_network: a, sku: VpnGw1AZ, limits: unlimited, "
        "processing: 0us}}\n"
        "local_network_gateways: {l: {endpoint: site, address_prefixes: [192.168.0.0/16]}}\n"
        "connections: {c: {type: IPsec, from: ga, to: l, shared_key: k}}\n"
        "on_premises_sites: {site: {near: r, address_prefixes: [192.168.0.0/16], bandwidth: "
        "100Mbps, latency: 5ms, hosts: {h: {}}, "
        "devices: {fw: {processing: 0us, throughput: unlimited%s}}}}\n"
        "links: {inter_region: {latency: {distribution: fixed, base: 10ms}}, intra_region: "
        "{latency: 20us}}\n"
        "virtual_machines: {va: {subnet: a/s, nic: {bandwidth: 1Gbps}}}\n"
        "traffic: {t: {from: va, to: h, app: cbr, rate: 112kbps, packet_size: 1400B}}\n",
        device);
    assert_in_range(n, 1, sizeof yaml - 1);
    simulate(&s, yaml);
    assert_int_equal(s.net->dst[0]->count->owd.min, expected);
    assert_int_equal(s.net->dst[0]->count->owd.max, expected);
    simulate_end(&s);
}

static void test_site_one_packets_way(void **state)
{
    /* the fabric stands half on the sender's and half on the receiver's access link: 20 us in all
     * for both halves */
    const sim_time_t us = SIM_US, way = 11 * us + us / 5 + 20 * us + 10 * SIM_MS + 116 * us +
                                        us * 48 / 100 + 5 * SIM_MS;
    (void)state;
    way_is("", way);
    way_is(", nat: true", way + us * 64 / 100);
}

/* TCP to a site: segments of the NIC's MTU unless the device clamps the MSS; then MSS + 40 bytes of
 * headers (RFC 9293, 3.7.1). */
static void segments_are(const char *device, double expected)
{
    struct simulation s;
    char yaml[2048];
    const int n = snprintf(
        yaml, sizeof yaml,
        "vnetsim: 1\nsimulation: {duration: 3s, warmup: 1s, sample_interval: 0s}\n" VNETS
        "virtual_network_gateways: {ga: {virtual_network: a, sku: VpnGw1AZ, mss_clamp: none}}\n"
        "local_network_gateways: {l: {endpoint: site, address_prefixes: [192.168.0.0/16]}}\n"
        "connections: {c: {type: IPsec, from: ga, to: l, shared_key: k}}\n"
        "on_premises_sites: {site: {near: westus2, address_prefixes: [192.168.0.0/16], hosts: {h: "
        "{}}, devices: {fw: {%s}}}}\n"
        "virtual_machines: {va: {subnet: a/s}}\n"
        "traffic: {t: {from: va, to: h, app: bulk, transport: tcp, size: unlimited, start: "
        "500ms}}\n",
        device);
    assert_in_range(n, 1, sizeof yaml - 1);
    simulate(&s, yaml);
    const struct tunnel_counters *c = &s.net->tunnel[0].sent;
    assert_true(c->packets > 1000);
    assert_int_equal(c->bytes_inner, c->packets * (uint64_t)expected);
    assert_int_equal(c->fragments > 0, expected > 1446); /* GCMAES256: 1446 B fit into 1500 */
    simulate_end(&s);
}

static void test_site_device_clamps_the_mss(void **state)
{
    (void)state;
    segments_are("", 1500);
    segments_are("mss_clamp: 1350B", 1390);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_instances_carry_their_own),
        cmocka_unit_test(test_instances_share_flows_fairly),
        cmocka_unit_test(test_site_device_carries_its_figure),
        cmocka_unit_test(test_appliance_carries_its_packets),
        cmocka_unit_test(test_site_one_packets_way),
        cmocka_unit_test(test_site_device_clamps_the_mss),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
