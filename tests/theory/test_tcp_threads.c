/*
 * TCP whose ends live in different regions, with loss, in several threads: the same bytes, every
 * segment accounted for, and no memory taken once the network has warmed up.
 */
#include "models/flow/tcp_flow.h"
#include "tests/theory/taken.h"

#define CLOUD(duration, traffic)                                                                   \
    "vnetsim: 1\nregions: {left: {}, right: {}, far: {}}\nsimulation: {duration: " duration        \
    ", sample_interval: 0s}\n"                                                                     \
    "virtual_networks:\n"                                                                          \
    "  a: {region: left, address_prefixes: [10.1.0.0/16], subnets: {s: {address_prefix: "          \
    "10.1.0.0/24}},\n"                                                                             \
    "      peerings: {b: {remote_virtual_network: b}, c: {remote_virtual_network: c}}}\n"          \
    "  b: {region: right, address_prefixes: [10.2.0.0/16], subnets: {s: {address_prefix: "         \
    "10.2.0.0/24}},\n"                                                                             \
    "      peerings: {a: {remote_virtual_network: a}, c: {remote_virtual_network: c}}}\n"          \
    "  c: {region: far, address_prefixes: [10.3.0.0/16], subnets: {s: {address_prefix: "           \
    "10.3.0.0/24}},\n"                                                                             \
    "      peerings: {a: {remote_virtual_network: a}, b: {remote_virtual_network: b}}}\n"          \
    "virtual_machines: {va: {subnet: a/s, count: 4, nic: {bandwidth: 1Gbps}}, vb: {subnet: b/s, "  \
    "count: 4}, vc: {subnet: c/s, count: 4}}\n"                                                    \
    "links: {inter_region: {latency: 8ms, bandwidth: 200Mbps, queue: {limit: 400kB}, loss: "       \
    "0.05%}}\n" traffic

#define MIXED                                                                                      \
    "traffic:\n"                                                                                   \
    "  bulk: {from: va, to: vb, app: bulk, flows: 3, start_gap: 20ms}\n"                           \
    "  reno: {from: vb, to: vc, app: bulk, congestion_control: newreno, loss_detection: sack}\n"   \
    "  files: {from: vc, to: va, app: bulk, flows: 20, size: {distribution: exponential, mean: "   \
    "300kB}, start_gap: {distribution: exponential, mean: 50ms}}\n"                                \
    "  ask: {from: va, to: vc, app: request_response, transport: tcp, request_size: 400B, "        \
    "response_size: 30kB, connections: 3, think_time: 5ms}\n"                                      \
    "  any: {from: vb, to: vc, pairing: random, app: request_response, transport: tcp, "           \
    "request_size: 400B, response_size: 60kB, connections: 2, timeout: 40ms}\n"                    \
    "  stream: {from: vb, to: va, app: on_off, transport: tcp, rate: 20Mbps, packet_size: 4000B, " \
    "on: 100ms, off: 700ms}\n"                                                                     \
    "  beside: {from: va, to: vb, app: cbr, rate: 10Mbps, packet_size: 700B}\n"

static void test_tcp_same_bytes_with_threads(void **state)
{
    struct simulation one, more;

    (void)state;
    simulate_threads(&one, CLOUD("6s", MIXED), 1);
    for (unsigned threads = 2; threads <= 3; threads++) {
        simulate_threads(&more, CLOUD("6s", MIXED), threads);
        assert_int_equal(network_fingerprint(one.net), network_fingerprint(more.net));
        assert_int_equal(network_events(one.net), network_events(more.net));
        for (size_t i = 0; i < one.net->n_flows; i++) {
            if (one.net->src[i]->tcp == NULL)
                continue;
            const struct tcp_flow_sum a = tcp_flow_sum(one.net, (uint32_t)i),
                                      b = tcp_flow_sum(more.net, (uint32_t)i);
            assert_true(a.retransmits == b.retransmits && a.timeouts == b.timeouts &&
                        a.recoveries == b.recoveries && a.aborted == b.aborted &&
                        a.given_up == b.given_up && a.waiting == b.waiting);
            assert_int_equal(one.net->src[i]->tcp->cwnd, more.net->src[i]->tcp->cwnd);
            assert_int_equal(one.net->dst[i]->goodput_bytes, more.net->dst[i]->goodput_bytes);
        }
        simulate_end(&more);
    }
    simulate_end(&one);
}

/* What was written arrives, whole and in order, whatever is lost on the way; and each segment in a
 * pool is on its way. */
static void test_tcp_loses_nothing(void **state)
{
    struct simulation s;
    uint64_t in_pools = 0, flying = 0, lost = 0;

    (void)state;
    simulate(
        &s, CLOUD("30s",
                  "traffic:\n"
                  "  files: {from: va, to: vb, app: bulk, flows: 50, size: {distribution: "
                  "exponential, mean: 500kB}, start_gap: {distribution: exponential, mean: 50ms}}\n"
                  "  others: {from: vb, to: va, app: bulk, flows: 50, size: {distribution: "
                  "exponential, mean: 500kB}, loss_detection: sack,\n"
                  "           congestion_control: newreno, timestamps: false, start_gap: "
                  "{distribution: exponential, mean: 50ms}}\n"
                  "  ask: {from: va, to: vc, app: request_response, transport: tcp, request_size: "
                  "400B, response_size: 30kB, think_time: 5ms}\n"));
    for (size_t i = 0; i < s.net->n_flows; i++) {
        const struct tcp *src = s.net->src[i]->tcp, *dst = s.net->dst[i]->tcp;
        lost += src->told != NULL ? src->told->retransmits : 0;
        if (s.net->flow[i].spec->app != TOPO_BULK)
            continue;
        assert_true(tcp_flow_done_at(s.net, (uint32_t)i) > 0);
        assert_int_equal(dst->received, src->end);
        assert_int_equal(s.net->dst[i]->goodput_bytes, src->end);
        assert_null(src->work); /* nothing is kept for what is over */
        assert_null(dst->work);
        assert_true(src->kept == NULL && dst->kept == NULL);
    }
    assert_true(lost > 100);
    for (size_t i = 0; i < s.net->n_regions; i++)
        in_pools += s.net->region[i]->segments.n_taken;
    for (size_t i = 0; i < s.net->n_links; i++) {
        in_pools += s.net->link[i]->n_outbox_segments;
        flying += link_in_flight(s.net->link[i]);
    }
    assert_int_equal(in_pools, flying);
    simulate_end(&s);
}

static void test_tcp_takes_no_memory_after_warm_up(void **state)
{
    struct simulation s;

    (void)state;
#define BULK                                                                                       \
    "traffic: {t: {from: va, to: vb, app: bulk, flows: 8, start_gap: 10ms, receive_buffer: "       \
    "30kB}, u: {from: vb, to: vc, app: bulk, flows: 4, congestion_control: newreno, "              \
    "receive_buffer: 30kB}}\n"
    for (unsigned threads = 1; threads <= 3; threads++) {
        simulate_build(&s, CLOUD("40s, warmup: 10s", BULK));
        const struct taken more = taken_since(&s, threads, NULL);
        assert_true(more.packets > 100000);
        assert_int_equal(more.opened, 0);
        assert_int_equal(more.places, 0);
        simulate_end(&s);
    }
}

/* Both ends of a connection that stands and has nothing to do, with what their events take in the
 * pending sets (two nodes and a pointer each): less than 1 KiB. The flow's own counters and
 * histograms are not TCP's. */
static void test_tcp_idle_connection_is_small(void **state)
{
    (void)state;
    print_message("           an idle connection takes %zu bytes\n",
                  2 * (sizeof(struct tcp) + 2 * sizeof(evkey_t) + sizeof(void *)));
    assert_true(2 * (sizeof(struct tcp) + 2 * sizeof(evkey_t) + sizeof(void *)) < 1024);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tcp_same_bytes_with_threads),
        cmocka_unit_test(test_tcp_loses_nothing),
        cmocka_unit_test(test_tcp_takes_no_memory_after_warm_up),
        cmocka_unit_test(test_tcp_idle_connection_is_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
