/*
 * Failures in simulated time against what is published: a planned failover of an active-standby
 * gateway is over after 10 s to 15 s, an unplanned one after 60 s to 90 s (Highly available
 * connectivity, 2016-09-24; the edition of 2024-07-24 says the same of the planned one, and 1 min
 * to 3 min at worst of the other), both evenly (assumed), so with the means 12.5 s and 75 s; of an
 * active-active gateway the other end finds out by dead peer detection (45 s: About VPN devices,
 * 2023-10-06; a third more of it silent before, assumed) or by the hold timer of BGP (RFC
 * 4271, 6.5: at most one KEEPALIVE interval earlier than the hold time after the failure, and not
 * later). An outage is the longest time without an answer of a probe each 20 ms, so it is seen
 * that much and a round trip (0.14 s) too long.
 */
#include "tests/theory/simulate.h"

#include "models/flow/flow.h"
#include "models/vpn/tunnel.h"

#define PAIR(gateways, traffic, faults) PAIR_OF(gateways, gateways, "", "", traffic, faults)
#define PAIR_OF(ga, gb, ab, ba, traffic, faults)                                                   \
    "virtual_networks:\n"                                                                          \
    "  a: {region: westus, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "        \
    "10.1.0.0/24}, GatewaySubnet: {address_prefix: "                                               \
    "10.1.255.0/27}}}\n"                                                                           \
    "  b: {region: northeurope, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "   \
    "10.2.0.0/24}, GatewaySubnet: "                                                                \
    "{address_prefix: 10.2.255.0/27}}}\n"                                                          \
    "virtual_network_gateways:\n"                                                                  \
    "  ga: {virtual_network: a, sku: VpnGw1AZ" ga "}\n  gb: {virtual_network: b, sku: VpnGw1AZ" gb \
    "}\nconnections:\n  ab: {type: Vnet2Vnet, from: ga, to: gb, shared_key: k" ab                  \
    "}\n  ba: {type: Vnet2Vnet, from: gb, to: ga, shared_key: k" ba "}\n"                          \
    "virtual_machines:\n  va: {subnet: a/s, count: 8}\n  vb: {subnet: b/s, count: 8}\n"            \
    "traffic:\n  probe: {" traffic ", app: ping, interval: 20ms}\nfaults:\n" faults
#define ONE           "from: va-0, to: vb-0"
#define WITH_BGP(asn) ", enable_bgp: true, bgp_settings: {asn: " asn "}"

enum { SEEDS = 24 };

static double outage_s(const struct simulation *s, size_t flow)
{
    return (double)flow_stall_dur(s->net, flow, s->net->duration) / 1e12;
}

static double run_seed(const char *scenario, const char *duration, unsigned seed)
{
    struct simulation s;
    char text[4096];

    assert_true((size_t)snprintf(
                    text, sizeof text,
                    "vnetsim: 1\nsimulation: {duration: %s, seed: %u, sample_interval: 0s}\n%s",
                    duration, seed, scenario) < sizeof text);
    simulate(&s, text);
    const double longest = outage_s(&s, 0);
    simulate_end(&s);
    return longest;
}

static void check_published(const char *what, const char *scenario, const char *duration,
                            double min_s, double max_s)
{
    struct sample sample = {.n = SEEDS};
    const double seen_too_long_s = 0.02 + 0.2;

    for (unsigned i = 0; i < SEEDS; i++) {
        sample.v[i] = run_seed(scenario, duration, i + 1);
        assert_true(sample.v[i] >= min_s && sample.v[i] <= max_s + seen_too_long_s);
        sample.v[i] -= seen_too_long_s / 2;
    }
    assert_theory(what, &sample, (min_s + max_s) / 2, 0.15);
}

static void test_failover_planned_lasts_as_published(void **state)
{
    (void)state;
    check_published("planned failover, s",
                    PAIR("", ONE, "  f: {at: 10s, gateway: ga, kind: planned_failover}\n"), "30s",
                    10, 15);
}

static void test_failover_unplanned_lasts_as_published(void **state)
{
    (void)state;
    check_published("unplanned failover, s",
                    PAIR("", ONE, "  f: {at: 10s, gateway: gb, kind: unplanned_failover}\n"),
                    "110s", 60, 90);
}

/* A standby that only answers has to wait for the other end's next try, up to 4 s: that wait is
 * inside what is published, too. The other end of a planned one was told, and has tried after 1, 3
 * and 7 s; its try of 11 s is the only one that ends within 10 s to 15 s whatever the draw. */
static void test_failover_of_one_that_waits_lasts_as_published(void **state)
{
    const double seen_too_long_s = 0.02 + 0.2;

    (void)state;
    for (unsigned seed = 1; seed <= SEEDS; seed++) {
        const double planned =
            run_seed(PAIR_OF("", "", ", connection_mode: ResponderOnly", "", ONE,
                             "  f: {at: 10s, gateway: ga, kind: planned_failover}\n"),
                     "30s", seed);
        const double unplanned =
            run_seed(PAIR_OF("", "", ", connection_mode: InitiatorOnly", "", ONE,
                             "  f: {at: 10s, gateway: gb, kind: unplanned_failover}\n"),
                     "110s", seed);
        assert_true(planned >= 10 && planned <= 15 + seen_too_long_s);
        assert_true(planned >= 11 && planned <= 11 + 3 * 0.14 + seen_too_long_s);
        assert_true(unplanned >= 60 && unplanned <= 90 + seen_too_long_s);
    }
}

/* Of two that wait for each other the published time is the least: the standby is there and may not
 * begin, and the other end tries again when its dead peer detection has told it, 300 s to 400 s
 * after the last it has heard, and within 4 s more. */
static void test_failover_waits_for_a_slow_other_end(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed <= 6; seed++) {
        const double s =
            run_seed(PAIR_OF("", "", ", connection_mode: ResponderOnly", ", dpd_timeout: 300s", ONE,
                             "  f: {at: 10s, gateway: ga, kind: unplanned_failover}\n"),
                     "450s", seed);
        if (s < 300 || s > 404.5)
            fail_msg("%.3f s", s);
    }
}

/* The other gateway's networks lose the routes and learn them again, which takes time to program
 * (assumed). */
static void test_failover_between_gateways_with_bgp_lasts_as_published(void **state)
{
#define WITH_ROUTES(fault)                                                                         \
    PAIR_OF(WITH_BGP("65010"), WITH_BGP("65020"), ", enable_bgp: true", ", enable_bgp: true", ONE, \
            "  f: {at: 10s, " fault "}\n")
    const double seen_too_long_s = 0.02 + 0.2;

    (void)state;
    check_published("planned failover with BGP, s",
                    WITH_ROUTES("gateway: ga, kind: planned_failover"), "40s", 10, 15);
    for (unsigned seed = 1; seed <= SEEDS; seed++) {
        const double s =
            run_seed(WITH_ROUTES("gateway: gb, kind: unplanned_failover"), "120s", seed);
        assert_true(s >= 60 && s <= 90 + seen_too_long_s);
    }
}

/* Nobody notices before the standby is there: the tunnel is back at once, and is no sooner for it
 * than what is published. And programming may take up to 7 s. */
static void test_failover_with_bgp_at_the_bounds(void **state)
{
#define SLOW(asn) WITH_BGP(asn) ", route_programming: 7s"
    const double seen_too_long_s = 0.02 + 0.2;

    (void)state;
    for (unsigned seed = 1; seed <= SEEDS; seed++) {
        const double unnoticed = run_seed(
            PAIR_OF(WITH_BGP("65010"), WITH_BGP("65020"), ", enable_bgp: true, dpd_timeout: 1h",
                    ", enable_bgp: true, dpd_timeout: 1h", ONE,
                    "  f: {at: 10s, gateway: gb, kind: unplanned_failover}\n"),
            "110s", seed);
        const double slow = run_seed(
            PAIR_OF(SLOW("65010"), SLOW("65020"), ", enable_bgp: true", ", enable_bgp: true", ONE,
                    "  f: {at: 10s, gateway: ga, kind: planned_failover}\n"),
            "40s", seed);
        if (unnoticed < 60.1 || unnoticed > 90 + seen_too_long_s) /* and the answer's way: 0.14 s */
            fail_msg("%.3f s", unnoticed);
        if (slow < 10 || slow > 15 + seen_too_long_s)
            fail_msg("%.3f s", slow);
    }
}

/* The standby comes up while the other end is trying, whichever it is: that end's last try is lost,
 * and does not keep it from answering. */
static void test_failover_while_the_other_end_tries(void **state)
{
    static const char *const failing[] = {
        PAIR("", ONE, "  f: {at: 10ms, gateway: ga, kind: planned_failover}\n"),
        PAIR("", ONE, "  f: {at: 10ms, gateway: gb, kind: planned_failover}\n")};

    (void)state;
    for (unsigned i = 0; i < 2 * 8; i++) {
        struct simulation s;
        char text[4096];

        (void)snprintf(text, sizeof text,
                       "vnetsim: 1\nsimulation: {duration: 16s, seed: %u, sample_interval: 0s}\n%s",
                       i, failing[i % 2]);
        simulate(&s, text);
        for (size_t t = 0; t < s.net->n_tunnels; t++)
            assert_true(s.net->tunnel[t].up_at >= 10 * SIM_S &&
                        s.net->tunnel[t].up_at < 15200 * SIM_MS);
        simulate_end(&s);
    }
}

/* What an instance did before the other one took over stays its own. */
static void test_failover_work_is_that_of_the_instance(void **state)
{
    struct simulation s;

    (void)state;
    simulate(&s, "vnetsim: 1\nsimulation: {duration: 60s, warmup: 1s, sample_interval: 0s}\n" PAIR(
                     "", ONE, "  f: {at: 31s, gateway: ga, kind: planned_failover, for: 9s}\n"));
    for (size_t i = 0; i < s.net->n_tunnels; i++) {
        const struct tunnel *t = &s.net->tunnel[i];
        const bool out = strcmp(t->from->name, "ga") == 0;
        const struct gateway *g = out ? t->from : t->to;
        const struct tunnel_port *port = out ? &t->out : &t->in;
        const double first = (double)gateway_port_busy_dur(port, &g->instance[0]),
                     second = (double)gateway_port_busy_dur(port, &g->instance[1]);

        assert_int_equal((sim_time_t)(first + second), port->server->busy_dur);
        assert_true(first / second > 1.48 &&
                    first / second < 1.55); /* 30 s, and 20 s less two round trips */
    }
    simulate_end(&s);
}

/* Maintenance of an active-active instance is announced: no probe misses more than what was on its
 * way. */
static void test_failover_active_active_goes_on(void **state)
{
    struct simulation s;

    (void)state;
    simulate(&s, "vnetsim: 1\nsimulation: {duration: 40s, sample_interval: 0s}\n" PAIR(
                     ", active_active: true", "from: va, to: vb",
                     "  f: {at: 10s, gateway: ga, kind: planned_failover}\n"));
    for (size_t i = 0; i < s.net->n_flows; i++)
        assert_true(outage_s(&s, i) < 0.5);
    simulate_end(&s);
}

/* It dies silently: flows whose answers the other end's hash sends to it wait for its dead peer
 * detection, 45 s to 60 s; others go on. */
static void test_failover_active_active_waits_for_the_peer(void **state)
{
    struct simulation s;
    int n_waiting = 0, n_going = 0;

    (void)state;
    simulate(&s, "vnetsim: 1\nsimulation: {duration: 100s, sample_interval: 0s}\n" PAIR(
                     ", active_active: true", "from: va, to: vb",
                     "  f: {at: 10s, gateway: ga, kind: unplanned_failover}\n"));
    for (size_t i = 0; i < s.net->n_flows; i++) {
        const double t = outage_s(&s, i);
        const bool waits = t > 45 && t < 60.3,
                   goes =
                       t<0.5, detects = t> 9.9 && t < 10.5; /* the fabric of its own side: 10 s */
        assert_true(waits || goes || detects);
        n_waiting += waits;
        n_going += goes;
    }
    assert_true(n_waiting > 0 && n_going > 0);
    simulate_end(&s);
}

/* 3 s of 50 probes a second; what was on the wire arrives. */
static void test_failover_link_loses_what_it_is_sent(void **state)
{
    struct simulation s;

    (void)state;
    simulate(&s, "vnetsim: 1\nsimulation: {duration: 20s, sample_interval: 0s}\n" PAIR(
                     "", ONE, "  f: {at: 10s, link: westus->northeurope, kind: down, for: 3s}\n"));
    const struct flow_count fwd = network_flow_fwd(s.net, 0), rev = network_flow_rev(s.net, 0);
    assert_true(fwd.dropped >= 150 + 14 - 1 &&
                fwd.dropped <=
                    150 + 16); /* and those of the first 0.27 to 0.3 s, without a tunnel */
    assert_int_equal(rev.dropped, 0);
    assert_true(outage_s(&s, 0) > 3 && outage_s(&s, 0) < 3.05);
    simulate_end(&s);
}

/* Idle is not down: a packet of the site finds its way to the tunnel of a policy-based gateway, and
 * wakes it. */
static void test_failover_idle_tunnels_keep_their_routes(void **state)
{
    struct simulation s;

    (void)state;
    simulate(
        &s,
        "vnetsim: 1\nsimulation: {duration: 610s, sample_interval: 0s}\n"
        "virtual_networks:\n  a: {region: westus, address_prefixes: [10.1.0.0/16], subnets: {s: "
        "{address_prefix: 10.1.0.0/24}, GatewaySubnet: "
        "{address_prefix: 10.1.255.0/27}}}\n"
        "virtual_network_gateways: {gw: {virtual_network: a, sku: Basic, vpn_type: PolicyBased}}\n"
        "local_network_gateways: {l: {gateway_ip_address: 198.51.100.21, address_prefixes: "
        "[172.20.0.0/16]}}\n"
        "connections: {c: {type: IPsec, from: gw, to: l, shared_key: k}}\n"
        "on_premises_sites: {hq: {near: westus2, address_prefixes: [172.20.0.0/16], bandwidth: "
        "1Gbps, latency: 4ms, hosts: {h: {}}, devices: {fw: "
        "{public_ip: 198.51.100.21}}}}\n"
        "virtual_machines: {v: {subnet: a/s}}\n"
        "traffic: {first: {from: h, to: v, app: ping, interval: 1s, start: 2s, stop: 20s}, later: "
        "{from: h, to: v, app: ping, interval: 1s, start: 600s}}\n");
    const struct flow_count later = network_flow_fwd(s.net, 1);
    assert_in_range(later.dropped, 1, 2);
    assert_in_range(later.received, 7, 9);
    simulate_end(&s);
}

/* Routes that nobody has learned stay, and lead into a tunnel that is down. */
static void test_failover_static_routes_stay(void **state)
{
    struct simulation s;
    uint64_t no_route = 0, other = 0;

    (void)state;
    simulate(&s, "vnetsim: 1\nsimulation: {duration: 60s, warmup: 5s, sample_interval: 0s}\n" PAIR(
                     ", enable_bgp: true, route_programming: 20s", ONE,
                     "  f: {at: 10s, tunnel: ab, kind: down, for: 10s}\n"));
    for (size_t r = 0; r < s.net->n_regions; r++) { /* without enable_bgp at the connections the
                                                       routes are static: nothing is withdrawn */
        uint32_t n;
        const struct drop_record *d = region_drops_sorted(s.net->region[r], &n);
        for (uint32_t i = 0; i < n; i++) {
            no_route += d[i].cause == DROP_NO_ROUTE ? d[i].packets : 0;
            other += d[i].cause == DROP_TUNNEL_DOWN ? d[i].packets : 0;
        }
    }
    assert_int_equal(no_route, 0);
    assert_true(other >= 500 && other < 530);
    simulate_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_failover_planned_lasts_as_published),
        cmocka_unit_test(test_failover_unplanned_lasts_as_published),
        cmocka_unit_test(test_failover_of_one_that_waits_lasts_as_published),
        cmocka_unit_test(test_failover_waits_for_a_slow_other_end),
        cmocka_unit_test(test_failover_between_gateways_with_bgp_lasts_as_published),
        cmocka_unit_test(test_failover_with_bgp_at_the_bounds),
        cmocka_unit_test(test_failover_while_the_other_end_tries),
        cmocka_unit_test(test_failover_work_is_that_of_the_instance),
        cmocka_unit_test(test_failover_idle_tunnels_keep_their_routes),
        cmocka_unit_test(test_failover_active_active_goes_on),
        cmocka_unit_test(test_failover_active_active_waits_for_the_peer),
        cmocka_unit_test(test_failover_link_loses_what_it_is_sent),
        cmocka_unit_test(test_failover_static_routes_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
