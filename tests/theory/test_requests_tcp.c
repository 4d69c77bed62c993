/*
 * Requests over TCP that are given up (`timeout`, or a connection that is aborted), and members
 * drawn at random: one flow a source, a connection to each member.
 */
#include "models/flow/tcp_flow.h"
#include "models/net/link.h"
#include "tests/theory/simulate.h"

static void run(struct simulation *s, const char *seconds, const char *link, const char *denied,
                const char *traffic)
{
    char yaml[2500];

    snprintf(yaml, sizeof yaml,
             "vnetsim: 1\nregions: {left: {}, right: {}}\nsimulation: {duration: %s, "
             "sample_interval: 0s}\nvirtual_networks:\n"
             "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "
             "10.1.0.0/24}}, peerings: {p: {remote_virtual_network: b}}}\n"
             "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "
             "10.2.0.0/24, network_security_group: n}},\n"
             "      peerings: {p: {remote_virtual_network: a}}}\n"
             "network_security_groups: {n: {security_rules: {no: {priority: 100, direction: "
             "Inbound, access: Deny, protocol: '*', source_address_prefix: '*',\n"
             "  source_port_range: '*', destination_address_prefix: '*', destination_port_range: "
             "%s}}}}\n"
             "virtual_machines: {va: {subnet: a/s, count: 3, os: windows}, vb: {subnet: b/s, "
             "count: 4}}\nlinks: {left--right: {latency: 5ms, %s}}\n"
             "traffic: {t: {%s}}\n",
             seconds, denied, link, traffic);
    simulate(s, yaml);
}

/* Each segment in a pool is of a packet on its way; what was given up has left none behind. */
static void assert_few_segments(const struct network *n, uint32_t most)
{
    uint32_t taken = 0;

    for (size_t i = 0; i < n->n_regions; i++)
        taken += n->region[i]->segments.n_taken;
    assert_true(taken <= most);
}

/* A response of 60 kB takes 48 ms on 10 Mbps, and the round trips of slow start; with 20 ms none
 * comes in time, with 200 ms all do. */
static void test_requests_tcp_time_out(void **state)
{
    struct simulation s;

    (void)state;
    run(&s, "10s", "bandwidth: 10Mbps", "1",
        "from: va-0, to: vb-0, app: request_response, transport: tcp, request_size: 100B, "
        "response_size: 60kB, timeout: 20ms");
    const struct flow_src *src = s.net->src[0];
    assert_int_equal(src->count->rtt.histogram.n, 0);
    assert_int_equal(
        src->asks->requests_lost,
        499); /* the first connection stands after 10 ms; then one in 20 ms, the last still open */
    assert_int_equal(src->tcp->turn, 499);
    assert_in_range(s.net->dst[0]->tcp->turn, 498, 499);
    assert_int_equal(tcp_flow_sum(s.net, 0).aborted, 0);
    assert_in_range(s.net->dst[0]->goodput_bytes / 100, 300,
                    499); /* most are heard; some wait for a handshake behind a response that nobody
                             wants any more */
    assert_few_segments(s.net, 200);
    simulate_end(&s);
    run(&s, "10s", "bandwidth: 10Mbps", "1",
        "from: va-0, to: vb-0, app: request_response, transport: tcp, request_size: 100B, "
        "response_size: 60kB, timeout: 200ms");
    assert_int_equal(s.net->src[0]->asks->requests_lost, 0);
    assert_int_equal(s.net->src[0]->tcp->turn, 0);
    assert_true(s.net->src[0]->count->rtt.histogram.n > 100);
    simulate_end(&s);
}

/* Some are late: what is asked is answered in time, given up, or still open, and no late response
 * is taken for that of the next request. */
static void test_requests_tcp_late_ones_do_not_count(void **state)
{
    struct simulation s;

    (void)state;
    run(&s, "60s", "bandwidth: 100Mbps, loss: 2%", "1",
        "from: va, to: vb-0, app: request_response, transport: tcp, request_size: 100B, "
        "response_size: 20kB, connections: 4, timeout: 60ms, think_time: 10ms");
    for (uint32_t i = 0; i < 3; i++) {
        const struct flow_src *src = s.net->src[i];
        uint32_t turns = 0;
        for (uint32_t k = 0; k < 4; k++)
            turns += src->tcp[k].turn;
        assert_true(src->asks->requests_lost > 100 && src->count->rtt.histogram.n > 1000);
        assert_int_equal(src->asks->requests_lost, turns);
        assert_true(src->count->rtt.max <= 60 * SIM_MS && src->count->rtt.min > 10 * SIM_MS);
        assert_in_range(s.net->dst[i]->goodput_bytes / 100, src->count->rtt.histogram.n,
                        src->count->rtt.histogram.n + src->asks->requests_lost + 4);
    }
    assert_few_segments(s.net, 400);
    simulate_end(&s);
}

/* Nothing answers a SYN: Windows gives up after 31 s, and the next connection is tried. */
static void test_requests_tcp_aborted_ones_are_opened_anew(void **state)
{
    struct simulation s;

    (void)state;
    run(&s, "100s", "loss: 0%", "666",
        "from: va-0, to: vb-0, port: 666, app: request_response, transport: tcp, request_size: "
        "100B, response_size: 1kB");
    assert_int_equal(tcp_flow_sum(s.net, 0).aborted, 3);
    assert_int_equal(tcp_flow_sum(s.net, 0).given_up,
                     1); /* of one, in whose place two others came */
    assert_int_equal(s.net->src[0]->asks->requests_lost, 3);
    assert_int_equal(network_flow_fwd(s.net, 0).offered,
                     3 * 5 + 3); /* of the fourth at 93, 94 and 96 s */
    simulate_end(&s);
}

/* A stall of the path has the sender's probe (RFC 8985, 7) repeat the end of a request that has
 * come whole: that ends no other request, so each answer takes a round trip and more, and there are
 * no more answers than requests. */
static void test_requests_tcp_repeated_ends_are_no_requests(void **state)
{
    struct simulation s;

    (void)state;
    run(&s, "60s", "bandwidth: 20Mbps, jitter: {rate_hz: 2, mean: 100ms}", "1",
        "from: va-0, to: vb-0, app: request_response, transport: tcp, request_size: 30kB, "
        "response_size: 1kB");
    const struct flow_src *src = s.net->src[0];
    assert_true(tcp_flow_sum(s.net, 0).retransmits > 20); /* nothing is lost */
    assert_int_equal(network_flow_fwd(s.net, 0).dropped, 0);
    assert_true(src->count->rtt.histogram.n > 500);
    assert_true(src->count->rtt.min > 10 * SIM_MS + 12 * SIM_MS); /* and 30 kB at 20 Mbps */
    assert_true(src->count->rtt.histogram.n * 30000 <= s.net->dst[0]->goodput_bytes);
    simulate_end(&s);
}

/* 3 sources, 4 members: a connection to each, one flow a source, and all members alike (chi-square,
 * 3 degrees, 99.9 %: 16.27). */
static void check_members(const char *traffic, uint32_t connections)
{
    struct simulation s;

    run(&s, "20s", "loss: 0%", "1", traffic);
    assert_int_equal(s.net->n_flows, 3);
    for (uint32_t i = 0; i < 3; i++) {
        double chi2 = 0, sum = 0, got[4] = {0};
        assert_int_equal(s.net->src[i]->kind->n_tcp, connections * 4);
        for (uint32_t k = 0; k < connections * 4; k++) {
            const struct tcp *c = &s.net->dst[i]->tcp[k];
            assert_int_equal(c->state, TCP_ESTABLISHED);
            assert_ptr_equal(c->work->nic, s.net->vm[s.net->flow[i].dst_vm + k % 4].out);
            got[k % 4] += (double)c->received;
            sum += (double)c->received;
        }
        const double each = 1000; /* bytes of a request, or of what is written at once */
        for (int k = 0; k < 4; k++)
            chi2 += (got[k] - sum / 4) * (got[k] - sum / 4) / (sum / 4) / each;
        assert_true(sum > 1000 * each);
        assert_true(chi2 < 16.27);
        assert_true((double)s.net->dst[i]->goodput_bytes == sum);
    }
    simulate_end(&s);
}

static void test_requests_tcp_go_to_random_members(void **state)
{
    (void)state;
    check_members("from: va, to: vb, pairing: random, app: request_response, transport: tcp, "
                  "request_size: 1000B, response_size: 1kB, connections: 2",
                  2);
    check_members("from: va, to: vb, pairing: random, app: cbr, transport: tcp, rate: 1Mbps, "
                  "packet_size: 1000B",
                  1);
}

static void test_transfers_go_to_random_members(void **state)
{
    struct simulation s;
    uint32_t of[4] = {0};

    (void)state;
    run(&s, "20s", "loss: 0%", "1",
        "from: va-0, to: vb, pairing: random, app: bulk, size: 100kB, flows: 200, start_gap: 10ms");
    for (uint32_t i = 0; i < 200; i++) {
        assert_int_equal(s.net->src[i]->kind->n_tcp, 1);
        assert_true(tcp_flow_done_at(s.net, i) > 0);
        of[s.net->src[i]->tcp->target]++;
        assert_int_equal(s.net->src[i]->tcp->target, s.net->dst[i]->tcp->target);
    }
    for (int k = 0; k < 4; k++)
        assert_in_range(of[k], 25, 80);
    simulate_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_requests_tcp_time_out),
        cmocka_unit_test(test_requests_tcp_late_ones_do_not_count),
        cmocka_unit_test(test_requests_tcp_aborted_ones_are_opened_anew),
        cmocka_unit_test(test_requests_tcp_repeated_ends_are_no_requests),
        cmocka_unit_test(test_requests_tcp_go_to_random_members),
        cmocka_unit_test(test_transfers_go_to_random_members),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
