/*
 * Faults and the convergence of BGP give the same deliveries and the same events for every number
 * of threads: four regions in a ring of BGP connections, in which each kind of thing breaks.
 */
#include "tests/theory/simulate.h"

#define VNET(n, region, more)                                                                      \
    "  v" n ": {region: " region ", address_prefixes: [10." n                                      \
    ".0.0/16], subnets: {s: {address_prefix: 10." n                                                \
    ".0.0/24}, GatewaySubnet: {address_prefix: 10." n ".255.0/27}}" more "}\n"
#define GATEWAY(n, more)                                                                           \
    "  g" n ": {virtual_network: v" n                                                              \
    ", sku: VpnGw1AZ, enable_bgp: true, bgp_settings: {asn: 6501" n "}" more "}\n"
#define JOIN(a, b)                                                                                 \
    "  c" a b ": {type: Vnet2Vnet, from: g" a ", to: g" b ", shared_key: k, enable_bgp: true}\n"   \
    "  c" b a ": {type: Vnet2Vnet, from: g" b ", to: g" a ", shared_key: k, enable_bgp: true}\n"

static const char scenario[] =
    "vnetsim: 1\nsimulation: {duration: 260s, sample_interval: 0s}\n"
    "virtual_networks:\n" VNET(
        "1", "westus",
        ", peerings: {p: {remote_virtual_network: spoke, allow_gateway_transit: true}}")
        VNET("2", "northeurope", "") VNET("3", "japaneast", "") VNET(
            "4", "brazilsouth",
            "") "  spoke: {region: eastus, address_prefixes: [10.9.0.0/16], subnets: {s: "
                "{address_prefix: 10.9.0.0/24}}, peerings: {p: {remote_virtual_network: v1, "
                "use_remote_gateways: true}}}\n"
                "virtual_network_gateways:\n" GATEWAY("1", ", active_active: true") GATEWAY(
                    "2", "") GATEWAY("3", "") GATEWAY("4", "") "connections:\n" JOIN("1", "2")
                    JOIN("2", "3") JOIN("3", "4") JOIN(
                        "4",
                        "1") "virtual_machines:\n  m1: {subnet: v1/s}\n  m2: {subnet: v2/s}\n  m3: "
                             "{subnet: v3/s}\n  m4: {subnet: v4/s}\n  m9: {subnet: spoke/s, count: "
                             "2}\n"
                             "traffic:\n"
                             "  a: {from: m1, to: m3, app: ping, interval: 50ms}\n"
                             "  b: {from: m9, to: m2, app: ping, interval: 50ms}\n"
                             "  c: {from: m4, to: m2, app: request_response, transport: tcp, "
                             "request_size: 200B, response_size: 2kB, think_time: 100ms}\n"
                             "  d: {from: m9, to: m3, app: cbr, rate: 200kbps, packet_size: 500B}\n"
                             "faults:\n"
                             "  a1: {at: 10s, tunnel: c12, kind: down, for: 20s}\n"
                             "  a2: {at: 20s, gateway: g3, kind: unplanned_failover, for: "
                             "{distribution: uniform, min: 20s, max: 40s}}\n"
                             "  a3: {at: 70s, gateway: g1, instance: 1, kind: unplanned_failover}\n"
                             "  a4: {at: 75s, bgp_session: c23, kind: reset}\n"
                             "  a5: {at: 80s, link: brazilsouth--westus, kind: down, for: 70s}\n"
                             "  a6: {at: 150s, peering: spoke/p, kind: down, for: 5s}\n"
                             "  a7: {at: 170s, region: northeurope, kind: down, for: 10s}\n"
                             "  a8: {at: 200s, connection: c34, kind: down, for: 5s}\n"
                             "  a9: {at: 210s, gateway: g2, kind: planned_failover}\n"
                             "  b1: {at: 220s, gateway: g4, kind: down, for: 8s}\n";

struct outcome {
    uint64_t fingerprint, events;
    size_t n_log;
    uint64_t log;
};

static uint64_t mix(uint64_t h, const char *text)
{
    for (; *text != '\0'; text++)
        h = (h ^ (unsigned char)*text) * UINT64_C(0x100000001B3);
    return h;
}

static struct outcome run(unsigned threads)
{
    struct simulation s;

    simulate_threads(&s, scenario, threads);
    struct outcome o = {.fingerprint = network_fingerprint(s.net), .events = network_events(s.net)};
    for (size_t r = 0; r < s.net->n_regions; r++) {
        for (size_t i = 0; i < s.net->log[r].n; i++) {
            const struct control_event *e = &s.net->log[r].v[i];
            o.log = mix(
                mix(mix((o.log ^ (uint64_t)e->at) * UINT64_C(0x100000001B3), e->name), e->event),
                e->detail);
        }
        o.n_log += s.net->log[r].n;
    }
    simulate_end(&s);
    return o;
}

static void test_failover_is_the_same_for_any_threads(void **state)
{
    const struct outcome one = run(1);

    (void)state;
    assert_true(one.n_log > 100);
    for (unsigned threads = 2; threads <= 4; threads++) {
        const struct outcome more = run(threads);
        assert_int_equal(one.fingerprint, more.fingerprint);
        assert_int_equal(one.events, more.events);
        assert_int_equal(one.n_log, more.n_log);
        assert_int_equal(one.log, more.log);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_failover_is_the_same_for_any_threads)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
