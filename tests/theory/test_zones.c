/*
 * Availability zones. Round trips against those measured in West Europe (latte, 60,000 turns,
 * 2024-07-11; a network alone, and two that are peered): 65 and 58 us in a zone, 120 and 112 us to
 * the near one, 1,200 and 1,062 us to the far one; the mean of 2,000 pings must lie within the two
 * rows, widened by what the mean of 2,000 draws of a gamma of 5 us each way may be off (0.5 us is
 * four standard errors). A zone's failure takes what stands in it: VMs at once, the active instance
 * of a gateway as long as an unplanned failover (60 s to 90 s: Highly available connectivity,
 * 2016-09-24), a standby without anybody noticing; behind a load balancer other members answer once
 * its probe has noticed.
 */
#include "tests/theory/simulate.h"

#include "models/cloud/zone.h"
#include "models/control/control.h"
#include "models/flow/flow.h"

#define GATEWAYS(keys, faults)                                                                     \
    "vnetsim: 1\nsimulation: {duration: 260s, sample_interval: 0s}\nvirtual_networks:\n"           \
    "  a: {region: westeurope, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "    \
    "10.1.0.0/24}, GatewaySubnet: {address_prefix: "                                               \
    "10.1.255.0/27}}}\n"                                                                           \
    "  b: {region: northeurope, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "   \
    "10.2.0.0/24}, GatewaySubnet: {address_prefix: "                                               \
    "10.2.255.0/27}}}\n"                                                                           \
    "public_ip_addresses: {pip-2: {zones: [2]}, pip-all: {zones: [1, 2, 3]}, pip-none: {}}\n"      \
    "virtual_network_gateways:\n  ga: {virtual_network: a, " keys                                  \
    "}\n  gb: {virtual_network: b, sku: VpnGw1AZ}\n"                                               \
    "connections:\n  ab: {type: Vnet2Vnet, from: ga, to: gb, shared_key: k}\n  ba: {type: "        \
    "Vnet2Vnet, from: gb, to: ga, shared_key: k}\n"                                                \
    "virtual_machines:\n  va: {subnet: a/s}\n  vb: {subnet: b/s}\n"                                \
    "traffic:\n  probe: {from: va, to: vb, app: ping, interval: 20ms}\nfaults:\n" faults

#define VMS(faults)                                                                                \
    "vnetsim: 1\nsimulation: {duration: 20s, sample_interval: 0s}\nvirtual_networks:\n"            \
    "  a: {region: westeurope, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "    \
    "10.1.0.0/24}}}\n"                                                                             \
    "virtual_machines:\n  v1: {subnet: a/s, zone: 1}\n  w1: {subnet: a/s, zone: 1}\n  v2: "        \
    "{subnet: a/s, zone: 2}\n"                                                                     \
    "  v3: {subnet: a/s, zone: 3}\n  v0: {subnet: a/s}\n"                                          \
    "traffic:\n"                                                                                   \
    "  a-same: {from: v1, to: w1, app: ping, interval: 10ms}\n  b-near: {from: v1, to: v2, app: "  \
    "ping, interval: 10ms}\n"                                                                      \
    "  c-far: {from: v3, to: v1, app: ping, interval: 10ms}\n  d-none: {from: v1, to: v0, app: "   \
    "ping, interval: 10ms}\n" faults

static double mean_rtt_us(const struct simulation *s, size_t flow)
{
    const struct flow_delay *rtt = &s->net->src[flow]->count->rtt;
    return (double)rtt->sum / (double)rtt->histogram.n / 1e6;
}

static void test_zones_are_as_far_as_measured(void **state)
{
    static const struct {
        double min_us, max_us;
    } measured[] = {{57.92, 65.15}, {112.22, 119.87}, {1062.29, 1199.54}, {57.92, 65.15}};
    struct simulation s;

    (void)state;
    simulate(&s, VMS(""));
    for (size_t i = 0; i < 4; i++) {
        const double us = mean_rtt_us(&s, i);
        if (us < measured[i].min_us - 0.5 || us > measured[i].max_us + 0.5)
            fail_msg("%s: %.2f us, measured %.2f to %.2f",
                     network_flow_name(s.net, &s.net->flow[i], s.net->arena), us,
                     measured[i].min_us, measured[i].max_us);
    }
    simulate_end(&s);
}

/* The NIC's own link holds the detour; between other VMs nothing changes. */
static void test_zone_takes_its_vms(void **state)
{
    struct simulation s;

    (void)state;
    simulate(&s, VMS("faults: {f: {at: 5s, zone: westeurope/2, kind: down, for: 4s}}\n"));
    for (size_t i = 0; i < 4; i++) {
        const double out_s = (double)flow_stall_dur(s.net, i, s.net->duration) / 1e12;
        const struct flow_count fwd = network_flow_fwd(s.net, i);
        assert_int_equal(fwd.dropped, i == 1 ? 400 : 0);
        assert_true(i == 1 ? out_s >= 4 && out_s < 4.02 : out_s < 0.02);
    }
    simulate_end(&s);
}

static double outage_s(const char *scenario)
{
    struct simulation s;

    simulate(&s, scenario);
    const double longest = (double)flow_stall_dur(s.net, 0, s.net->duration) / 1e12;
    simulate_end(&s);
    return longest;
}

#define OUT(keys, faults) outage_s(GATEWAYS(keys, faults))
#define assert_between(x, lo, hi)                                                                  \
    do {                                                                                           \
        const double got_ = (x);                                                                   \
        if (got_ < (lo) || got_ > (hi))                                                            \
            fail_msg("%.3f s, not %g s to %g s", got_, (double)(lo), (double)(hi));                \
    } while (0)

static void test_zone_takes_the_active_instance(void **state)
{
    (void)state;
    assert_between(OUT("sku: VpnGw1AZ", "  f: {at: 10s, zone: westeurope/1, kind: down}\n"), 60,
                   90.3);
    assert_between(OUT("sku: VpnGw1AZ", "  f: {at: 10s, zone: westeurope/2, kind: down}\n"), 0,
                   0.5);
    assert_between(OUT("sku: VpnGw1AZ", "  f: {at: 10s, zone: westeurope/3, kind: down}\n"), 0,
                   0.5);
    assert_between(
        OUT("sku: VpnGw1AZ", "  f: {at: 10s, zone: westeurope/1, kind: down, for: 5s}\n"), 5, 5.7);
}

/* After a failover it is the other zone that counts. */
static void test_zone_after_a_failover(void **state)
{
    (void)state;
    assert_between(OUT("sku: VpnGw1AZ", "  z: {at: 10s, gateway: ga, kind: planned_failover, for: "
                                        "1s}\n  a: {at: 20s, zone: westeurope/2, kind: down}\n"),
                   60, 90.3);
    assert_between(OUT("sku: VpnGw1AZ", "  z: {at: 10s, gateway: ga, kind: planned_failover, for: "
                                        "1s}\n  a: {at: 20s, zone: westeurope/1, kind: down}\n"),
                   1, 1.7);
}

/* Nothing takes over as long as the standby's zone is out, too; whichever zone is back first
 * carries. */
static void test_zone_of_the_standby_too(void **state)
{
    (void)state;
    assert_between(OUT("sku: VpnGw1AZ",
                       "  f: {at: 10s, zone: westeurope/1, kind: down, for: 200s}\n  g: {at: "
                       "10s, zone: westeurope/2, kind: down, for: 120s}\n"),
                   120, 120.7);
    assert_between(OUT("sku: VpnGw1AZ",
                       "  f: {at: 10s, zone: westeurope/1, kind: down, for: 120s}\n  g: {at: "
                       "20s, zone: westeurope/2, kind: down, for: 200s}\n"),
                   120, 120.7);
}

/* Zonal: both instances are lost as long as the zone. Unknown: neither. */
static void test_zone_of_public_addresses(void **state)
{
    (void)state;
    assert_between(OUT("sku: VpnGw1AZ, public_ip_addresses: [pip-2]",
                       "  f: {at: 10s, zone: westeurope/2, kind: down, for: 120s}\n"),
                   120, 120.7);
    assert_between(OUT("sku: VpnGw1AZ, public_ip_addresses: [pip-2]",
                       "  f: {at: 10s, zone: westeurope/1, kind: down, for: 120s}\n"),
                   0, 0.5);
    assert_between(OUT("sku: VpnGw1AZ, public_ip_addresses: [pip-all]",
                       "  f: {at: 10s, zone: westeurope/1, kind: down, for: 120s}\n"),
                   60, 90.3);
    assert_between(OUT("sku: VpnGw1AZ, public_ip_addresses: [pip-none]",
                       "  f: {at: 10s, zone: westeurope/1, kind: down, for: 120s}\n"),
                   0, 0.5);
}

/*
 * Three members in three zones behind a load balancer, a probe each 5 s, two misses: one zone dies
 * at 20 s for 30 s. Flows of the dead member lose requests for 5 s to 10 s and go on at another;
 * others lose none. Back: the first probe that it answers.
 */
static void test_zone_behind_a_load_balancer(void **state)
{
    struct simulation s;
    int n_struck = 0;

    (void)state;
    simulate(&s, "vnetsim: 1\nsimulation: {duration: 80s, sample_interval: 0s}\nvirtual_networks:\n"
                 "  a: {region: westeurope, address_prefixes: [10.1.0.0/16], subnets: {s: "
                 "{address_prefix: 10.1.0.0/24}}}\n"
                 "virtual_machines:\n  web: {subnet: a/s, count: 3, zones: [1, 2, 3]}\n  user: "
                 "{subnet: a/s, count: 60}\n"
                 "load_balancers:\n  lb: {subnet: a/s, backend: web, port: 443}\n"
                 "traffic:\n  ask: {from: user, to: lb, app: request_response, port: 443, "
                 "request_size: 100B, response_size: 100B, think_time: 100ms, timeout: 200ms}\n"
                 "faults: {f: {at: 20s, zone: westeurope/2, kind: down, for: 30s}}\n");
    for (size_t i = 0; i < s.net->n_flows; i++) {
        const double out_s = (double)flow_stall_dur(s.net, i, s.net->duration) / 1e12;
        if (out_s < 0.2)
            continue;
        n_struck++;
        assert_between(out_s, 5, 10.4);
    }
    assert_true(n_struck >= 6 &&
                n_struck <= 35); /* of 60, a third each: four standard deviations */
    simulate_end(&s);
}

/* All members in one zone: while it is out, and a probe longer, nobody answers. */
static void test_zone_with_all_members(void **state)
{
    struct simulation s;

    (void)state;
    simulate(&s, "vnetsim: 1\nsimulation: {duration: 60s, sample_interval: 0s}\nvirtual_networks:\n"
                 "  a: {region: westeurope, address_prefixes: [10.1.0.0/16], subnets: {s: "
                 "{address_prefix: 10.1.0.0/24}}}\n"
                 "virtual_machines:\n  web: {subnet: a/s, count: 2, zone: 3}\n  user: {subnet: "
                 "a/s, count: 4}\n"
                 "load_balancers:\n  lb: {subnet: a/s, backend: web, port: 443, probe: {interval: "
                 "2s, unhealthy_threshold: 3}}\n"
                 "traffic:\n  ask: {from: user, to: lb, app: request_response, port: 443, "
                 "request_size: 100B, response_size: 100B, think_time: 100ms, timeout: 200ms}\n"
                 "faults: {f: {at: 20s, zone: westeurope/3, kind: down, for: 20s}}\n");
    for (size_t i = 0; i < s.net->n_flows; i++)
        assert_between((double)flow_stall_dur(s.net, i, s.net->duration) / 1e12, 20, 22.4);
    simulate_end(&s);
}

/* Answers of about a second through an appliance, which is cut off for 3 s while one of them is
 * under way. */
static size_t answers_through(const char *appliance, const char *faults, uint64_t *without_state)
{
    struct simulation s;
    char yaml[2048];

    snprintf(
        yaml, sizeof yaml,
        "vnetsim: 1\nsimulation: {duration: 30s, sample_interval: 0s}\nvirtual_networks:\n"
        "  a: {region: westeurope, address_prefixes: [10.1.0.0/16], subnets: {c: {address_prefix: "
        "10.1.0.0/24, route_table: there}, s: {address_prefix: 10.1.1.0/24, route_table: back}, f: "
        "{address_prefix: 10.1.2.0/24}}}\n"
        "route_tables:\n"
        "  there: {routes: {r: {address_prefix: 10.1.1.0/24, next_hop_type: VirtualAppliance, "
        "next_hop_ip_address: 10.1.2.4}}}\n"
        "  back: {routes: {r: {address_prefix: 10.1.0.0/24, next_hop_type: VirtualAppliance, "
        "next_hop_ip_address: 10.1.2.4}}}\n"
        "virtual_machines:\n  user: {subnet: a/c}\n  web: {subnet: a/s, nic: {bandwidth: "
        "500kbps}}\n"
        "  fw: {subnet: a/f, zone: 2, ip_forwarding: true, appliance: {%s}}\n"
        "traffic:\n  ask: {from: user, to: web, app: request_response, transport: tcp, "
        "request_size: 100B, response_size: 60kB, think_time: 0s}\n%s",
        appliance, faults);
    simulate(&s, yaml);
    uint32_t n_drops;
    const struct drop_record *drop = region_drops_sorted(s.net->region[0], &n_drops);
    *without_state = 0;
    for (uint32_t i = 0; i < n_drops; i++)
        *without_state += drop[i].cause == DROP_NO_STATE ? drop[i].packets : 0;
    const size_t answers = s.net->src[0]->count->rtt.histogram.n;
    simulate_end(&s);
    return answers;
}

/* An appliance that keeps state has forgotten the connection when its zone is back: what is sent
 * again of an answer belongs to nothing that it has seen, and who asked says nothing before the
 * answer has come. One that keeps none passes it. */
static void test_zone_takes_what_an_appliance_knows(void **state)
{
    const char *fault = "faults: {f: {at: 8500ms, zone: westeurope/2, kind: down, for: 3s}}\n";
    uint64_t without_state;

    (void)state;
    assert_in_range(answers_through("stateful: true", "", &without_state), 29, 30);
    assert_int_equal(without_state, 0);
    assert_in_range(answers_through("latency: 10us", fault, &without_state), 23, 27);
    assert_int_equal(without_state, 0);
    assert_int_equal(answers_through("stateful: true", fault, &without_state), 8);
    assert_true(without_state > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_zones_are_as_far_as_measured),
        cmocka_unit_test(test_zone_takes_its_vms),
        cmocka_unit_test(test_zone_takes_the_active_instance),
        cmocka_unit_test(test_zone_after_a_failover),
        cmocka_unit_test(test_zone_of_the_standby_too),
        cmocka_unit_test(test_zone_of_public_addresses),
        cmocka_unit_test(test_zone_behind_a_load_balancer),
        cmocka_unit_test(test_zone_with_all_members),
        cmocka_unit_test(test_zone_takes_what_an_appliance_knows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
