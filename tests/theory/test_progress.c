/*
 * The longest time without anything new for the application (flows.csv, stall_max_s), by traffic
 * whose silences are known: of the application itself, of a transfer's beginning, of what never
 * gets through and of what stops doing so; within the measured time alone.
 */
#include "models/flow/flow.h"
#include "models/flow/tcp_flow.h"
#include "tests/theory/simulate.h"

static void run(struct simulation *s, const char *times, const char *link, const char *traffic)
{
    char yaml[2500];

    snprintf(yaml, sizeof yaml,
             "vnetsim: 1\nregions: {left: {}, right: {}}\nsimulation: {%s, sample_interval: "
             "0s}\nvirtual_networks:\n"
             "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
             "10.1.0.0/24}}, peerings: {p: {remote_virtual_network: b}}}\n"
             "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "
             "10.2.0.0/24, network_security_group: n}},\n"
             "      peerings: {p: {remote_virtual_network: a}}}\n"
             "network_security_groups: {n: {security_rules: {no: {priority: 100, direction: "
             "Inbound, access: Deny, protocol: '*', source_address_prefix: '*',\n"
             "  source_port_range: '*', destination_address_prefix: '*', destination_port_range: "
             "666}}}}\n"
             "virtual_machines: {va: {subnet: a/s}, vb: {subnet: b/s}}\nlinks: {left--right: "
             "{latency: 35ms}, \"left->right\": {%s}}\n"
             "traffic: {t: {from: va, to: vb, %s}}\n",
             times, link, traffic);
    simulate(s, yaml);
}

static sim_time_t stall(const struct simulation *s)
{
    return flow_stall_dur(s->net, 0, s->net->duration);
}

/* Bursts of 1 s with 1 ms between packets, 3 s apart: 3 s to 4 s, 7 s to 8 s. */
static void test_silences_of_the_application(void **state)
{
    static const char bursts[] = "app: on_off, rate: 8Mbps, packet_size: 1000B, on: 1s, off: 3s";
    struct simulation s;

    (void)state;
    run(&s, "duration: 9s, warmup: 3500ms", "loss: 0%", bursts);
    assert_in_range(stall(&s), 3 * SIM_S, 3 * SIM_S + 2 * SIM_MS);
    simulate_end(&s);
    run(&s, "duration: 6s, warmup: 3500ms", "loss: 0%",
        bursts); /* 4 s to 6 s, and on its way 35 ms less */
    assert_in_range(stall(&s), 2 * SIM_S - 40 * SIM_MS, 2 * SIM_S - 30 * SIM_MS);
    simulate_end(&s);
    run(&s, "duration: 9s, warmup: 0s", "loss: 0%", bursts); /* 3 s and 35 ms at the beginning */
    assert_in_range(stall(&s), 3 * SIM_S + 35 * SIM_MS, 3 * SIM_S + 36 * SIM_MS);
    simulate_end(&s);
}

static void test_nothing_gets_through(void **state)
{
    static const char *const traffic[] = {
        "app: cbr, port: 666, rate: 1Mbps, packet_size: 1000B", "app: bulk, port: 666",
        "app: request_response, port: 666, request_size: 1B, response_size: 1B"};
    struct simulation s;

    (void)state;
    for (int i = 0; i < 3; i++) {
        run(&s, "duration: 9s, warmup: 2s", "loss: 0%", traffic[i]);
        assert_int_equal(stall(&s), 7 * SIM_S);
        assert_int_equal(flow_progress_at(s.net, 0), 2 * SIM_S);
        simulate_end(&s);
    }
}

/* A handshake and half a round trip; afterwards data come all the time. What stops coming counts up
 * to the end. */
static void test_transfer(void **state)
{
    struct simulation s;

    (void)state;
    run(&s, "duration: 5s, warmup: 0s", "loss: 0%", "app: bulk, start: 1s, receive_buffer: 100kB");
    assert_in_range(stall(&s), 105 * SIM_MS, 106 * SIM_MS);
    assert_true(flow_progress_at(s.net, 0) == s.net->dst[0]->tcp->last_received_at);
    simulate_end(&s);
    run(&s, "duration: 60s, warmup: 0s", "loss: {model: gilbert_elliott, p: 0.1%, r: 0.1%}",
        "app: bulk, hystart: off");
    assert_true(stall(&s) > 30 * SIM_S);
    assert_int_equal(stall(&s), s.net->duration - s.net->dst[0]->tcp->last_received_at);
    simulate_end(&s);
}

/* Thinking time and a round trip; without answers all the time. */
static void test_requests(void **state)
{
    struct simulation s;

    (void)state;
    run(&s, "duration: 20s, warmup: 5s", "loss: 0%",
        "app: request_response, transport: tcp, request_size: 100B, response_size: 100B, "
        "think_time: 2s");
    assert_in_range(stall(&s), 2070 * SIM_MS, 2072 * SIM_MS);
    simulate_end(&s);
    run(&s, "duration: 20s, warmup: 5s", "loss: 100%", "app: ping");
    assert_int_equal(stall(&s), 15 * SIM_S);
    simulate_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_silences_of_the_application),
        cmocka_unit_test(test_nothing_gets_through),
        cmocka_unit_test(test_transfer),
        cmocka_unit_test(test_requests),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
