/*
 * Dynamic NAT rules: how many ports a pool has and for whom, when they are given back, and what a
 * failover leaves of them.
 */
#include "models/flow/flow.h"
#include "models/tcp/tcp.h"
#include "models/vpn/gateway.h"
#include "models/vpn/napt.h"
#include "tests/theory/simulate.h"

/* A network and a site that begins; its rule maps the hosts to a single address. */
#define CLOUD(duration, rule, traffic)                                                             \
    "vnetsim: 1\nsimulation: {duration: " duration ", warmup: 0s, seed: 1, sample_interval: 0s}\n" \
    "virtual_networks: {a: {region: westus, address_prefixes: [10.1.0.0/16], subnets: {s: "        \
    "{address_prefix: 10.1.0.0/24}, "                                                              \
    "GatewaySubnet: {address_prefix: 10.1.255.0/27}}}}\n"                                          \
    "virtual_network_gateways:\n  ga: {virtual_network: a, sku: VpnGw2AZ, nat_rules: {few: "       \
    "{type: Dynamic, mode: IngressSnat, "                                                          \
    "internal_mapping: 192.168.0.0/16, external_mapping: 172.16.0.1/32" rule "}}}\n"               \
    "local_network_gateways: {l: {endpoint: site, address_prefixes: [192.168.0.0/16]}}\n"          \
    "connections: {c: {type: IPsec, from: ga, to: l, shared_key: k, ingress_nat_rules: [few]}}\n"  \
    "on_premises_sites: {site: {near: westus, address_prefixes: [192.168.0.0/16], hosts: {h: "     \
    "{count: 2}}}}\n"                                                                              \
    "virtual_machines: {va: {subnet: a/s}}\ntraffic:\n" traffic

static uint64_t dropped(const struct network *n, enum drop_cause cause)
{
    uint64_t packets = 0;
    for (size_t r = 0; r < n->n_regions; r++) {
        uint32_t k;
        const struct drop_record *d = region_drops_sorted(n->region[r], &k);
        for (uint32_t i = 0; i < k; i++)
            packets += d[i].cause == cause ? d[i].packets : 0;
    }
    return packets;
}

/* Flows of an entry that got an answer. */
static size_t served(const struct network *n, const char *entry)
{
    size_t k = 0;
    for (size_t i = 0; i < n->n_flows; i++)
        k += strcmp(n->flow[i].spec->r.name, entry) == 0 && network_flow_rev(n, i).received > 0;
    return k;
}

/* An address has 64,512 ports, for each protocol (Azure NAT Gateway, 2023-07-10): those of ping are
 * all taken, those of UDP are not. */
static void test_napt_ports_of_an_address(void **state)
{
    struct simulation s;
    (void)state;
    simulate(&s, CLOUD("5s", "",
                       "  echo: {from: h, to: va, app: ping, flows: 33000, interval: 2s, start: "
                       "1s, stop: 3s}\n"
                       "  ask: {from: h, to: va, app: request_response, request_size: 50B, "
                       "response_size: 90B, start: 3s, stop: 3100ms}\n"));
    assert_int_equal(served(s.net, "echo"), 64512);
    assert_int_equal(dropped(s.net, DROP_NO_PORTS), 66000 - 64512);
    assert_int_equal(served(s.net, "ask"), 2);
    simulate_end(&s);
}

/* A port is given back when nothing has used it for the idle time, and not before: the last use
 * counts. */
static void test_napt_idle_time(void **state)
{
    struct simulation s;
    (void)state;
    for (int late = 0; late < 2; late++) {
        char yaml[4096];
        (void)snprintf(yaml, sizeof yaml,
                       CLOUD("16s", ", idle_timeout: 10s",
                             "  first: {from: h, to: va, flows: 32256, app: ping, interval: 2s, "
                             "start: 1s, stop: 3s}\n"
                             "  second: {from: h, to: va, app: ping, interval: 100ms, timeout: "
                             "100ms, start: %s, stop: %s}\n"),
                       late ? "14s" : "5s", late ? "15s" : "6s");
        simulate(&s, yaml);
        assert_int_equal(served(s.net, "first"), 64512);
        assert_int_equal(served(s.net, "second"), late ? 2 : 0);
        assert_int_equal(dropped(s.net, DROP_NO_PORTS) > 0, !late);
        simulate_end(&s);
    }
}

/* Each connection of TCP takes a port, though they are of two flows. */
static void test_napt_takes_a_port_a_connection(void **state)
{
    struct simulation s;
    (void)state;
    simulate(
        &s,
        CLOUD("6s", "",
              "  ask: {from: h, to: va, app: request_response, request_size: 50B, response_size: "
              "90B, transport: tcp, connections: 3, think_time: 50ms, timeout: 20s, start: 1s}\n"));
    size_t established = 0;
    for (size_t i = 0; i < s.net->n_flows; i++)
        for (uint32_t k = 0; k < s.net->src[i]->kind->n_tcp; k++)
            established += s.net->src[i]->tcp[k].state == TCP_ESTABLISHED;
    assert_int_equal(s.net->n_flows, 2);
    assert_int_equal(established, 6);
    assert_int_equal(s.net->gateway[0].instance[0].napt[0].n_live, 6);
    assert_int_equal(dropped(s.net, DROP_NO_PORTS), 0);
    simulate_end(&s);
}

/* The standby knows no translation: connections are dead, and those that are made anew live; pings
 * just begin again. */
static void test_napt_failover(void **state)
{
    uint64_t print[2];
    (void)state;
    for (int k = 0; k < 2; k++) {
        struct simulation s;
        simulate_threads(
            &s,
            CLOUD("60s", "",
                  "  echo: {from: h, to: va, app: ping, interval: 100ms, start: 1s}\n"
                  "  ask: {from: h, to: va, app: request_response, request_size: 50B, "
                  "response_size: 90B, transport: tcp, think_time: 50ms, timeout: 5s, start: 1s}\n"
                  "  bulk: {from: h, to: va, app: bulk, size: unlimited, start: 1s}\n"
                  "faults: {f: {at: 10s, kind: planned_failover, gateway: ga}}\n"),
            k == 0 ? 1 : 3);
        assert_int_equal(dropped(s.net, DROP_NO_PORTS), 0);
        assert_true(dropped(s.net, DROP_NO_TRANSLATION) > 4);
        for (size_t i = 0; i < s.net->n_flows; i++) {
            const bool is_bulk = strcmp(s.net->flow[i].spec->r.name, "bulk") == 0;
            assert_true(is_bulk ? flow_progress_at(s.net, i) < 11 * SIM_S
                                : flow_progress_at(s.net, i) > 59 * SIM_S);
        }
        print[k] = network_fingerprint(s.net);
        simulate_end(&s);
    }
    assert_int_equal(print[0], print[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_napt_ports_of_an_address),
        cmocka_unit_test(test_napt_idle_time),
        cmocka_unit_test(test_napt_takes_a_port_a_connection),
        cmocka_unit_test(test_napt_failover),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
