/*
 * How connections end (RFC 9293, 3.6): three packets behind the last acknowledgment, whatever is
 * lost on the way; at the end of a transfer, at its `stop`, behind the last row of a file that is
 * replayed; and not before.
 */
#include "models/flow/tcp_flow.h"
#include "tests/theory/simulate.h"

#define CLOUD(loss, traffic)                                                                       \
    "vnetsim: 1\nregions: {left: {}, right: {}}\nsimulation: {duration: 120s, sample_interval: "   \
    "0s}\nvirtual_networks:\n"                                                                     \
    "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "          \
    "10.1.0.0/24}}, peerings: {p: {remote_virtual_network: b}}}\n"                                 \
    "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "         \
    "10.2.0.0/24}}, peerings: {p: {remote_virtual_network: a}}}\n"                                 \
    "virtual_machines: {va: {subnet: a/s}, vb: {subnet: b/s}}\n"                                   \
    "links: {left--right: {latency: 10ms, loss: " loss "}}\n"                                      \
    "traffic: {t: {from: va, to: vb, " traffic "}}\n"

static void assert_over(const struct network *n, uint32_t i)
{
    const struct tcp *ends[] = {n->src[i]->tcp, n->dst[i]->tcp};

    for (int k = 0; k < 2; k++) {
        assert_int_equal(ends[k]->state, TCP_FINISHED);
        assert_null(ends[k]->work);
        assert_null(ends[k]->kept);
        assert_int_equal(ends[k]->timer, TCP_TIMER_NONE);
    }
    assert_int_equal(n->src[i]->tcp->una, n->dst[i]->goodput_bytes);
}

static void test_three_packets(void **state)
{
    struct simulation s;

    (void)state;
    simulate(&s, CLOUD("0%", "app: bulk, size: 100kB, start: 1s"));
    assert_over(s.net, 0);
    assert_int_equal(network_flow_fwd(s.net, 0).offered,
                     2 + 70 + 2); /* SYN, acknowledgment, 69.06 segments, FIN, acknowledgment */
    assert_true(tcp_flow_done_at(s.net, 0) > SIM_S &&
                tcp_flow_done_at(s.net, 0) <
                    SIM_S + 120 * SIM_MS); /* when the last byte came: the end costs nothing */
    simulate_end(&s);
}

static void test_whatever_is_lost(void **state)
{
    struct simulation s;
    uint64_t lost = 0;

    (void)state;
    simulate(&s, CLOUD("10%", "app: bulk, size: 8kB, flows: 300, start_gap: 50ms"));
    for (uint32_t i = 0; i < 300; i++) {
        if (s.net->src[i]->tcp->state == TCP_FINISHED && s.net->dst[i]->tcp->state == TCP_FINISHED)
            assert_over(s.net, i);
        else
            lost++; /* still at it, after many time-outs */
        assert_int_equal(s.net->dst[i]->goodput_bytes, 8000);
    }
    assert_true(lost <= 3);
    for (size_t i = 0; i < s.net->n_regions; i++)
        assert_true(s.net->region[i]->segments.n_taken <= lost);
    simulate_end(&s);
}

static void test_at_stop(void **state)
{
    struct simulation s;

    (void)state;
    simulate(&s, CLOUD("0.1%", "app: bulk, stop: 5s, receive_buffer: 100kB"));
    assert_over(s.net, 0);
    assert_in_range(s.net->dst[0]->tcp->last_received_at, 5 * SIM_S, 6 * SIM_S);
    simulate_end(&s);
}

static void test_not_before(void **state)
{
    struct simulation s;

    (void)state;
    simulate(&s, CLOUD("0%", "app: request_response, transport: tcp, request_size: 100B, "
                             "response_size: 1kB, think_time: 30s"));
    assert_int_equal(s.net->src[0]->tcp->state, TCP_ESTABLISHED); /* it may ask again */
    assert_int_equal(s.net->dst[0]->tcp->state, TCP_ESTABLISHED);
    simulate_end(&s);
}

static void test_behind_the_last_row(void **state)
{
    char path[] = "/tmp/vnetsim-replay-XXXXXX", yaml[2000];
    FILE *f = fdopen(mkstemp(path), "w");
    struct simulation s;

    (void)state;
    assert_non_null(f);
    assert_true(fputs("time_s,bytes\n1,5000\n3,1\n", f) >= 0);
    assert_int_equal(fclose(f), 0);
    snprintf(yaml, sizeof yaml, CLOUD("0%%", "app: replay, transport: tcp, file: %s"), path);
    simulate(&s, yaml);
    unlink(path);
    assert_over(s.net, 0);
    assert_int_equal(s.net->dst[0]->goodput_bytes, 5001);
    simulate_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_three_packets),
        cmocka_unit_test(test_whatever_is_lost),
        cmocka_unit_test(test_at_stop),
        cmocka_unit_test(test_not_before),
        cmocka_unit_test(test_behind_the_last_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
