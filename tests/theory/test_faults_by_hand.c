/*
 * Faults that overlap, in cases whose outage is worked out by hand; and failovers of gateways that
 * have routes by BGP beside static ones. Random combinations are those of test_faults.c.
 */
#include "tests/theory/fault_cloud.h"
#include "tests/theory/simulate.h"

#include "models/control/control.h"
#include "models/control/session.h"
#include "models/vpn/tunnel.h"
#include "models/watch.h"

#define GATEWAYS(faults) "vnetsim: 1\nsimulation: {" GATEWAYS_OF("260s", faults)
#define GATEWAYS_OF(duration, faults)                                                              \
    "duration: " duration ", sample_interval: 0s}\nvirtual_networks:\n"                            \
    "  a: {region: westeurope, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "    \
    "10.1.0.0/24}, GatewaySubnet: {address_prefix: "                                               \
    "10.1.255.0/27}}}\n"                                                                           \
    "  b: {region: northeurope, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "   \
    "10.2.0.0/24}, GatewaySubnet: {address_prefix: "                                               \
    "10.2.255.0/27}}}\n"                                                                           \
    "virtual_network_gateways:\n  ga: {virtual_network: a, sku: VpnGw1AZ}\n  gb: "                 \
    "{virtual_network: b, sku: VpnGw1AZ}\n"                                                        \
    "connections:\n  ab: {type: Vnet2Vnet, from: ga, to: gb, shared_key: k}\n  ba: {type: "        \
    "Vnet2Vnet, from: gb, to: ga, shared_key: k}\n"                                                \
    "virtual_machines:\n  va: {subnet: a/s}\n  vb: {subnet: b/s}\n"                                \
    "traffic:\n  probe: {from: va, to: vb, app: ping, interval: 20ms}\nfaults:\n" faults

static void assert_outage(const char *scenario, double least_s, double most_s)
{
    struct simulation s;

    simulate(&s, scenario);
    const double longest = (double)flow_stall_dur(s.net, 0, s.net->duration) / 1e12;
    simulate_end(&s);
    if (longest < least_s || longest > most_s)
        fail_msg("%.3f s, not %g s to %g s", longest, least_s, most_s);
}

/* The second one strikes an instance that is dead already: the first one's standby carries, and
 * goes on. */
static void test_two_failovers(void **state)
{
    (void)state;
    assert_outage(GATEWAYS("  f: {at: 10s, gateway: ga, kind: unplanned_failover, for: 60s}\n  g: "
                           "{at: 30s, gateway: ga, kind: unplanned_failover, for: 80s}\n"),
                  60, 60.4);
    assert_outage(GATEWAYS("  f: {at: 10s, gateway: ga, kind: unplanned_failover, for: 60s}\n  g: "
                           "{at: 30s, gateway: ga, kind: planned_failover, for: 12s}\n"),
                  32, 32.4);
    /* The next one strikes while the first instance is still away for the second one: nobody is
     * left until it is back, at 110 s. */
    assert_outage(GATEWAYS("  f: {at: 10s, gateway: ga, kind: unplanned_failover, for: 60s}\n  g: "
                           "{at: 30s, gateway: ga, kind: unplanned_failover, for: 180s}\n"
                           "  h: {at: 80s, gateway: ga, kind: unplanned_failover, for: 60s}\n"),
                  130, 130.4);
}

/* Nobody takes over until the standby's zone works. */
static void test_failover_without_a_standby(void **state)
{
    (void)state;
    assert_outage(GATEWAYS("  f: {at: 20s, gateway: ga, kind: planned_failover}\n  z: {at: 10s, "
                           "zone: westeurope/2, kind: down, for: 100s}\n"),
                  90, 90.4);
    assert_outage(GATEWAYS("  f: {at: 20s, gateway: ga, kind: planned_failover}\n  z: {at: 10s, "
                           "zone: westeurope/2, kind: down, for: 15s}\n"),
                  10, 15.4);
    assert_outage(GATEWAYS("  f: {at: 20s, gateway: ga, kind: planned_failover}\n  z: {at: 10s, "
                           "zone: westeurope/2, kind: down}\n"),
                  239.9, 240.1);
}

/* One after the other without a gap: it is not up between. */
static void test_faults_that_touch(void **state)
{
    struct simulation s;

    (void)state;
    assert_outage(GATEWAYS("  a: {at: 20s, link: westeurope--northeurope, kind: down, for: 10s}\n  "
                           "b: {at: 30s, region: westeurope, kind: down, for: 10s}\n"),
                  20, 20.4);
    simulate(&s, GATEWAYS("  a: {at: 30s, tunnel: ab, kind: down, for: 10s}\n  b: {at: 20s, "
                          "tunnel: ab, kind: down, for: 10s}\n"));
    for (size_t r = 0; r < s.net->n_regions; r++) {
        int restored = 0;
        for (size_t i = 0; i < s.net->log[r].n; i++)
            restored += strcmp(s.net->log[r].v[i].event, "restore") == 0;
        assert_int_equal(restored, 1);
    }
    simulate_end(&s);
}

/* The goodbye of the instance that leaves may come after the first message of the one that takes
 * over, which has another path: the other end answers that one, and begins nothing beside it. */
static void test_goodbye_behind_the_new_beginning(void **state)
{
    (void)state;
    for (int i = 0; i < 24; i++) {
        char text[4096];

        (void)snprintf(
            text, sizeof text, "%sseed: %d, %s", "vnetsim: 1\nsimulation: {", i,
            i % 2 ? GATEWAYS_OF("20s",
                                "  f: {at: 5s, gateway: ga, kind: planned_failover, for: 0s}\n")
                  : GATEWAYS_OF("20s",
                                "  f: {at: 5s, gateway: gb, kind: planned_failover, for: 0s}\n"));
        assert_outage(text, 0, 0.4);
    }
}

static void run_cloud(struct simulation *s, unsigned seed, const char *faults)
{
    static char text[8192];
    const int at =
        snprintf(text, sizeof text,
                 "vnetsim: 1\nsimulation: {duration: 210s, sample_interval: 0s, seed: %u}\n", seed);

    (void)snprintf(text + at, sizeof text - (size_t)at, CLOUD "%s", "", faults);
    simulate(s, text);
}

/* When the routes of a gateway's network have been programmed anew, first and last; 0: never. */
static void programmed(const struct simulation *s, const char *gateway, sim_time_t *first,
                       sim_time_t *last)
{
    *first = *last = 0;
    for (size_t r = 0; r < s->net->n_regions; r++) {
        for (size_t i = 0; i < s->net->log[r].n; i++) {
            const struct control_event *e = &s->net->log[r].v[i];
            if (strcmp(e->event, "routes_programmed") != 0 || strcmp(e->name, gateway) != 0)
                continue;
            *first = *first == 0 ? e->at : *first;
            *last = e->at;
        }
    }
}

/* Static routes and those that are learned come back within what is published: nobody withdraws
 * what the dead instance had programmed. */
static void test_failover_with_both_kinds_of_routes(void **state)
{
    struct simulation s;
    sim_time_t first, last;

    (void)state;
    for (unsigned seed = 0; seed < 12; seed++) {
        run_cloud(&s, seed,
                  seed % 2 ? "  f: {at: 10s, gateway: gb, kind: unplanned_failover}\n"
                           : "  f: {at: 10s, gateway: gb, kind: planned_failover}\n");
        for (size_t i = 1; i < 3; i++) { /* site, vpn */
            const double out_s = (double)flow_stall_dur(s.net, i, s.net->duration) / 1e12;
            if (out_s < (seed % 2 ? 60 : 10) || out_s > (seed % 2 ? 90.2 : 15.2))
                fail_msg("%s: %.3f s", network_flow_name(s.net, &s.net->flow[i], s.net->arena),
                         out_s);
        }
        programmed(&s, "gb", &first, &last);
        assert_int_equal(first, 0);
        simulate_end(&s);
    }
}

#define BOTH_KINDS(faults)                                                                         \
    "virtual_networks:\n"                                                                          \
    "  a: {region: westus, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "        \
    "10.1.0.0/24}, GatewaySubnet: {address_prefix: 10.1.255.0/27}}}\n"                             \
    "  b: {region: northeurope, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "   \
    "10.2.0.0/24}, GatewaySubnet: {address_prefix: 10.2.255.0/27}}}\n"                             \
    "  c: {region: eastus, address_prefixes: [10.3.0.0/16], subnets: {s: {address_prefix: "        \
    "10.3.0.0/24}, GatewaySubnet: {address_prefix: 10.3.255.0/27}}}\n"                             \
    "virtual_network_gateways:\n"                                                                  \
    "  ga: {virtual_network: a, sku: VpnGw1AZ, enable_bgp: true, bgp_settings: {asn: 65010}}\n"    \
    "  gb: {virtual_network: b, sku: VpnGw1AZ, enable_bgp: true, bgp_settings: {asn: 65020}}\n"    \
    "  gc: {virtual_network: c, sku: VpnGw1AZ}\n"                                                  \
    "connections:\n"                                                                               \
    "  ab: {type: Vnet2Vnet, from: ga, to: gb, shared_key: k, enable_bgp: true}\n"                 \
    "  ba: {type: Vnet2Vnet, from: gb, to: ga, shared_key: k, enable_bgp: true}\n"                 \
    "  ac: {type: Vnet2Vnet, from: ga, to: gc, shared_key: k}\n"                                   \
    "  ca: {type: Vnet2Vnet, from: gc, to: ga, shared_key: k}\n"                                   \
    "virtual_machines:\n  va: {subnet: a/s}\n  vb: {subnet: b/s}\n  vc: {subnet: c/s}\n"           \
    "traffic:\n  learned: {from: va, to: vb, app: ping, interval: 20ms}\n"                         \
    "  fixed: {from: va, to: vc, app: ping, interval: 20ms}\nfaults:\n" faults

/* The same between gateways, where the other one's network loses the learned routes and has them
 * programmed anew. */
static void test_failover_with_both_kinds_between_gateways(void **state)
{
    struct simulation s;
    char text[4096];

    (void)state;
    for (unsigned seed = 0; seed < 24; seed++) {
        const bool crash = seed % 2;
        (void)snprintf(text, sizeof text,
                       "vnetsim: 1\nsimulation: {duration: %s, sample_interval: 0s, seed: %u}\n%s",
                       crash ? "110s" : "30s", seed,
                       crash ? BOTH_KINDS("  f: {at: 10s, gateway: ga, kind: unplanned_failover}\n")
                             : BOTH_KINDS("  f: {at: 10s, gateway: ga, kind: planned_failover}\n"));
        simulate(&s, text);
        for (size_t i = 0; i < 2; i++) {
            const double out_s = (double)flow_stall_dur(s.net, i, s.net->duration) / 1e12;
            if (out_s < (crash ? 60 : 10) || out_s > (crash ? 90.3 : 15.3))
                fail_msg("%s: %.3f s", network_flow_name(s.net, &s.net->flow[i], s.net->arena),
                         out_s);
        }
        simulate_end(&s);
    }
}

/* Its peer does not come back: it waits for it for a hold time, and its network loses the routes
 * when they are programmed, 1 s later. */
static void test_failover_of_a_gateway_that_loses_its_peer(void **state)
{
    struct simulation s;
    sim_time_t first, last;

    (void)state;
    run_cloud(&s, 1,
              "  f: {at: 10s, gateway: gb, kind: planned_failover}\n  g: {at: 10s, device: fw, "
              "kind: down}\n");
    programmed(&s, "gb", &first, &last);
    assert_int_equal(first, 191 * SIM_S);
    assert_int_equal(last, first);
    simulate_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_failovers),
        cmocka_unit_test(test_failover_without_a_standby),
        cmocka_unit_test(test_faults_that_touch),
        cmocka_unit_test(test_goodbye_behind_the_new_beginning),
        cmocka_unit_test(test_failover_with_both_kinds_of_routes),
        cmocka_unit_test(test_failover_with_both_kinds_between_gateways),
        cmocka_unit_test(test_failover_of_a_gateway_that_loses_its_peer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
