/*
 * What a run says when its end cuts through work: a link and a gateway that have more to do than
 * time for it are busy all of the time, no more and no less; and borders of what traffic can be:
 * bursts shorter than the gap between packets, packets that a tunnel makes larger than IPv4 allows.
 * All of it exact: the figures follow from the scenario by arithmetic.
 */
#include "tests/theory/simulate.h"

#include "models/flow/flow.h"
#include "models/series.h"
#include "models/vpn/gateway.h"
#include "sim/base/units.h"

static const char *const frame =
    "vnetsim: 1\nname: overload\nsimulation: {duration: 3s, seed: 3, sample_interval: 500ms}\n"
    "virtual_networks:\n"
    "  a: {region: westus, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
    "10.1.0.0/24}, "
    "GatewaySubnet: {address_prefix: 10.1.255.0/27}}}\n"
    "  b: {region: northeurope, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "
    "10.2.0.0/24}, "
    "GatewaySubnet: {address_prefix: 10.2.255.0/27}}}\n"
    "virtual_network_gateways:\n"
    "  ga: {virtual_network: a, sku: VpnGw1AZ, processing: 0us, limits: {aggregate: unlimited, "
    "tunnel: %s, tunnel_packets: unlimited}}\n"
    "  gb: {virtual_network: b, sku: VpnGw1AZ, processing: 0us, limits: unlimited}\n"
    "connections:\n"
    "  ab: {type: Vnet2Vnet, from: ga, to: gb, shared_key: k}\n  ba: {type: Vnet2Vnet, from: gb, "
    "to: ga, shared_key: k}\n"
    "virtual_machines:\n  va: {subnet: a/s, nic: {bandwidth: %s, queue: {limit: unlimited}}}\n  "
    "vb: {subnet: b/s, nic: {bandwidth: 10Gbps}}\n"
    "traffic:\n  t: {from: va, to: vb, start: 1s, %s}\n";

static void begin(struct simulation *s, const char *tunnel, const char *nic, const char *traffic)
{
    char yaml[4096];
    const int n = snprintf(yaml, sizeof yaml, frame, tunnel, nic, traffic);
    assert_in_range(n, 1, sizeof yaml - 1);
    simulate(s, yaml);
}

/* From the first packet on, busy for all that is left of the run. */
static void assert_busy(const struct simulation *s, sim_time_t busy_dur)
{
    assert_in_range(busy_dur, s->net->duration - SIM_S - SIM_MS, s->net->duration - SIM_S);
}

static void test_link_overloaded(void **state)
{
    struct simulation s;
    (void)state;
    begin(&s, "unlimited", "100Mbps", "app: cbr, rate: 200Mbps, packet_size: 1000B");
    assert_busy(&s, simulate_link(&s, "va-0/out")->count.busy_dur);
    const struct series_region *r = &s.net->series->region[s.net->flow[0].src_region->index];
    size_t found = 0;
    for (size_t i = 0; i < r->n_probes; i++) {
        if (strcmp(r->probe[i].name, "va-0/out") != 0 ||
            strcmp(r->probe[i].metric, "utilisation_frac") != 0)
            continue;
        assert_int_equal(r->n_samples, 6);
        for (size_t k = 0; k < r->n_samples; k++) {
            const double value = r->value[k * r->n_probes + i];
            assert_true(value >= 0 && value <= 1);
            assert_true(k < 2 ? value == 0 : value > 0.999);
        }
        found++;
    }
    assert_int_equal(found, 1);
    simulate_end(&s);
}

static void test_tunnel_overloaded(void **state)
{
    struct simulation s;
    (void)state;
    begin(&s, "50Mbps", "10Gbps", "app: cbr, rate: 200Mbps, packet_size: 1000B");
    assert_busy(&s, s.net->tunnel[0].out.server->busy_dur);
    simulate_end(&s);
}

/* 1000 B at 8 Mbps are a packet a ms of burst; bursts of 0.1 ms, as long as the silences: one
 * packet in 2 ms. */
static void test_on_off_bursts_shorter_than_a_gap(void **state)
{
    struct simulation s;
    (void)state;
    begin(&s, "unlimited", "10Gbps",
          "app: on_off, rate: 8Mbps, packet_size: 1000B, on: 100us, off: 100us");
    assert_in_range(network_flow_fwd(s.net, 0).offered, 999, 1001);
    simulate_end(&s);
}

/* RFC 791: 65,535 bytes. GCM around n bytes: 20 + 8 + 8 + n + pad + 2 + 16 with pad = -(n + 2) mod
 * 4; 65,478 makes 65,532, one more 65,536. */
static void test_tunnel_packet_beyond_ipv4(void **state)
{
    static const struct {
        const char *size;
        bool fits;
    } row[] = {{"65478B", true}, {"65479B", false}, {"65535B", false}};
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct simulation s;
        char traffic[128];
        uint32_t n;
        (void)snprintf(traffic, sizeof traffic, "app: cbr, rate: 10Mbps, packet_size: %s",
                       row[i].size);
        begin(&s, "unlimited", "10Gbps", traffic);
        const struct flow_count c = network_flow_fwd(s.net, 0);
        const struct drop_record *d = region_drops_sorted(s.net->flow[0].src_region, &n);
        assert_true(c.offered > 0);
        assert_int_equal(c.dropped, row[i].fits ? 0 : c.offered);
        assert_int_equal(n, row[i].fits ? 0 : 1);
        if (!row[i].fits)
            assert_string_equal(drop_cause_word((enum drop_cause)d[0].cause), "mtu");
        simulate_end(&s);
    }
}

/* Sends nothing, and its life is empty rather than negative. */
static void test_flow_that_starts_late(void **state)
{
    struct simulation s;
    (void)state;
    begin(&s, "unlimited", "10Gbps",
          "app: ping}\n  u: {from: va, to: vb, start: 5s, app: on_off, rate: 1Mbps, packet_size: "
          "100B, on: 1s, off: 1s");
    for (size_t i = 0; i < s.net->n_flows; i++)
        assert_int_equal(network_flow_fwd(s.net, i).offered,
                         strcmp(s.net->flow[i].spec->r.name, "u") == 0 ? 0 : 2);
    simulate_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_link_overloaded),
        cmocka_unit_test(test_tunnel_overloaded),
        cmocka_unit_test(test_on_off_bursts_shorter_than_a_gap),
        cmocka_unit_test(test_tunnel_packet_beyond_ipv4),
        cmocka_unit_test(test_flow_that_starts_late),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
