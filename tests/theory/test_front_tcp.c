/*
 * TCP to what others answer for, and to services. Connections of 320 flows spread over four members
 * evenly (chi-square, p above 0.001, by their SYNs); all packets of one go to one member, so
 * nothing is retransmitted; with source_ip all of a source's to one. A member that dies keeps its
 * connections, whose requests time out, and the next ones go to members that answer, once the probe
 * has noticed (threshold x interval at most, 10 s). A server of 5 ms constant time adds 5 ms to the
 * round trip; one of half the offered load's capacity is busy all the time. A member behind a link
 * of a smaller MTU is told, and its responses get through.
 */
#include "tests/theory/simulate.h"

#include "models/flow/service.h"
#include "models/flow/tcp_flow.h"
#include "models/front.h"

#define NETWORKS                                                                                   \
    "virtual_networks:\n"                                                                          \
    "  a: {region: westus2, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "       \
    "10.1.0.0/24}, t: {address_prefix: 10.1.1.0/24}}, "                                            \
    "peerings: {p: {remote_virtual_network: b}}}\n"                                                \
    "  b: {region: northeurope, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "   \
    "10.2.0.0/24}}, peerings: {p: {remote_virtual_network: a}}}\n"                                 \
    "virtual_machines:\n"                                                                          \
    "  web: {subnet: a/s, count: 4, zones: [1, 2]%s}\n  far: {subnet: b/s, count: 16}\n  near: "   \
    "{subnet: a/s, count: 4}\n"
#define ASK                                                                                        \
    "app: request_response, transport: tcp, port: 443, request_size: 300B, response_size: 20kB"

static void run(struct simulation *s, const char *duration, unsigned threads, const char *of_web,
                const char *rest)
{
    char yaml[4000];
    const int n =
        snprintf(yaml, sizeof yaml,
                 "vnetsim: 1\nsimulation: {duration: %s, sample_interval: 0s}\n" NETWORKS "%s",
                 duration, of_web, rest);
    assert_true(n > 0 && (size_t)n < sizeof yaml);
    simulate_threads(s, yaml, threads);
}

static uint32_t member(const struct simulation *s, size_t flow, uint32_t connection)
{
    const struct tcp *c = &s->net->dst[flow]->tcp[connection];
    assert_non_null(c->work);
    return c->work->nic->vm;
}

static double mean_rtt_ms(const struct simulation *s, size_t flow)
{
    const struct flow_delay *rtt = &s->net->src[flow]->count->rtt;
    return (double)rtt->sum / (double)rtt->histogram.n / 1e9;
}

static void test_connections_spread(void **state)
{
    struct simulation s;
    size_t at[4] = {0};
    double chi2 = 0;

    (void)state;
    run(&s, "3s", 1, "",
        "load_balancers: {ilb: {subnet: a/t, backend: web, port: 443}}\ntraffic: {x: {from: far, "
        "to: ilb, flows: 20, connections: 2, think_time: 100ms, " ASK "}}\n");
    for (size_t i = 0; i < s.net->n_flows; i++) {
        for (uint32_t k = 0; k < 2; k++)
            at[member(&s, i, k) - s.net->vm[s.net->flow[i].dst_vm].front->member[0]]++;
        assert_true(s.net->src[i]->count->rtt.histogram.n > 6);
        assert_int_equal(tcp_flow_sum(s.net, (uint32_t)i).retransmits, 0);
    }
    for (int m = 0; m < 4; m++)
        chi2 += ((double)at[m] - 160) * ((double)at[m] - 160) / 160;
    print_message(
        "           connections a member: %zu %zu %zu %zu, chi-square %.2f of 3 degrees\n", at[0],
        at[1], at[2], at[3], chi2);
    assert_true(gsl_cdf_chisq_Q(chi2, 3) > 0.001);
    simulate_end(&s);
}

static void test_connections_of_a_source(void **state)
{
    struct simulation s;

    (void)state;
    run(&s, "2s", 1, "",
        "load_balancers: {ilb: {subnet: a/t, backend: web, port: 443, distribution: source_ip}}\n"
        "traffic: {x: {from: far, to: ilb, flows: 3, connections: 3, " ASK "}}\n");
    for (size_t i = 0; i < s.net->n_flows; i++)
        for (uint32_t k = 0; k < 3; k++)
            assert_int_equal(member(&s, i, k), member(&s, i / 3 * 3, 0));
    simulate_end(&s);
}

/* Two of four members die at 10 s and stay so. */
static void test_connections_outlive_a_member(void **state)
{
    struct simulation s;
    int n_struck = 0;

    (void)state;
    run(&s, "60s", 1, "",
        "load_balancers: {ilb: {subnet: a/t, backend: web, port: 443}}\nfaults: {f: {at: 10s, "
        "zone: westus2/2, kind: down}}\n"
        "traffic: {x: {from: far, to: ilb, flows: 4, timeout: 1s, think_time: 50ms, " ASK "}}\n");
    for (size_t i = 0; i < s.net->n_flows; i++) {
        const double out_s = (double)flow_stall_dur(s.net, i, s.net->duration) / 1e12;
        assert_true(s.net->vm[member(&s, i, 0)].zone == 1);
        assert_true(out_s < 12.5);
        n_struck += out_s > 1;
        assert_true((out_s > 1) == (flow_requests_lost(s.net->src[i]) > 0));
    }
    assert_true(n_struck > 16 && n_struck < 48); /* of 64, half each: four standard deviations */
    simulate_end(&s);
}

/* A member's responses meet a smaller MTU on their way: it is told, and sends smaller segments. */
static void test_members_find_the_mtu(void **state)
{
    struct simulation s;

    (void)state;
    run(&s, "5s", 1, "",
        "load_balancers: {ilb: {subnet: a/t, backend: web, port: 443}}\nlinks: "
        "{westus2->northeurope: {mtu: 1300B}}\n"
        "traffic: {x: {from: far, to: ilb, think_time: 100ms, " ASK "}}\n");
    for (size_t i = 0; i < s.net->n_flows; i++) {
        assert_true(s.net->src[i]->count->rtt.histogram.n > 8);
        assert_true(s.net->dst[i]->tcp[0].mss <= 1260 && s.net->dst[i]->tcp[0].mss > 1200);
    }
    simulate_end(&s);
}

static void test_private_endpoint(void **state)
{
    struct simulation s;

    (void)state;
    run(&s, "3s", 1, "",
        "private_endpoints: {pe: {subnet: a/t, service: Microsoft.Sql/servers/x}}\n"
        "traffic:\n  ask: {from: far, to: pe, think_time: 50ms, " ASK
        "}\n  put: {from: near, to: pe, app: bulk, transport: tcp, size: 2MB}\n");
    for (size_t i = 0; i < s.net->n_flows; i++) {
        if (s.net->flow[i].spec->app == TOPO_BULK)
            assert_true(tcp_flow_done_at(s.net, (uint32_t)i) > 0);
        else
            assert_true(s.net->src[i]->count->rtt.histogram.n > 8);
    }
    simulate_end(&s);
}

/* The same with and without a server of 5 ms: what is drawn elsewhere is the same, the difference
 * is the server's time. */
static void test_service_time_over_tcp(void **state)
{
    struct simulation bare, served;

    (void)state;
    run(&bare, "20s", 1, "", "traffic: {x: {from: near, to: web, think_time: 100ms, " ASK "}}\n");
    run(&served, "20s", 1, ", service_time: 5ms, servers: 16",
        "traffic: {x: {from: near, to: web, think_time: 100ms, " ASK "}}\n");
    for (size_t i = 0; i < bare.net->n_flows; i++) {
        const double more_ms = mean_rtt_ms(&served, i) - mean_rtt_ms(&bare, i);
        if (fabs(more_ms - 5) > 0.02) /* other draws of the fabric, 5 us each: four standard errors
                                         of 190 requests, twice 15 packets */
            fail_msg("%s: %.4f ms more, not 5",
                     network_flow_name(bare.net, &bare.net->flow[i], bare.net->arena), more_ms);
    }
    simulate_end(&served);
    simulate_end(&bare);
}

/* 8 connections that ask again at once: one server of 10 ms is never idle, and answers 100 a second
 * (an interactive system's bound, R = N S: Denning and Buzen 1978); behind a load balancer four of
 * them do four times as much. */
static void test_busy_servers_over_tcp(void **state)
{
    struct simulation s;

    (void)state;
    run(&s, "20s", 1, ", service_time: 10ms, servers: 1",
        "traffic: {x: {from: near-0, to: web-0, connections: 8, " ASK "}}\n");
    const double n = (double)s.net->src[0]->count->rtt.histogram.n;
    assert_true(fabs(n - 2000) < 10);
    assert_true(fabs(mean_rtt_ms(&s, 0) - 80) < 0.5);
    simulate_end(&s);

    uint64_t answers = 0;
    run(&s, "20s", 1, ", service_time: 10ms, servers: 1",
        "load_balancers: {ilb: {subnet: a/t, backend: web, port: 443}}\ntraffic: {x: {from: near, "
        "to: ilb, flows: 16, connections: 2, " ASK "}}\n");
    for (size_t i = 0; i < s.net->n_flows; i++)
        answers += s.net->src[i]->count->rtt.histogram.n;
    assert_true(answers > 7900 && answers <= 8000);
    simulate_end(&s);
}

static void test_same_on_threads(void **state)
{
    uint64_t fingerprint[3];

    (void)state;
    for (unsigned threads = 1; threads <= 3; threads++) {
        struct simulation s;
        run(&s, "20s", threads, ", service_time: {distribution: exponential, mean: 1ms}",
            "load_balancers: {ilb: {subnet: a/t, backend: web, port: 443}}\nfaults: {f: {at: 5s, "
            "zone: westus2/1, kind: down, for: 6s}}\n"
            "traffic: {x: {from: far, to: ilb, flows: 4, connections: 2, timeout: 500ms, "
            "think_time: 50ms, " ASK
            "}, y: {from: far, to: ilb, app: bulk, transport: tcp, port: 443, size: 1MB}}\n");
        fingerprint[threads - 1] = network_fingerprint(s.net);
        simulate_end(&s);
    }
    assert_true(fingerprint[0] == fingerprint[1] && fingerprint[1] == fingerprint[2]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_connections_spread),
        cmocka_unit_test(test_connections_of_a_source),
        cmocka_unit_test(test_connections_outlive_a_member),
        cmocka_unit_test(test_members_find_the_mtu),
        cmocka_unit_test(test_private_endpoint),
        cmocka_unit_test(test_service_time_over_tcp),
        cmocka_unit_test(test_busy_servers_over_tcp),
        cmocka_unit_test(test_same_on_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
