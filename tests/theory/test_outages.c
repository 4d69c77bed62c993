/*
 * How long traffic stands still when something breaks (models/watch.h), by a link that is down from
 * 10 s to 14 s: what enters it is lost, so nothing comes out for 4 s at its far end; there and back
 * what was on its way when it broke is lost on its way back, too. Lengths are known to 10 ms at
 * both ends.
 */
#include "models/flow/tcp_flow.h"
#include "models/watch.h"
#include "tests/theory/simulate.h"

#define DOWN     "faults: {cut: {at: 10s, link: left--right, kind: down, for: 4s}}\n"
#define FOR_GOOD "faults: {cut: {at: 10s, link: left--right, kind: down}}\n"

static void run_for(struct simulation *s, int duration_s, const char *faults, const char *traffic)
{
    char yaml[2500];

    snprintf(yaml, sizeof yaml,
             "vnetsim: 1\nregions: {left: {}, right: {}}\nsimulation: {duration: %ds, warmup: 2s, "
             "sample_interval: 0s, probe_interval: 10ms}\nvirtual_networks:\n"
             "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
             "10.1.0.0/24}}, peerings: {p: {remote_virtual_network: b}}}\n"
             "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "
             "10.2.0.0/24, network_security_group: n}},\n"
             "      peerings: {p: {remote_virtual_network: a}}}\n"
             "network_security_groups: {n: {security_rules: {\n"
             "  no: {priority: 200, direction: Inbound, access: Deny, protocol: Udp, "
             "source_address_prefix: '*', source_port_range: '*',\n"
             "       destination_address_prefix: '*', destination_port_range: 1433}}}}\n"
             "virtual_machines: {va: {subnet: a/s}, vb: {subnet: b/s}}\nlinks: {left--right: "
             "{latency: 35ms}}\n%s"
             "traffic: {t: {from: va, to: vb, %s}}\n",
             duration_s, faults, traffic);
    simulate(s, yaml);
}

static void run(struct simulation *s, const char *faults, const char *traffic)
{
    run_for(s, 30, faults, traffic);
}

static const struct watch_flow *app(const struct simulation *s)
{
    return &s->net->watch->flow[0];
}

static const struct watch_flow *probe(const struct simulation *s)
{
    return s->net->watch->probe[0];
}

/* The probe's last answer leaves at 10 s and comes at 10.035 s; the first one after comes at 14.07
 * s. */
static void test_path(void **state)
{
    struct simulation s;

    (void)state;
    run(&s, DOWN, "app: cbr, rate: 800kbps, packet_size: 1000B");
    assert_int_equal(s.net->n_flows, 1);
    assert_int_equal(s.net->n_probes, 1);
    assert_int_equal(s.net->watch->from, 10 * SIM_S);
    assert_in_range(probe(&s)->outage, 4020 * SIM_MS, 4060 * SIM_MS);
    assert_in_range(probe(&s)->outage_at, 10030 * SIM_MS, 10050 * SIM_MS);
    assert_false(probe(&s)->lasts);
    assert_in_range(probe(&s)->rtt->before.n, 791, 794);
    assert_in_range(probe(&s)->rtt->during.n, 3, 5); /* those that came back in time */
    assert_in_range(probe(&s)->rtt->after.n, 1590, 1595);
    simulate_end(&s);
}

static void test_one_way(void **state)
{
    struct simulation s;

    (void)state;
    run(&s, DOWN, "app: cbr, rate: 800kbps, packet_size: 1000B"); /* one packet every 10 ms */
    assert_in_range(app(&s)->outage, 3990 * SIM_MS, 4030 * SIM_MS);
    assert_in_range(watch_lost(s.net, 0), 399, 401);
    simulate_end(&s);
}

/* Bursts of 1 s, 3 s apart: 3 s, 7 s, 11 s, 15 s. Of those only the third is lost: the outage
 * begins with it, not when the second ended. */
static void test_pauses_are_none(void **state)
{
    static const char *const traffic[] = {
        "app: on_off, rate: 800kbps, packet_size: 1000B, on: 1s, off: 3s",
        "app: on_off, rate: 800kbps, packet_size: 1000B, on: 1s, off: 3s, port: 1433, transport: "
        "tcp"};
    struct simulation s;

    (void)state;
    run(&s, DOWN, traffic[0]);
    assert_in_range(app(&s)->outage, 4010 * SIM_MS, 4060 * SIM_MS);
    assert_in_range(app(&s)->outage_at, 11 * SIM_S, 11020 * SIM_MS);
    simulate_end(&s);
    for (int i = 0; i < 2; i++) {
        run(&s, "", traffic[i]);
        assert_true(app(&s)->outage < 200 * SIM_MS);
        simulate_end(&s);
    }
    run(&s, DOWN, traffic[1]); /* TCP tries again, and needs not wait for the next burst, but its
                                  time-outs double */
    assert_in_range(app(&s)->outage, 3 * SIM_S, 7 * SIM_S);
    simulate_end(&s);
}

/* A packet a second: each wait for the next is the sender's own, but from the first lost one on
 * something is due, whoever pauses behind it; for good, to the end. */
static void test_slow_rhythm(void **state)
{
    struct simulation s;

    (void)state;
    run(&s, DOWN, "app: cbr, rate: 8kbps, packet_size: 1000B");
    assert_in_range(app(&s)->outage, 4010 * SIM_MS, 4070 * SIM_MS);
    assert_in_range(app(&s)->outage_at, 10 * SIM_S, 11010 * SIM_MS);
    assert_false(app(&s)->lasts);
    simulate_end(&s);
    run(&s, FOR_GOOD, "app: poisson, rate: 16kbps, packet_size: 1000B");
    assert_true(app(&s)->lasts);
    assert_in_range(app(&s)->outage, 16 * SIM_S, 20 * SIM_S);
    simulate_end(&s);
    run(&s, "", "app: cbr, rate: 8kbps, packet_size: 1000B");
    assert_true(app(&s)->outage < 100 * SIM_MS);
    simulate_end(&s);
}

/* Nothing is due while nothing is asked: thinking for 2 s is no outage. */
static void test_questions(void **state)
{
    static const char *const traffic[] = {
        "app: request_response, request_size: 100B, response_size: 100B, think_time: 2s",
        ("app: request_response, request_size: 100B, response_size: 100B, think_time: 2s, "
         "transport: tcp"),
        "app: ping, interval: 2s"};
    struct simulation s;

    (void)state;
    for (int i = 0; i < 3; i++) {
        run(&s, "", traffic[i]);
        assert_in_range(app(&s)->outage, 60 * SIM_MS, 100 * SIM_MS);
        assert_in_range(probe(&s)->outage, 10 * SIM_MS, 30 * SIM_MS);
        simulate_end(&s);
        run(&s, DOWN, traffic[i]);
        assert_in_range(app(&s)->outage, 2 * SIM_S, 8 * SIM_S);
        assert_false(app(&s)->lasts);
        simulate_end(&s);
        run(&s, FOR_GOOD, traffic[i]);
        assert_in_range(app(&s)->outage, 17 * SIM_S, 20 * SIM_S);
        assert_true(app(&s)->lasts && probe(&s)->lasts);
        simulate_end(&s);
    }
}

/* RFC 6298, 5.5: the time-out doubles; the longest silence of TCP is that of the path and, at most,
 * as long again. */
static void test_transfer(void **state)
{
    struct simulation s;

    (void)state;
    run(&s, DOWN, "app: bulk, port: 1433, receive_buffer: 100kB");
    assert_in_range(app(&s)->outage, 4 * SIM_S, 8100 * SIM_MS);
    simulate_end(&s);
    run(&s, DOWN, "app: bulk, port: 1433, size: 1MB"); /* it is over by then */
    assert_true(tcp_flow_done_at(s.net, 0) < 10 * SIM_S);
    assert_int_equal(app(&s)->outage, 0);
    assert_false(app(&s)->lasts);
    simulate_end(&s);
}

/* A probe passes where its flow does, and not where it does not. */
static void test_security_group(void **state)
{
    struct simulation s;

    (void)state;
    run(&s, "", "app: bulk, port: 1433, receive_buffer: 100kB");
    assert_true(probe(&s)->rtt->before.n > 2700);
    simulate_end(&s);
    run(&s, "", "app: cbr, rate: 800kbps, packet_size: 1000B, port: 1433"); /* UDP */
    assert_int_equal(probe(&s)->rtt->before.n, 0);
    assert_int_equal(probe(&s)->outage, 28 * SIM_S);
    assert_true(probe(&s)->lasts && app(&s)->lasts);
    simulate_end(&s);
}

/* Eight of an entry's flows, the first, are probed; the packets of probes are in no flow's counts.
 */
static void test_probes_are_apart(void **state)
{
    struct simulation s;

    (void)state;
    run(&s, "", "app: cbr, rate: 800kbps, packet_size: 1000B, flows: 10");
    assert_int_equal(s.net->n_flows, 10);
    assert_int_equal(s.net->n_probes, WATCH_PROBES);
    for (size_t i = 0; i < 10; i++) {
        assert_int_equal(s.net->watch->probe[i] != NULL, i < WATCH_PROBES);
        assert_in_range(network_flow_fwd(s.net, i).received, 2795, 2800);
    }
    for (size_t i = 0; i < WATCH_PROBES; i++) { /* the same way */
        assert_ptr_equal(flow_probed(&s.net->flow[10 + i]), &s.net->flow[i]);
        assert_memory_equal(s.net->flow[10 + i].hash, s.net->flow[i].hash,
                            sizeof s.net->flow[i].hash);
    }
    simulate_end(&s);
}

/* A connection that never came up because of the failure, and is given up: what it was to carry is
 * out to the end. */
static void test_never_connected(void **state)
{
    struct simulation s;

    (void)state;
    run_for(&s, 150, "faults: {cut: {at: 3s, link: left--right, kind: down}}\n",
            "app: cbr, transport: tcp, rate: 800kbps, packet_size: 1000B, start: 4s");
    assert_int_equal(tcp_flow_sum(s.net, 0).aborted, 1);
    assert_true(app(&s)->lasts);
    assert_in_range(app(&s)->outage, 145900 * SIM_MS, 146 * SIM_S);
    simulate_end(&s);
}

/* Who asks over TCP waits for its connection first: SYNs at 12 s, 13 s and 15 s (RFC 6298, 2.1 and
 * 5.5), which stands a round trip later, and only then it thinks. */
static void test_questions_that_begin_in_it(void **state)
{
    struct simulation s;

    (void)state;
    run(&s, DOWN,
        "app: request_response, transport: tcp, request_size: 100B, response_size: 100B, "
        "think_time: 500ms, start: 12s");
    assert_in_range(app(&s)->outage, 3070 * SIM_MS, 3100 * SIM_MS);
    assert_in_range(app(&s)->outage_at, 12 * SIM_S, 12010 * SIM_MS);
    assert_false(app(&s)->lasts);
    simulate_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_path),
        cmocka_unit_test(test_one_way),
        cmocka_unit_test(test_pauses_are_none),
        cmocka_unit_test(test_slow_rhythm),
        cmocka_unit_test(test_questions),
        cmocka_unit_test(test_transfer),
        cmocka_unit_test(test_security_group),
        cmocka_unit_test(test_probes_are_apart),
        cmocka_unit_test(test_never_connected),
        cmocka_unit_test(test_questions_that_begin_in_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
